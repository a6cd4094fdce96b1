//! Hardware that is passed through: GPUs and their groups, virtual GPUs, USB devices.

use crate::argument::class::{GPU_group, PGPU, PUSB, USB_group, VGPU, VGPU_type, VM, VUSB, host};
use crate::argument::{Map, Set, Text, Unchecked};
use crate::context::Context;
use crate::db::{Db, new_ref};
use crate::failure::{Failure, Outcome};
use crate::operation::{Operation, operations};
use crate::passthrough::{is_whole, room, users};
use crate::tasks;
use crate::value::{NULL_REF, Ref, Value};

/// The messages of this file.
pub const OPERATIONS: &[Operation] = operations! { cx:
    VGPU.create(
        VM: VM, GPU_group: Unchecked<GPU_group>, device: Text, other_config: Map<Text, Text>,
        r#type: Unchecked<VGPU_type>,
    ) => create_vgpu(&mut cx.world().db, &VM, &GPU_group, &device, other_config, r#type);
    VGPU.destroy(vgpu: VGPU) => destroy_vgpu(&mut cx.world().db, &vgpu);
    PGPU.get_remaining_capacity(pgpu: PGPU, vgpu_type: VGPU_type) => room(&cx.world().db, &pgpu, &vgpu_type, &[]).unwrap_or(0);
    PGPU.set_GPU_group(pgpu: PGPU, value: GPU_group) => move_gpu(&mut cx.world().db, &pgpu, &value);
    PGPU.set_enabled_VGPU_types(pgpu: PGPU, value: Set<VGPU_type>) => enable(&mut cx.world().db, &pgpu, value);
    PGPU.add_enabled_VGPU_types(pgpu: PGPU, value: VGPU_type) => {
        let db = &mut cx.world().db;
        let mut types = db.refs(&pgpu, "enabled_VGPU_types");
        types.retain(|kind| *kind != value);
        types.push(value);
        enable(db, &pgpu, types)
    };
    PGPU.remove_enabled_VGPU_types(pgpu: PGPU, value: VGPU_type) => {
        let db = &mut cx.world().db;
        let mut types = db.refs(&pgpu, "enabled_VGPU_types");
        types.retain(|kind| *kind != value);
        enable(db, &pgpu, types)
    };
    GPU_group.create(name_label: Text, name_description: Text, other_config: Map<Text, Text>)
        => group(&mut cx.world().db, "GPU_group", &name_label, &name_description, other_config);
    GPU_group.destroy(group: GPU_group)
        => disband(&mut cx.world().db, &group, ("PGPUs", "GPU_GROUP_CONTAINS_PGPU"), ("VGPUs", "GPU_GROUP_CONTAINS_VGPU"));
    GPU_group.get_remaining_capacity(group: GPU_group, vgpu_type: VGPU_type)
        => capacity(&cx.world().db, &group, &vgpu_type);
    PUSB.scan(host: host) => {
        // Nothing is plugged into a host, or pulled out, while it is simulated.
        let _ = host;
    };
    PUSB.set_passthrough_enabled(pusb: PUSB, value: bool) => allow(&mut cx.world().db, &pusb, value);
    USB_group.create(name_label: Text, name_description: Text, other_config: Map<Text, Text>)
        => group(&mut cx.world().db, "USB_group", &name_label, &name_description, other_config);
    USB_group.destroy(group: USB_group)
        => disband(&mut cx.world().db, &group, ("PUSBs", "USB_GROUP_CONTAINS_PUSB"), ("VUSBs", "USB_GROUP_CONTAINS_VUSB"));
    VUSB.create(VM: VM, USB_group: USB_group, other_config: Map<Text, Text>)
        => create_vusb(&mut cx.world().db, &VM, &USB_group, other_config);
    VUSB.unplug(vusb: VUSB) [marks unplug] => unplug(cx, &vusb).await;
    VUSB.destroy(vusb: VUSB) => destroy_vusb(&mut cx.world().db, &vusb);
};

/// The most USB devices of a VM.
const MOST_USB: usize = 6;

/// The server does not look at the group. No type is the whole GPU.
fn create_vgpu(
    db: &mut Db,
    vm: &Ref,
    group: &Ref,
    device: &str,
    config: Value,
    kind: Ref,
) -> Outcome<Ref> {
    let power = db.text(vm, "power_state");
    if power != "Halted" {
        return Err(Failure::power_state(vm, "halted", &power.to_lowercase()));
    }
    if !device.parse::<u8>().is_ok_and(|device| device < 16) {
        return Err(Failure::new("INVALID_DEVICE", [device]));
    }
    let kind = match &*kind {
        NULL_REF => whole_gpu(db),
        reference if !db.is("VGPU_type", reference) => {
            return Err(Failure::invalid_value("type", reference));
        }
        _ => kind,
    };
    let others = db.refs(vm, "VGPUs");
    if others.iter().any(|vgpu| db.text(vgpu, "device") == device) {
        return Err(Failure::new("DEVICE_ALREADY_EXISTS", [device]));
    }
    let bears = |other: &Ref| {
        let other = db.reference(other, "type");
        db.refs(&other, "compatible_types_in_vm").contains(&kind)
    };
    if !others.iter().all(bears) {
        return Err(Failure::new("VGPU_TYPE_NOT_COMPATIBLE", [&*kind]));
    }
    let fields = [
        ("VM", vm.into()),
        ("GPU_group", group.into()),
        ("device", device.into()),
        ("other_config", config),
        ("type", kind.into()),
    ];
    Ok(db.create("VGPU", new_ref(), &fields))
}

/// The type that is a whole GPU, which comes to be when it is first asked for.
fn whole_gpu(db: &mut Db) -> Ref {
    let mut all = db.all("VGPU_type").into_iter();
    all.find(|kind| is_whole(db, kind)).unwrap_or_else(|| {
        let fields = [
            ("model_name", "passthrough".into()),
            ("implementation", "passthrough".into()),
        ];
        db.create("VGPU_type", new_ref(), &fields)
    })
}

fn destroy_vgpu(db: &mut Db, vgpu: &Ref) -> Outcome<()> {
    let power = db.text(&db.reference(vgpu, "VM"), "power_state");
    if matches!(power, "Running" | "Paused") {
        return Err(Failure::new(
            "OPERATION_NOT_ALLOWED",
            ["vGPU currently attached to a running VM"],
        ));
    }
    db.delete(vgpu);
    Ok(())
}

/// What a GPU is called where only its like may be.
pub fn model_of(db: &Db, pgpu: &str) -> String {
    let pci = db.reference(pgpu, "PCI");
    format!(
        "{}/{}",
        db.text(&pci, "vendor_id"),
        db.text(&pci, "device_id")
    )
}

fn move_gpu(db: &mut Db, pgpu: &Ref, group: &Ref) -> Outcome<()> {
    let used = users(db, &db.reference(pgpu, "PCI"));
    if !used.is_empty() {
        let used = used.iter().map(|vm| vm.to_string());
        return Err(Failure::new("PGPU_IN_USE_BY_VM", used));
    }
    let model = model_of(db, pgpu);
    let types = db.value(group, "GPU_types").map(Value::as_set);
    let types: Vec<Ref> = types
        .unwrap_or_default()
        .iter()
        .map(Value::to_text)
        .collect();
    if !types.is_empty() && !types.iter().any(|known| **known == *model) {
        let known = format!("[{}]", types.join(", "));
        return Err(Failure::new(
            "PGPU_NOT_COMPATIBLE_WITH_GPU_GROUP",
            [model, known],
        ));
    }
    let from = db.reference(pgpu, "GPU_group");
    db.set(pgpu, "GPU_group", group);
    db.set(group, "GPU_types", Value::texts([model]));
    sum_up(db, &from);
    sum_up(db, group);
    Ok(())
}

fn enable(db: &mut Db, pgpu: &Ref, types: Vec<Ref>) -> Outcome<()> {
    let supported = db.refs(pgpu, "supported_VGPU_types");
    if let Some(odd) = types.iter().find(|kind| !supported.contains(kind)) {
        let all = std::iter::once(odd).chain(&supported);
        return Err(Failure::new(
            "VGPU_TYPE_NOT_SUPPORTED",
            all.map(|kind| kind.to_string()),
        ));
    }
    let resident = db.refs(pgpu, "resident_VGPUs").into_iter();
    let stranded = resident.filter(|vgpu| !types.contains(&db.reference(vgpu, "type")));
    let vms: Vec<String> = stranded
        .map(|vgpu| db.reference(&vgpu, "VM").to_string())
        .collect();
    if !vms.is_empty() {
        return Err(Failure::new("PGPU_IN_USE_BY_VM", vms));
    }
    db.set(pgpu, "enabled_VGPU_types", list(&types));
    let group = db.reference(pgpu, "GPU_group");
    sum_up(db, &group);
    Ok(())
}

fn list(references: &[Ref]) -> Value {
    Value::Set(references.iter().map(Value::from).collect())
}

/// What the GPUs of a group can carry together; and of each type, where that is.
pub fn sum_up(db: &mut Db, group: &Ref) {
    let gpus = db.refs(group, "PGPUs");
    for (field, on_gpus, on_groups) in [
        (
            "supported_VGPU_types",
            "supported_on_PGPUs",
            "supported_on_GPU_groups",
        ),
        (
            "enabled_VGPU_types",
            "enabled_on_PGPUs",
            "enabled_on_GPU_groups",
        ),
    ] {
        let mut types: Vec<Ref> = gpus.iter().flat_map(|pgpu| db.refs(pgpu, field)).collect();
        types.sort();
        types.dedup();
        db.set(group, field, list(&types));
        for kind in db.all("VGPU_type") {
            let with = |db: &Db, class: &str| {
                let all = db.all(class).into_iter();
                let with: Vec<Ref> = all
                    .filter(|one| db.refs(one, field).contains(&kind))
                    .collect();
                list(&with)
            };
            let (on, within) = (with(db, "PGPU"), with(db, "GPU_group"));
            db.set(&kind, on_gpus, on);
            db.set(&kind, on_groups, within);
        }
    }
}

fn capacity(db: &Db, group: &Ref, kind: &Ref) -> i64 {
    let gpus = db.refs(group, "PGPUs").into_iter();
    gpus.filter_map(|pgpu| room(db, &pgpu, kind, &[]).ok())
        .sum()
}

fn group(db: &mut Db, class: &str, name: &str, description: &str, config: Value) -> Ref {
    let fields = [
        ("name_label", name.into()),
        ("name_description", description.into()),
        ("other_config", config),
    ];
    db.create(class, new_ref(), &fields)
}

/// A group goes with what VMs have of it, unless they use it now, or hardware is in it.
fn disband(
    db: &mut Db,
    group: &Ref,
    (hardware, is_full): (&str, &str),
    (given, is_used): (&str, &str),
) -> Outcome<()> {
    let refuse =
        |code: &str, objects: Vec<Ref>| Failure::new(code, objects.iter().map(|it| it.to_string()));
    let mut used = db.refs(group, given);
    used.retain(|device| db.flag(device, "currently_attached"));
    if !used.is_empty() {
        return Err(refuse(is_used, used));
    }
    let hardware = db.refs(group, hardware);
    if !hardware.is_empty() {
        return Err(refuse(is_full, hardware));
    }
    for device in db.refs(group, given) {
        db.delete(&device);
    }
    db.delete(group);
    Ok(())
}

/// Lets a USB device go to VMs: from then on it is no disk of its host. Back, it goes from the VM that it was given to.
fn allow(db: &mut Db, pusb: &Ref, value: bool) -> Outcome<()> {
    if value {
        let path = db.text(pusb, "path").to_owned();
        let disks = db.all("VDI").into_iter();
        let is_same = |vdi: &Ref| {
            db.text(&db.reference(vdi, "SR"), "type") == "udev"
                && db.entry(vdi, "sm_config", "usb_path") == Some(&path)
        };
        let disks: Vec<Ref> = disks.filter(is_same).collect();
        if let Some(used) = disks.iter().find(|vdi| !db.refs(vdi, "VBDs").is_empty()) {
            return Err(Failure::new("PUSB_VDI_CONFLICT", [&**pusb, &**used]));
        }
        disks.iter().for_each(|vdi| db.delete(vdi));
    } else {
        let given = db.refs(&db.reference(pusb, "USB_group"), "VUSBs");
        let used = |vusb: &&Ref| db.flag(vusb, "currently_attached");
        if let Some(vusb) = given.iter().find(used) {
            let vm = db.reference(vusb, "VM");
            return Err(Failure::new("USB_ALREADY_ATTACHED", [&**pusb, &*vm]));
        }
        given.iter().for_each(|vusb| db.delete(vusb));
    }
    db.set(pusb, "passthrough_enabled", value);
    Ok(())
}

/// Only a record: the device is there when the VM starts next.
fn create_vusb(db: &mut Db, vm: &Ref, group: &Ref, config: Value) -> Outcome<Ref> {
    if db.refs(vm, "VUSBs").len() >= MOST_USB {
        return Err(Failure::new("TOO_MANY_VUSBS", [MOST_USB.to_string()]));
    }
    if !db.refs(group, "VUSBs").is_empty() {
        return Err(Failure::new("USB_GROUP_CONFLICT", [&**group]));
    }
    if db.text(vm, "ha_restart_priority") == "restart" {
        let why = format!(
            "VM {vm} ha_restart_priority has been set to 'restart', cannot create VUSB for it. "
        );
        return Err(Failure::new("OPERATION_NOT_ALLOWED", [why]));
    }
    let fields = [
        ("VM", vm.into()),
        ("USB_group", group.into()),
        ("other_config", config),
    ];
    Ok(db.create("VUSB", new_ref(), &fields))
}

async fn unplug(cx: &Context, vusb: &Ref) -> Outcome<()> {
    tasks::work(&cx.pool, &cx.task, cx.pool.settings.operation_time / 8, 1).await?;
    let db = &mut cx.world().db;
    // Its VM may have ended meanwhile.
    db.check("VUSB", vusb)?;
    crate::allowed::pluggable(db, vusb, false)?;
    db.set(vusb, "currently_attached", false);
    let vm = db.reference(vusb, "VM");
    db.touch(&vm);
    Ok(())
}

fn destroy_vusb(db: &mut Db, vusb: &Ref) -> Outcome<()> {
    if db.flag(vusb, "currently_attached") {
        let vm = db.reference(vusb, "VM");
        let (uuid, vm) = (db.text(vusb, "uuid"), db.text(&vm, "uuid"));
        let why = format!("VUSB '{uuid}' still attached to '{vm}'");
        return Err(Failure::new("OPERATION_NOT_ALLOWED", [why]));
    }
    db.delete(vusb);
    Ok(())
}
