//! `GET /export`: a machine, halted, with all its disks.

use std::collections::BTreeSet;
use std::io::Write;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::write::GzEncoder;
use tokio::io::AsyncWriteExt;
use xxhash_rust::xxh64::xxh64;

use super::records::{self, Records};
use super::tar;
use super::transfer::{Transfer, goes_on, host_that_sees};
use crate::allowed;
use crate::content::BLOCK;
use crate::db::Db;
use crate::ending::Ending;
use crate::failure::{Failure, Outcome};
use crate::http::Response;
use crate::pool::World;
use crate::tasks;
use crate::value::{Ref, Value};

/// The number of the next reference in a file: it goes on from one export to the next.
static NEXT: AtomicU64 = AtomicU64::new(41);

/// How what goes out is packed.
enum Packed {
    None(Vec<u8>),
    Gzip(Box<GzEncoder<Vec<u8>>>),
    Zstd(zstd::stream::write::Encoder<'static, Vec<u8>>),
}

impl Packed {
    fn of(said: Option<&str>) -> std::io::Result<Packed> {
        Ok(match said {
            Some("true" | "gzip") => Packed::Gzip(Box::new(GzEncoder::new(
                Vec::new(),
                flate2::Compression::fast(),
            ))),
            Some("zstd") => Packed::Zstd(zstd::stream::write::Encoder::new(Vec::new(), 3)?),
            // What it does not know is none.
            _ => Packed::None(Vec::new()),
        })
    }

    /// Packs some bytes; what comes out of it now.
    fn put(&mut self, bytes: &[u8]) -> std::io::Result<Vec<u8>> {
        match self {
            Packed::None(out) => {
                out.extend_from_slice(bytes);
                Ok(std::mem::take(out))
            }
            Packed::Gzip(encoder) => {
                encoder.write_all(bytes)?;
                Ok(std::mem::take(encoder.get_mut()))
            }
            Packed::Zstd(encoder) => {
                encoder.write_all(bytes)?;
                Ok(std::mem::take(encoder.get_mut()))
            }
        }
    }

    fn end(self) -> std::io::Result<Vec<u8>> {
        match self {
            Packed::None(out) => Ok(out),
            Packed::Gzip(encoder) => encoder.finish(),
            Packed::Zstd(encoder) => encoder.finish(),
        }
    }
}

/// Serves an export to its end.
pub async fn serve(mut transfer: Transfer<'_>) -> Ending {
    if let Err(response) = transfer.admit("get_export") {
        return transfer.refuse(response).await;
    }
    let task = transfer.task("VM.export");
    let found = match transfer.pool.faults.refusal(transfer.host, "GET /export") {
        Some(code) => Err(Failure::bare(&code)),
        None => machine(&transfer.pool.lock().db, transfer.request),
    };
    let vm = match found {
        Ok(vm) => vm,
        Err(failure) => return transfer.fail(&task, failure).await,
    };
    let host = {
        let world = transfer.pool.lock();
        let here = world.listeners[transfer.host].host.clone();
        let there = host_that_sees(&world, &here, &storage(&world.db, &vm));
        there.map(|there| (here == there, there))
    };
    match host {
        Some((true, _)) => {}
        Some((false, there)) => return transfer.redirect(&there).await,
        // No host sees all of it: the connection ends without a word.
        None => {
            let failure = Failure::bare("NO_HOSTS_AVAILABLE");
            tasks::finish(&mut transfer.pool.lock(), &task, &Err(failure));
            return Ending::Cut;
        }
    }
    {
        let mut world = transfer.pool.lock();
        world
            .db
            .set_entry(&vm, "current_operations", &task, "export");
    }
    transfer.can_be_cancelled(&task);
    let ended = send(&mut transfer, &vm, &task).await;
    let mut world = transfer.pool.lock();
    world.db.clear_entry(&vm, "current_operations", &task);
    let (outcome, ending) = match ended {
        Ok(()) => (Ok(Value::void()), Ending::Close),
        Err((failure, ending)) => (Err(failure), ending),
    };
    tasks::finish(&mut world, &task, &outcome);
    ending
}

/// The machine that is asked for, if it can be exported.
fn machine(db: &Db, request: &crate::http::Request) -> Outcome<Ref> {
    let vm: Ref = match (request.param("ref"), request.param("uuid").unwrap_or("")) {
        (Some(vm), _) if db.is("VM", vm) => vm.into(),
        (Some(vm), _) => return Err(Failure::handle("VM", vm)),
        (None, uuid) => {
            let mut rows = db.rows("VM");
            let found = rows.find(|(vm, _)| db.text(vm, "uuid") == uuid);
            let unknown = || Failure::new("UUID_INVALID", ["VM", uuid]);
            found.ok_or_else(unknown)?.0.clone()
        }
    };
    allowed::check(db, "VM", &vm, "export")?;
    Ok(vm)
}

/// The storage that the machine's disks are on.
fn storage(db: &Db, vm: &Ref) -> Vec<Ref> {
    let drives = db.refs(vm, "VBDs").into_iter();
    let disks = drives.filter(|vbd| db.text(vbd, "type") != "CD");
    let disks = disks.map(|vbd| db.reference(&vbd, "VDI"));
    disks
        .filter(|vdi| db.is("VDI", vdi))
        .map(|vdi| db.reference(&vdi, "SR"))
        .collect()
}

fn answer(task: &Ref) -> Response {
    Response {
        status: 200,
        headers: vec![
            ("Connection", "close".to_owned()),
            ("Cache-Control", "no-cache, no-store".to_owned()),
            ("task-id", task.to_string()),
            ("Server", "xapi/26.17".to_owned()),
            ("content-type", "application/octet-stream".to_owned()),
            (
                "Content-Disposition",
                "attachment; filename=\"export.xva\"".to_owned(),
            ),
        ],
        body: crate::body::Body::default(),
        keep: false,
        minor: 0,
    }
}

/// The blocks of a disk that are sent: its first and last, and those that hold something.
fn blocks_of(world: &World, vdi: &Ref) -> (u64, BTreeSet<u64>) {
    let size = u64::try_from(world.db.int(vdi, "virtual_size")).unwrap_or(0);
    let mut blocks = world.content(vdi).blocks(size);
    blocks.extend([0, size.saturating_sub(1) / BLOCK as u64]);
    (size, blocks)
}

async fn send(transfer: &mut Transfer<'_>, vm: &Ref, task: &Ref) -> Result<(), (Failure, Ending)> {
    let gone = || (Failure::bare("CLIENT_ERROR"), Ending::Cut);
    let own = |failure| (failure, Ending::Close);
    let (records, all, now) = {
        let world = transfer.pool.lock();
        let records = records::of_machine(&world, vm, NEXT.fetch_add(40, Ordering::Relaxed));
        let sizes = records
            .disks
            .iter()
            .map(|(_, vdi)| blocks_of(&world, vdi).1.len() as u64);
        let all: u64 = sizes.sum();
        (records, all, world.db.now())
    };
    let Records { xml, disks } = records;
    let packed = Packed::of(transfer.request.param("use_compression"));
    let mut packed = packed.map_err(|error| own(Failure::internal(error.to_string())))?;
    transfer
        .connection
        .write(&answer(task))
        .await
        .map_err(|_| gone())?;
    let mut sent = 0;
    let head = tar::member("ova.xml", xml.as_bytes(), now);
    write(transfer, &mut packed, &head)
        .await
        .map_err(|_| gone())?;
    for (id, vdi) in disks {
        let (content, size, blocks) = {
            let world = transfer.pool.lock();
            let (size, blocks) = blocks_of(&world, &vdi);
            (world.content(&vdi), size, blocks)
        };
        for number in blocks {
            let befalls = transfer.fault.take_if(|_| sent >= all / 2);
            let flips = befalls.as_ref().is_some_and(|fault| fault.flips());
            if let Some(fault) = befalls
                && let Some(ending) = fault.midway().await
            {
                return Err((Failure::bare("CLIENT_ERROR"), ending));
            }
            goes_on(&mut transfer.pool.lock(), task, sent, all).map_err(own)?;
            let bytes = content.block(number, size);
            let name = format!("{id}/{number:08}");
            let sum = format!("{:016X}", xxh64(&bytes, 0));
            let mut block = tar::member(&name, &bytes, 0);
            block.extend(tar::member(&format!("{name}.xxhash"), sum.as_bytes(), 0));
            if flips {
                // Within the bytes of the disk, behind their head.
                block[tar::SECTOR] ^= 1;
            }
            write(transfer, &mut packed, &block)
                .await
                .map_err(|_| gone())?;
            sent += 1;
        }
    }
    write(transfer, &mut packed, &tar::END)
        .await
        .map_err(|_| gone())?;
    let rest = packed.end().map_err(|_| gone())?;
    transfer
        .connection
        .stream
        .write_all(&rest)
        .await
        .map_err(|_| gone())?;
    transfer.connection.stream.flush().await.map_err(|_| gone())
}

async fn write(
    transfer: &mut Transfer<'_>,
    packed: &mut Packed,
    bytes: &[u8],
) -> std::io::Result<()> {
    let bytes = packed.put(bytes)?;
    transfer.connection.stream.write_all(&bytes).await
}
