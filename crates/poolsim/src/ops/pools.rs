//! The pool as a whole: membership, high availability's arithmetic, licence, extensions.

use super::{Args, void};
use crate::failure::{Failure, Outcome};
use crate::pool::World;
use crate::rpc::Context;
use crate::value::Value;

/// The messages of this file by name.
pub fn run(cx: &Context, short: &str, args: &Args<'_>) -> Option<Outcome<Value>> {
    let world = &cx.pool.lock();
    Some(match short {
        "eject" if args.reference(0) == world.coordinator() => {
            Err(Failure::internal("Xapi_pool.Cannot_eject_master"))
        }
        "sync_database" => void(),
        "get_license_state" => Ok(Value::map([("edition", "xcp-ng"), ("expiry", "never")])),
        "has_extension" => Ok(Value::Bool(false)),
        "certificate_list" | "crl_list" => Ok(Value::Set(Vec::new())),
        "ha_compute_max_host_failures_to_tolerate" => Ok(Value::Int(failures(world, &[]))),
        "ha_compute_hypothetical_max_host_failures_to_tolerate" => {
            let asked = args.value(0);
            let protected = asked
                .as_map()
                .iter()
                .map(|(_, priority)| priority.as_str().to_owned())
                .collect::<Vec<_>>();
            Ok(Value::Int(failures(world, &protected)))
        }
        "retrieve_wlb_configuration" | "send_wlb_configuration" => {
            Err(Failure::bare("WLB_NOT_INITIALIZED"))
        }
        _ => return None,
    })
}

/// How many hosts may die: all of them where nothing is to be restarted, else all but one.
fn failures(world: &World, more: &[String]) -> i64 {
    let hosts = i64::try_from(world.db.all("host").len()).unwrap_or(0);
    let protected = world
        .db
        .rows("VM")
        .any(|(vm, _)| world.db.text(vm, "ha_restart_priority") == "restart");
    if protected || more.iter().any(|priority| priority == "restart") {
        hosts - 1
    } else {
        hosts
    }
}
