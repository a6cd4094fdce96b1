//! `PUT /import`: machines that come in with all their disks.

use std::collections::BTreeMap;
use std::sync::Arc;

use xxhash_rust::xxh64::xxh64;

use super::records::{self, Made, Wanted};
use super::tar::{Member, Reader};
use super::transfer::{Transfer, goes_on, host_that_sees, page_of, taken};
use super::unpack::{Unpacker, premature};
use crate::content::{BLOCK, Content};
use crate::ending::Ending;
use crate::failure::{Failure, Outcome};
use crate::http;
use crate::pool::{Pool, World};
use crate::tasks;
use crate::value::{Ref, Value};

/// The longest `ova.xml`.
const LONGEST: usize = 16 << 20;

/// Serves an import to its end.
pub async fn serve(transfer: Transfer<'_>) -> Ending {
    if let Err(response) = transfer.admit("put_import") {
        return transfer.refuse(response).await;
    }
    let minor = transfer.request.minor;
    if transfer.request.header("transfer-encoding").is_some() {
        let failure = Failure::bare("IMPORT_ERROR_CANNOT_HANDLE_CHUNKED");
        drop(transfer.connection.write(&http::bare(403, "", minor)).await);
        return transfer.refuse(page_of(&failure, minor)).await;
    }
    let task = transfer.task("VM.import");
    if let Some(code) = transfer.pool.faults.refusal(transfer.host, "PUT /import") {
        return transfer.fail(&task, Failure::bare(&code)).await;
    }
    let found = storage(&transfer.pool.lock(), transfer.request);
    let sr = match found {
        Ok(sr) => sr,
        Err((status, failure)) => {
            tasks::finish(&mut transfer.pool.lock(), &task, &Err(failure));
            return transfer.refuse(http::bare(status, "", minor)).await;
        }
    };
    let there = {
        let world = transfer.pool.lock();
        let here = world.listeners[transfer.host].host.clone();
        let there = host_that_sees(&world, &here, std::slice::from_ref(&sr));
        there.filter(|there| *there != here)
    };
    if let Some(there) = there {
        return transfer.redirect(&there).await;
    }
    let mut answer = taken(transfer.request, &task);
    answer.minor = 1;
    if transfer.connection.write(&answer).await.is_err() {
        return Ending::Cut;
    }
    let wanted = Wanted {
        sr,
        restore: transfer.request.param("restore") == Some("true"),
        task: task.clone(),
    };
    let force = transfer.request.param("force") == Some("true");
    transfer.can_be_cancelled(&task);
    let Transfer {
        pool,
        connection,
        request,
        fault,
        ..
    } = transfer;
    let mut reader = Reader::new(Unpacker::new(connection, request.following, fault));
    let mut made = Made::default();
    let outcome = receive(pool, &mut reader, &wanted, force, &mut made).await;
    let befallen = reader.befallen();
    let outcome: Outcome<Value> = {
        let mut world = pool.lock();
        for vm in &made.vms {
            world.db.clear_entry(vm, "current_operations", &task);
        }
        // Who forces an import is left with what has come of it.
        if outcome.is_err() && !force {
            records::take_back(&mut world, &made);
        }
        let outcome = outcome.map(|()| Value::texts(made.vms.iter().cloned()));
        tasks::finish(&mut world, &task, &outcome);
        outcome
    };
    match (befallen, outcome) {
        (Some(ending), _) => ending,
        (None, Ok(_)) => Ending::Close,
        // A second status line comes after the first.
        (None, Err(failure)) => {
            drop(connection.write(&page_of(&failure, 0)).await);
            Ending::Close
        }
    }
}

/// The storage that is asked for, or the pool's own; else with which status it is refused.
fn storage(world: &World, request: &http::Request) -> Result<Ref, (u16, Failure)> {
    let db = &world.db;
    let sr: Ref = match (request.param("sr_id"), request.param("sr_uuid")) {
        (Some(sr), _) if db.is("SR", sr) => sr.into(),
        (Some(sr), _) => return Err((500, Failure::handle("SR", sr))),
        (None, Some(uuid)) => {
            let mut rows = db.rows("SR");
            let found = rows.find(|(sr, _)| db.text(sr, "uuid") == uuid);
            let unknown = || (500, Failure::new("UUID_INVALID", ["SR", uuid]));
            found.ok_or_else(unknown)?.0.clone()
        }
        (None, None) => {
            let sr = db.reference(&world.pool(), "default_SR");
            if !db.is("SR", &sr) {
                return Err((500, Failure::new("DEFAULT_SR_NOT_FOUND", [&*sr])));
            }
            sr
        }
    };
    match db.text(&sr, "content_type") {
        "iso" => Err((400, Failure::new("SR_OPERATION_NOT_SUPPORTED", [&*sr]))),
        _ => Ok(sr),
    }
}

async fn receive(
    pool: &Arc<Pool>,
    reader: &mut Reader<'_>,
    wanted: &Wanted,
    force: bool,
    made: &mut Made,
) -> Outcome<()> {
    let first = reader.next(LONGEST).await?.ok_or_else(premature)?;
    if first.name != "ova.xml" {
        let found = ["ova.xml", first.name.as_str()];
        return Err(Failure::new("IMPORT_ERROR_UNEXPECTED_FILE", found));
    }
    {
        let mut world = pool.lock();
        records::make(&mut world, &first.bytes, wanted, made)?;
        world
            .db
            .set_entry(&wanted.task, "other_config", "object_creation", "complete");
    }
    let all: u64 = made.disks.iter().map(|(_, _, size)| *size).sum();
    let mut done = 0;
    for (id, vdi, size) in made.disks.clone() {
        let before = done;
        let mut blocks = BTreeMap::new();
        let mut disk = Incoming {
            id,
            size,
            position: 0,
            counter: None,
            first: 0,
        };
        while disk.position < size {
            let block = reader.next(BLOCK).await?.ok_or_else(premature)?;
            let sum = reader.next(BLOCK).await?.ok_or_else(premature)?;
            compare(&block, &sum, force)?;
            let at = disk.place(&block)?;
            // Blocks begin at multiples of their size: those of the first one's are full.
            if block.bytes.iter().any(|byte| *byte != 0) {
                blocks.insert(at / BLOCK as u64, Arc::from(block.bytes));
            }
            done = before + disk.position;
            let mut world = pool.lock();
            goes_on(&mut world, &wanted.task, done, all)?;
            let kept: usize = blocks.values().map(|block: &Arc<[u8]>| block.len()).sum();
            if kept > world.room_for_content() {
                return Err(Failure::new("VDI_IO_ERROR", ["Device I/O error"]));
            }
        }
        let mut world = pool.lock();
        let content = Content::Written(blocks);
        let used = i64::try_from(content.kept()).unwrap_or(i64::MAX);
        world.db.set(&vdi, "physical_utilisation", used);
        world.fill(&vdi, content);
    }
    match reader.next(BLOCK).await? {
        None => Ok(()),
        Some(member) => Err(Failure::new(
            "IMPORT_ERROR",
            [format!("unexpected {}", member.name)],
        )),
    }
}

/// A disk whose blocks come.
struct Incoming {
    id: String,
    size: u64,
    /// How many bytes of it are known.
    position: u64,
    counter: Option<u64>,
    /// How many bytes each block that is left out stands for.
    first: u64,
}

impl Incoming {
    /// Where a block begins: its number only says how many were left out before it.
    fn place(&mut self, block: &Member) -> Outcome<u64> {
        let broken = || {
            Failure::new(
                "IMPORT_ERROR",
                ["INTERNAL_ERROR: [ Failure(\"Invalid XVA file\") ]"],
            )
        };
        let number = block
            .name
            .strip_prefix(&self.id)
            .and_then(|name| name.strip_prefix('/'));
        let number: u64 = number
            .and_then(|number| number.parse().ok())
            .ok_or_else(broken)?;
        let gap = match self.counter {
            None => number,
            Some(before) => number.checked_sub(before + 1).ok_or_else(broken)?,
        };
        if self.counter.is_none() {
            self.first = block.bytes.len() as u64;
        }
        self.counter = Some(number);
        let at = self.position + gap * self.first;
        self.position = at + block.bytes.len() as u64;
        match self.position <= self.size {
            true => Ok(at),
            false => Err(Failure::new("VDI_IO_ERROR", ["Device I/O error"])),
        }
    }
}

fn compare(block: &Member, sum: &Member, force: bool) -> Outcome<()> {
    let expected = format!("{:016X}", xxh64(&block.bytes, 0));
    let said = String::from_utf8_lossy(&sum.bytes).into_owned();
    let is_sum = sum.name == format!("{}.xxhash", block.name);
    if force || is_sum && said == expected {
        return Ok(());
    }
    let name = &block.name;
    let why = format!(
        "Stream_vdi.Invalid_checksum(\"Block {name} checksum failed: original = {said}; recomputed = {expected}\")"
    );
    Err(Failure::new(
        "IMPORT_ERROR",
        [format!("INTERNAL_ERROR: [ {why} ]")],
    ))
}
