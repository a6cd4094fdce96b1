//! What a new VM is made of.

use xapi::{OpaqueRef, Ref, Sr, Vbd, VbdType, Vif, Vm, VmKind, VmOperation};

use crate::{
    index::is_true,
    jobs::{
        Subject,
        vm::settings::{firmware::Firmware, limits},
    },
    key::ObjectKey,
    problem::Problem,
    world::World,
};

/// The key under which a template says which disks its machines get.
pub(super) const DISKS: &str = "disks";

/// A template.
pub(super) struct Template<'a> {
    pub(super) reference: Ref<Vm>,
    pub(super) vm: &'a Vm,
}

/// A disk that a template asks for.
pub(super) struct Asked {
    pub(super) size: i64,
    pub(super) bootable: bool,
}

impl<'a> Template<'a> {
    /// The subject itself, or the one that is named.
    ///
    /// # Errors
    /// `template_missing`, `other_pool`, or `no_such_object`.
    pub(super) fn of(subject: &Subject<'a>, named: Option<&ObjectKey>) -> Result<Self, Problem> {
        let reference: Ref<Vm> = match (subject.is_vm(VmKind::Template), named) {
            (true, _) => subject.reference(),
            (false, None) => return Err(Problem::new("template_missing")),
            (false, Some(key)) if key.connection != subject.key.connection => {
                return Err(Problem::new("other_pool"));
            }
            (false, Some(key)) => key.opaque().into(),
        };
        let vm = subject.connection.world.vm(&reference);
        match vm.filter(|vm| vm.kind() == VmKind::Template) {
            Some(vm) => Ok(Self { reference, vm }),
            None => Err(Problem::new("no_such_object")),
        }
    }

    /// Whether it can be cloned now.
    ///
    /// # Errors
    /// `op_in_progress`, `blocked` or `not_allowed_now`.
    pub(super) fn can_be_cloned(&self) -> Result<(), Problem> {
        let vm = self.vm;
        if let Some(why) = vm.blocked_operations.get(&VmOperation::Clone) {
            return Err(Problem::new("blocked").with("why", why));
        }
        let side_by_side = |other: &&VmOperation| {
            !matches!(
                other,
                VmOperation::Clone | VmOperation::Copy | VmOperation::Export
            )
        };
        if let Some(other) = vm.current_operations.values().find(side_by_side) {
            return Err(Problem::new("op_in_progress").with("operation", other.as_str()));
        }
        let silent = vm.allowed_operations.is_empty() && vm.current_operations.is_empty();
        match silent || vm.allowed_operations.contains(&VmOperation::Clone) {
            true => Ok(()),
            false => Err(Problem::new("not_allowed_now")),
        }
    }

    /// With which firmware its machines start.
    pub(super) fn firmware(&self) -> Firmware {
        let secure = is_true(&self.vm.platform, "secureboot");
        match self
            .vm
            .hvm_boot_params
            .get("firmware")
            .map(xapi::Text::as_str)
        {
            Some("uefi") if secure => Firmware::UefiSecure,
            Some("uefi") => Firmware::Uefi,
            _ => Firmware::Bios,
        }
    }

    /// The disks that it asks for: `<provision><disk device="0" size="8589934592" …/></provision>`.
    pub(super) fn asked_disks(&self) -> Vec<Asked> {
        let text = self
            .vm
            .other_config
            .get(DISKS)
            .map_or("", |text| text.as_str());
        let tags = text.split('<').filter(|tag| tag.starts_with("disk "));
        tags.filter_map(|tag| {
            Some(Asked {
                size: attribute(tag, "size")?.parse().ok()?,
                bootable: attribute(tag, "bootable") == Some("true"),
            })
        })
        .collect()
    }

    /// Whether it has disks of its own, which are cloned with it.
    pub(super) fn has_disks(&self, subject: &Subject<'a>) -> bool {
        self.drives(subject).next().is_some()
    }

    /// Where the first of its own disks is kept.
    pub(super) fn storage(&self, subject: &Subject<'a>) -> Option<&'a Ref<Sr>> {
        let world = subject.connection.world;
        let mut disks = self.drives(subject).filter_map(|vbd| world.get(&vbd.vdi));
        disks.next().map(|vdi| &vdi.sr)
    }

    /// The drives with disks of its own.
    fn drives(&self, subject: &Subject<'a>) -> impl Iterator<Item = &'a Vbd> {
        let drives = subject.connection.world.within::<Vbd>(self.opaque());
        drives
            .map(|(_, vbd)| vbd)
            .filter(|vbd| vbd.r#type == VbdType::Disk)
    }

    /// Whether it has interfaces of its own.
    pub(super) fn has_interfaces(&self, subject: &Subject<'_>) -> bool {
        let world = subject.connection.world;
        world
            .within::<Vif>(self.reference.opaque())
            .next()
            .is_some()
    }

    /// The positions for further interfaces, as many as there may be.
    pub(super) fn free_interfaces(&self, world: &World) -> Vec<String> {
        let most = limits::recommended_max(self.vm, "number-of-vifs").unwrap_or(7);
        let taken: Vec<&str> = world
            .within::<Vif>(self.opaque())
            .map(|(_, vif)| vif.device.as_str())
            .collect();
        let all = (0..most).map(|position| position.to_string());
        all.filter(|position| !taken.contains(&position.as_str()))
            .collect()
    }

    /// Its reference.
    pub(super) fn opaque(&self) -> &OpaqueRef {
        self.reference.opaque()
    }
}

/// Whether a template came with the product.
pub(super) fn is_given(vm: &Vm) -> bool {
    vm.is_default_template || is_true(&vm.other_config, "default_template")
}

/// Whether people are to see a template.
pub(super) fn is_shown(vm: &Vm) -> bool {
    let internal = is_true(&vm.other_config, "xensource_internal");
    !internal && !is_true(&vm.other_config, "HideFromXenCenter")
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, value) = tag.split_once(&format!(" {name}=\""))?;
    value.split('"').next()
}
