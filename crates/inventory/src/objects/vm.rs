//! VMs, and what else the class holds: templates, snapshots and control domains.

mod layout;
mod properties;
mod settings;

use xapi::{
    Class, DateTime, Map, Object, OpaqueRef, Ref, Text, Vbd, Vif, Vm, VmKind, VmMetrics,
    VmPowerState,
};

use super::{
    AnyTable, Described, ObjectClass, PageLayout, Property, Searched, TreeGroup, TreePlace, common,
    pci,
};
use crate::{
    index::{IndexEntry, IndexKey, IndexKeys, is_hidden, is_true},
    sorted_index::Slot,
    view::{Grouping, RowKind, Status},
    world::{Entry, World},
};

pub(crate) use settings::differing_settings;

impl Described for Vm {
    fn row_kind(&self) -> Option<RowKind> {
        match self.kind() {
            VmKind::Machine => Some(RowKind::Vm),
            VmKind::Template => Some(RowKind::Template),
            VmKind::Snapshot => Some(RowKind::Snapshot),
            VmKind::ControlDomain => None,
        }
    }

    /// Its power state. A template and a snapshot have none worth telling.
    fn state(&self, _world: &World, _object: &Object) -> Status {
        if matches!(self.kind(), VmKind::Template | VmKind::Snapshot) {
            return Status::Ok;
        }
        match self.power_state {
            VmPowerState::Running => Status::Running,
            VmPowerState::Halted => Status::Halted,
            VmPowerState::Paused => Status::Paused,
            VmPowerState::Suspended => Status::Suspended,
            VmPowerState::Unknown(_) => Status::Unknown,
        }
    }

    fn operation(&self) -> Option<String> {
        common::first(&self.current_operations)
    }

    fn description(&self) -> &str {
        &self.name_description
    }

    fn tags(&self) -> &[Text] {
        &self.tags
    }

    fn other_config(&self) -> Option<&Map<Text, Text>> {
        Some(&self.other_config)
    }

    fn index(&self, keys: &mut IndexKeys) {
        keys.told_by(self.metrics.opaque());
        keys.told_by(self.guest_metrics.opaque());
        for task in self.current_operations.keys() {
            keys.told_by(&OpaqueRef::from(task.as_str()));
        }
        keys.within::<Vm>(self.resident_on.opaque());
        keys.uuid::<Vm>(&self.uuid);
        for address in pci::addresses(self) {
            keys.push(IndexKey::Pci(address.into()));
        }
        for device in &self.attached_pcis {
            keys.within::<Vm>(device.opaque());
        }
        let hidden = is_hidden(&self.other_config);
        match self.kind() {
            VmKind::ControlDomain => {}
            VmKind::Snapshot => {
                if !hidden {
                    keys.push(IndexKey::Snapshots);
                }
                keys.within::<Vm>(self.snapshot_of.opaque());
            }
            VmKind::Template if hidden || is_true(&self.other_config, "xensource_internal") => {}
            VmKind::Template if is_default_template(self) => keys.push(IndexKey::DefaultTemplates),
            VmKind::Template => keys.push(IndexKey::CustomTemplates),
            VmKind::Machine if hidden => {}
            VmKind::Machine => {
                keys.all::<Vm>();
                keys.push(match home(self) {
                    Some(host) => IndexKey::On(host.clone()),
                    None => IndexKey::Homeless,
                });
            }
        }
    }

    fn index_entry(&self, reference: &OpaqueRef) -> IndexEntry {
        IndexEntry::named(reference, &self.name_label, &self.tags, &[&self.uuid])
    }

    /// By the addresses that its guest tells, and by its interfaces' MACs.
    fn is_found_by(&self, world: &World, reference: &OpaqueRef, word: &str) -> bool {
        let guest = world.slot_of(&self.guest_metrics);
        let guest = guest.and_then(|slot| world.at(slot)).map(Entry::text);
        if guest.is_some_and(|text| text.contains(word)) {
            return true;
        }
        // No other part of an interface is worth the look-up.
        let is_of_mac = |byte: u8| byte.is_ascii_hexdigit() || byte == b':';
        if word.len() < 2 || !word.bytes().all(is_of_mac) {
            return false;
        }
        let mut vifs = world.filed(&IndexKey::within::<Vif>(reference));
        vifs.any(|vif| vif.text().contains(word))
    }

    /// Its interfaces show what its guest tells.
    fn owners(&self, world: &World, reference: &OpaqueRef, dirty: &mut Vec<Slot>) {
        dirty.extend(world.slots_in(&IndexKey::within::<Vif>(reference)));
    }

    /// Its snapshots, what was made of it, and the disks in its drives.
    fn referrers(&self, world: &World, reference: &OpaqueRef, dirty: &mut Vec<Slot>) {
        dirty.extend(world.slots_in(&IndexKey::within::<Vm>(reference)));
        dirty.extend(
            self.children
                .iter()
                .filter_map(|child| world.slot_of(child)),
        );
        for (_, vbd) in world.within::<Vbd>(reference) {
            dirty.extend(world.slot_of(&vbd.vdi));
        }
    }

    fn tells_memory_of(&self, _world: &World, slot: Slot, _reference: &OpaqueRef) -> Vec<Slot> {
        vec![slot]
    }

    fn tree_place(&self, grouping: Grouping) -> TreePlace<'_> {
        match (self.kind(), grouping) {
            (VmKind::Template, _) => TreePlace::Group("templates"),
            (VmKind::Snapshot, Grouping::Types) => TreePlace::Group("snapshots"),
            (VmKind::Machine, Grouping::Types) => TreePlace::Group("vms"),
            (VmKind::Machine, Grouping::Infrastructure) => TreePlace::Host(home(self)),
            (VmKind::Snapshot | VmKind::ControlDomain, _) | (_, Grouping::Levels) => {
                TreePlace::Nowhere
            }
        }
    }

    fn home(&self) -> Option<&OpaqueRef> {
        home(self)
    }

    fn console_domain<'a>(
        &'a self,
        _world: &'a World,
        reference: &'a OpaqueRef,
    ) -> Option<&'a OpaqueRef> {
        let has_screen = matches!(self.kind(), VmKind::Machine | VmKind::ControlDomain);
        has_screen.then_some(reference)
    }
}

impl ObjectClass for Vm {
    const PROPERTIES: &'static [Property<Self>] = properties::PROPERTIES;
    const TABLES: &'static [&'static dyn AnyTable] = layout::TABLES;

    const GROUPS: &'static [TreeGroup] = &[
        TreeGroup {
            term: "vms",
            keys: || vec![IndexKey::all::<Vm>()],
            health: Some(Class::Vm),
            rank_by_type: 1,
            rank_below_hosts: None,
        },
        TreeGroup {
            term: "templates",
            keys: || vec![IndexKey::CustomTemplates, IndexKey::DefaultTemplates],
            health: None,
            rank_by_type: 2,
            rank_below_hosts: Some(2),
        },
        TreeGroup {
            term: "snapshots",
            keys: || vec![IndexKey::Snapshots],
            health: None,
            rank_by_type: 3,
            rank_below_hosts: None,
        },
    ];

    const IS_IN_TREE: bool = true;
    const HEALTH_RANK: Option<u8> = Some(4);
    const SEARCHED: &'static [Searched] = &[
        (0, IndexKey::all::<Vm>),
        (5, || IndexKey::CustomTemplates),
        (6, || IndexKey::Snapshots),
        (7, || IndexKey::DefaultTemplates),
    ];
    const IS_ORDER_KEPT: bool = true;
    const PAGES: &'static [PageLayout<Self>] =
        &[layout::MACHINE, layout::TEMPLATE, layout::SNAPSHOT];
    const KEPT: &'static [&'static str] = &[
        "metrics",
        "guest_metrics",
        "power_state",
        "is_a_template",
        "is_default_template",
        "is_a_snapshot",
        "is_control_domain",
        "requires_reboot",
        "memory_overhead",
        "other_config.HideFromXenCenter",
        "other_config.default_template",
        "other_config.xensource_internal",
        "other_config.pci",
        "attached_PCIs",
    ];

    fn layout(&self) -> Option<&'static PageLayout<Self>> {
        Some(match self.kind() {
            VmKind::Machine => &Self::PAGES[0],
            VmKind::Template => &Self::PAGES[1],
            VmKind::Snapshot => &Self::PAGES[2],
            VmKind::ControlDomain => return None,
        })
    }

    const NOISE: &'static [(&'static str, &'static str)] = &[
        (
            "attached_PCIs",
            "follows from what it is given, and from starts and stops",
        ),
        ("metrics", "where measurements are, not what they say"),
        ("guest_metrics", "where measurements are, not what they say"),
        ("memory_overhead", "follows from memory and processors"),
    ];
}

/// Whether it has memory and processors now.
pub(crate) fn runs(vm: &Vm) -> bool {
    matches!(vm.power_state, VmPowerState::Running | VmPowerState::Paused)
}

/// The host under which a machine is shown.
fn home(vm: &Vm) -> Option<&OpaqueRef> {
    [&vm.resident_on, &vm.affinity]
        .into_iter()
        .find(|host| !host.is_null())
        .map(|host| host.opaque())
}

/// Whether a template came with the product. (Before 7.2 the record has no member for it.)
pub(super) fn is_default_template(vm: &Vm) -> bool {
    vm.is_default_template || is_true(&vm.other_config, "default_template")
}

/// The state of a VM's device: with a VM at rest nothing is attached, and nothing is wrong with that.
pub(super) fn state_of_device(world: &World, vm: &Ref<Vm>, attached: bool) -> Status {
    let vm = world.vm(vm);
    let at_rest = vm.is_none_or(|vm| vm.power_state == VmPowerState::Halted);
    match attached || at_rest {
        true => Status::Ok,
        false => Status::Disabled,
    }
}

/// Since when a VM runs, as far as the server tells.
pub(super) fn started(world: &World, vm: &Vm) -> Option<DateTime> {
    let metrics = world.get::<VmMetrics>(&vm.metrics)?;
    Some(metrics.start_time).filter(|time| !time.is_never())
}
