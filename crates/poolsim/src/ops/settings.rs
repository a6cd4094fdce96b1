//! Settings of a VM that are more than a field: memory, virtual CPUs, HA priority, template or not; and questions about it.

use crate::allowed;
use crate::argument::class::{VM, host};
use crate::argument::{Choice, Text};
use crate::context::Context;
use crate::db::Db;
use crate::failure::{Failure, Outcome};
use crate::load;
use crate::operation::{Operation, operations};
use crate::placement;
use crate::value::{Ref, Value};

/// The messages of this file.
pub const OPERATIONS: &[Operation] = operations! { cx:
    VM.set_memory(vm: VM, value: i64) [checks changing_memory_limits]
        => memory(&mut cx.world().db, &vm, [0, value, value, value]);
    VM.set_memory_limits(vm: VM, static_min: i64, static_max: i64, dynamic_min: i64, dynamic_max: i64)
        [checks changing_memory_limits]
        => memory(&mut cx.world().db, &vm, [static_min, static_max, dynamic_min, dynamic_max]);
    VM.set_memory_static_range(vm: VM, min: i64, max: i64) [checks changing_static_range]
        => changed(&mut cx.world().db, &vm, [Some(min), Some(max), None, None]);
    VM.set_memory_dynamic_range(vm: VM, min: i64, max: i64) [checks changing_dynamic_range]
        => changed(&mut cx.world().db, &vm, [None, None, Some(min), Some(max)]);
    VM.set_memory_static_min(vm: VM, value: i64) [checks changing_static_range]
        => changed(&mut cx.world().db, &vm, [Some(value), None, None, None]);
    VM.set_memory_static_max(vm: VM, value: i64) [checks changing_static_range]
        => changed(&mut cx.world().db, &vm, [None, Some(value), None, None]);
    VM.set_memory_dynamic_min(vm: VM, value: i64) [checks changing_dynamic_range]
        => changed(&mut cx.world().db, &vm, [None, None, Some(value), None]);
    VM.set_memory_dynamic_max(vm: VM, value: i64) [checks changing_dynamic_range]
        => changed(&mut cx.world().db, &vm, [None, None, None, Some(value)]);
    VM.set_VCPUs_max(vm: VM, value: i64) [checks changing_VCPUs]
        => vcpus_max(&mut cx.world().db, &vm, value);
    VM.set_VCPUs_at_startup(vm: VM, value: i64) [checks changing_VCPUs]
        => vcpus_at_startup(&mut cx.world().db, &vm, value);
    VM.set_VCPUs_number_live(vm: VM, nvcpu: i64) [checks changing_VCPUs_live]
        => vcpus_live(&mut cx.world().db, &vm, nvcpu);
    VM.set_ha_restart_priority(vm: VM, value: Text) => ha(&mut cx.world().db, &vm, &value);
    VM.set_is_a_template(vm: VM, value: bool) => template(&mut cx.world().db, &vm, value);
    VM.set_HVM_shadow_multiplier(vm: VM, value: f64) => shadow(&mut cx.world().db, &vm, value);
    VM.set_shadow_multiplier_live(vm: VM, multiplier: f64) => shadow(&mut cx.world().db, &vm, multiplier);
    VM.get_possible_hosts(vm: VM) => possible_hosts(&cx.world().db, &vm);
    VM.assert_can_boot_here(vm: VM, host: host) => placement::can_boot_here(&cx.world().db, &vm, &host);
    VM.assert_operation_valid(vm: VM, op: Choice) => allowed::check(&cx.world().db, "VM", &vm, &op);
    // They are up to date.
    VM.update_allowed_operations(vm: VM) => ();
    VM.get_boot_record(vm: VM) [checks get_boot_record] => record(&cx.world().db, &vm);
    VM.get_data_sources(vm: VM) [checks data_source_op] => sources(cx, &vm);
    VM.query_data_source(vm: VM, data_source: Text) [checks data_source_op]
        => query(cx, &vm, &data_source);
    VM.record_data_source(vm: VM, data_source: Text) [checks data_source_op] => ();
    VM.forget_data_source_archives(vm: VM, data_source: Text) [checks data_source_op] => ();
    VM.copy_bios_strings(vm: VM, host: host) => copy_bios_strings(&mut cx.world().db, &vm, &host);
    VM.get_allowed_VBD_devices(vm: VM) => free_positions(&cx.world().db, &vm, "VBDs", "userdevice", 255);
    VM.get_allowed_VIF_devices(vm: VM) => free_positions(&cx.world().db, &vm, "VIFs", "device", 16);
    VM.maximise_memory(vm: VM, total: i64, approximate: bool)
        => (total - cx.world().db.int(&vm, "memory_overhead")).max(0);
    VM.assert_agile(vm: VM) => agile(&cx.world().db, &vm);
    VM.retrieve_wlb_recommendations(vm: VM) => no_balancing();
    VM.compute_memory_overhead(vm: VM) => cx.world().db.int(&vm, "memory_overhead");
    VM.get_cooperative(vm: VM) => true;
};

fn possible_hosts(db: &Db, vm: &Ref) -> Value {
    Value::Set(
        placement::possible(db, vm)
            .iter()
            .map(Value::from)
            .collect(),
    )
}

fn record(db: &Db, vm: &Ref) -> Value {
    match db.row(vm) {
        Some(row) => Value::Record(row.data.clone()),
        None => Value::void(),
    }
}

fn sources(cx: &Context, vm: &Ref) -> Value {
    let world = cx.world();
    load::records(
        &load::of_vm(&world, cx.pool.settings.seed, vm),
        world.db.now(),
    )
}

fn query(cx: &Context, vm: &Ref, name: &str) -> Outcome<f64> {
    let world = cx.world();
    load::query(
        &load::of_vm(&world, cx.pool.settings.seed, vm),
        name,
        world.db.now(),
    )
}

fn copy_bios_strings(db: &mut Db, vm: &Ref, host: &Ref) {
    if let Some(strings) = db.value(host, "bios_strings").cloned() {
        db.set(vm, "bios_strings", strings);
    }
}

/// There is no workload balancing.
fn no_balancing() -> Outcome<()> {
    Err(Failure::bare("WLB_NOT_INITIALIZED"))
}

/// static min, static max, dynamic min, dynamic max
fn limits(db: &Db, vm: &Ref) -> [i64; 4] {
    [
        "memory_static_min",
        "memory_static_max",
        "memory_dynamic_min",
        "memory_dynamic_max",
    ]
    .map(|field| db.int(vm, field))
}

/// Some of the limits, the others as they are.
fn changed(db: &mut Db, vm: &Ref, given: [Option<i64>; 4]) -> Outcome<()> {
    let mut limits = limits(db, vm);
    for (limit, given) in limits.iter_mut().zip(given) {
        *limit = given.unwrap_or(*limit);
    }
    memory(db, vm, limits)
}

fn memory(db: &mut Db, vm: &Ref, limits: [i64; 4]) -> Outcome<()> {
    let [static_min, static_max, dynamic_min, dynamic_max] = limits;
    if static_min < 0
        || static_min > dynamic_min
        || dynamic_min > dynamic_max
        || dynamic_max > static_max
    {
        return Err(Failure::bare("MEMORY_CONSTRAINT_VIOLATION_ORDER"));
    }
    db.set(vm, "memory_static_min", static_min);
    db.set(vm, "memory_static_max", static_max);
    db.set(vm, "memory_dynamic_min", dynamic_min);
    db.set(vm, "memory_dynamic_max", dynamic_max);
    if db.text(vm, "power_state") == "Running" {
        db.set(vm, "memory_target", dynamic_max);
        db.set(&db.reference(vm, "metrics"), "memory_actual", dynamic_max);
    }
    Ok(())
}

fn vcpus_max(db: &mut Db, vm: &Ref, max: i64) -> Outcome<()> {
    startup_fits(db.int(vm, "VCPUs_at_startup"), max)?;
    if let Some(cores) = db
        .entry(vm, "platform", "cores-per-socket")
        .and_then(|n| n.parse::<i64>().ok())
        && cores > 0
        && max % cores != 0
    {
        return Err(Failure::new(
            "VCPU_MAX_NOT_CORES_PER_SOCKET_MULTIPLE",
            [max.to_string(), cores.to_string()],
        ));
    }
    db.set(vm, "VCPUs_max", max);
    Ok(())
}

fn vcpus_at_startup(db: &mut Db, vm: &Ref, number: i64) -> Outcome<()> {
    startup_fits(number, db.int(vm, "VCPUs_max"))?;
    db.set(vm, "VCPUs_at_startup", number);
    Ok(())
}

fn startup_fits(number: i64, max: i64) -> Outcome<()> {
    if number < 1 || number > max {
        let rule = "VCPU values must satisfy: 0 < VCPUs_at_startup ≤ VCPUs_max";
        return Err(Failure::invalid_value(rule, &number.to_string()));
    }
    Ok(())
}

fn vcpus_live(db: &mut Db, vm: &Ref, number: i64) -> Outcome<()> {
    let max = db.int(vm, "VCPUs_max");
    if number < 1 || number > max {
        let rule = "VCPU values must satisfy: 0 < VCPUs ≤ VCPUs_max";
        return Err(Failure::invalid_value(rule, &max.to_string()));
    }
    db.set(vm, "VCPUs_at_startup", number);
    db.set(&db.reference(vm, "metrics"), "VCPUs_number", number);
    Ok(())
}

fn ha(db: &mut Db, vm: &Ref, priority: &str) -> Outcome<()> {
    if !matches!(priority, "" | "restart" | "best-effort") {
        return Err(Failure::invalid_value("ha_restart_priority", priority));
    }
    db.set(vm, "ha_restart_priority", priority);
    db.set(
        vm,
        "ha_always_run",
        priority == "restart" && db.text(vm, "power_state") == "Running",
    );
    Ok(())
}

fn template(db: &mut Db, vm: &Ref, yes: bool) -> Outcome<()> {
    if yes {
        allowed::check(db, "VM", vm, "make_into_template")?;
    }
    db.set(vm, "is_a_template", yes);
    Ok(())
}

fn shadow(db: &mut Db, vm: &Ref, multiplier: f64) -> Outcome<()> {
    if multiplier < 1.0 {
        return Err(Failure::invalid_value(
            "HVM_shadow_multiplier",
            &multiplier.to_string(),
        ));
    }
    db.set(vm, "HVM_shadow_multiplier", multiplier);
    Ok(())
}

fn free_positions(db: &Db, vm: &Ref, list: &str, field: &str, count: u16) -> Value {
    let taken: Vec<String> = db
        .refs(vm, list)
        .iter()
        .map(|device| db.text(device, field).to_owned())
        .collect();
    Value::texts(
        (0..count)
            .map(|n| n.to_string())
            .filter(|n| !taken.contains(n)),
    )
}

/// Whether a VM could run on any host: all its disks are on shared storage.
fn agile(db: &Db, vm: &Ref) -> Outcome<()> {
    for vbd in db.refs(vm, "VBDs") {
        let sr = db.reference(&db.reference(&vbd, "VDI"), "SR");
        if db.is("SR", &sr) && !db.flag(&sr, "shared") {
            return Err(Failure::new(
                "HA_CONSTRAINT_VIOLATION_SR_NOT_SHARED",
                [&*sr],
            ));
        }
    }
    Ok(())
}
