//! What a person can ask for. A job is one file below this folder and one line in [`list`];
//! nothing else names it.
//!
//! A job talks to nobody. It says for what it is ([`Definition::is_for`]), whether it may be done
//! now ([`Definition::check`]), what has to be said with it ([`Definition::form`]), and what would
//! be done ([`Definition::plan`]): a [`Plan`](plan::Plan) of effects to be shown and of steps to be
//! run, rendered as a script ([`render`](mod@render)), or undone.

mod actions;
mod appliance;
mod asking;
mod availability;
mod confidential;
mod connection;
mod definition;
mod disk;
mod dispatch;
mod entries;
pub mod form;
mod health;
mod host;
mod list;
mod members;
mod message;
mod name;
mod network;
mod network_interface;
mod object;
mod parts;
mod passthrough;
pub mod plan;
mod preview;
mod question;
mod refusal;
pub mod render;
mod role;
mod schedule;
mod selection;
mod setting;
mod snapshot;
mod storage;
mod vm;
mod vtpm;
mod way;

pub use actions::{ActionState, actions};
pub use asking::{found, question};
pub use confidential::Confidential;
pub use definition::check;
pub(crate) use definition::{Definition, Risk, Subject, is_for};
pub use disk::file::FoundInFile;
use dispatch::dispatch;
pub use form::{Form, form, form_about};
pub(crate) use message::set_mail;
pub use name::{Area, Job};
pub use parts::{Part, Parts};
pub use plan::Plan;
pub use preview::{Planned, Preview, plan, plan_among, preview};
pub use question::{Found, Reply};
pub use refusal::{Fix, Refusal};
pub use selection::{Affected, affected, parts};
pub use way::{XEN_ORCHESTRA, XEND};

use crate::problem::Problem;

list::all_jobs!(dispatch);

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
