//! Another coordinator: as planned, or in an emergency.
//!
//! A real server restarts itself a few seconds after most of these. This one changes at once and keeps its connections.

use super::{Args, void};
use crate::failure::{Failure, Outcome};
use crate::pool::World;
use crate::rpc::Context;
use crate::value::Value;

/// The messages of this file by name.
pub fn run(cx: &Context, name: &str, args: &Args<'_>) -> Option<Outcome<Value>> {
    let mut world = cx.pool.lock();
    let world = &mut *world;
    Some(match name {
        "pool.designate_new_master" => designate(world, args),
        "pool.emergency_transition_to_master" => {
            world.elect(cx.host);
            void()
        }
        "pool.emergency_reset_master" => {
            follow(world, cx.host, args.text(0));
            void()
        }
        "pool.recover_slaves" => Ok(recover(world)),
        "host.is_in_emergency_mode" => Ok(Value::Bool(world.condition(cx.host).emergency)),
        _ => return None,
    })
}

/// The planned way: the host takes over while the coordinator still lives.
fn designate(world: &mut World, args: &Args<'_>) -> Outcome<Value> {
    let host = args.reference(0);
    world.db.check("host", &host)?;
    // It is that already.
    if host == world.coordinator() {
        return void();
    }
    if world.db.flag(&world.pool(), "ha_enabled") {
        return Err(Failure::bare("HA_IS_ENABLED"));
    }
    let number = world.doors.iter().position(|door| door.host == host);
    match number {
        Some(number) if !world.condition(number).down => {
            world.elect(number);
            void()
        }
        _ => Err(Failure::new("HOST_OFFLINE", [&*host])),
    }
}

/// A host is told where its coordinator is. If there is none, it is in an emergency, whatever it was before.
fn follow(world: &mut World, host: usize, address: &str) {
    let known = world.coordinator_address();
    let bare = world.doors.get(world.coordinator_number());
    let right = address == known || bare.is_some_and(|door| door.http.ip().to_string() == address);
    let itself = world.is_coordinator(host);
    world.condition_mut(host).emergency = !right || itself;
}

/// The coordinator tells all hosts in an emergency where it is; answers which of them heard it.
fn recover(world: &mut World) -> Value {
    let mut heard = Vec::new();
    for number in 0..world.doors.len() {
        let condition = world.condition_mut(number);
        if condition.emergency && !condition.down {
            condition.emergency = false;
            heard.push(Value::from(&world.doors[number].host));
        }
    }
    Value::Set(heard)
}
