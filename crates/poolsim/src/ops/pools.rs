//! The pool as a whole: membership, licence, extensions.

use crate::argument::class::{host, pool};
use crate::argument::{Map, Text, Unchecked};
use crate::failure::{Failure, Outcome};
use crate::operation::{Operation, operations};
use crate::pool::World;
use crate::value::{Ref, Value};

/// The messages of this file.
pub const OPERATIONS: &[Operation] = operations! { cx:
    pool.eject(host: Unchecked<host>) => eject(&cx.world(), &host);
    pool.sync_database() => ();
    pool.get_license_state(pool: pool) => Value::map([("edition", "xcp-ng"), ("expiry", "never")]);
    pool.has_extension(pool: pool, name: Text) => false;
    pool.certificate_list() => Value::Set(Vec::new());
    pool.crl_list() => Value::Set(Vec::new());
    pool.retrieve_wlb_configuration() => no_balancing();
    pool.send_wlb_configuration(config: Map<Text, Text>) => no_balancing();
};

/// The coordinator stays. That another host goes is not simulated.
fn eject(world: &World, host: &Ref) -> Outcome<()> {
    Err(if *host == world.coordinator() {
        Failure::internal("Xapi_pool.Cannot_eject_master")
    } else {
        Failure::not_implemented("pool.eject")
    })
}

/// There is no workload balancing.
fn no_balancing() -> Outcome<()> {
    Err(Failure::bare("WLB_NOT_INITIALIZED"))
}
