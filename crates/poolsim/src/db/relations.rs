//! What the database keeps up by itself: lists of who points at an object, sums, and which fields decide what may be done.

use crate::model::{Class, model};

/// (class that points, its field, class pointed at, the field that lists the pointers)
const RELATIONS: &[(&str, &str, &str, &str)] = &[
    ("VBD", "VM", "VM", "VBDs"),
    ("VBD", "VDI", "VDI", "VBDs"),
    ("VIF", "VM", "VM", "VIFs"),
    ("VIF", "network", "network", "VIFs"),
    ("VDI", "SR", "SR", "VDIs"),
    ("VDI", "snapshot_of", "VDI", "snapshots"),
    ("PBD", "SR", "SR", "PBDs"),
    ("PBD", "host", "host", "PBDs"),
    ("PIF", "host", "host", "PIFs"),
    ("PIF", "network", "network", "PIFs"),
    ("PIF", "bond_slave_of", "Bond", "slaves"),
    ("Bond", "master", "PIF", "bond_master_of"),
    ("VLAN", "tagged_PIF", "PIF", "VLAN_slave_of"),
    ("console", "VM", "VM", "consoles"),
    ("VM", "resident_on", "host", "resident_VMs"),
    ("VM", "snapshot_of", "VM", "snapshots"),
    ("VM", "parent", "VM", "children"),
    ("VM", "appliance", "VM_appliance", "VMs"),
    ("VM", "snapshot_schedule", "VMSS", "VMs"),
    ("VTPM", "VM", "VM", "VTPMs"),
    ("task", "subtask_of", "task", "subtasks"),
    ("host_cpu", "host", "host", "host_CPUs"),
    ("Certificate", "host", "host", "certificates"),
    ("PCI", "host", "host", "PCIs"),
    ("PGPU", "host", "host", "PGPUs"),
    ("PGPU", "GPU_group", "GPU_group", "PGPUs"),
    ("VGPU", "VM", "VM", "VGPUs"),
    ("VGPU", "GPU_group", "GPU_group", "VGPUs"),
    ("VGPU", "type", "VGPU_type", "VGPUs"),
    ("VGPU", "resident_on", "PGPU", "resident_VGPUs"),
    ("PUSB", "host", "host", "PUSBs"),
    ("PUSB", "USB_group", "USB_group", "PUSBs"),
    ("VUSB", "USB_group", "USB_group", "VUSBs"),
    ("VUSB", "VM", "VM", "VUSBs"),
];

/// (class, its field with a number, its field that points, class pointed at, the field with the sum)
const SUMS: &[(&str, &str, &str, &str, &str)] = &[
    (
        "VDI",
        "physical_utilisation",
        "SR",
        "SR",
        "physical_utilisation",
    ),
    ("VDI", "virtual_size", "SR", "SR", "virtual_allocation"),
];

/// The fields that decide what may be done to the object, or to those that hang on it: a change of one makes it dirty,
/// and so does the object's coming.
const DECIDING: &[(&str, &[&str])] = &[
    (
        "VM",
        &[
            "power_state",
            "current_operations",
            "blocked_operations",
            "is_a_template",
            "is_default_template",
            "is_a_snapshot",
            "is_control_domain",
            "platform",
            "domain_type",
            "guest_metrics",
            "appliance",
            "snapshot_schedule",
            "VGPUs",
            "VUSBs",
            "attached_PCIs",
        ],
    ),
    ("VM_appliance", &["VMs", "current_operations"]),
    (
        "VBD",
        &[
            "VM",
            "VDI",
            "currently_attached",
            "current_operations",
            "empty",
            "mode",
            "type",
            "unpluggable",
        ],
    ),
    ("VIF", &["VM", "currently_attached", "current_operations"]),
    ("VUSB", &["VM", "currently_attached", "current_operations"]),
    ("VDI", &["VBDs", "SR", "on_boot", "sharable", "read_only"]),
    ("SR", &["PBDs", "VDIs", "content_type"]),
    ("SM", &["features"]),
    ("PBD", &["currently_attached"]),
    ("host", &["enabled", "metrics", "power_on_mode"]),
    ("host_metrics", &["live"]),
];

/// A field that points, and where its object is listed.
#[derive(Debug)]
pub struct Link {
    /// The field that points.
    pub field: usize,
    /// Class pointed at.
    pub target: usize,
    /// The field that lists the pointers.
    pub list: usize,
}

/// A number that is added up where a reference leads to.
#[derive(Debug)]
pub struct Sum {
    /// The field with the number.
    pub number: usize,
    /// The field that points.
    pub link: usize,
    /// The field with the sum.
    pub total: usize,
}

/// All of that by class, with fields as their indexes.
#[derive(Debug)]
pub struct Derived {
    /// Fields that point.
    pub links: Vec<Vec<Link>>,
    /// Numbers that are added up.
    pub sums: Vec<Vec<Sum>>,
    /// By field: whether it decides what may be done.
    pub deciding: Vec<Vec<bool>>,
}

impl Default for Derived {
    fn default() -> Derived {
        let classes = &model().classes;
        Derived {
            links: classes.iter().map(links).collect(),
            sums: classes.iter().map(sums).collect(),
            deciding: classes.iter().map(deciding).collect(),
        }
    }
}

fn links(class: &Class) -> Vec<Link> {
    let ours = RELATIONS.iter().filter(|(from, ..)| *from == class.name);
    let link = |(_, field, target, list): &(&str, &str, &str, &str)| {
        let target = model().class_id(target)?;
        Some(Link {
            field: class.field(field)?,
            target,
            list: model().classes[target].field(list)?,
        })
    };
    ours.filter_map(link).collect()
}

fn sums(class: &Class) -> Vec<Sum> {
    let ours = SUMS.iter().filter(|(from, ..)| *from == class.name);
    let sum = |(_, number, link, target, total): &(&str, &str, &str, &str, &str)| {
        Some(Sum {
            number: class.field(number)?,
            link: class.field(link)?,
            total: model().classes[model().class_id(target)?].field(total)?,
        })
    };
    ours.filter_map(sum).collect()
}

fn deciding(class: &Class) -> Vec<bool> {
    let names = DECIDING.iter().find(|(name, _)| *name == class.name);
    let names = names.map_or(&[][..], |(_, fields)| fields);
    let fields = class.fields.iter();
    fields.map(|field| names.contains(&field.name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_named_is_in_the_model() {
        let derived = Derived::default();
        let links: usize = derived.links.iter().map(Vec::len).sum();
        assert_eq!(links, RELATIONS.len());
        let sums: usize = derived.sums.iter().map(Vec::len).sum();
        assert_eq!(sums, SUMS.len());
        let all = derived.deciding.iter().flatten();
        let named: usize = DECIDING.iter().map(|(_, fields)| fields.len()).sum();
        assert_eq!(all.filter(|decides| **decides).count(), named);
    }
}
