//! Where objects come from and jobs go to: what a protocol has to offer so that a connection can
//! live on it. XAPI is one; every other one will speak the same words.

pub(crate) mod xapi;

use std::sync::Arc;

use ::xapi::{Change, Class, OpaqueRef};
use async_trait::async_trait;
use inventory::{Job, Problem};

use crate::{api::CertificateView, console::ConsoleStream, secret::Secret, trust::Checker};

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
    /// A password is needed: the one there was is wrong, or there is none.
    Password(Option<Problem>),
    /// Trying again would end the same way.
    Refused(Problem),
    /// The server answers, but has forgotten us.
    Session(Problem),
    /// Anything else: worth trying again.
    Lost(Problem),
}

/// Whom to reach, and as whom.
#[derive(Clone)]
pub(crate) struct Wanted {
    /// The address as it was typed.
    pub(crate) address: String,
    /// Other addresses by which the same pool was seen.
    pub(crate) members: Vec<String>,
    /// The user.
    pub(crate) user: String,
    /// The password.
    pub(crate) password: Secret,
    /// Which certificates are good.
    pub(crate) trust: Arc<Checker>,
}

/// Something to be done on the server.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Order {
    /// What.
    pub(crate) job: Job,
    /// The class of the object that it is done to.
    pub(crate) class: Class,
    /// The object.
    pub(crate) object: OpaqueRef,
    /// Ours alone: the task is found again by it.
    pub(crate) mark: String,
}

/// Why an order was not taken.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum NotTaken {
    /// The server said no, or never heard of it: it has had no effect.
    Refused(Problem),
    /// It was sent and no answer came: it may have had its effect.
    Doubtful(Problem),
}

/// A protocol.
#[async_trait]
pub(crate) trait Source: Send + Sync {
    /// Reaches the server and logs in.
    async fn open(&self, wanted: Wanted) -> Result<Arc<dyn Link>, Failure>;
}

/// A server that let us in.
#[async_trait]
pub(crate) trait Link: Send + Sync {
    /// Begins to tell of all objects: a whole list first, then what changes.
    fn watch(&self) -> Box<dyn Watch>;

    /// Gives an order. What comes back is the server's task for it, in which its progress and end
    /// are to be read, as in any object.
    async fn order(&self, order: &Order) -> Result<OpaqueRef, NotTaken>;

    /// Asks a task to stop.
    async fn cancel(&self, task: &OpaqueRef) -> Result<(), Problem>;

    /// Lets the server forget a task of ours that has ended.
    async fn dismiss(&self, task: &OpaqueRef);

    /// Opens the console at `location`. An unknown certificate there is a [`Failure::Certificate`].
    async fn console(&self, location: &str) -> Result<Box<dyn ConsoleStream>, Failure>;

    /// Logs out.
    async fn close(&self);
}

/// News of objects.
#[async_trait]
pub(crate) trait Watch: Send {
    /// The next changes. After an error there are no more.
    async fn next(&mut self) -> Result<Vec<Change>, Failure>;
}
