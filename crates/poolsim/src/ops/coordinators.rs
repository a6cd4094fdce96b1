//! Another coordinator: as planned, or in an emergency.
//!
//! A real server restarts itself a few seconds after most of these. This one changes at once and keeps its connections.

use crate::argument::Text;
use crate::argument::class::host;
use crate::failure::{Failure, Outcome};
use crate::operation::{Operation, operations};
use crate::pool::World;
use crate::value::{Ref, Value};

/// The messages of this file.
pub const OPERATIONS: &[Operation] = operations! { cx:
    pool.designate_new_master(host: host) => designate(&mut cx.world(), &host);
    pool.emergency_transition_to_master() => cx.world().elect(cx.host);
    pool.emergency_reset_master(master_address: Text) => follow(&mut cx.world(), cx.host, &master_address);
    pool.recover_slaves() => recover(&mut cx.world());
};

/// The planned way: the host takes over while the coordinator still lives.
fn designate(world: &mut World, host: &Ref) -> Outcome<()> {
    // It is that already.
    if *host == world.coordinator() {
        return Ok(());
    }
    if world.db.flag(&world.pool(), "ha_enabled") {
        return Err(Failure::bare("HA_IS_ENABLED"));
    }
    let number = world
        .listeners
        .iter()
        .position(|listener| listener.host == *host);
    match number {
        Some(number) if !world.condition(number).down => {
            world.elect(number);
            Ok(())
        }
        _ => Err(Failure::new("HOST_OFFLINE", [&**host])),
    }
}

/// A host is told where its coordinator is. If there is none, it is in an emergency, whatever it was before.
fn follow(world: &mut World, host: usize, address: &str) {
    let known = world.coordinator_address();
    let bare = world.listeners.get(world.coordinator_number());
    let right =
        address == known || bare.is_some_and(|listener| listener.http.ip().to_string() == address);
    let itself = world.is_coordinator(host);
    world.condition_mut(host).emergency = !right || itself;
}

/// The coordinator tells all hosts in an emergency where it is; answers which of them heard it.
fn recover(world: &mut World) -> Value {
    let mut heard = Vec::new();
    for number in 0..world.listeners.len() {
        let condition = world.condition_mut(number);
        if condition.emergency && !condition.down {
            condition.emergency = false;
            heard.push(Value::from(&world.listeners[number].host));
        }
    }
    Value::Set(heard)
}
