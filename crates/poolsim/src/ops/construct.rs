//! Objects that are little more than the record that the caller gives.

use crate::argument::class::{
    PBD, SR, VM, VM_appliance, VM_group, VTPM, blob, host, network, pool, role, secret, subject,
};
use crate::argument::{Record, Text};
use crate::db::{Db, new_ref};
use crate::failure::{Failure, Outcome};
use crate::model::Role;
use crate::operation::{Operation, operations};
use crate::ops::repositories::without_passwords;
use crate::pool::World;
use crate::record::{member, members, put};
use crate::value::{NULL_REF, Ref, Value};

/// The messages of this file.
pub const OPERATIONS: &[Operation] = operations! { cx:
    VM.create(args: Record<VM>) => virtual_machine(&mut cx.world(), &args);
    VM.create_new_blob(vm: VM, name: Text, mime_type: Text, public: bool)
        => blob_of(&mut cx.world().db, &vm, [&name, &mime_type], public);
    host.create_new_blob(host: host, name: Text, mime_type: Text, public: bool)
        => blob_of(&mut cx.world().db, &host, [&name, &mime_type], public);
    network.create_new_blob(network: network, name: Text, mime_type: Text, public: bool)
        => blob_of(&mut cx.world().db, &network, [&name, &mime_type], public);
    pool.create_new_blob(pool: pool, name: Text, mime_type: Text, public: bool)
        => blob_of(&mut cx.world().db, &pool, [&name, &mime_type], public);
    SR.create_new_blob(sr: SR, name: Text, mime_type: Text, public: bool)
        => blob_of(&mut cx.world().db, &sr, [&name, &mime_type], public);
    VM_appliance.create(args: Record<VM_appliance>) => plain(&mut cx.world().db, "VM_appliance", &args, &[]);
    VM_appliance.destroy(appliance: VM_appliance) => disband(&mut cx.world().db, &appliance);
    VM_group.create(args: Record<VM_group>) => plain(&mut cx.world().db, "VM_group", &args, &[]);
    VM_group.destroy(group: VM_group) => cx.world().db.delete(&group);
    secret.create(args: Record<secret>) => plain(&mut cx.world().db, "secret", &args, &["value", "other_config"]);
    secret.destroy(secret: secret) => cx.world().db.delete(&secret);
    subject.create(args: Record<subject>) => create_subject(&mut cx.world().db, &args);
    subject.destroy(subject: subject) => cx.world().db.delete(&subject);
    subject.add_to_roles(subject: subject, role: role) => give_role(&mut cx.world().db, &subject, &role);
    subject.remove_from_roles(subject: subject, role: role) => take_role(&mut cx.world().db, &subject, &role);
    PBD.create(args: Record<PBD>) => create_pbd(&mut cx.world().db, &args);
    PBD.destroy(pbd: PBD) => destroy_pbd(&mut cx.world().db, &pbd);
    VTPM.create(vM: VM, is_unique: bool) [checks create_vtpm] => vtpm(&mut cx.world().db, &vM, is_unique);
    VTPM.destroy(vtpm: VTPM) => destroy_vtpm(&mut cx.world().db, &vtpm);
    blob.create(mime_type: Text, public: bool) => create_blob(&mut cx.world().db, "", &mime_type, public);
    blob.destroy(blob: blob) => cx.world().db.delete(&blob);
};

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

fn plain(db: &mut Db, class: &str, record: &Value, required: &[&str]) -> Outcome<Ref> {
    let fields = members(class, record, required)?;
    Ok(db.create(class, new_ref(), &fields))
}

fn create_pbd(db: &mut Db, record: &Value) -> Outcome<Ref> {
    let mut fields = members("PBD", record, &["host", "SR", "device_config"])?;
    let of = |field| member(&fields, field).map_or_else(|| NULL_REF.into(), Value::to_text);
    let (host, sr) = (of("host"), of("SR"));
    db.check("host", &host)?;
    db.check("SR", &sr)?;
    let links = db.refs(&sr, "PBDs");
    if let Some(known) = links.iter().find(|it| db.reference(it, "host") == host) {
        return Err(Failure::new("PBD_EXISTS", [&*sr, &*host, &**known]));
    }
    if let Some(config) = member(&fields, "device_config").cloned() {
        put(&mut fields, "device_config", without_passwords(db, config));
    }
    put(&mut fields, "currently_attached", false);
    Ok(db.create("PBD", new_ref(), &fields))
}

fn destroy_pbd(db: &mut Db, pbd: &Ref) -> Outcome<()> {
    if db.flag(pbd, "currently_attached") {
        return Err(Failure::new(
            "OPERATION_NOT_ALLOWED",
            ["The PBD is plugged"],
        ));
    }
    db.delete(pbd);
    Ok(())
}

/// Who gives no role gets the greatest.
fn create_subject(db: &mut Db, record: &Value) -> Outcome<Ref> {
    let mut fields = members("subject", record, &[])?;
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
    let greatest = Role::PoolAdmin.name();
    let admin = db
        .rows("role")
        .find(|(role, _)| db.text(role, "name_label") == greatest);
    let roles = admin.map(|(role, _)| role.clone());
    put(&mut fields, "roles", Value::texts(roles));
    Ok(db.create("subject", new_ref(), &fields))
}

/// A vApp goes, its VMs stay.
fn disband(db: &mut Db, appliance: &Ref) {
    for vm in db.refs(appliance, "VMs") {
        db.set(&vm, "appliance", NULL_REF);
    }
    db.delete(appliance);
}

fn virtual_machine(world: &mut World, record: &Value) -> Outcome<Ref> {
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
    Ok(world.db.create("VM", new_ref(), &fields))
}

fn give_role(db: &mut Db, subject: &Ref, role: &Ref) -> Outcome<()> {
    let mut roles = db.refs(subject, "roles");
    if roles.contains(role) {
        return Err(Failure::bare("ROLE_ALREADY_EXISTS"));
    }
    roles.push(role.clone());
    db.set(subject, "roles", Value::texts(roles));
    Ok(())
}

fn take_role(db: &mut Db, subject: &Ref, role: &Ref) -> Outcome<()> {
    let mut roles = db.refs(subject, "roles");
    if !roles.contains(role) {
        return Err(Failure::bare("ROLE_NOT_FOUND"));
    }
    roles.retain(|known| known != role);
    db.set(subject, "roles", Value::texts(roles));
    Ok(())
}

fn blob_of(db: &mut Db, object: &Ref, [name, kind]: [&str; 2], public: bool) -> Outcome<Ref> {
    if db.entry(object, "blobs", name).is_some() {
        return Err(Failure::new("BLOB_ALREADY_EXISTS", [name]));
    }
    let blob = create_blob(db, name, kind, public);
    db.set_entry(object, "blobs", name, &blob);
    Ok(blob)
}

fn create_blob(db: &mut Db, name: &str, kind: &str, public: bool) -> Ref {
    let kind = match kind {
        "" => "application/octet-stream",
        given => given,
    };
    let fields = [
        ("name_label", name.into()),
        ("mime_type", kind.into()),
        ("public", public.into()),
    ];
    db.create("blob", new_ref(), &fields)
}

fn vtpm(db: &mut Db, vm: &Ref, unique: bool) -> Outcome<Ref> {
    if !db.refs(vm, "VTPMs").is_empty() {
        return Err(Failure::new("VTPM_MAX_AMOUNT_REACHED", ["1"]));
    }
    let fields = [("VM", vm.into()), ("is_unique", unique.into())];
    Ok(db.create("VTPM", new_ref(), &fields))
}

/// A guest that runs has it open.
fn destroy_vtpm(db: &mut Db, vtpm: &Ref) -> Outcome<()> {
    let vm = db.reference(vtpm, "VM");
    let power = db.text(&vm, "power_state");
    if power != "Halted" {
        return Err(Failure::power_state(&vm, "halted", &power.to_lowercase()));
    }
    db.delete(vtpm);
    Ok(())
}
