//! `PUT /import_raw_vdi`: bytes that go into a disk, as they are or as a VHD. The server answers before it reads, and
//! what becomes of them its task tells.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::disk::{self, Plugged};
use super::incoming::{Incoming, broken};
use super::transfer::{Transfer, goes_on, host_that_sees, taken};
use super::vhd::{self, Table};
use crate::content::{BLOCK, Content};
use crate::ending::Ending;
use crate::failure::{Failure, Outcome};
use crate::http;
use crate::pool::Pool;
use crate::tasks;
use crate::value::{Ref, Value};

/// Serves an upload to its end.
pub async fn serve(transfer: Transfer<'_>) -> Ending {
    if let Err(response) = transfer.admit("put_import_raw_vdi") {
        return transfer.refuse(response).await;
    }
    let task = transfer.task("VDI.import");
    let request = transfer.request;
    if let Some(code) = transfer
        .pool
        .faults
        .refusal(transfer.host, "PUT /import_raw_vdi")
    {
        return transfer.fail(&task, Failure::bare(&code)).await;
    }
    let in_chunks =
        request.param("chunked").is_some() || request.header("transfer-encoding").is_some();
    let is_vhd = match request.param("format") {
        _ if in_chunks => return disk::unknown_format(transfer, &task).await,
        None | Some("raw") => false,
        Some("vhd") => true,
        // What a real server reads as well.
        Some("tar" | "qcow2") => {
            let failure = Failure::bare("NOT_IMPLEMENTED");
            tasks::finish(&mut transfer.pool.lock(), &task, &Err(failure));
            let response = crate::files::unserved(request);
            return transfer.refuse(response).await;
        }
        Some(_) => return disk::unknown_format(transfer, &task).await,
    };
    let Some(named) = request.param("vdi") else {
        let failure = Failure::bare("VDI_MISSING");
        tasks::finish(&mut transfer.pool.lock(), &task, &Err(failure));
        let minor = request.minor;
        return transfer.refuse(http::bare(400, "", minor)).await;
    };
    let found = disk::named(&transfer.pool.lock().db, named);
    let vdi = match found {
        Ok(vdi) => vdi,
        Err(why) => return disk::unread(transfer, &task, &why).await,
    };
    let (here, there) = {
        let world = transfer.pool.lock();
        let here = world.listeners[transfer.host].host.clone();
        let sr = world.db.reference(&vdi, "SR");
        let there = host_that_sees(&world, &here, &[sr]);
        (here, there)
    };
    if let Some(there) = there.filter(|there| *there != here) {
        return transfer.redirect(&there).await;
    }
    let plugged = Plugged::plug(&mut transfer.pool.lock(), &vdi, &here, "RW");
    let plugged = match plugged {
        Ok(plugged) => plugged,
        Err(failure) => return transfer.fail(&task, failure).await,
    };
    disk::while_plugging(transfer.pool).await;
    let Transfer {
        pool,
        connection,
        fault,
        ..
    } = transfer;
    let answered = connection.write(&taken(request, &task)).await;
    let mut disk = Disk::of(pool, &vdi);
    let mut incoming = Incoming::new(connection, request.following, fault);
    let outcome = match answered {
        Err(_) => Err(broken()),
        Ok(()) if is_vhd => vhd_into(pool, &task, &mut incoming, &mut disk).await,
        Ok(()) => raw_into(pool, &task, &mut incoming, &mut disk).await,
    };
    let befallen = incoming.befallen;
    disk::while_plugging(pool).await;
    let mut world = pool.lock();
    // What has come is written, whatever became of the rest.
    let is_there = world.db.is("VDI", &vdi);
    if is_there {
        let used = i64::try_from(disk.kept).unwrap_or(i64::MAX);
        let used = used.max(world.db.int(&vdi, "physical_utilisation"));
        world.db.set(&vdi, "physical_utilisation", used);
        world.fill(&vdi, Content::Written(disk.blocks));
    }
    plugged.unplug(&mut world);
    let outcome: Outcome<Value> = match is_there {
        true => outcome.map(|()| vdi.into()),
        false => Err(broken()),
    };
    tasks::finish(&mut world, &task, &outcome);
    befallen.unwrap_or(Ending::Close)
}

/// A disk that is written.
struct Disk {
    size: u64,
    /// Whether its storage keeps VHD, which take blocks beyond their ends.
    takes_vhd: bool,
    blocks: BTreeMap<u64, Arc<[u8]>>,
    kept: usize,
    room: usize,
}

impl Disk {
    fn of(pool: &Pool, vdi: &Ref) -> Disk {
        let world = pool.lock();
        let db = &world.db;
        let size = u64::try_from(db.int(vdi, "virtual_size")).unwrap_or(0);
        let sr = db.reference(vdi, "SR");
        let blocks = world.content(vdi).written(size);
        Disk {
            size,
            takes_vhd: disk::takes_vhd(db, &sr),
            kept: blocks.values().map(|block| block.len()).sum(),
            blocks,
            room: world.room_for_content(),
        }
    }

    /// Writes some bytes, which lie within one block.
    fn write(&mut self, at: u64, bytes: &[u8]) -> Outcome<()> {
        let (number, start) = (at / BLOCK as u64, at % BLOCK as u64);
        let is_beyond = at + bytes.len() as u64 > self.size;
        if is_beyond {
            return Err(broken());
        }
        let start = usize::try_from(start).unwrap_or(0);
        let left = usize::try_from(self.size - number * BLOCK as u64).unwrap_or(BLOCK);
        let before = self.blocks.get(&number);
        let mut block = before.map_or_else(|| vec![0; BLOCK.min(left)], |block| block.to_vec());
        block.resize(BLOCK.min(left), 0);
        block[start..start + bytes.len()].copy_from_slice(bytes);
        self.kept -= self.blocks.remove(&number).map_or(0, |block| block.len());
        if block.iter().any(|byte| *byte != 0) {
            self.kept += block.len();
            self.blocks.insert(number, block.into());
        }
        match self.kept > self.room {
            true => Err(broken()),
            false => Ok(()),
        }
    }
}

/// Reads all that was announced. Too much fails late: nobody looks at the size before.
async fn raw_into(
    pool: &Pool,
    task: &Ref,
    incoming: &mut Incoming<'_>,
    disk: &mut Disk,
) -> Outcome<()> {
    let all = incoming.left as u64;
    let mut at = 0;
    while at < all {
        goes_on(&mut pool.lock(), task, at, all)?;
        let length = usize::try_from(all - at).unwrap_or(BLOCK).min(BLOCK);
        let bytes = incoming.take(length).await?;
        disk.write(at, &bytes)?;
        at += length as u64;
    }
    Ok(())
}

/// Reads a VHD forward, and whatever closes it.
async fn vhd_into(
    pool: &Pool,
    task: &Ref,
    incoming: &mut Incoming<'_>,
    disk: &mut Disk,
) -> Outcome<()> {
    let all = incoming.left as u64;
    if !disk.takes_vhd {
        return Err(broken());
    }
    let table = Table::read(incoming).await.ok_or_else(broken)?;
    for (block, at) in table.ascending() {
        goes_on(&mut pool.lock(), task, at, all)?;
        incoming.skip_to(at).await?;
        let bitmap = incoming.take(vhd::BITMAP).await?;
        let bytes = incoming.take(table.block_size).await?;
        let start = block * table.block_size as u64;
        for (piece, bytes) in bytes.chunks(BLOCK).enumerate() {
            let first = piece * BLOCK / 512;
            let is_set = |sector: &usize| bitmap[sector / 8] >> (7 - sector % 8) & 1 == 1;
            let mut sector = first;
            while sector < first + bytes.len() / 512 {
                let run = (sector..first + bytes.len() / 512).take_while(is_set);
                let length = run.count() * 512;
                let at = start + sector as u64 * 512;
                // What lies beyond the end of a VHD does no harm.
                let room = usize::try_from(disk.size.saturating_sub(at)).unwrap_or(BLOCK);
                let place = (sector - first) * 512;
                if length.min(room) > 0 {
                    disk.write(at, &bytes[place..place + length.min(room)])?;
                }
                sector += length / 512 + 1;
            }
        }
    }
    incoming.skip_to((all.saturating_sub(1)) & !511).await?;
    let footer = incoming.take(512).await?;
    match vhd::is_footer(&footer) {
        true => Ok(()),
        false => Err(broken()),
    }
}
