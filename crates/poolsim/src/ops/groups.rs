//! Machines that belong together: vApps, which start and stop as one, and schedules of snapshots.

use super::construct::{member, members};
use super::{Args, copies, power, void};
use crate::db::{Db, new_ref};
use crate::failure::{Failure, Outcome};
use crate::rpc::Context;
use crate::value::{Ref, Value};

/// The messages of this file by class and name.
pub async fn run(
    cx: &Context,
    class: &str,
    short: &str,
    args: &Args<'_>,
) -> Option<Outcome<Value>> {
    match (class, short) {
        ("VM_appliance", "start") => Some(together(cx, short, args).await),
        ("VM_appliance", "clean_shutdown" | "hard_shutdown" | "shutdown") => {
            Some(together(cx, short, args).await)
        }
        ("VMSS", _) => schedule(cx, short, args),
        _ => None,
    }
}

/// Does one thing to all machines of a vApp, in their order. Where some refuse, the others do it all the same.
async fn together(cx: &Context, short: &str, args: &Args<'_>) -> Outcome<Value> {
    let mut vms = cx.pool.lock().db.refs(&args.reference(0), "VMs");
    vms.sort_by_key(|vm| cx.pool.lock().db.int(vm, "order"));
    if short != "start" {
        vms.reverse();
    }
    let mut refused = Vec::new();
    for vm in vms {
        let halted = cx.pool.lock().db.text(&vm, "power_state") == "Halted";
        let done = match short {
            "start" if halted => power::start(cx, &vm, None, args.flag(1)).await,
            "shutdown" if !halted => power::shutdown_somehow(cx, &vm).await,
            "clean_shutdown" | "hard_shutdown" if !halted => power::shutdown(cx, &vm, short).await,
            _ => void(),
        };
        if done.is_err() {
            refused.push(vm.to_string());
        }
    }
    if refused.is_empty() {
        return void();
    }
    let what = std::iter::once(format!("VM_appliance.{short}"));
    Err(Failure::new(
        "OPERATION_PARTIALLY_FAILED",
        what.chain(refused),
    ))
}

fn schedule(cx: &Context, short: &str, args: &Args<'_>) -> Option<Outcome<Value>> {
    let mut world = cx.pool.lock();
    let policy = args.reference(0);
    if short == "create" {
        return Some(create(&mut world.db, &args.value(0)));
    }
    Some(match short {
        "set_schedule" => times(&args.value(1)).and_then(|()| {
            world.db.set(&policy, "schedule", args.value(1));
            void()
        }),
        "set_retained_snapshots" => retained(args.int(1)).and_then(|()| {
            world.db.set(&policy, "retained_snapshots", args.int(1));
            void()
        }),
        "snapshot_now" => {
            let now = world.db.now();
            for vm in world.db.refs(&policy, "VMs") {
                let name = format!("[{}] {now}", world.db.text(&policy, "name_label"));
                copies::snapshot_record(&mut world, &vm, &name, now);
            }
            world.db.set(&policy, "last_run_time", Value::Date(now));
            Ok("True".into())
        }
        _ => return None,
    })
}

fn create(db: &mut Db, record: &Value) -> Outcome<Value> {
    let fields = members("VMSS", record, &["type", "frequency"])?;
    retained(member(&fields, "retained_snapshots").map_or(7, Value::as_int))?;
    if let Some(schedule) = member(&fields, "schedule") {
        times(schedule)?;
    }
    Ok(db.create("VMSS", new_ref(), &fields).into())
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

/// Brings `allowed_operations` of a vApp up to date.
pub fn refresh_appliance(db: &mut Db, appliance: &Ref) {
    if !db.is("VM_appliance", appliance) {
        return;
    }
    let vms = db.refs(appliance, "VMs");
    let halted = |vm: &Ref| db.text(vm, "power_state") == "Halted";
    let mut allowed = Vec::new();
    if vms.iter().any(halted) {
        allowed.push("start");
    }
    if !vms.iter().all(halted) {
        allowed.extend(["clean_shutdown", "hard_shutdown", "shutdown"]);
    }
    db.set(appliance, "allowed_operations", Value::texts(allowed));
}
