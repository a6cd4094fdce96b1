//! Storage: shared NFS and iSCSI, a local disk per host, the ISO library, the tools disc, and their drivers.

use super::{Maker, Site};
use crate::db::Db;
use crate::rng::Rng;
use crate::value::{Ref, Value};

const GIB: i64 = 1 << 30;
const TIB: i64 = 1 << 40;

const DISCS: &[(&str, i64)] = &[
    ("debian-12.11.0-amd64-netinst.iso", 670_040_064),
    ("ubuntu-24.04.3-live-server-amd64.iso", 3_303_444_480),
    ("AlmaLinux-9.6-x86_64-dvd.iso", 11_540_103_168),
    ("FreeBSD-14.3-RELEASE-amd64-disc1.iso", 1_262_673_920),
    ("Windows_Server_2022_fr-FR.iso", 5_652_088_832),
    ("Rescue ☎ système.iso", 805_306_368),
];

struct Kind<'a> {
    name: &'a str,
    description: &'a str,
    driver: &'a str,
    content: &'a str,
    shared: bool,
    size: i64,
    config: Vec<(&'a str, &'a str)>,
}

pub(super) fn make(maker: &mut Maker<'_>, site: &mut Site) {
    drivers(maker);
    let all: Vec<Ref> = site.hosts.clone();
    let nfs = Kind {
        name: "NFS on nas-01",
        description: "Everyday disks, snapshots every night",
        driver: "nfs",
        content: "user",
        shared: true,
        size: 24 * TIB,
        config: vec![
            ("server", "10.99.0.2"),
            ("serverpath", "/volume1/xen"),
            ("nfsversion", "4"),
        ],
    };
    let iscsi = Kind {
        name: "iSCSI rapide",
        description: "Bases de données, SSD",
        driver: "lvmoiscsi",
        content: "user",
        shared: true,
        size: 8 * TIB,
        config: vec![
            ("target", "10.99.0.3"),
            ("port", "3260"),
            ("targetIQN", "iqn.2025-01.net.example:ssd"),
            ("SCSIid", "360014051a2b3c4d5e6f7081920304050"),
        ],
    };
    for kind in [nfs, iscsi] {
        let sr = make_sr(maker, site, &all, &kind, None);
        site.shared.push(sr);
    }
    let backup = Kind {
        name: "Sicherungen (nas-02)",
        description: "Copies of last resort",
        driver: "nfs",
        content: "user",
        shared: true,
        size: 40 * TIB,
        config: vec![("server", "10.99.0.9"), ("serverpath", "/mnt/backup")],
    };
    // One host has lost its way to this one.
    make_sr(maker, site, &all, &backup, all.get(1));
    for host in &all {
        let local = Kind {
            name: "Local storage",
            description: "",
            driver: "ext",
            content: "user",
            shared: false,
            size: 900 * GIB,
            config: vec![("device", "/dev/disk/by-id/nvme-example-part3")],
        };
        let sr = make_sr(maker, site, std::slice::from_ref(host), &local, None);
        site.local.push(sr);
    }
    let library = Kind {
        name: "ISO library",
        description: "Discs to install from",
        driver: "iso",
        content: "iso",
        shared: true,
        size: 2 * TIB,
        config: vec![("location", "10.99.0.2:/volume1/iso"), ("type", "nfs_iso")],
    };
    let library = make_sr(maker, site, &all, &library, None);
    for (name, size) in DISCS {
        let disc = disc(maker, &library, name, *size, false);
        site.discs.push(disc);
    }
    let tools = Kind {
        name: "XCP-ng Tools",
        description: "Drivers and agent for guests",
        driver: "iso",
        content: "iso",
        shared: true,
        size: GIB,
        config: vec![
            ("location", "/opt/xensource/packages/iso"),
            ("legacy_mode", "true"),
        ],
    };
    let tools = make_sr(maker, site, &all, &tools, None);
    maker.db.set(&tools, "is_tools_sr", true);
    disc(maker, &tools, "guest-tools.iso", 36_700_160, true);
}

/// Makes what is used of all storage what it was planned to be: disks of others, too, are on it.
pub(super) fn settle(db: &mut Db, site: &Site) {
    for (sr, used) in &site.used {
        db.set(sr, "virtual_allocation", *used);
        db.set(sr, "physical_utilisation", *used);
    }
}

fn make_sr(
    maker: &mut Maker<'_>,
    site: &mut Site,
    hosts: &[Ref],
    kind: &Kind<'_>,
    broken: Option<&Ref>,
) -> Ref {
    let iso = kind.content == "iso";
    let used = if iso {
        kind.size / 3
    } else {
        kind.size / 100 * i64::try_from(20 + maker.rng.below(55)).unwrap_or(40)
    };
    let sr = maker.make(
        "SR",
        &[
            ("name_label", kind.name.into()),
            ("name_description", kind.description.into()),
            ("physical_size", kind.size.into()),
            ("type", kind.driver.into()),
            ("content_type", kind.content.into()),
            ("shared", kind.shared.into()),
            (
                "other_config",
                Value::map([("auto-scan", if iso { "true" } else { "false" })]),
            ),
            (
                "tags",
                Value::texts(if kind.driver == "lvmoiscsi" {
                    vec!["ssd"]
                } else {
                    vec![]
                }),
            ),
        ],
    );
    site.used.push((sr.clone(), used));
    for host in hosts {
        maker.make(
            "PBD",
            &[
                ("host", host.into()),
                ("SR", (&sr).into()),
                ("device_config", Value::map(kind.config.iter().copied())),
                ("currently_attached", (broken != Some(host)).into()),
            ],
        );
    }
    sr
}

fn disc(maker: &mut Maker<'_>, sr: &Ref, name: &str, size: i64, tools: bool) -> Ref {
    maker.make(
        "VDI",
        &[
            ("name_label", name.into()),
            ("SR", sr.into()),
            ("virtual_size", size.into()),
            ("physical_utilisation", size.into()),
            ("type", "user".into()),
            ("read_only", true.into()),
            ("location", name.into()),
            ("managed", true.into()),
            ("is_tools_iso", tools.into()),
        ],
    )
}

fn drivers(maker: &mut Maker<'_>) {
    let features = [
        ("SR_PROBE", 1),
        ("SR_UPDATE", 1),
        ("VDI_CREATE", 1),
        ("VDI_DELETE", 1),
        ("VDI_ATTACH", 1),
        ("VDI_DETACH", 1),
        ("VDI_UPDATE", 1),
        ("VDI_CLONE", 1),
        ("VDI_SNAPSHOT", 1),
        ("VDI_RESIZE", 1),
        ("VDI_GENERATE_CONFIG", 1),
        ("VDI_RESET_ON_BOOT", 2),
        ("VDI_CONFIG_CBT", 1),
    ];
    for (kind, name) in [
        ("nfs", "NFS VHD"),
        ("lvmoiscsi", "LVHD over iSCSI"),
        ("ext", "Local EXT3 VHD"),
        ("iso", "ISO"),
        ("udev", "udev"),
    ] {
        driver(maker, kind, name, &features);
    }
    // What came later has a source of its own, so that everything else stays what it was.
    let mut later = Maker {
        db: &mut *maker.db,
        rng: Rng::new(u64::from_le_bytes(*b"drivers!")),
        now: maker.now,
    };
    for (kind, name) in [
        ("lvm", "Local VHD on LVM"),
        ("lvmohba", "LVHD over FC"),
        ("smb", "SMB VHD"),
        ("file", "Filesystem VHD"),
    ] {
        driver(&mut later, kind, name, &features);
    }
}

fn driver(maker: &mut Maker<'_>, kind: &str, name: &str, features: &[(&str, i64)]) {
    // Only volumes can give back what is free on them.
    let trims = kind.starts_with("lvm").then_some(("SR_TRIM", 1));
    let features = features.iter().copied().chain(trims);
    maker.make(
        "SM",
        &[
            ("name_label", name.into()),
            ("type", kind.into()),
            ("vendor", "XCP-ng".into()),
            ("version", "3.2".into()),
            ("required_api_version", "1.0".into()),
            (
                "features",
                Value::fields(features.map(|(feature, version)| (feature, Value::Int(version)))),
            ),
            (
                "driver_filename",
                format!("/opt/xensource/sm/{kind}SR").into(),
            ),
        ],
    );
}
