//! The pool as a whole: membership, high availability's arithmetic, licence, extensions.

use crate::argument::class::{VM, host, pool};
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
    pool.ha_compute_max_host_failures_to_tolerate() => failures(&cx.world(), &Value::Null);
    pool.ha_compute_hypothetical_max_host_failures_to_tolerate(configuration: Map<Unchecked<VM>, Text>)
        => failures(&cx.world(), &configuration);
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

/// How many hosts may die: all of them where nothing is to be restarted, else all but one. `more` are priorities by VM.
fn failures(world: &World, more: &Value) -> i64 {
    let hosts = i64::try_from(world.db.all("host").len()).unwrap_or(0);
    let protected = world
        .db
        .rows("VM")
        .any(|(vm, _)| world.db.text(vm, "ha_restart_priority") == "restart");
    if protected
        || more
            .as_map()
            .iter()
            .any(|(_, priority)| priority.as_str() == "restart")
    {
        hosts - 1
    } else {
        hosts
    }
}
