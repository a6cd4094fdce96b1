//! What a person can ask for. A job is one file below this folder and one line in the list here;
//! nothing else names it.
//!
//! A job talks to nobody. It says for what it is ([`Definition::is_for`]), whether it may be done
//! now ([`Definition::check`]), what has to be said with it ([`Definition::form`]), and what would
//! be done ([`Definition::plan`]): a [`Plan`](plan::Plan) of effects to be shown and of steps to be
//! run, rendered as a script ([`render`](mod@render)), or undone.

mod actions;
mod connection;
mod definition;
pub mod form;
mod object;
pub mod plan;
mod preview;
mod refusal;
mod registry;
pub mod render;
mod selection;
mod vm;
mod way;

pub use actions::{ActionState, actions};
pub use definition::check;
pub(crate) use definition::{Definition, Risk, Subject};
pub use form::{Form, form};
pub use plan::Plan;
pub use preview::{Planned, Preview, plan, preview};
pub use refusal::{Fix, Refusal};
pub use selection::{Affected, affected};
pub use way::{XEN_ORCHESTRA, XEND};

use crate::problem::Problem;

registry::jobs! {
    /// Start a halted VM.
    Start = vm::start::Start,
    /// Resume a suspended VM.
    Resume = vm::resume::Resume,
    /// Let a paused VM go on.
    Unpause = vm::unpause::Unpause,
    /// Ask the guest to shut down.
    CleanShutdown = vm::clean_shutdown::CleanShutdown,
    /// Ask the guest to reboot.
    CleanReboot = vm::clean_reboot::CleanReboot,
    /// Suspend a running VM to disk.
    Suspend = vm::suspend::Suspend,
    /// Freeze a running VM in memory.
    Pause = vm::pause::Pause,
    /// Stop a VM without asking its guest.
    HardShutdown = vm::hard_shutdown::HardShutdown,
    /// Reset a VM without asking its guest.
    HardReboot = vm::hard_reboot::HardReboot,
    /// Move a running VM to another host of its pool.
    Migrate = vm::migrate::Migrate,
    /// Keep the state of a VM's disks, to come back to.
    Snapshot = vm::snapshot::Snapshot,
    /// Keep the state of a running VM's disks and of its memory, to come back to.
    Checkpoint = vm::checkpoint::Checkpoint,
    /// Make another VM like a halted one, or a template like another.
    Clone = vm::clone::Clone,
    /// Give an object another name.
    Rename = object::rename::Rename,
    /// Give an object another description.
    Describe = object::describe::Describe,
    /// Put one more tag on an object.
    AddTag = object::add_tag::AddTag,
    /// Take a tag off an object.
    RemoveTag = object::remove_tag::RemoveTag,
    /// Connect to a server.
    Connect = connection::connect::Connect,
    /// Try now to reach a server that was lost.
    TryNow = connection::try_now::TryNow,
    /// Show this way to a pool rather than the one that is shown.
    PreferWay = connection::prefer_way::PreferWay,
    /// Log out of a server.
    Disconnect = connection::disconnect::Disconnect,
    /// Let nothing be changed through a connection.
    ForbidChanges = connection::forbid_changes::ForbidChanges,
    /// Let things be changed through a connection.
    AllowChanges = connection::allow_changes::AllowChanges,
    /// Forget a server, its password and its certificates.
    RemoveServer = connection::remove_server::RemoveServer,
}

impl JobRequest {
    /// A job with inputs that are not typed, as a form gathers them.
    ///
    /// # Errors
    /// `bad_request`, where the job does not take these inputs.
    pub fn new(job: Job, inputs: serde_json::Value) -> Result<Self, Problem> {
        let request = serde_json::json!({ "job": job, "inputs": inputs });
        serde_json::from_value(request).map_err(|_| Problem::new("bad_request"))
    }
}
