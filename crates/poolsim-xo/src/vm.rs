//! What XO does to VMs, templates and snapshots.

use std::time::Duration;

use serde_json::Value as Json;

use super::call::{Call, Found};
use super::error::{Answer, Error};
use super::method::{Method, method};
use super::{json, stats};
use poolsim::value::{NULL_REF, Ref, Value};

/// What can be set; and what may be said beside it.
macro_rules! settable {
    ($more:literal) => {
        concat!(
            "id:string=VM|VM-snapshot|VM-template@administrate name_label?:string name_description?:text \
             CPUs?:integer cpusMax?:integer/string memory?:integer/string memoryMin?:integer/string \
             memoryMax?:integer/string memoryStaticMax?:integer/string auto_poweron?:boolean high_availability?:text \
             affinityHost?:string/null startDelay?:integer secureBoot?:boolean notes?:text/null \
             coresPerSocket?:string/number/null blockedOperations?:object PV_args?:string hasVendorDevice?:boolean \
             expNestedHvm?:boolean viridian?:boolean suspendSr?:string/null=SR@administrate",
            $more
        )
    };
}

pub(super) const METHODS: &[Method] = &[
    method!(
        "vm.start",
        User,
        "id:string=VM@operate host?:string=host@operate force?:boolean bypassMacAddressesCheck?:boolean",
        start
    ),
    method!(
        "vm.stop",
        User,
        "id:string=VM@operate force?:boolean forceShutdownDelay?:number bypassBlockedOperation?:boolean",
        stop
    ),
    method!(
        "vm.restart",
        User,
        "id:string=VM@operate force?:boolean bypassBlockedOperation?:boolean",
        restart
    ),
    method!("vm.suspend", User, "id:string=VM@operate", suspend),
    method!("vm.resume", User, "id:string=VM@operate", resume),
    method!("vm.pause", User, "id:string=VM@operate", pause),
    method!(
        "vm.recoveryStart",
        User,
        "id:string=VM@operate",
        recovery_start
    ),
    method!(
        "vm.clone",
        User,
        "id:string=VM|VM-snapshot|VM-template@administrate name:string full_copy:boolean",
        clone
    ),
    method!(
        "vm.copy",
        User,
        "vm:string=VM|VM-snapshot|VM-template@administrate sr:string=SR@operate name?:string compress?:boolean/string",
        copy
    ),
    method!(
        "vm.snapshot",
        User,
        "id:string=VM@operate name?:string description?:text saveMemory?:boolean",
        snapshot
    ),
    method!(
        "vm.revert",
        User,
        "snapshot:string=VM-snapshot@administrate",
        revert
    ),
    method!(
        "vm.delete",
        User,
        "id:string=VM|VM-snapshot|VM-template@administrate deleteDisks?:boolean force?:boolean \
         forceBlockedOperation?:boolean forceDeleteDefaultTemplate?:boolean",
        delete
    ),
    method!(
        "vm.migrate",
        User,
        "vm:string=VM@administrate targetHost:string=host@administrate sr?:string=SR@administrate mapVdisSrs?:object \
         mapVifsNetworks?:object migrationNetwork?:string=network@administrate force?:boolean bypassAssert?:boolean",
        migrate
    ),
    method!(
        "vm.convertToTemplate",
        User,
        "id:string=VM|VM-snapshot@administrate",
        convert
    ),
    method!("vm.set", User, settable!(""), set),
    method!(
        "vm.setAndRestart",
        User,
        settable!(" force?:boolean"),
        set_and_restart
    ),
    method!(
        "vm.setBootOrder",
        User,
        "vm:string=VM@operate order:string",
        set_boot_order
    ),
    method!(
        "vm.stats",
        User,
        "id:string=VM@view granularity?:string",
        stats::vm
    ),
];

fn done() -> Answer<Json> {
    Ok(Json::Null)
}

/// Starts a VM that is halted, and resumes or unpauses any other.
async fn start(call: Call) -> Answer<Json> {
    let vm = call.object("id")?;
    let started = match vm.power().as_str() {
        "Paused" => vm.task("VM.unpause", []).await,
        "Suspended" => {
            vm.task("VM.resume", [false.into(), call.flag("force").into()])
                .await
        }
        _ => match call.optional("host") {
            Some(host) => {
                let args = [host.reference().into(), false.into(), false.into()];
                vm.task("VM.start_on", args).await
            }
            None => {
                let started = vm.call("VM.start", [false.into(), false.into()]).await;
                if started.is_ok() {
                    vm.link.settled().await;
                }
                started
            }
        },
    };
    started.map_err(start_failed)?;
    done()
}

/// That somebody has blocked a start is told in another way than that of anything else.
fn start_failed(error: Error) -> Error {
    match error {
        Error::Known { code: 19, data, .. } => {
            Error::forbidden_operation("Start", data["code"].as_str().unwrap_or_default())
        }
        other => other,
    }
}

async fn stop(call: Call) -> Answer<Json> {
    let vm = call.object("id")?;
    if call.flag("force") {
        vm.task("VM.hard_shutdown", []).await?;
        return done();
    }
    let clean = vm.task("VM.clean_shutdown", []);
    let delay = call
        .int("forceShutdownDelay")
        .and_then(|ms| u64::try_from(ms).ok())
        .unwrap_or(0);
    if delay == 0 {
        clean.await?;
        return done();
    }
    match tokio::time::timeout(Duration::from_millis(delay), clean).await {
        Ok(stopped) => stopped?,
        Err(_) => vm.task("VM.hard_shutdown", []).await?,
    };
    done()
}

async fn restart(call: Call) -> Answer<Json> {
    let how = if call.flag("force") {
        "VM.hard_reboot"
    } else {
        "VM.clean_reboot"
    };
    call.object("id")?.task(how, []).await?;
    done()
}

async fn suspend(call: Call) -> Answer<Json> {
    call.object("id")?.task("VM.suspend", []).await?;
    done()
}

async fn resume(call: Call) -> Answer<Json> {
    call.object("id")?
        .task("VM.resume", [false.into(), true.into()])
        .await?;
    done()
}

async fn pause(call: Call) -> Answer<Json> {
    call.object("id")?.task("VM.pause", []).await?;
    done()
}

/// Starts from the disc first, this once.
async fn recovery_start(call: Call) -> Answer<Json> {
    let vm = call.object("id")?;
    let before = vm.ask(|world, vm| world.db.value(vm, "HVM_boot_params").cloned());
    let before = before.unwrap_or(Value::Map(Vec::new()));
    vm.call(
        "VM.set_HVM_boot_params",
        [with_entry(&before, "order", "d")],
    )
    .await?;
    let started = vm.call("VM.start", [false.into(), false.into()]).await;
    vm.call("VM.set_HVM_boot_params", [before]).await?;
    started?;
    vm.link.settled().await;
    done()
}

fn with_entry(map: &Value, key: &str, value: &str) -> Value {
    let mut pairs = map.as_map().to_vec();
    pairs.retain(|(known, _)| &**known != key);
    pairs.push((key.into(), value.into()));
    Value::Map(pairs)
}

/// What a copy of a snapshot is not: a template.
async fn settle_copy(from: &Found, copy: &Value) -> Answer<Json> {
    if from.shown.kind != "VM-template" {
        from.raw("VM.set_is_a_template", vec![copy.clone(), false.into()])
            .await?;
    }
    from.link.settled().await;
    Ok(from.uuid(copy))
}

async fn clone(call: Call) -> Answer<Json> {
    let vm = call.object("id")?;
    let name = Value::from(call.text("name").unwrap_or(""));
    let copy = if call.flag("full_copy") {
        vm.task("VM.copy", [name, NULL_REF.into()]).await?
    } else {
        vm.task("VM.clone", [name]).await?
    };
    settle_copy(vm, &copy).await
}

async fn copy(call: Call) -> Answer<Json> {
    let (vm, sr) = (call.object("vm")?, call.object("sr")?);
    let name = call.text("name").map_or_else(
        || vm.ask(|world, vm| world.db.text(vm, "name_label").to_owned()),
        str::to_owned,
    );
    let copy = vm
        .task("VM.copy", [name.into(), sr.reference().into()])
        .await?;
    settle_copy(vm, &copy).await
}

async fn snapshot(call: Call) -> Answer<Json> {
    let vm = call.object("id")?;
    let name = call.text("name").map_or_else(
        || {
            let name = vm.ask(|world, vm| world.db.text(vm, "name_label").to_owned());
            format!("{name}_{}", jiff::Timestamp::now())
        },
        str::to_owned,
    );
    let how = if call.flag("saveMemory") {
        "VM.checkpoint"
    } else {
        "VM.snapshot"
    };
    let snapshot = vm.task(how, [name.into()]).await?;
    if let Some(text) = call.text("description") {
        vm.raw(
            "VM.set_name_description",
            vec![snapshot.clone(), text.into()],
        )
        .await?;
        vm.link.settled().await;
    }
    Ok(vm.uuid(&snapshot))
}

async fn revert(call: Call) -> Answer<Json> {
    call.object("snapshot")?.task("VM.revert", []).await?;
    done()
}

/// Takes a VM away, its snapshots with it, and the disks that nothing else uses.
async fn delete(call: Call) -> Answer<Json> {
    let vm = call.object("id")?;
    let disks = call
        .param("deleteDisks")
        .and_then(Json::as_bool)
        .unwrap_or(true);
    let default = vm.ask(|world, vm| world.db.flag(vm, "is_default_template"));
    if default {
        if !call.flag("forceDeleteDefaultTemplate") {
            let failure = poolsim::failure::Failure::new(
                "VM_CANNOT_DELETE_DEFAULT_TEMPLATE",
                [&**vm.reference()],
            );
            return Err(vm.failed(&failure, "VM.destroy"));
        }
        let other = vm.ask(|world, vm| world.db.value(vm, "other_config").cloned());
        let mut other = other.unwrap_or(Value::Map(Vec::new())).as_map().to_vec();
        other.retain(|(key, _)| &**key != "default_template");
        vm.call("VM.set_other_config", [Value::Map(other)]).await?;
        vm.call("VM.set_is_default_template", [false.into()])
            .await?;
    }
    if call.flag("force") && matches!(vm.power().as_str(), "Running" | "Paused") {
        vm.task("VM.hard_shutdown", []).await?;
    }
    let snapshots = vm.ask(|world, vm| world.db.refs(vm, "snapshots"));
    destroy(vm, vm.reference(), disks).await?;
    for snapshot in snapshots {
        destroy(vm, &snapshot, disks).await?;
    }
    vm.link.settled().await;
    done()
}

/// Destroys a VM of the same pool, and then its disks if asked.
async fn destroy(of: &Found, vm: &Ref, disks: bool) -> Answer<()> {
    let mut vdis = of.ask(|world, _| {
        let db = &world.db;
        let mut vdis: Vec<Ref> = db
            .refs(vm, "VBDs")
            .iter()
            .filter(|vbd| db.text(vbd, "type") == "Disk")
            .map(|vbd| db.reference(vbd, "VDI"))
            .collect();
        vdis.push(db.reference(vm, "suspend_VDI"));
        vdis
    });
    of.raw("VM.destroy", vec![vm.into()]).await?;
    vdis.retain(|vdi| {
        of.ask(|world, _| world.db.is("VDI", vdi) && world.db.refs(vdi, "VBDs").is_empty())
    });
    if disks {
        for vdi in vdis {
            of.raw("VDI.destroy", vec![vdi.into()]).await?;
        }
    }
    Ok(())
}

/// Within a pool, and with its disks where they are. Anything else would be `VM.migrate_send`.
async fn migrate(call: Call) -> Answer<Json> {
    let (vm, host) = (call.object("vm")?, call.object("targetHost")?);
    let same_pool = std::sync::Arc::ptr_eq(&vm.link, &host.link);
    let moves_disks = call.optional("sr").is_some()
        || ["mapVdisSrs", "mapVifsNetworks"].iter().any(|map| {
            call.param(map)
                .and_then(Json::as_object)
                .is_some_and(|map| !map.is_empty())
        });
    if !same_pool || moves_disks {
        let failure = poolsim::failure::Failure::not_implemented("VM.migrate_send");
        return Err(vm.failed(&failure, "VM.migrate_send"));
    }
    let options = Value::map([("force", "true")]);
    vm.task("VM.pool_migrate", [host.reference().into(), options])
        .await?;
    done()
}

async fn convert(call: Call) -> Answer<Json> {
    let vm = call.object("id")?;
    for vbd in vm.ask(|world, vm| world.db.refs(vm, "VBDs")) {
        // Disks and empty drives have nothing to eject.
        drop(vm.raw("VBD.eject", vec![vbd.into()]).await);
    }
    vm.call("VM.set_is_a_template", [true.into()]).await?;
    vm.link.settled().await;
    done()
}

async fn set(call: Call) -> Answer<Json> {
    let vm = call.object("id")?;
    change(&call, vm).await?;
    vm.link.settled().await;
    done()
}

async fn set_and_restart(call: Call) -> Answer<Json> {
    let vm = call.object("id")?;
    let how = if call.flag("force") {
        "VM.hard_shutdown"
    } else {
        "VM.clean_shutdown"
    };
    vm.task(how, []).await?;
    let changed = change(&call, vm).await;
    vm.call("VM.start", [false.into(), false.into()]).await?;
    vm.link.settled().await;
    changed.and_then(|()| done())
}

async fn change(call: &Call, vm: &Found) -> Answer<()> {
    for (param, method) in [
        ("name_label", "VM.set_name_label"),
        ("name_description", "VM.set_name_description"),
        ("high_availability", "VM.set_ha_restart_priority"),
        ("startDelay", "VM.set_start_delay"),
        ("PV_args", "VM.set_PV_args"),
        ("hasVendorDevice", "VM.set_has_vendor_device"),
    ] {
        if let Some(value) = call.param(param) {
            vm.call(method, [json::value(value)]).await?;
        }
    }
    for (param, field, key) in [
        ("auto_poweron", "other_config", "auto_poweron"),
        ("notes", "other_config", "xo:notes"),
        ("secureBoot", "platform", "secureboot"),
        ("coresPerSocket", "platform", "cores-per-socket"),
        ("expNestedHvm", "platform", "exp-nested-hvm"),
        ("viridian", "platform", "viridian"),
    ] {
        if let Some(value) = call.params.get(param) {
            entry(vm, field, key, value).await?;
        }
    }
    if let Some(host) = call.params.get("affinityHost") {
        let host = match host.as_str() {
            Some(host) => call.hub.find(host, &["host"])?.reference().clone(),
            None => NULL_REF.into(),
        };
        vm.call("VM.set_affinity", [host.into()]).await?;
    }
    if call.params.contains_key("suspendSr") {
        let sr = call
            .optional("suspendSr")
            .map_or(NULL_REF.into(), |sr| sr.reference().clone());
        vm.call("VM.set_suspend_SR", [sr.into()]).await?;
    }
    if let Some(blocked) = call.param("blockedOperations").and_then(Json::as_object) {
        for (operation, reason) in blocked {
            vm.call(
                "VM.remove_from_blocked_operations",
                [operation.as_str().into()],
            )
            .await?;
            let reason = match reason {
                Json::Bool(true) => "true",
                Json::String(reason) => reason,
                _ => continue,
            };
            vm.call(
                "VM.add_to_blocked_operations",
                [operation.as_str().into(), reason.into()],
            )
            .await?;
        }
    }
    processors(call, vm).await?;
    memory(call, vm).await
}

/// Sets an entry of a map, or takes it away for null.
async fn entry(vm: &Found, field: &str, key: &str, value: &Json) -> Answer<()> {
    vm.call(&format!("VM.remove_from_{field}"), [key.into()])
        .await?;
    let text = match value {
        Json::Null => return Ok(()),
        Json::String(text) => text.clone(),
        other => other.to_string(),
    };
    vm.call(&format!("VM.add_to_{field}"), [key.into(), text.into()])
        .await?;
    Ok(())
}

async fn processors(call: &Call, vm: &Found) -> Answer<()> {
    if let Some(max) = call.int("cpusMax") {
        vm.call("VM.set_VCPUs_max", [max.into()]).await?;
    }
    let Some(number) = call.int("CPUs") else {
        return Ok(());
    };
    if vm.power() == "Running" {
        vm.call("VM.set_VCPUs_number_live", [number.into()]).await?;
        return Ok(());
    }
    if number > vm.ask(|world, vm| world.db.int(vm, "VCPUs_max")) {
        vm.call("VM.set_VCPUs_max", [number.into()]).await?;
    }
    vm.call("VM.set_VCPUs_at_startup", [number.into()]).await?;
    Ok(())
}

/// `memory` is all three upper limits; the others are one each.
async fn memory(call: &Call, vm: &Found) -> Answer<()> {
    let given = ["memory", "memoryMin", "memoryMax", "memoryStaticMax"];
    if given.iter().all(|name| call.param(name).is_none()) {
        return Ok(());
    }
    for name in given {
        if call.param(name).is_some() && call.int(name).is_none() {
            return Err(Error::wrong_parameters(&format!("{name} is not a size")));
        }
    }
    let now = |field: &str| vm.ask(|world, vm| world.db.int(vm, field));
    let all = call.int("memory");
    let max = call
        .int("memoryMax")
        .or(all)
        .unwrap_or_else(|| now("memory_dynamic_max"));
    let min = call
        .int("memoryMin")
        .or(all)
        .unwrap_or_else(|| now("memory_dynamic_min"))
        .min(max);
    let (static_min, static_max) = (now("memory_static_min"), now("memory_static_max"));
    let wanted = call.int("memoryStaticMax").unwrap_or(static_max.max(max));
    if wanted == static_max && static_min <= min {
        vm.call("VM.set_memory_dynamic_range", [min.into(), max.into()])
            .await?;
    } else {
        let args = [static_min.min(min), wanted, min, max].map(Value::from);
        vm.call("VM.set_memory_limits", args).await?;
    }
    Ok(())
}

async fn set_boot_order(call: Call) -> Answer<Json> {
    let vm = call.object("vm")?;
    let before = vm.ask(|world, vm| world.db.value(vm, "HVM_boot_params").cloned());
    let before = before.unwrap_or(Value::Map(Vec::new()));
    let params = with_entry(&before, "order", call.text("order").unwrap_or(""));
    vm.call("VM.set_HVM_boot_params", [params]).await?;
    vm.link.settled().await;
    done()
}
