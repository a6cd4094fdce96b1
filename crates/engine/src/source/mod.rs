//! Where objects come from and jobs go to: what a protocol has to offer so that a connection can
//! live on it. All speak the same words.

pub(crate) mod xapi;
pub(crate) mod xo;

use std::{collections::HashMap, path::PathBuf, sync::Arc, time::Duration};

use ::xapi::{Change, Class, Object, OpaqueRef, Permissions, XeCommand};
use async_trait::async_trait;
use bytes::Bytes;
use futures_util::future::BoxFuture;
use inventory::{
    Problem,
    jobs::{
        Reply,
        plan::{Call, Content, Direction, FileContent},
    },
};
use serde_json::Value;

use crate::{
    api::{CertificateView, EmergencyAction},
    console::ConsoleStream,
    secret::Secret,
    transfers::Traffic,
    trust::{Checker, Untrusted},
};

/// Why a server is not reached, or not any more: what the connection's next state depends on.
#[derive(Clone, Debug, PartialEq)]
pub enum Failure {
    /// A host shows a certificate that nobody trusts. Nothing was sent to it.
    Certificate {
        /// The host, with its port.
        host: String,
        /// What it shows.
        presented: CertificateView,
        /// What was trusted before.
        trusted: Option<CertificateView>,
    },
    /// The server that was asked for is not reached, and another host of its pool, which may know
    /// more, shows a certificate that nobody trusts. Nothing was sent to it.
    Elsewhere {
        /// That host, with its port.
        host: String,
        /// What it shows.
        presented: CertificateView,
        /// What was trusted before.
        trusted: Option<CertificateView>,
        /// Why the server itself is not reached.
        why: Problem,
    },
    /// Of all hosts only supporters answer that have lost their coordinator.
    Emergency {
        /// The first of them.
        host: String,
        /// What it says.
        why: Problem,
    },
    /// A password is needed: the one there was is wrong, or there is none.
    Password(Option<Problem>),
    /// Trying again would end the same way.
    Refused(Problem),
    /// The server answers, but has forgotten us.
    Session(Problem),
    /// Anything else: worth trying again.
    Lost(Problem),
}

impl From<Untrusted> for Failure {
    fn from(untrusted: Untrusted) -> Self {
        let Untrusted {
            host,
            presented,
            trusted,
        } = untrusted;
        Self::Certificate {
            host,
            presented,
            trusted,
        }
    }
}

impl Failure {
    /// The same where nobody is asked about it: as what stands in the way of one request.
    pub(crate) fn problem(self) -> Problem {
        match self {
            Self::Certificate {
                host,
                presented,
                trusted,
            } => {
                let date =
                    |date: Option<i64>| date.map_or_else(String::new, |date| date.to_string());
                let code = if trusted.is_some() {
                    "certificate_changed"
                } else {
                    "untrusted_certificate"
                };
                Problem::new(code)
                    .with("host", host)
                    .with("fingerprint", presented.fingerprint)
                    .with("subject", presented.subject)
                    .with("issuer", presented.issuer)
                    .with("notBefore", date(presented.not_before))
                    .with("notAfter", date(presented.not_after))
                    .with(
                        "trusted",
                        trusted.map_or_else(String::new, |trusted| trusted.fingerprint),
                    )
            }
            Self::Password(problem) => problem.unwrap_or_else(|| Problem::new("not_live")),
            Self::Refused(problem)
            | Self::Session(problem)
            | Self::Lost(problem)
            | Self::Elsewhere { why: problem, .. }
            | Self::Emergency { why: problem, .. } => problem,
        }
    }
}

/// Whom to reach, and as whom.
#[derive(Clone)]
pub(crate) struct ConnectParams {
    /// The address as it was typed.
    pub(crate) address: String,
    /// Where the pool let us in last, if it did.
    pub(crate) last: Option<String>,
    /// Other addresses by which the same pool was seen.
    pub(crate) members: Vec<String>,
    /// The user.
    pub(crate) user: String,
    /// The password; empty where there is none, or none is needed.
    pub(crate) password: Secret,
    /// The one-time password that was typed with it.
    pub(crate) otp: Option<Secret>,
    /// What the server gave us to come back with.
    pub(crate) token: Option<Secret>,
    /// Whether that is kept for the next start.
    pub(crate) keeps_token: bool,
    /// Whether that has proved right, so that it may be sent to several hosts at once.
    pub(crate) proven: bool,
    /// Which certificates are good.
    pub(crate) trust: Arc<Checker>,
    /// Is told each address that is turned to.
    pub(crate) on_address: Arc<dyn Fn(&str) + Send + Sync>,
}

/// A call to be made on the server.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Submission {
    /// The call, in the words of XAPI. No parameter stands for another step's answer any more.
    pub(crate) call: Call,
    /// The object that a person has asked it for.
    pub(crate) subject: OpaqueRef,
    /// Ours alone: the task is found again by it.
    pub(crate) mark: String,
    /// What is moved, if the call stands for that.
    pub(crate) moved: Option<Moved>,
    /// Whether all is done or taken back with it: its end is told once the objects show what it has done.
    pub(crate) is_last: bool,
}

/// What a call moves that stands for a handler.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Moved {
    /// Bytes of the plan, to a server.
    Content(Content),
    /// A file of this computer.
    File(FileOf),
}

/// A file that a call moves.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct FileOf {
    /// Where it is.
    pub(crate) path: PathBuf,
    /// What it is called until it is whole, where it is written.
    pub(crate) part: PathBuf,
    /// Which way it goes.
    pub(crate) direction: Direction,
    /// What is in it.
    pub(crate) content: FileContent,
}

/// A call that the server has taken, and how its end is learned.
pub(crate) enum Submitted {
    /// By the server's own task for it (XAPI's `Async` calls), which comes with all the other
    /// objects. It is ours: when it has ended, the server is asked to forget it
    /// ([`Link::destroy_task`]).
    Task(OpaqueRef),
    /// By the answer to the call, which comes when the work is done (calls of Xen Orchestra and of
    /// xend, and XAPI's that only write something down).
    ///
    /// The future is polled until it resolves, however long that takes, and must resolve: to
    /// [`SubmitError::Refused`] when the server answered with an error, however late, and to
    /// [`SubmitError::Doubtful`] as soon as the answer can no longer come (the connection was lost,
    /// or [`Link::close`] was called). The call is sent once, before or by the first poll, and never
    /// again.
    ///
    /// Meanwhile the progress is read, where it is to be seen, from the task that the VM names for
    /// this operation in its `current_operations` (its keys are the tasks' references as they are in
    /// the store). That task is then known as ours, not shown as another's, and not destroyed:
    /// whoever made it, clears it away. Should the answer be lost, the end is read from it, if it is
    /// still there; else it is unknown.
    Answer(BoxFuture<'static, Result<Value, SubmitError>>),
    /// By the task that we have made for a transfer, and that is ours as any: when all has been sent, it may
    /// still fail.
    Transfer(Transfer),
}

/// Bytes that move between here and a server.
pub(crate) struct Transfer {
    /// The task.
    pub(crate) task: OpaqueRef,
    /// Whether they come from the server: then the task's end is not the end before all is here.
    pub(crate) is_download: bool,
    /// How many have passed, where that is of interest.
    pub(crate) traffic: Option<Arc<Traffic>>,
    /// Moves them, while it is polled; dropped, it stops. It resolves to an error where not all has moved,
    /// and the task has not told why.
    pub(crate) moves: BoxFuture<'static, Result<(), Problem>>,
    /// Resolves once the server is done with what was stopped, where that has to be waited for before it is
    /// taken back; in a while in any case.
    pub(crate) settled: Option<BoxFuture<'static, ()>>,
}

/// Why a call was not taken.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum SubmitError {
    /// The server said no, or never heard of it: it has had no effect.
    Refused(Problem),
    /// It was sent and no answer came: it may have had its effect.
    Doubtful(Problem),
}

/// A protocol.
#[async_trait]
pub(crate) trait Source: Send + Sync {
    /// Reaches the server and logs in. A log-in that succeeds without being needed is ended again.
    async fn open(&self, params: ConnectParams) -> Result<Arc<dyn Link>, Failure>;

    /// Acts at the host that a [`Failure::Emergency`] named.
    async fn emergency(
        &self,
        params: ConnectParams,
        host: &str,
        action: &EmergencyAction,
    ) -> Result<(), Problem>;

    /// Ends a session that an earlier run of this program has left behind, by what
    /// [`Link::open_session`] told then. Whether it is gone now, or should be tried again.
    async fn revoke_orphaned(&self, params: ConnectParams, orphan: &Secret) -> bool;
}

/// A server that let us in.
#[async_trait]
pub(crate) trait Link: Send + Sync {
    /// Where that is.
    fn place(&self) -> String;

    /// Begins to tell of all objects: a whole list first, then what changes.
    fn watch(&self) -> Box<dyn Watch>;

    /// Asks whether anybody is there, with little patience and past all other traffic. Two at once
    /// do not share a connection. The answer is by how many seconds the server's clock is ahead, if
    /// it says so.
    async fn heartbeat(&self) -> Result<Option<f64>, Problem>;

    /// The references of all objects of a class that there are now.
    async fn everything_of(&self, class: &Class) -> Result<Vec<OpaqueRef>, Failure>;

    /// One object as it is now; none if there is none.
    async fn object(&self, class: &Class, reference: &OpaqueRef)
    -> Result<Option<Object>, Failure>;

    /// Submits a call; resolves when it has been sent, or taken, as [`Submitted`] says. Only some
    /// calls are on their way at once, until this resolves: what takes long belongs into
    /// [`Submitted::Answer`]. The call is sent once, whatever happens.
    async fn submit(&self, submission: &Submission) -> Result<Submitted, SubmitError>;

    /// Asks a task to stop.
    async fn cancel(&self, task: &OpaqueRef) -> Result<(), Problem>;

    /// Lets the server forget a task of ours that has ended. Whether it has.
    async fn destroy_task(&self, task: &OpaqueRef) -> bool;

    /// Opens the console at `location`. An unknown certificate there is a [`Failure::Certificate`].
    async fn console(&self, location: &str) -> Result<Box<dyn ConsoleStream>, Failure>;

    /// What hosts measure, as they write it: `path` from the host with this address, or from the
    /// coordinator. A refusal has the code `refused`, with its status; `not_measured` where this way
    /// leads to no measurements.
    async fn measurements(&self, _address: Option<&str>, _path: &str) -> Result<Bytes, Failure> {
        Err(Failure::Refused(Problem::new("not_measured")))
    }

    /// Asks something that changes nothing, and waits for the answer however long that takes; dropped, it hangs
    /// up. `not_supported` where this way leads to none.
    async fn ask(&self, _call: &Call) -> Result<Reply, Problem> {
        Err(Problem::new("not_supported"))
    }

    /// Begins a command of the server's own `xe`; `no_xe` where this way leads to none.
    async fn xe(&self, _arguments: &[String]) -> Result<XeCommand, Failure> {
        Err(Failure::Refused(Problem::new("no_xe")))
    }

    /// The newest part of the audit log of the pool's coordinator: what was done since a moment, Unix
    /// seconds by its clock. `no_audit_log` where this way leads to none.
    async fn audit_log(&self, _since: i64) -> Result<Bytes, Failure> {
        Err(Failure::Refused(Problem::new("no_audit_log")))
    }

    /// What we may call there; none: everything, or this way does not say.
    async fn permissions(&self) -> Result<Option<Permissions>, Problem> {
        Ok(None)
    }

    /// Makes the pool's other hosts follow this one, which has just become the coordinator.
    async fn gather(&self);

    /// What is needed to end this session in another run of the program, if this one does not come
    /// to it: a secret.
    fn open_session(&self) -> Option<Secret>;

    /// What to come back with instead of the password, if the server gave us something: a secret.
    fn token(&self) -> Option<Secret> {
        None
    }

    /// Lets the server forget what [`Self::token`] gave, unless it is kept for the next start: nobody
    /// comes back with it. Whether it is gone.
    async fn give_up(&self) -> bool {
        true
    }

    /// Asks no more of it: calls that are on their way are doubtful from now on. Resolves once nothing needs
    /// its session any more: a transfer goes on while only the way to the server is lost.
    async fn leave(&self) {}

    /// Logs out: nothing else of ours is left on the server, if that is known. Calls and
    /// transfers that are on their way are doubtful from now on.
    async fn close(&self) -> bool;
}

/// By how much an answer is overdue, at the moment when that is asked; none: by nothing.
pub(crate) type Overdue = Box<dyn Fn() -> Option<Duration> + Send>;

/// News of objects.
#[async_trait]
pub(crate) trait Watch: Send {
    /// The next changes. After an error there are no more. Dropping the future loses nothing.
    async fn next(&mut self) -> Result<Vec<Change>, Failure>;

    /// Begins a new list with the next changes.
    fn restart(&mut self);

    /// How many objects of each class the server had at the last changes; empty where it does not
    /// say.
    fn counts(&self) -> HashMap<Class, usize>;

    /// What tells from now on by how much the server's answer is overdue, where it has promised to
    /// say something within [`pulse::NEWS`](crate::connection::pulse::NEWS).
    fn overdue(&self) -> Overdue {
        Box::new(|| None)
    }
}
