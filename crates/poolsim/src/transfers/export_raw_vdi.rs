//! `GET /export_raw_vdi`: what is on a disk, as it is or as a VHD.

use tokio::io::AsyncWriteExt;

use super::disk::{self, Plugged};
use super::transfer::{Transfer, goes_on, host_that_sees, page_of};
use super::vhd::{self, Sent};
use crate::body::Body;
use crate::content::BLOCK;
use crate::ending::Ending;
use crate::failure::{Failure, Outcome};
use crate::http::Response;
use crate::pool::World;
use crate::tasks;
use crate::value::{Ref, Value};

/// What is asked for.
struct Asked {
    vdi: Ref,
    /// The content type and the ending of the format's files.
    kind: (&'static str, &'static str),
    base: Option<Ref>,
}

/// Serves a disk to its end.
pub async fn serve(mut transfer: Transfer<'_>) -> Ending {
    if let Err(response) = transfer.admit("get_export_raw_vdi") {
        return transfer.refuse(response).await;
    }
    let task = transfer.task("VDI.export");
    if let Some(code) = transfer
        .pool
        .faults
        .refusal(transfer.host, "GET /export_raw_vdi")
    {
        return transfer.fail(&task, Failure::bare(&code)).await;
    }
    let kind = match transfer.request.param("format") {
        None | Some("raw") => ("application/octet-stream", "raw"),
        Some("vhd") => ("application/vhd", "vhd"),
        // What a real server writes as well.
        Some("tar" | "qcow2") => {
            let failure = Failure::bare("NOT_IMPLEMENTED");
            tasks::finish(&mut transfer.pool.lock(), &task, &Err(failure));
            let response = crate::files::unserved(transfer.request);
            return transfer.refuse(response).await;
        }
        Some(_) => return disk::unknown_format(transfer, &task).await,
    };
    let found = {
        let world = transfer.pool.lock();
        let vdi = disk::named(&world.db, transfer.request.param("vdi").unwrap_or(""));
        let base = transfer.request.param("base");
        vdi.and_then(|vdi| {
            let base = base.map(|base| disk::named(&world.db, base)).transpose()?;
            Ok(Asked { vdi, kind, base })
        })
    };
    let asked = match found {
        Ok(asked) => asked,
        Err(why) => return disk::unread(transfer, &task, &why).await,
    };
    let (here, there) = {
        let world = transfer.pool.lock();
        let here = world.listeners[transfer.host].host.clone();
        let sr = world.db.reference(&asked.vdi, "SR");
        let there = host_that_sees(&world, &here, &[sr]);
        (here, there)
    };
    match there {
        Some(there) if there == here => {}
        Some(there) => return transfer.redirect(&there).await,
        None => {
            let failure = Failure::bare("NO_HOSTS_AVAILABLE");
            tasks::finish(&mut transfer.pool.lock(), &task, &Err(failure));
            return Ending::Cut;
        }
    }
    let head = answer(transfer.request.minor, &task, &asked, &transfer.pool.lock());
    if transfer.connection.write(&head).await.is_err() {
        return Ending::Cut;
    }
    // Only now is it looked whether the disk can be read.
    let plugged = Plugged::plug(&mut transfer.pool.lock(), &asked.vdi, &here, "RO");
    let ended = match plugged {
        Ok(plugged) => {
            disk::while_plugging(transfer.pool).await;
            let ended = send(&mut transfer, &asked, &task).await;
            disk::while_plugging(transfer.pool).await;
            plugged.unplug(&mut transfer.pool.lock());
            ended
        }
        Err(failure) => Err((failure, Ending::Close)),
    };
    let outcome = match &ended {
        Ok(()) => Ok(Value::void()),
        Err((failure, _)) => Err(failure.clone()),
    };
    tasks::finish(&mut transfer.pool.lock(), &task, &outcome);
    match ended {
        Ok(()) => Ending::Close,
        Err((failure, Ending::Close)) => {
            drop(transfer.connection.write(&page_of(&failure, 1)).await);
            Ending::Close
        }
        Err((_, ending)) => ending,
    }
}

fn answer(minor: u8, task: &Ref, asked: &Asked, world: &World) -> Response {
    let (content_type, ending) = asked.kind;
    let uuid = world.db.text(&asked.vdi, "uuid");
    Response {
        status: 200,
        headers: vec![
            ("Connection", "close".to_owned()),
            ("Cache-Control", "no-cache, no-store".to_owned()),
            ("task-id", task.to_string()),
            ("content-type", content_type.to_owned()),
            (
                "content-disposition",
                format!("attachment; filename=\"{uuid}.{ending}\""),
            ),
        ],
        body: Body::default(),
        keep: false,
        minor,
    }
}

type Broken = (Failure, Ending);

async fn send(transfer: &mut Transfer<'_>, asked: &Asked, task: &Ref) -> Result<(), Broken> {
    let (content, size, parent) = {
        let world = transfer.pool.lock();
        let size = u64::try_from(world.db.int(&asked.vdi, "virtual_size")).unwrap_or(0);
        let parent = asked.base.as_ref();
        let parent = parent.map(|base| (world.content(base), disk::uuid(&world.db, base)));
        (world.content(&asked.vdi), size, parent)
    };
    if asked.kind.1 == "raw" {
        let count = size.div_ceil(BLOCK as u64);
        for number in 0..count {
            let mut bytes = content.block(number, size);
            let is_same =
                |(parent, _): &(crate::content::Content, _)| parent.block(number, size) == bytes;
            if parent.as_ref().is_some_and(is_same) {
                bytes.fill(0);
            }
            piece(transfer, task, (number, count), bytes).await?;
        }
        return flushed(transfer).await;
    }
    let held = size;
    let (size, uuid) = {
        let world = transfer.pool.lock();
        let sr = world.db.reference(&asked.vdi, "SR");
        match disk::takes_vhd(&world.db, &sr) {
            true => (size, disk::uuid(&world.db, &asked.vdi)),
            false => {
                if parent.is_some() {
                    let why = "Cannot compute differences on non-VHD images";
                    return Err((Failure::internal(why.to_owned()), Ending::Close));
                }
                let size = size.next_multiple_of(vhd::VHD_BLOCK);
                (size, disk::uuid(&world.db, &asked.vdi))
            }
        }
    };
    if size > vhd::LARGEST {
        let params = [asked.vdi.to_string(), vhd::LARGEST.to_string()];
        return Err((Failure::new("VDI_TOO_LARGE", params), Ending::Close));
    }
    let blocks = vhd::blocks_of(held, &content, parent.as_ref().map(|(parent, _)| parent));
    let count = blocks.len() as u64;
    let sent = Sent {
        size,
        held,
        uuid,
        parent: parent.as_ref().map(|(_, uuid)| *uuid),
        content: &content,
        blocks: blocks.clone(),
    };
    write(transfer, &sent.head()).await?;
    flushed(transfer).await?;
    for (number, block) in blocks.into_iter().enumerate() {
        let bytes = sent.block(block);
        piece(transfer, task, (number as u64, count), bytes).await?;
    }
    write(transfer, &sent.footer()).await?;
    flushed(transfer).await
}

/// One of several pieces, in whose middle something may befall.
async fn piece(
    transfer: &mut Transfer<'_>,
    task: &Ref,
    (number, count): (u64, u64),
    mut bytes: Vec<u8>,
) -> Result<(), Broken> {
    if let Some(fault) = transfer.fault.take_if(|_| number >= count / 2) {
        if fault.flips() {
            bytes[0] ^= 1;
        }
        if let Some(ending) = fault.midway().await {
            return Err((broken(), ending));
        }
    }
    let goes_on: Outcome<()> = goes_on(&mut transfer.pool.lock(), task, number, count);
    goes_on.map_err(|failure| (failure, Ending::Close))?;
    write(transfer, &bytes).await
}

/// What the program that writes ends with when nobody reads.
fn broken() -> Failure {
    Failure::new("VDI_IO_ERROR", ["Device I/O errors"])
}

async fn write(transfer: &mut Transfer<'_>, bytes: &[u8]) -> Result<(), Broken> {
    let written = transfer.connection.stream.write_all(bytes).await;
    written.map_err(|_| (broken(), Ending::Cut))
}

async fn flushed(transfer: &mut Transfer<'_>) -> Result<(), Broken> {
    let flushed = transfer.connection.stream.flush().await;
    flushed.map_err(|_| (broken(), Ending::Cut))
}
