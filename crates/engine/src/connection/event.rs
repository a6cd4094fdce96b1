//! What happens to a connection's actor from outside of it, other than commands.

use std::sync::Arc;

use inventory::Problem;
use tokio::sync::oneshot;
use xapi::{Change, Permissions};

use crate::{
    api::EmergencyAction,
    secret::Secret,
    source::{Failure, Link},
};

/// What the actor's own errands bring home, with the try they belong to.
pub(super) enum ActorEvent {
    Trying(u64, String),
    Opened(u64, Arc<dyn Link>, Secret),
    /// With whom to tell when they are in the store.
    Changes(u64, Vec<Change>, oneshot::Sender<()>),
    Failed(u64, Box<Failure>),
    /// The answer to a heartbeat of that number: the difference of clocks, if it was told.
    Probed(u64, u64, Result<Option<f64>, Problem>),
    /// What the server lets us call; none: everything.
    Permitted(u64, Option<Permissions>),
    /// An emergency was acted upon.
    Acted(EmergencyAction),
}
