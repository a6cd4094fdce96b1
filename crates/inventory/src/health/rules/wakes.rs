//! Wakes that several rules share.

use xapi::{
    Host, HostMetrics, Message, Network, Pbd, Pif, PifMetrics, Pool, RecordOf, Sr, Task, Vbd, Vdi,
    Vm, VmGuestMetrics, VmKind, VmMetrics,
};

use crate::{
    health::rule::{Change, Wake},
    index::IndexKey,
    sorted_index::Slot,
};

/// What metrics tell of wakes whom they tell about: hosts, VMs.
const fn told<T: RecordOf>() -> Wake {
    Wake {
        class: T::CLASS,
        subjects: |change, slots| {
            slots.extend(change.listed(&IndexKey::ToldBy(change.reference())))
        },
    }
}

/// A host's metrics wake the host.
pub(super) const METRICS_OF_HOST: Wake = told::<HostMetrics>();
/// A VM's metrics wake the VM.
pub(super) const METRICS_OF_VM: Wake = told::<VmMetrics>();
/// What a guest tells wakes the VM.
pub(super) const GUEST_OF_VM: Wake = told::<VmGuestMetrics>();
/// A task wakes the VMs whose operations it is.
pub(super) const TASK_OF_VM: Wake = told::<Task>();

/// The way from a host to an SR wakes the SR, and the host.
pub(super) const PBD_OF_SR: Wake = Wake {
    class: Pbd::CLASS,
    subjects: |change, slots| {
        for (_, pbd) in change.records::<Pbd>() {
            let owners = [pbd.sr.opaque(), pbd.host.opaque()];
            slots.extend(change.world.slots_of_owners::<Sr>(owners));
        }
    },
};
pub(super) const PBD_OF_HOST: Wake = Wake {
    class: Pbd::CLASS,
    subjects: |change, slots| {
        for (_, pbd) in change.records::<Pbd>() {
            let owners = [pbd.sr.opaque(), pbd.host.opaque()];
            slots.extend(change.world.slots_of_owners::<Host>(owners));
        }
    },
};

/// A NIC, or what it tells, wakes its host.
pub(super) const PIF_OF_HOST: Wake = Wake {
    class: Pif::CLASS,
    subjects: |change, slots| {
        for (_, pif) in change.records::<Pif>() {
            let owners = [pif.host.opaque(), pif.network.opaque()];
            slots.extend(change.world.slots_of_owners::<Host>(owners));
        }
    },
};
pub(super) const PIF_METRICS_OF_HOST: Wake = Wake {
    class: PifMetrics::CLASS,
    subjects: |change, slots| {
        for pif in change.listed(&IndexKey::ToldBy(change.reference())) {
            if let Some(pif) = change.world.record_at::<Pif>(pif) {
                let owners = [pif.host.opaque(), pif.network.opaque()];
                slots.extend(change.world.slots_of_owners::<Host>(owners));
            }
        }
    },
};

/// A NIC, or what it tells, wakes its network.
pub(super) const PIF_OF_NETWORK: Wake = Wake {
    class: Pif::CLASS,
    subjects: |change, slots| {
        for (_, pif) in change.records::<Pif>() {
            let owners = [pif.host.opaque(), pif.network.opaque()];
            slots.extend(change.world.slots_of_owners::<Network>(owners));
        }
    },
};
pub(super) const PIF_METRICS_OF_NETWORK: Wake = Wake {
    class: PifMetrics::CLASS,
    subjects: |change, slots| {
        for pif in change.listed(&IndexKey::ToldBy(change.reference())) {
            if let Some(pif) = change.world.record_at::<Pif>(pif) {
                let owners = [pif.host.opaque(), pif.network.opaque()];
                slots.extend(change.world.slots_of_owners::<Network>(owners));
            }
        }
    },
};

/// A host wakes all hosts: what is said of one is how it differs from the others. There are few.
pub(super) const ALL_HOSTS: Wake = Wake {
    class: Host::CLASS,
    subjects: |change, slots| slots.extend(change.world.slots_of::<Host>()),
};
/// What is set of the pool wakes all hosts.
pub(super) const HOSTS_OF_POOL: Wake = Wake {
    class: Pool::CLASS,
    subjects: |change, slots| slots.extend(change.world.slots_of::<Host>()),
};

/// Hosts and what they tell wake the pool.
pub(super) const POOL_OF_HOST: Wake = Wake {
    class: Host::CLASS,
    subjects: pools,
};
pub(super) const POOL_OF_HOST_METRICS: Wake = Wake {
    class: HostMetrics::CLASS,
    subjects: pools,
};
/// An SR, or a way to one, wakes the pool.
pub(super) const POOL_OF_SR: Wake = Wake {
    class: Sr::CLASS,
    subjects: pools,
};
pub(super) const POOL_OF_PBD: Wake = Wake {
    class: Pbd::CLASS,
    subjects: pools,
};

pub(super) fn pools(change: &Change<'_>, slots: &mut Vec<Slot>) {
    slots.extend(change.world.slots_of::<Pool>());
}

/// A host that comes or goes wakes all SRs: a shared one is to be seen by each host.
pub(super) const SRS_OF_HOSTS: Wake = Wake {
    class: Host::CLASS,
    subjects: |change, slots| {
        if change.comes_or_goes() {
            slots.extend(change.world.slots_of::<Sr>());
        }
    },
};

/// A disk wakes the VMs in whose drives it is.
pub(super) const VDI_OF_VM: Wake = Wake {
    class: Vdi::CLASS,
    subjects: |change, slots| {
        for (_, vbd) in change.world.within::<Vbd>(&change.reference()) {
            vms_of(change, vbd, slots);
        }
        // Whether any is known makes a difference to all.
        if change.comes_or_goes() && change.world.count_of::<Vdi>() <= 1 {
            slots.extend(change.world.slots_of::<Vm>());
        }
    },
};
/// A drive wakes its VM.
pub(super) const VBD_OF_VM: Wake = Wake {
    class: Vbd::CLASS,
    subjects: |change, slots| {
        for (_, vbd) in change.records::<Vbd>() {
            vms_of(change, vbd, slots);
        }
    },
};

/// The VM that a drive is of.
pub(super) fn vms_of(change: &Change<'_>, vbd: &Vbd, slots: &mut Vec<Slot>) {
    let owners = [vbd.vm.opaque(), vbd.vdi.opaque()];
    slots.extend(change.world.slots_of_owners::<Vm>(owners));
}

/// A message wakes the object that it is about; one about a control domain wakes its host, too.
pub(super) const MESSAGE: Wake = Wake {
    class: Message::CLASS,
    subjects: |change, slots| {
        for (_, message) in change.records::<Message>() {
            let class = xapi::Class::from_wire(message.cls.as_str());
            let Some(object) = change.world.by_uuid(&class, &message.obj_uuid) else {
                continue;
            };
            slots.extend(change.world.slot(&class, &object.reference));
            if let Some(vm) = Vm::from_record(&object.record)
                && vm.kind() == VmKind::ControlDomain
            {
                slots.extend(change.world.slot_of(&vm.resident_on));
            }
        }
    },
};
