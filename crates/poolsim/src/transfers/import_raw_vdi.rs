//! PUT /import_raw_vdi: bytes that go into a disk as they are. The server answers before it reads, and what becomes of
//! them its task tells.

use tokio::io::AsyncReadExt;

use super::transfer::{Transfer, taken};
use crate::content::Content;
use crate::ending::Ending;
use crate::failure::{Failure, Outcome};
use crate::http::{self, Connection, Request};
use crate::pool::{Pool, World};
use crate::tasks;
use crate::value::{Ref, Value};

/// Serves an upload to its end.
pub async fn serve(transfer: Transfer<'_>) -> Ending {
    if let Err(response) = transfer.admit("put_import_raw_vdi") {
        return transfer.refuse(response).await;
    }
    let task = transfer.task("VDI.import");
    let Transfer {
        pool,
        host,
        request,
        ..
    } = transfer;
    let found = match pool.faults.refusal(host, "PUT /import_raw_vdi") {
        Some(code) => Err((500, Failure::bare(&code))),
        None => disk_of(&pool.lock(), request),
    };
    let vdi = match found {
        Ok(vdi) => vdi,
        Err((500, failure)) => return transfer.fail(&task, failure).await,
        Err((status, failure)) => {
            tasks::finish(&mut pool.lock(), &task, &Err(failure));
            // As old HTTP did.
            let minor = if status == 404 { 0 } else { request.minor };
            return transfer.refuse(http::bare(status, "", minor)).await;
        }
    };
    let connection = transfer.connection;
    if connection.write(&taken(request, &task)).await.is_err() {
        return Ending::Cut;
    }
    let outcome = receive(pool, connection, request, &vdi).await;
    let outcome: Outcome<Value> = outcome.map(|()| vdi.into());
    tasks::finish(&mut pool.lock(), &task, &outcome);
    Ending::Close
}

/// The disk that is named by its reference or uuid, if it can be written to; else with which status it is refused.
fn disk_of(world: &World, request: &Request) -> Result<Ref, (u16, Failure)> {
    let db = &world.db;
    let in_chunks =
        request.param("chunked").is_some() || request.header("transfer-encoding").is_some();
    if in_chunks
        || request
            .param("format")
            .is_some_and(|format| format != "raw")
    {
        return Err((404, Failure::internal("Unknown format".to_owned())));
    }
    let Some(named) = request.param("vdi") else {
        return Err((400, Failure::bare("VDI_MISSING")));
    };
    let by_uuid = || {
        let mut rows = db.rows("VDI");
        rows.find(|(vdi, _)| db.text(vdi, "uuid") == named)
    };
    let vdi: Ref = match db.is("VDI", named) {
        true => named.into(),
        false => match by_uuid() {
            Some((vdi, _)) => vdi.clone(),
            None => return Err((500, Failure::handle("VDI", named))),
        },
    };
    let is_written = |vbd: &Ref| db.flag(vbd, "currently_attached") && db.text(vbd, "mode") == "RW";
    match db.refs(&vdi, "VBDs").iter().any(is_written) {
        true => Err((500, Failure::new("VDI_IN_USE", [&*vdi, "import"]))),
        false => Ok(vdi),
    }
}

/// Reads all that was announced. Too much fails late: nobody looks at the size before.
async fn receive(
    pool: &Pool,
    connection: &mut Connection,
    request: &Request,
    vdi: &Ref,
) -> Outcome<()> {
    let broken = || Failure::new("VDI_IO_ERROR", ["Device I/O error"]);
    let room = {
        let world = pool.lock();
        let size = usize::try_from(world.db.int(vdi, "virtual_size")).unwrap_or(0);
        size.min(world.room_for_content())
    };
    let mut bytes = std::mem::take(&mut connection.rest);
    let mut chunk = vec![0; 64 << 10];
    while bytes.len() < request.following {
        if bytes.len() > room {
            return Err(broken());
        }
        match connection.stream.read(&mut chunk).await {
            Ok(read) if read > 0 => bytes.extend_from_slice(&chunk[..read]),
            _ => return Err(broken()),
        }
    }
    bytes.truncate(request.following);
    let mut world = pool.lock();
    if bytes.len() > room || !world.db.is("VDI", vdi) {
        return Err(broken());
    }
    let db = &mut world.db;
    let used = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    db.set(
        vdi,
        "physical_utilisation",
        used.max(db.int(vdi, "physical_utilisation")),
    );
    world.fill(vdi, Content::of(&bytes));
    Ok(())
}
