//! Pools behind a Xen Orchestra. One connection leads to the server itself ([`XoServerSource`]), and one to
//! each pool behind it ([`XoPoolSource`]); they share a [`XoSession`], which has the only WebSocket.

mod calls;
mod failure;
mod pool_source;
mod records;
mod server_source;
mod servers;
mod session;
mod watch;

use std::{sync::Arc, time::Duration};

use inventory::Problem;
use xo::{Connector, Endpoint, Timeouts};

pub(crate) use pool_source::XoPoolSource;
pub(crate) use server_source::XoServerSource;
pub(crate) use servers::{add_server, enable_server, remove_server, view};
pub(crate) use session::XoSession;

use crate::{problems, trust::Checker};

/// How long what is only asked for may take. Orders take as long as they take.
const CALL: Duration = Duration::from_secs(120);

/// Where an address leads, written in one way only; else the problem `bad_address`.
pub(crate) fn place(address: &str) -> Result<String, Problem> {
    Endpoint::parse(address)
        .map(|endpoint| endpoint.url())
        .map_err(|error| problems::of_xo(&error))
}

/// The way to a server whose certificate `trust` judges.
fn connector(endpoint: Endpoint, trust: &Arc<Checker>) -> Connector {
    let judge = ::xapi::verifier(trust.clone(), endpoint.port());
    let timeouts = Timeouts {
        call: CALL,
        ..Timeouts::default()
    };
    Connector::new(endpoint).verifier(judge).timeouts(timeouts)
}
