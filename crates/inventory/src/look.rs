//! How any object looks, wherever it appears: its kind, name, state, and what is under way on it.

use xapi::{
    Class, Host, HostMetrics, Object, OpaqueRef, Pif, PifMetrics, Record, Vm, VmKind, VmPowerState,
};

use crate::{
    connection::ConnectionInfo,
    health,
    key::ObjectKey,
    view::{Cell, RowKind, Status},
    world::World,
};

/// What kind of row or page an object is; none for what has neither.
pub(crate) fn kind(record: &Record) -> Option<RowKind> {
    Some(match record {
        Record::Pool(_) => RowKind::Pool,
        Record::Host(_) => RowKind::Host,
        Record::Vm(vm) => match vm.kind() {
            VmKind::Machine => RowKind::Vm,
            VmKind::Template => RowKind::Template,
            VmKind::Snapshot => RowKind::Snapshot,
            VmKind::ControlDomain => return None,
        },
        Record::Sr(_) => RowKind::Sr,
        Record::Network(_) => RowKind::Network,
        _ => return None,
    })
}

/// An object's name; where it has none, its uuid; where it has not even that, its reference.
pub(crate) fn name(object: &Object) -> &str {
    let uuid = object.record.uuid();
    match object.record.name_label() {
        Some(name) if !name.is_empty() => name,
        _ if !uuid.is_empty() => uuid,
        _ => object.reference.as_str(),
    }
}

/// An object's state; an alarm that lasts counts.
pub(crate) fn status(info: &ConnectionInfo<'_>, object: &Object) -> Status {
    match (&object.record, of_state(info.world, object)) {
        (Record::Pool(_), _) => info.status,
        (Record::Host(_) | Record::Sr(_) | Record::Network(_), Status::Ok) => {
            health::of(info, object).map_or(Status::Ok, Status::from)
        }
        (_, state) => state,
    }
}

/// An object's state, as far as it does not hang on the connection or the time.
pub(crate) fn of_state(world: &World, object: &Object) -> Status {
    let well_or_not = || {
        let slot = world.slot(&object.class(), &object.reference);
        let ailment = slot.and_then(|slot| world.ailment(slot));
        ailment.map_or(Status::Ok, Status::from)
    };
    match &object.record {
        Record::Host(host) => match of_host(world, host) {
            Status::Ok => well_or_not(),
            other => other,
        },
        Record::Vm(vm) => of_vm(vm),
        // No way to any SR was told yet.
        Record::Sr(_) if world.count(&Class::Pbd) == 0 => Status::Unknown,
        Record::Sr(_) | Record::Network(_) => well_or_not(),
        Record::Vdi(vdi) if vdi.missing => Status::Broken,
        Record::Vbd(vbd) => {
            let missing = world.get(&vbd.vdi).is_some_and(|vdi| vdi.missing);
            if missing {
                Status::Broken
            } else {
                of_part(world, &vbd.vm, vbd.currently_attached)
            }
        }
        Record::Vif(vif) => of_part(world, &vif.vm, vif.currently_attached),
        Record::Pif(pif) => of_pif(world, pif),
        Record::Pbd(pbd) if pbd.currently_attached => Status::Ok,
        Record::Pbd(_) => Status::Broken,
        Record::Message(message) => match message.priority {
            1 => Status::Broken,
            2 | 3 => Status::Degraded,
            _ => Status::Ok,
        },
        Record::Unknown { .. } => Status::Unknown,
        _ => Status::Ok,
    }
}

/// A VM's power state. A template and a snapshot have none worth telling.
pub(crate) fn of_vm(vm: &Vm) -> Status {
    if matches!(vm.kind(), VmKind::Template | VmKind::Snapshot) {
        return Status::Ok;
    }
    match vm.power_state {
        VmPowerState::Running => Status::Running,
        VmPowerState::Halted => Status::Halted,
        VmPowerState::Paused => Status::Paused,
        VmPowerState::Suspended => Status::Suspended,
        VmPowerState::Unknown(_) => Status::Unknown,
    }
}

/// Whether a VM has memory and processors now.
pub(crate) fn runs(vm: &Vm) -> bool {
    matches!(vm.power_state, VmPowerState::Running | VmPowerState::Paused)
}

/// Whether the pool reaches a host and lets VMs start on it.
fn of_host(world: &World, host: &Host) -> Status {
    match world.get::<HostMetrics>(&host.metrics) {
        Some(metrics) if !metrics.live => Status::Broken,
        _ if !host.enabled => Status::Disabled,
        Some(_) => Status::Ok,
        None => Status::Unknown,
    }
}

/// Whether somebody put a host into maintenance, rather than it being disabled for another reason.
pub(crate) fn in_maintenance(host: &Host) -> bool {
    !host.enabled
        && host
            .other_config
            .get("MAINTENANCE_MODE")
            .is_some_and(|mode| mode == "true")
}

fn of_pif(world: &World, pif: &Pif) -> Status {
    match world.get::<PifMetrics>(&pif.metrics) {
        _ if !pif.currently_attached => Status::Disabled,
        Some(metrics) if !metrics.carrier => Status::Broken,
        _ => Status::Ok,
    }
}

/// A VM's device: with a VM at rest nothing is attached, and nothing is wrong with that.
fn of_part(world: &World, vm: &xapi::Ref<Vm>, attached: bool) -> Status {
    let at_rest = world
        .vm(vm)
        .is_none_or(|vm| vm.power_state == VmPowerState::Halted);
    if attached || at_rest {
        Status::Ok
    } else {
        Status::Disabled
    }
}

/// The operation under way on an object, in the server's word; the first, should there be several.
pub(crate) fn busy(record: &Record) -> Option<String> {
    fn first<T: ToString>(operations: &xapi::Map<xapi::Text, T>) -> Option<String> {
        operations.values().next().map(ToString::to_string)
    }
    match record {
        Record::Pool(record) => first(&record.current_operations),
        Record::Host(record) => first(&record.current_operations),
        Record::Vm(record) => first(&record.current_operations),
        Record::Sr(record) => first(&record.current_operations),
        Record::Network(record) => first(&record.current_operations),
        _ => None,
    }
}

/// A link to an object; no value where the reference leads nowhere.
pub(crate) fn link(info: &ConnectionInfo<'_>, class: &Class, reference: &OpaqueRef) -> Cell {
    match info.world.object(class, reference) {
        None => Cell::None,
        Some(object) => Cell::Link {
            object: ObjectKey::new(info.id, class, reference),
            text: if *class == Class::Pool {
                info.name()
            } else {
                name(object)
            }
            .to_owned(),
            status: status(info, object),
        },
    }
}

/// A link to the connection's pool.
pub(crate) fn pool_link(info: &ConnectionInfo<'_>) -> Cell {
    info.world.pool().map_or(Cell::None, |(reference, _)| {
        link(info, &Class::Pool, reference)
    })
}
