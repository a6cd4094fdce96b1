//! Templates: those that come with the server, and some that somebody made.

use super::machines::{Spec, make_vm};
use super::{Maker, Site};
use crate::value::{Ref, Value};

const GIB: i64 = 1 << 30;

/// Name, reference label, memory and disk in GiB, recommended CPUs.
const DEFAULTS: &[(&str, &str, i64, i64, i64)] = &[
    ("Debian Bookworm 12", "debian-12", 2, 10, 1),
    ("Ubuntu Noble Numbat 24.04", "ubuntu-24.04", 2, 10, 1),
    ("AlmaLinux 9", "almalinux-9", 2, 10, 1),
    ("Windows 11", "windows-11", 4, 64, 2),
    (
        "Windows Server 2019 (64-bit)",
        "windows-server-2019-64bit",
        2,
        32,
        2,
    ),
    (
        "Windows Server 2022 (64-bit)",
        "windows-server-2022-64bit",
        2,
        32,
        2,
    ),
    ("Other install media", "other-install-media", 1, 8, 1),
];

/// Name, reference label, memory in GiB, CPUs of those that somebody made. The last is larger than any host.
const OURS: &[(&str, &str, i64, i64)] = &[
    ("Golden web server", "debian-12", 2, 2),
    ("Poste Windows standard", "windows-11", 4, 2),
    ("Grand calcul (1 TiB)", "almalinux-9", 1024, 16),
];

const LIMITS: &str = "<restrictions><restriction field=\"memory-static-max\" max=\"1649267441664\"/>\
    <restriction field=\"vcpus-max\" max=\"32\"/><restriction property=\"number-of-vbds\" max=\"255\"/>\
    <restriction property=\"number-of-vifs\" max=\"7\"/></restrictions>";

pub(super) fn make(maker: &mut Maker<'_>, site: &Site) {
    for (name, label, memory, disk, cpus) in DEFAULTS {
        let windows = label.starts_with("windows");
        let vm = template(maker, site, name, label, *memory, *cpus);
        let disks = format!(
            "<provision><disk device=\"0\" size=\"{}\" sr=\"\" bootable=\"true\" type=\"system\"/></provision>",
            disk * GIB
        );
        maker.db.set(&vm, "is_default_template", true);
        maker.db.set(
            &vm,
            "name_description",
            format!("Clone of this template to install {name}"),
        );
        for (key, value) in [
            ("default_template", "true"),
            ("disks", disks.as_str()),
            (
                "install-methods",
                if windows {
                    "cdrom"
                } else {
                    "cdrom,nfs,http,ftp"
                },
            ),
            ("base_template_name", name),
        ] {
            maker.db.set_entry(&vm, "other_config", key, value);
        }
        if windows {
            maker.db.set(&vm, "has_vendor_device", true);
            maker.db.set(
                &vm,
                "HVM_boot_params",
                Value::map([("firmware", "uefi"), ("order", "dcn")]),
            );
        }
    }
    for (name, label, memory, cpus) in OURS {
        let spec = Spec {
            name: (*name).to_owned(),
            description: "Made by us: updated every month".to_owned(),
            label,
            memory: *memory * GIB,
            cpus: *cpus,
            disks: vec![20 * GIB],
            network: 0,
            folder: "/templates",
            tags: &["golden"],
            shared: true,
            slow_storage: true,
        };
        let vm = make_vm(maker, site, &spec, None);
        maker.db.set(&vm, "is_a_template", true);
        maker.db.set_entry(&vm, "other_config", "instant", "true");
    }
}

fn template(
    maker: &mut Maker<'_>,
    site: &Site,
    name: &str,
    label: &'static str,
    memory: i64,
    cpus: i64,
) -> Ref {
    let spec = Spec {
        name: name.to_owned(),
        description: String::new(),
        label,
        memory: memory * GIB,
        cpus,
        disks: Vec::new(),
        network: usize::MAX,
        folder: "",
        tags: &[],
        shared: true,
        slow_storage: true,
    };
    let vm = make_vm(maker, site, &spec, None);
    maker.db.set(&vm, "is_a_template", true);
    maker.db.set(&vm, "recommendations", LIMITS);
    vm
}
