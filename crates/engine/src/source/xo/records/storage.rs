//! Storage: repositories, their connections, disks and drives.

use xapi::{Pbd, Sr, Vbd, VbdMode, VbdType, Vdi, VdiType};

use super::fields::{link, links, texts, time, under_way, words};

pub(super) fn repository(sr: xo::record::Sr) -> Sr {
    Sr {
        uuid: sr.uuid.into(),
        name_label: sr.name_label.into(),
        name_description: sr.name_description.into(),
        current_operations: under_way(sr.current_operations),
        vdis: links(&sr.vdis),
        pbds: links(&sr.pbds),
        virtual_allocation: sr.allocated,
        physical_utilisation: sr.physical_usage,
        physical_size: sr.size,
        r#type: sr.sr_type.into(),
        content_type: sr.content_type.into(),
        shared: sr.shared,
        other_config: texts(sr.other_config),
        tags: words(sr.tags),
        sm_config: texts(sr.sm_config),
        ..Sr::default()
    }
}

pub(super) fn disk(vdi: xo::record::Vdi) -> Vdi {
    Vdi {
        uuid: vdi.uuid.into(),
        name_label: vdi.name_label.into(),
        name_description: vdi.name_description.into(),
        current_operations: under_way(vdi.current_operations),
        sr: link(&vdi.sr),
        vbds: links(&vdi.vbds),
        virtual_size: vdi.size,
        physical_utilisation: vdi.usage,
        r#type: VdiType::from(vdi.vdi_type.as_str()),
        managed: vdi.kind != "VDI-unmanaged",
        missing: vdi.missing,
        parent: link(&vdi.parent),
        is_a_snapshot: vdi.kind == "VDI-snapshot",
        snapshot_of: link(&vdi.snapshot_of),
        snapshots: links(&vdi.snapshots),
        snapshot_time: time(vdi.snapshot_time),
        tags: words(vdi.tags),
        cbt_enabled: vdi.cbt_enabled,
        ..Vdi::default()
    }
}

pub(super) fn drive(vbd: xo::record::Vbd) -> Vbd {
    Vbd {
        uuid: vbd.uuid.into(),
        vm: link(&vbd.vm),
        empty: vbd.vdi.is_empty(),
        vdi: link(&vbd.vdi),
        device: vbd.device.into(),
        userdevice: vbd.position.into(),
        bootable: vbd.bootable,
        mode: match vbd.read_only {
            true => VbdMode::Ro,
            false => VbdMode::Rw,
        },
        r#type: match vbd.is_cd_drive {
            true => VbdType::Cd,
            false => VbdType::Disk,
        },
        currently_attached: vbd.attached,
        ..Vbd::default()
    }
}

pub(super) fn connection(pbd: xo::record::Pbd) -> Pbd {
    Pbd {
        uuid: pbd.uuid.into(),
        host: link(&pbd.host),
        sr: link(&pbd.sr),
        device_config: texts(pbd.device_config),
        currently_attached: pbd.attached,
        other_config: texts(pbd.other_config),
        ..Pbd::default()
    }
}
