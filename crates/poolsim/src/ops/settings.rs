//! Settings of a VM that are more than a field: memory, virtual CPUs, HA priority, template or not.

use super::{Args, void};
use crate::db::Db;
use crate::failure::{Failure, Outcome};
use crate::lifecycle;
use crate::load;
use crate::placement;
use crate::rpc::Context;
use crate::value::{Ref, Value};

/// The messages of this file, and the questions about a VM, by name.
pub fn run(cx: &Context, short: &str, args: &Args<'_>) -> Option<Outcome<Value>> {
    let mut world = cx.pool.lock();
    let db = &mut world.db;
    let vm = args.reference(0);
    // Messages of other files may name none.
    db.check("VM", &vm).ok()?;
    Some(match short {
        "set_memory" => memory(
            db,
            &vm,
            [0, args.int(1), args.int(1), args.int(1)],
            "changing_memory_limits",
        ),
        "set_memory_limits" => memory(
            db,
            &vm,
            [args.int(1), args.int(2), args.int(3), args.int(4)],
            "changing_memory_limits",
        ),
        "set_memory_static_range" => {
            let now = limits(db, &vm);
            memory(
                db,
                &vm,
                [args.int(1), args.int(2), now[2], now[3]],
                "changing_static_range",
            )
        }
        "set_memory_dynamic_range" => {
            let now = limits(db, &vm);
            memory(
                db,
                &vm,
                [now[0], now[1], args.int(1), args.int(2)],
                "changing_dynamic_range",
            )
        }
        "set_memory_static_min" => one_limit(db, &vm, 0, args.int(1), "changing_static_range"),
        "set_memory_static_max" => one_limit(db, &vm, 1, args.int(1), "changing_static_range"),
        "set_memory_dynamic_min" => one_limit(db, &vm, 2, args.int(1), "changing_dynamic_range"),
        "set_memory_dynamic_max" => one_limit(db, &vm, 3, args.int(1), "changing_dynamic_range"),
        "set_VCPUs_max" => vcpus(
            db,
            &vm,
            args.int(1),
            db.int(&vm, "VCPUs_at_startup"),
            "VCPUs_max",
        ),
        "set_VCPUs_at_startup" => vcpus(
            db,
            &vm,
            db.int(&vm, "VCPUs_max"),
            args.int(1),
            "VCPUs_at_startup",
        ),
        "set_VCPUs_number_live" => vcpus_live(db, &vm, args.int(1)),
        "set_ha_restart_priority" => ha(db, &vm, args.text(1)),
        "set_is_a_template" => template(db, &vm, args.flag(1)),
        "set_HVM_shadow_multiplier" | "set_shadow_multiplier_live" => {
            shadow(db, &vm, args.value(1).as_float())
        }
        "get_possible_hosts" => Ok(Value::Set(
            placement::possible(db, &vm)
                .iter()
                .map(Value::from)
                .collect(),
        )),
        "assert_can_boot_here" => {
            let host = args.reference(1);
            db.check("host", &host)
                .and_then(|()| placement::can_boot_here(db, &vm, &host))
                .and_then(|()| void())
        }
        "assert_operation_valid" => lifecycle::check(db, &vm, args.text(1)).and_then(|()| void()),
        "update_allowed_operations" => {
            lifecycle::refresh_all(db, &vm);
            void()
        }
        "get_boot_record" => {
            lifecycle::check(db, &vm, "get_boot_record").map(|()| match db.row(&vm) {
                Some(row) => Value::Record(row.data.clone()),
                None => Value::void(),
            })
        }
        "get_data_sources" => lifecycle::check(db, &vm, "data_source_op").map(|()| {
            load::records(
                &load::of_vm(&world, cx.pool.settings.seed, &vm),
                world.db.now(),
            )
        }),
        "query_data_source" => lifecycle::check(db, &vm, "data_source_op").and_then(|()| {
            super::hosts::query(
                &load::of_vm(&world, cx.pool.settings.seed, &vm),
                args.text(1),
                world.db.now(),
            )
        }),
        "copy_bios_strings" => {
            let host = args.reference(1);
            db.check("host", &host).and_then(|()| {
                let strings = db
                    .value(&host, "bios_strings")
                    .cloned()
                    .unwrap_or(Value::Map(Vec::new()));
                db.set(&vm, "bios_strings", strings);
                void()
            })
        }
        "get_allowed_VBD_devices" => Ok(free_positions(db, &vm, "VBDs", "userdevice", 255)),
        "get_allowed_VIF_devices" => Ok(free_positions(db, &vm, "VIFs", "device", 16)),
        "maximise_memory" => Ok(Value::Int(
            (args.int(1) - db.int(&vm, "memory_overhead")).max(0),
        )),
        "assert_agile" => agile(db, &vm),
        "assert_can_migrate" | "migrate_send" => destination(&args.value(1))?,
        "retrieve_wlb_recommendations" => Err(Failure::bare("WLB_NOT_INITIALIZED")),
        "compute_memory_overhead" => Ok(Value::Int(db.int(&vm, "memory_overhead"))),
        "get_cooperative" => Ok(Value::Bool(true)),
        _ => return None,
    })
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

fn one_limit(db: &mut Db, vm: &Ref, which: usize, bytes: i64, operation: &str) -> Outcome<Value> {
    let mut limits = limits(db, vm);
    limits[which] = bytes;
    memory(db, vm, limits, operation)
}

fn memory(db: &mut Db, vm: &Ref, limits: [i64; 4], operation: &str) -> Outcome<Value> {
    lifecycle::check(db, vm, operation)?;
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
    void()
}

fn vcpus(db: &mut Db, vm: &Ref, max: i64, startup: i64, field: &'static str) -> Outcome<Value> {
    lifecycle::check(db, vm, "changing_VCPUs")?;
    let value = if field == "VCPUs_max" { max } else { startup };
    if startup < 1 || startup > max {
        let rule = "VCPU values must satisfy: 0 < VCPUs_at_startup ≤ VCPUs_max";
        return Err(Failure::invalid_value(rule, &startup.to_string()));
    }
    if field == "VCPUs_max"
        && let Some(cores) = db
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
    db.set(vm, field, value);
    void()
}

fn vcpus_live(db: &mut Db, vm: &Ref, number: i64) -> Outcome<Value> {
    lifecycle::check(db, vm, "changing_VCPUs_live")?;
    let max = db.int(vm, "VCPUs_max");
    if number < 1 || number > max {
        let rule = "VCPU values must satisfy: 0 < VCPUs ≤ VCPUs_max";
        return Err(Failure::invalid_value(rule, &max.to_string()));
    }
    db.set(vm, "VCPUs_at_startup", number);
    db.set(&db.reference(vm, "metrics"), "VCPUs_number", number);
    void()
}

fn ha(db: &mut Db, vm: &Ref, priority: &str) -> Outcome<Value> {
    if !matches!(priority, "" | "restart" | "best-effort") {
        return Err(Failure::invalid_value("ha_restart_priority", priority));
    }
    db.set(vm, "ha_restart_priority", priority);
    db.set(
        vm,
        "ha_always_run",
        priority == "restart" && db.text(vm, "power_state") == "Running",
    );
    void()
}

fn template(db: &mut Db, vm: &Ref, yes: bool) -> Outcome<Value> {
    if yes {
        lifecycle::check(db, vm, "make_into_template")?;
    }
    db.set(vm, "is_a_template", yes);
    lifecycle::refresh(db, vm);
    void()
}

fn shadow(db: &mut Db, vm: &Ref, multiplier: f64) -> Outcome<Value> {
    if multiplier < 1.0 {
        return Err(Failure::invalid_value(
            "HVM_shadow_multiplier",
            &multiplier.to_string(),
        ));
    }
    db.set(vm, "HVM_shadow_multiplier", multiplier);
    void()
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

/// Where `host.migrate_receive` of another pool says a VM may go. Going there is not simulated.
fn destination(told: &Value) -> Option<Outcome<Value>> {
    let whole = ["SM", "host", "xenops", "session_id", "master"]
        .iter()
        .all(|key| told.member(key).is_some());
    (!whole).then(|| Err(Failure::internal("Not_found")))
}

/// Whether a VM could run on any host: all its disks are on shared storage.
fn agile(db: &Db, vm: &Ref) -> Outcome<Value> {
    for vbd in db.refs(vm, "VBDs") {
        let sr = db.reference(&db.reference(&vbd, "VDI"), "SR");
        if db.is("SR", &sr) && !db.flag(&sr, "shared") {
            return Err(Failure::new(
                "HA_CONSTRAINT_VIOLATION_SR_NOT_SHARED",
                [&*sr],
            ));
        }
    }
    void()
}
