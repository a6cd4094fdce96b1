//! Objects made from a record that the caller gives.

use super::{Args, void};
use crate::db::{Db, new_ref};
use crate::failure::{Failure, Outcome};
use crate::lifecycle;
use crate::model::{Role, model};
use crate::pool::World;
use crate::rpc::{Context, coerce};
use crate::value::{NULL_REF, Ref, Value};

/// The members of a record that a class has, checked; the server refuses a record without the required ones.
pub fn members(
    class: &str,
    record: &Value,
    required: &[&str],
) -> Outcome<Vec<(&'static str, Value)>> {
    let Some(id) = model().class_id(class) else {
        return Ok(Vec::new());
    };
    let mut fields = Vec::new();
    for field in &model().classes[id].fields {
        match record.member(field.name) {
            Some(value) => fields.push((field.name, coerce(&field.kind, value)?)),
            None if required.contains(&field.name) => {
                return Err(Failure::field_missing(field.name));
            }
            None => {}
        }
    }
    // What the server decides is not taken from the caller.
    fields
        .retain(|(name, _)| !matches!(*name, "uuid" | "allowed_operations" | "current_operations"));
    Ok(fields)
}

/// A member among those checked.
pub fn member<'a>(fields: &'a [(&'static str, Value)], name: &str) -> Option<&'a Value> {
    fields
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, value)| value)
}

/// Puts a member in, or another value in its place.
pub fn put(fields: &mut Vec<(&'static str, Value)>, name: &'static str, value: impl Into<Value>) {
    fields.retain(|(known, _)| *known != name);
    fields.push((name, value.into()));
}

/// Classes whose objects are nothing but their record.
const PLAIN: &[(&str, &[&str])] = &[
    ("VM_appliance", &[]),
    ("VMSS", &[]),
    ("subject", &[]),
    ("secret", &["value", "other_config"]),
    ("VM_group", &[]),
    ("PBD", &["host", "SR", "device_config"]),
    ("VTPM", &[]),
    ("VGPU", &[]),
    ("blob", &[]),
];

const VM_REQUIRED: &[&str] = &[
    "user_version",
    "is_a_template",
    "affinity",
    "memory_static_max",
    "memory_dynamic_max",
    "memory_dynamic_min",
    "memory_static_min",
    "VCPUs_params",
    "VCPUs_max",
    "VCPUs_at_startup",
    "actions_after_shutdown",
    "actions_after_reboot",
    "actions_after_crash",
    "PV_bootloader",
    "PV_kernel",
    "PV_ramdisk",
    "PV_args",
    "PV_bootloader_args",
    "PV_legacy_args",
    "HVM_boot_policy",
    "HVM_boot_params",
    "platform",
    "PCI_bus",
    "other_config",
    "recommendations",
];

/// The messages of this file by class and name.
pub fn run(cx: &Context, class: &str, short: &str, args: &Args<'_>) -> Option<Outcome<Value>> {
    let mut world = cx.pool.lock();
    match (class, short) {
        ("VM", "create") => Some(virtual_machine(&mut world, &args.value(0))),
        ("VM", "create_new_blob") => Some(blob(&mut world.db, args)),
        ("VTPM", "create") => Some(vtpm(&mut world.db, &args.reference(0), args.flag(1))),
        ("VGPU", "create") => Some(vgpu(&mut world.db, args)),
        ("network", "create") => Some(network(&mut world.db, &args.value(0))),
        ("subject", "add_to_roles" | "remove_from_roles") => Some(subject_roles(
            &mut world.db,
            &args.reference(0),
            &args.reference(1),
            short == "add_to_roles",
        )),
        (_, "create") => {
            let (class, required) = PLAIN.iter().find(|(plain, _)| *plain == class)?;
            Some(plain(&mut world.db, class, &args.value(0), required))
        }
        (_, "destroy") => {
            let (class, _) = PLAIN.iter().find(|(plain, _)| *plain == class)?;
            Some(destroy(&mut world.db, class, &args.reference(0)))
        }
        _ => None,
    }
}

fn plain(db: &mut Db, class: &str, record: &Value, required: &[&str]) -> Outcome<Value> {
    let mut fields = members(class, record, required)?;
    match class {
        "PBD" => {
            let of = |field| member(&fields, field).map_or_else(|| NULL_REF.into(), Value::to_text);
            let (host, sr) = (of("host"), of("SR"));
            db.check("host", &host)?;
            db.check("SR", &sr)?;
            let links = db.refs(&sr, "PBDs");
            if let Some(known) = links.iter().find(|it| db.reference(it, "host") == host) {
                return Err(Failure::new("PBD_EXISTS", [&*sr, &*host, &**known]));
            }
            put(&mut fields, "currently_attached", false);
        }
        // Who gives no role gets the greatest.
        "subject" => {
            let enabled = |host: &Ref| !db.text(host, "external_auth_type").is_empty();
            if !db.all("host").iter().any(enabled) {
                return Err(Failure::bare("AUTH_IS_DISABLED"));
            }
            let identifier = member(&fields, "subject_identifier").map_or("", Value::as_str);
            if db
                .rows("subject")
                .any(|(known, _)| db.text(known, "subject_identifier") == identifier)
            {
                return Err(Failure::bare("SUBJECT_ALREADY_EXISTS"));
            }
            let admin = db
                .rows("role")
                .find(|(role, _)| db.text(role, "name_label") == Role::ALL[5].1);
            let roles = admin
                .map(|(role, _)| Value::from(role))
                .into_iter()
                .collect();
            put(&mut fields, "roles", Value::Set(roles));
        }
        _ => {}
    }
    Ok(db.create(class, new_ref(), &fields).into())
}

fn destroy(db: &mut Db, class: &str, reference: &Ref) -> Outcome<Value> {
    db.check(class, reference)?;
    if class == "PBD" && db.flag(reference, "currently_attached") {
        return Err(Failure::new(
            "OPERATION_NOT_ALLOWED",
            ["The PBD is plugged"],
        ));
    }
    if class == "VMSS" && !db.refs(reference, "VMs").is_empty() {
        return Err(Failure::bare("VMSS_HAS_VM"));
    }
    if class == "VM_appliance" {
        for vm in db.refs(reference, "VMs") {
            db.set(&vm, "appliance", NULL_REF);
        }
    }
    db.delete(reference);
    void()
}

fn virtual_machine(world: &mut World, record: &Value) -> Outcome<Value> {
    let mut fields = members("VM", record, VM_REQUIRED)?;
    let int = |name: &str| member(&fields, name).map_or(0, Value::as_int);
    let limits = [
        "memory_static_min",
        "memory_dynamic_min",
        "memory_dynamic_max",
        "memory_static_max",
    ]
    .map(int);
    if !limits.is_sorted() {
        return Err(Failure::bare("MEMORY_CONSTRAINT_VIOLATION_ORDER"));
    }
    let (startup, max) = (int("VCPUs_at_startup"), int("VCPUs_max"));
    if startup < 1 || startup > max {
        return Err(Failure::invalid_value(
            "VCPUs_at_startup",
            &startup.to_string(),
        ));
    }
    let utilisation = Value::fields([("0", Value::Float(0.0))]);
    let metrics = world.db.create(
        "VM_metrics",
        new_ref(),
        &[("VCPUs_utilisation", utilisation)],
    );
    let hvm = member(&fields, "HVM_boot_policy").is_some_and(|policy| !policy.as_str().is_empty());
    put(&mut fields, "metrics", metrics);
    put(&mut fields, "memory_overhead", 23_068_672);
    put(&mut fields, "domid", -1);
    put(&mut fields, "power_state", "Halted");
    if member(&fields, "domain_type").is_none_or(|kind| kind.as_str() == "unspecified") {
        put(&mut fields, "domain_type", if hvm { "hvm" } else { "pv" });
    }
    let vm = world.db.create("VM", new_ref(), &fields);
    lifecycle::refresh(&mut world.db, &vm);
    Ok(vm.into())
}

fn network(db: &mut Db, record: &Value) -> Outcome<Value> {
    let mut fields = members("network", record, &["other_config"])?;
    if member(&fields, "MTU").is_none() {
        put(&mut fields, "MTU", 1500);
    }
    if member(&fields, "managed").is_none() {
        put(&mut fields, "managed", true);
    }
    if member(&fields, "bridge").is_none_or(|bridge| bridge.as_str().is_empty()) {
        let taken: Vec<String> = db
            .rows("network")
            .map(|(network, _)| db.text(network, "bridge").to_owned())
            .collect();
        let free = (0..)
            .map(|n| format!("xapi{n}"))
            .find(|name| !taken.contains(name));
        put(&mut fields, "bridge", free.unwrap_or_default());
    }
    put(&mut fields, "default_locking_mode", "unlocked");
    Ok(db.create("network", new_ref(), &fields).into())
}

fn subject_roles(db: &mut Db, subject: &Ref, role: &Ref, add: bool) -> Outcome<Value> {
    db.check("subject", subject)?;
    db.check("role", role)?;
    let mut roles = db.refs(subject, "roles");
    match (add, roles.contains(role)) {
        (true, true) => return Err(Failure::bare("ROLE_ALREADY_EXISTS")),
        (false, false) => return Err(Failure::bare("ROLE_NOT_FOUND")),
        (true, false) => roles.push(role.clone()),
        (false, true) => roles.retain(|known| known != role),
    }
    db.set(
        subject,
        "roles",
        Value::Set(roles.iter().map(Value::from).collect()),
    );
    void()
}

/// `VM.create_new_blob(VM, name, type, public)`.
fn blob(db: &mut Db, args: &Args<'_>) -> Outcome<Value> {
    let (vm, name) = (args.reference(0), args.text(1));
    if db.entry(&vm, "blobs", name).is_some() {
        return Err(Failure::new("BLOB_ALREADY_EXISTS", [name]));
    }
    let kind = match args.text(2) {
        "" => "application/octet-stream",
        given => given,
    };
    let fields = [
        ("name_label", name.into()),
        ("mime_type", kind.into()),
        ("public", args.flag(3).into()),
    ];
    let blob = db.create("blob", new_ref(), &fields);
    db.set_entry(&vm, "blobs", name, &blob);
    Ok(blob.into())
}

fn vtpm(db: &mut Db, vm: &Ref, unique: bool) -> Outcome<Value> {
    db.check("VM", vm)?;
    lifecycle::check(db, vm, "create_vtpm")?;
    if !db.refs(vm, "VTPMs").is_empty() {
        return Err(Failure::new("VTPM_MAX_AMOUNT_REACHED", ["1"]));
    }
    let fields = [("VM", vm.into()), ("is_unique", unique.into())];
    Ok(db.create("VTPM", new_ref(), &fields).into())
}

/// `VGPU.create(VM, group, device, other_config, type)`: the server does not look at the group.
fn vgpu(db: &mut Db, args: &Args<'_>) -> Outcome<Value> {
    let vm = args.reference(0);
    db.check("VM", &vm)?;
    if db.text(&vm, "power_state") != "Halted" {
        let power = db.text(&vm, "power_state").to_lowercase();
        return Err(Failure::power_state(&vm, "halted", &power));
    }
    let fields = [
        ("VM", args.value(0)),
        ("GPU_group", args.value(1)),
        ("device", args.value(2)),
        ("other_config", args.value(3)),
        ("type", args.value(4)),
    ];
    Ok(db.create("VGPU", new_ref(), &fields).into())
}
