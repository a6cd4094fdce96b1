//! CONNECT /console: the way to a guest's screen or serial line, through the host it runs on.

use std::io::Cursor;
use std::sync::Arc;

use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tracing::debug;

use crate::guests;
use crate::http::{self, Connection, Request, Response};
use crate::model::Role;
use crate::pool::{Pool, World};
use crate::rfb::{self, Guest, Os};
use crate::rng::hash;
use crate::session;
use crate::value::Ref;

/// What a request led to.
pub struct Found {
    console: Ref,
    text: bool,
    guest: Guest,
    /// The same for one guest from its boot to its end, wherever it goes.
    key: String,
}

/// Finds what a CONNECT leads to; the error is the answer to it.
pub fn open(pool: &Arc<Pool>, host: usize, request: &Request) -> Result<Found, Response> {
    if !request.path.starts_with("/console") {
        return Err(http::forbidden(request.minor));
    }
    find(pool, host, request)
}

/// The answer before the console's own bytes.
pub fn opened() -> Response {
    Response {
        status: 200,
        headers: vec![
            ("Connection", "keep-alive".to_owned()),
            ("Cache-Control", "no-cache, no-store".to_owned()),
        ],
        body: crate::body::Body::default(),
        keep: true,
        minor: 1,
    }
}

/// Carries bytes both ways until either side ends or the console is gone.
pub async fn carry(pool: &Arc<Pool>, connection: &mut Connection, found: Found) {
    if connection.write(&opened()).await.is_err() {
        return;
    }
    let rest = std::mem::take(&mut connection.rest);
    let (input, output) = tokio::io::split(&mut connection.stream);
    let stream = tokio::io::join(Cursor::new(rest).chain(input), output);
    let console = found.console.clone();
    let serving = async {
        match (&pool.settings.console_target, found.text) {
            (Some(target), false) => {
                let mut stream = stream;
                let mut server = TcpStream::connect(target).await?;
                tokio::io::copy_bidirectional(&mut stream, &mut server)
                    .await
                    .map(drop)
            }
            (_, true) => rfb::text::serve(stream, found.guest).await,
            (None, false) => rfb::serve(stream, pool.screen(&found.key, found.guest)).await,
        }
    };
    tokio::select! {
        end = serving => debug!(?end, "console closed"),
        () = gone(pool, &console) => debug!("the guest is gone, and its console with it"),
    }
}

/// Comes back when the console is no more: its guest stopped, or went elsewhere.
async fn gone(pool: &Arc<Pool>, console: &Ref) {
    let mut changes = pool.changes();
    while pool.lock().db.is("console", console) {
        if changes.changed().await.is_err() {
            return;
        }
    }
}

fn find(pool: &Arc<Pool>, host: usize, request: &Request) -> Result<Found, Response> {
    let world = pool.lock();
    let live = request
        .session()
        .and_then(|named| session::find(&world, &named).ok());
    let Some(live) = live else {
        return Err(http::unauthorised("connect_console", request.minor));
    };
    let failed = |exception: String| http::internal_error(&exception, request.minor);
    let (kind, name) = match (request.param("ref"), request.param("uuid")) {
        (Some(reference), _) => ("reference", reference),
        (None, Some(uuid)) => ("uuid", uuid),
        (None, None) => {
            return Err(failed(
                "Failure(\"console: neither ref nor uuid given\")".to_owned(),
            ));
        }
    };
    let is = |reference: &Ref| match kind {
        "uuid" => world.db.text(reference, "uuid") == name,
        _ => &**reference == name,
    };
    let console = world.db.all("console").into_iter().find(is).or_else(|| {
        let vm = world.db.all("VM").into_iter().find(is)?;
        let mut consoles = world.db.refs(&vm, "consoles");
        consoles.sort_by_key(|console| world.db.text(console, "protocol") != "rfb");
        consoles.into_iter().next()
    });
    let Some(console) = console else {
        let exception = match kind {
            "uuid" => format!("Db_exn.Read_missing_uuid(\"console\", \"\", \"{name}\")"),
            _ => format!("Db_exn.DBCache_NotFound(\"missing row\", \"console\", \"{name}\")"),
        };
        return Err(failed(exception));
    };
    let vm = world.db.reference(&console, "VM");
    let control = world.db.flag(&vm, "is_control_domain");
    let needed = if control {
        Role::PoolAdmin
    } else {
        Role::VmOperator
    };
    if live.role < needed {
        return Err(http::forbidden(request.minor));
    }
    let home = world.db.reference(&vm, "resident_on");
    let here = world
        .listeners
        .get(host)
        .is_some_and(|listener| listener.host == home);
    if !here || world.db.text(&vm, "power_state") != "Running" {
        return Err(failed(
            "Failure(\"The VM does not run on this host\")".to_owned(),
        ));
    }
    let text = world.db.text(&console, "protocol") == "vt100";
    let since = world
        .db
        .int(&world.db.reference(&vm, "metrics"), "start_time");
    let key = format!("{vm} {since}");
    Ok(Found {
        console,
        text,
        guest: guest(&world, &vm),
        key,
    })
}

/// What the screen must know of a VM.
fn guest(world: &World, vm: &Ref) -> Guest {
    let db = &world.db;
    let system = guests::system(db.text(vm, "reference_label"));
    let os = if db.flag(vm, "is_control_domain") {
        Os::Linux
    } else {
        match system.distro {
            "windows" => Os::Windows,
            "freebsd" => Os::FreeBsd,
            "" => Os::None,
            _ => Os::Linux,
        }
    };
    let metrics = db.reference(vm, "guest_metrics");
    let name = if db.flag(vm, "is_control_domain") {
        db.text(&db.reference(vm, "resident_on"), "hostname")
    } else {
        db.text(vm, "name_label")
    };
    Guest {
        name: name.to_owned(),
        os,
        address: db
            .entry(&metrics, "networks", "0/ip")
            .unwrap_or("")
            .to_owned(),
        seed: hash(db.text(vm, "uuid")),
    }
}
