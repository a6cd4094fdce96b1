//! Connections: one request at a time on each, as the server does it.

use std::sync::Arc;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tracing::{debug, warn};

use crate::body::Body;
use crate::ending::Ending;
use crate::failure::{Failure, Outcome};
use crate::faults::corrupt_reply::CorruptReply;
use crate::http::{self, Connection, Request, Response, Unread};
use crate::pool::{Pool, World};
use crate::transfers::{self, Transfer};
use crate::value::{Ref, Value};
use crate::wire::{Call, json, xml};
use crate::{rpc, session};

/// What has befallen the connections of a host's server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// The server is dead.
    pub dead: bool,
    /// How often the connections of the moment were silenced.
    pub silenced: u64,
    /// How often faults had been lifted when that was last done: only a later lift ends it.
    pub lifts: u64,
}

impl Line {
    /// What this means for a connection that was made when the line was `then`.
    fn since(self, then: Line) -> Option<Ending> {
        if self.dead {
            Some(Ending::Reset)
        } else {
            (self.silenced > then.silenced).then_some(Ending::Silence)
        }
    }
}

/// Accepts connections for one host until its server is dead.
pub async fn accept(
    pool: Arc<Pool>,
    host: usize,
    listener: TcpListener,
    tls: Option<watch::Receiver<TlsAcceptor>>,
    mut line: watch::Receiver<Line>,
) {
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            biased;
            _ = line.wait_for(|line| line.dead) => break,
            accepted = listener.accept() => accepted,
        };
        let stream = match accepted {
            Ok((stream, _)) => stream,
            Err(error) => {
                warn!(%error, "cannot accept a connection");
                tokio::time::sleep(std::time::Duration::from_millis(100)).await;
                continue;
            }
        };
        while connections.try_join_next().is_some() {}
        let tls = tls.as_ref().map(|shown| shown.borrow().clone());
        connections.spawn(connection(pool.clone(), host, stream, tls, line.clone()));
    }
    drop(listener);
    while connections.join_next().await.is_some() {}
}

/// Serves a connection to its end, or until something befalls it.
async fn connection(
    pool: Arc<Pool>,
    host: usize,
    stream: TcpStream,
    tls: Option<TlsAcceptor>,
    mut line: watch::Receiver<Line>,
) {
    if let Err(error) = stream.set_nodelay(true) {
        debug!(%error, "no nodelay");
    }
    let then = *line.borrow();
    let secure = tls.is_some();
    let stream: Box<dyn http::Stream> = match tls {
        None => Box::new(stream),
        Some(acceptor) => {
            let shaken = tokio::select! {
                _ = befallen(&mut line, then) => return,
                shaken = acceptor.accept(stream) => shaken,
            };
            match shaken {
                Ok(stream) => Box::new(stream),
                Err(error) => return debug!(%error, "TLS handshake failed"),
            }
        }
    };
    let mut connection = Connection {
        stream,
        rest: Vec::new(),
    };
    let ending = tokio::select! {
        biased;
        ending = befallen(&mut line, then) => ending,
        ending = converse(&pool, host, secure, &mut connection) => ending,
    };
    match ending {
        Ending::Open | Ending::Close => return connection.close().await,
        Ending::Cut => return,
        Ending::Reset => {}
        Ending::Silence => {
            let since = line.borrow().lifts;
            let mut lifts = pool.faults.lifts();
            tokio::select! {
                _ = lifts.wait_for(|lifts| *lifts > since) => {}
                _ = line.wait_for(|line| line.dead) => {}
            }
        }
    }
    if let Err(error) = connection.stream.end_with_reset() {
        debug!(%error, "a connection cannot be reset");
    }
}

/// Waits until something befalls the connections that were there when the line was `then`.
async fn befallen(line: &mut watch::Receiver<Line>, then: Line) -> Ending {
    let befell = line.wait_for(|line| line.since(then).is_some()).await;
    // The sender goes with the pool.
    befell.map_or(Ending::Cut, |line| line.since(then).unwrap_or(Ending::Cut))
}

/// Answers one request after the other.
async fn converse(
    pool: &Arc<Pool>,
    host: usize,
    secure: bool,
    connection: &mut Connection,
) -> Ending {
    loop {
        let request = match connection.read().await {
            Ok(request) => request,
            Err(Unread::Gone) => return Ending::Cut,
            Err(Unread::Refused(response)) => {
                drop(connection.write(&response).await);
                return Ending::Close;
            }
        };
        debug!(host, secure, method = %request.method, path = %request.path, "request");
        let Answer {
            response,
            corrupt_reply,
            told,
        } = if request.method == "CONNECT" {
            match crate::console::open(pool, host, &request) {
                Ok(console) => match corrupted(pool, host, &request) {
                    None => {
                        crate::console::carry(pool, connection, console).await;
                        return Ending::Cut;
                    }
                    corrupt_reply => Answer {
                        response: crate::console::opened(),
                        corrupt_reply,
                        told: None,
                    },
                },
                Err(response) => Answer::well(response),
            }
        } else if (request.method.as_str(), request.path.as_str()) == ("POST", "/cli") {
            if let Some(corrupt_reply) = corrupted(pool, host, &request) {
                Answer {
                    response: http::bare(200, "", request.minor),
                    corrupt_reply: Some(corrupt_reply),
                    told: None,
                }
            } else {
                crate::xe::serve(pool, host, connection, &request).await;
                return Ending::Close;
            }
        } else if transfers::serves(&request) {
            let fault = corrupted(pool, host, &request);
            // What comes instead of an answer comes at once.
            let is_at_once = |fault: &CorruptReply| fault.instead.is_some();
            if !fault.as_deref().is_some_and(is_at_once) {
                let transfer = Transfer {
                    pool,
                    host,
                    secure,
                    connection,
                    request: &request,
                    fault,
                };
                return transfers::serve(transfer).await;
            }
            Answer {
                response: transfers::taken(&request, ""),
                corrupt_reply: fault,
                told: None,
            }
        } else {
            answer(pool, host, &request).await
        };
        let ending = match &corrupt_reply {
            Some(corrupt_reply) => corrupt_reply.send(connection, &response).await,
            None => connection.write(&response).await.map(|()| {
                if response.keep {
                    Ending::Open
                } else {
                    Ending::Close
                }
            }),
        };
        let is_whole = corrupt_reply.is_none_or(|corrupt_reply| corrupt_reply.instead.is_none());
        if let (Ok(Ending::Open | Ending::Close), true, Some(told)) = (&ending, is_whole, told) {
            told.note(&mut pool.lock());
        }
        match ending {
            Ok(Ending::Open) => {}
            Ok(ending) => return ending,
            Err(_) => return Ending::Close,
        }
    }
}

/// A reply, and what goes wrong with it.
struct Answer {
    response: Response,
    corrupt_reply: Option<Box<CorruptReply>>,
    told: Option<Told>,
}

/// What a client knows once it has the answer to its call.
struct Told {
    /// The call.
    number: u64,
    /// The session that it has opened.
    session: Option<Ref>,
}

impl Told {
    fn note(&self, world: &mut World) {
        world.calls.tell(self.number);
        if let Some(session) = &self.session
            && let Some(live) = world.sessions.get_mut(session)
        {
            live.told = true;
        }
    }
}

impl Answer {
    fn well(response: Response) -> Answer {
        Answer {
            response,
            corrupt_reply: None,
            told: None,
        }
    }
}

/// What is to go wrong with the answer to a request that is no call.
fn corrupted(pool: &Pool, host: usize, request: &Request) -> Option<Box<CorruptReply>> {
    if !pool.faults.any() {
        return None;
    }
    let name = format!("{} {}", request.method, request.path);
    pool.faults
        .unheard(host, &name)
        .or_else(|| pool.faults.reply(host, &name))
}

async fn answer(pool: &Arc<Pool>, host: usize, request: &Request) -> Answer {
    match (request.method.as_str(), request.path.as_str()) {
        ("POST", "/jsonrpc") if !pool.settings.xml_only => json_call(pool, host, request).await,
        ("POST", _) => xml_call(pool, host, request).await,
        _ => Answer {
            response: other(pool, host, request),
            corrupt_reply: corrupted(pool, host, request),
            told: None,
        },
    }
}

/// What is no call.
fn other(pool: &Arc<Pool>, host: usize, request: &Request) -> Response {
    match (request.method.as_str(), request.path.as_str()) {
        ("OPTIONS", "/json" | "/jsonrpc") if pool.settings.xml_only => {
            http::forbidden(request.minor)
        }
        ("OPTIONS", "/" | "/json" | "/jsonrpc") => http::options(request),
        ("GET", path) => get(pool, host, request, path),
        ("PUT", path)
            if ["/import_metadata", "/blob"]
                .iter()
                .any(|known| path.starts_with(known)) =>
        {
            guarded(
                pool,
                request,
                &format!("put{}", path.replace('/', "_")),
                |_| crate::files::unserved(request),
            )
        }
        ("PUT" | "OPTIONS" | "HEAD", _) => http::forbidden(request.minor),
        _ => http::error_page(
            501,
            "not implemented",
            "The server knows no such method.",
            request.minor,
        ),
    }
}

/// Handlers are found by the longest prefix that is registered; below `/` there is nothing to read.
fn get(pool: &Arc<Pool>, host: usize, request: &Request, path: &str) -> Response {
    let known = |prefix: &str| path.starts_with(prefix);
    if known("/rrd_updates") {
        return guarded(pool, request, "rrd_updates", |_| {
            crate::rrd::updates(pool, host, request)
        });
    }
    if known("/vm_rrd") {
        return guarded(pool, request, "vm_rrd", |_| {
            crate::rrd::archive(pool, host, request, true)
        });
    }
    if known("/host_rrd") {
        return guarded(pool, request, "host_rrd", |_| {
            crate::rrd::archive(pool, host, request, false)
        });
    }
    if known("/console") {
        let serve = |_: &Ref| crate::files::unserved(request);
        return guarded(pool, request, "get_console", serve);
    }
    for prefix in [
        "/export_metadata",
        "/export",
        "/vncsnapshot",
        "/blob",
        "/sr_rrd",
        "/audit_log",
    ] {
        if known(prefix) {
            let serve = |_: &Ref| crate::files::get(pool, prefix, request);
            return guarded(pool, request, &format!("get_{}", &prefix[1..]), serve);
        }
    }
    http::forbidden(request.minor)
}

/// Lets a request in that has a session, or a name and password; otherwise 401.
fn guarded(
    pool: &Arc<Pool>,
    request: &Request,
    realm: &str,
    serve: impl FnOnce(&Ref) -> Response,
) -> Response {
    match session::admit(pool, request) {
        Some(session) => serve(&session),
        None => http::unauthorised(realm, request.minor),
    }
}

async fn json_call(pool: &Arc<Pool>, host: usize, request: &Request) -> Answer {
    let (call, envelope) = match json::read(&request.body) {
        Ok(read) => read,
        Err(exception) => return Answer::well(http::internal_error(&exception, request.minor)),
    };
    let write = |outcome: Heard| match outcome {
        Heard::System(value) => json::write(&envelope, &Ok(value)),
        Heard::Refused(failure) => json::write_undispatched(&failure).into(),
        Heard::Done(outcome) => json::write(&envelope, &outcome),
    };
    call_answer(pool, host, request, call, "application/json", write).await
}

async fn xml_call(pool: &Arc<Pool>, host: usize, request: &Request) -> Answer {
    let call = match xml::read(&request.body) {
        Ok(call) => call,
        Err(exception) => return Answer::well(http::internal_error(&exception, request.minor)),
    };
    let write = |outcome: Heard| match outcome {
        Heard::System(value) => xml::write_plain(&value).into(),
        Heard::Refused(failure) => xml::write(&Err(failure)),
        Heard::Done(outcome) => xml::write(&outcome),
    };
    call_answer(pool, host, request, call, "text/xml", write).await
}

/// What came of a call.
enum Heard {
    /// It was one of the questions that have no status around their answer.
    System(Value),
    /// The host does not even look at calls.
    Refused(Failure),
    /// It was looked at.
    Done(Outcome<Value>),
}

/// What a call is answered of which nothing was done.
const TURNED_AWAY: [&str; 3] = ["SESSION_INVALID", "HOST_IS_SLAVE", "HOST_STILL_BOOTING"];

/// Answers a call, unless it is to be lost; and sees what is to go wrong with the reply.
async fn call_answer(
    pool: &Arc<Pool>,
    host: usize,
    request: &Request,
    call: Call,
    content_type: &str,
    write: impl Fn(Heard) -> Body,
) -> Answer {
    debug!(method = %call.method, "call");
    let lost = pool.faults.unheard(host, &call.method);
    let (number, refused) = {
        let mut world = pool.lock();
        let session = call.params.first().map(Value::as_str);
        let let_in = session.is_some_and(|session| world.sessions.contains_key(session));
        let other_config = request.other_config();
        let calls = &mut world.calls;
        let number = calls.note(host, &call, other_config, lost.is_none(), let_in);
        (number, rpc::undispatched(&world, host, &call.method))
    };
    if lost.is_some() {
        // Only so that there is something to cut.
        let response = http::rpc(" ".repeat(64), content_type, request);
        return Answer {
            response,
            corrupt_reply: lost,
            told: None,
        };
    }
    let method = call.method.clone();
    let heard = match (system(&call.method, &call.params), refused) {
        (Some(value), _) => Heard::System(value),
        (None, Some(failure)) => Heard::Refused(failure),
        (None, None) => {
            let other_config = request.other_config();
            Heard::Done(rpc::answer_as_task(pool, host, call, other_config).await)
        }
    };
    if let Heard::Refused(failure) | Heard::Done(Err(failure)) = &heard
        && TURNED_AWAY.contains(&failure.code.as_str())
    {
        pool.lock().calls.turn_away(number);
    }
    let session = match &heard {
        Heard::Done(Ok(value)) if method.starts_with("session.login") => {
            Some(value.as_str().into())
        }
        _ => None,
    };
    Answer {
        response: http::rpc(write(heard), content_type, request),
        told: Some(Told { number, session }),
        corrupt_reply: pool.faults.reply(host, &method),
    }
}

/// The two questions that need no session and have no status around their answer.
fn system(method: &str, params: &[Value]) -> Option<Value> {
    if method == "system.listMethods" {
        let model = crate::model::model();
        let async_names = model
            .names
            .iter()
            .filter(|name| model.method(name).is_some_and(|method| method.forwarded));
        let all = model
            .names
            .iter()
            .cloned()
            .chain(async_names.map(|name| format!("Async.{name}")));
        return Some(Value::texts(all));
    }
    if method.starts_with("system.isAlive") {
        return Some(params.first().cloned().unwrap_or_else(Value::void));
    }
    None
}
