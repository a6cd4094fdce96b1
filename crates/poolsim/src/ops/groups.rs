//! Machines that belong together: vApps, which start and stop as one, and schedules of snapshots.

use super::{copies, power};
use crate::argument::class::{VM_appliance, VMSS};
use crate::argument::{Choice, Map, Record, Text};
use crate::busy::Busy;
use crate::context::Context;
use crate::db::{Db, new_ref};
use crate::failure::{Failure, Outcome};
use crate::operation::{Operation, operations};
use crate::pool::World;
use crate::record::{member, members};
use crate::value::{Ref, Value};

/// The messages of this file.
pub const OPERATIONS: &[Operation] = operations! { cx:
    VM_appliance.start(appliance: VM_appliance, paused: bool) [marks start]
        => together(cx, &appliance, Together::Start { paused }).await;
    VM_appliance.clean_shutdown(appliance: VM_appliance) [marks clean_shutdown]
        => together(cx, &appliance, Together::CleanShutdown).await;
    VM_appliance.hard_shutdown(appliance: VM_appliance) [marks hard_shutdown]
        => together(cx, &appliance, Together::HardShutdown).await;
    VM_appliance.shutdown(appliance: VM_appliance) [marks shutdown]
        => together(cx, &appliance, Together::Shutdown).await;
    VMSS.create(args: Record<VMSS>) => create(&mut cx.world().db, &args);
    VMSS.destroy(policy: VMSS) => destroy(&mut cx.world().db, &policy);
    VMSS.set_type(policy: VMSS, value: Choice) => cx.world().db.set(&policy, "type", &value);
    VMSS.set_frequency(policy: VMSS, value: Choice) => cx.world().db.set(&policy, "frequency", &value);
    VMSS.set_schedule(policy: VMSS, value: Map<Text, Text>) => set_schedule(&mut cx.world().db, &policy, value);
    VMSS.set_retained_snapshots(policy: VMSS, value: i64) => set_retained(&mut cx.world().db, &policy, value);
    VMSS.snapshot_now(vmss: VMSS) => snapshot_now(&mut cx.world(), &vmss);
};

/// What machines do as one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Together {
    Start { paused: bool },
    CleanShutdown,
    HardShutdown,
    Shutdown,
}

impl Together {
    fn name(self) -> &'static str {
        match self {
            Together::Start { .. } => "start",
            Together::CleanShutdown => "clean_shutdown",
            Together::HardShutdown => "hard_shutdown",
            Together::Shutdown => "shutdown",
        }
    }

    /// Does it to one of them, unless it is there already.
    async fn with(self, cx: &Context, vm: &Ref) -> Outcome<()> {
        let halted = cx.world().db.text(vm, "power_state") == "Halted";
        if halted != matches!(self, Together::Start { .. }) {
            return Ok(());
        }
        if self == Together::Shutdown {
            return power::shutdown_somehow(cx, vm).await;
        }
        let _busy = Busy::begin(cx, "VM", vm, self.name())?;
        match self {
            Together::Start { paused } => power::start(cx, vm, None, paused).await,
            _ => power::shutdown(cx, vm, self == Together::HardShutdown).await,
        }
    }
}

/// Does one thing to all machines of a vApp, in their order. Where some refuse, the others do it all the same.
async fn together(cx: &Context, appliance: &Ref, what: Together) -> Outcome<()> {
    let mut vms = cx.world().db.refs(appliance, "VMs");
    vms.sort_by_key(|vm| cx.world().db.int(vm, "order"));
    if !matches!(what, Together::Start { .. }) {
        vms.reverse();
    }
    let mut refused = Vec::new();
    for vm in vms {
        if what.with(cx, &vm).await.is_err() {
            refused.push(vm.to_string());
        }
    }
    if refused.is_empty() {
        return Ok(());
    }
    let method = std::iter::once(format!("VM_appliance.{}", what.name()));
    Err(Failure::new(
        "OPERATION_PARTIALLY_FAILED",
        method.chain(refused),
    ))
}

fn destroy(db: &mut Db, policy: &Ref) -> Outcome<()> {
    if !db.refs(policy, "VMs").is_empty() {
        return Err(Failure::bare("VMSS_HAS_VM"));
    }
    db.delete(policy);
    Ok(())
}

fn set_schedule(db: &mut Db, policy: &Ref, schedule: Value) -> Outcome<()> {
    times(&schedule)?;
    db.set(policy, "schedule", schedule);
    Ok(())
}

fn set_retained(db: &mut Db, policy: &Ref, number: i64) -> Outcome<()> {
    retained(number)?;
    db.set(policy, "retained_snapshots", number);
    Ok(())
}

fn snapshot_now(world: &mut World, policy: &Ref) -> &'static str {
    let now = world.db.now();
    for vm in world.db.refs(policy, "VMs") {
        let name = format!("[{}] {now}", world.db.text(policy, "name_label"));
        let made = copies::snapshot_record(world, &vm, &name, now);
        world.db.set(&made, "is_vmss_snapshot", true);
    }
    world.db.set(policy, "last_run_time", Value::Date(now));
    "True"
}

fn create(db: &mut Db, record: &Value) -> Outcome<Ref> {
    let fields = members("VMSS", record, &["type", "frequency"])?;
    retained(member(&fields, "retained_snapshots").map_or(7, Value::as_int))?;
    if let Some(schedule) = member(&fields, "schedule") {
        times(schedule)?;
    }
    Ok(db.create("VMSS", new_ref(), &fields))
}

fn retained(number: i64) -> Outcome<()> {
    if (1..=10).contains(&number) {
        Ok(())
    } else {
        let number = number.to_string();
        Err(Failure::invalid_value("retained_snapshots", &number))
    }
}

/// A schedule's hour, minute and days.
fn times(schedule: &Value) -> Outcome<()> {
    const DAYS: &[&str] = &[
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ];
    for (key, value) in schedule.as_map() {
        let text = value.as_str();
        let sound = match &**key {
            "hour" => text.parse().is_ok_and(|hour: u8| hour < 24),
            "min" => matches!(text, "0" | "15" | "30" | "45"),
            "days" => text.split(',').all(|day| DAYS.contains(&day.trim())),
            _ => true,
        };
        if !sound {
            return Err(Failure::invalid_value(&format!("schedule:{key}"), text));
        }
    }
    Ok(())
}
