//! Networks and network cards: two cards per host, a bond, VLANs, and a network inside the hosts.

use super::{Maker, Site};
use crate::value::{NULL_REF, Ref, Value};

const VLANS: &[(&str, &str, i64)] = &[
    ("DMZ", "Public services, VLAN 20", 20),
    ("Bürogeräte", "Drucker und Telefone, VLAN 30", 30),
    ("Données sensibles", "RH et finances, VLAN 40", 40),
];

pub(super) fn make(maker: &mut Maker<'_>, site: &mut Site) {
    let management = network(
        maker,
        "Pool-wide network associated with eth0",
        "Management and guests",
        "xenbr0",
    );
    let storage = network(maker, "Storage", "NFS and iSCSI, jumbo frames", "xenbr1");
    maker.db.set(&storage, "MTU", 9000);
    let bonded = network(maker, "Bond 2+3", "Guests, two links", "xapi1");
    let spare = network(
        maker,
        "Pool-wide network associated with eth2",
        "",
        "xenbr2",
    );
    let spare_too = network(
        maker,
        "Pool-wide network associated with eth3",
        "",
        "xenbr3",
    );
    let internal = network(
        maker,
        "Lab, no way out 🔒",
        "Between VMs of one host only",
        "xapi0",
    );
    let vlans: Vec<(Ref, i64)> = VLANS
        .iter()
        .enumerate()
        .map(|(i, (name, description, tag))| {
            (
                network(maker, name, description, &format!("xapi{}", i + 2)),
                *tag,
            )
        })
        .collect();
    for (h, host) in site.hosts.clone().iter().enumerate() {
        let card = |maker: &mut Maker<'_>, device: &str, network: &Ref, extra: &[(&str, Value)]| {
            let carrier = device != "eth3" || h != 1;
            pif(maker, host, device, network, carrier, extra)
        };
        let ip = format!("192.168.1.{}", 11 + h);
        let eth0 = card(
            maker,
            "eth0",
            &management,
            &[
                ("management", true.into()),
                ("ip_configuration_mode", "Static".into()),
                ("IP", ip.into()),
                ("netmask", "255.255.255.0".into()),
                ("gateway", "192.168.1.1".into()),
                ("DNS", "192.168.1.2,192.168.1.3".into()),
            ],
        );
        card(
            maker,
            "eth1",
            &storage,
            &[
                ("MTU", 9000.into()),
                ("ip_configuration_mode", "Static".into()),
                ("IP", format!("10.99.0.{}", 11 + h).into()),
                ("netmask", "255.255.255.0".into()),
                ("disallow_unplug", true.into()),
                (
                    "other_config",
                    Value::map([("management_purpose", "Storage")]),
                ),
            ],
        );
        let eth2 = card(maker, "eth2", &spare, &[]);
        let eth3 = card(maker, "eth3", &spare_too, &[]);
        let bond_pif = pif(
            maker,
            host,
            "bond0",
            &bonded,
            true,
            &[("physical", false.into())],
        );
        let bond = maker.make(
            "Bond",
            &[
                ("master", (&bond_pif).into()),
                ("primary_slave", (&eth2).into()),
                ("mode", "lacp".into()),
                (
                    "properties",
                    Value::map([("hashing_algorithm", "tcpudp_ports")]),
                ),
                ("links_up", (if h == 1 { 1 } else { 2 }).into()),
            ],
        );
        for slave in [&eth2, &eth3] {
            maker.db.set(slave, "bond_slave_of", &bond);
        }
        for (network, tag) in &vlans {
            let tagged = if *tag == 20 { &eth0 } else { &bond_pif };
            let device = maker.db.text(tagged, "device").to_owned();
            let untagged = pif(
                maker,
                host,
                &device,
                network,
                true,
                &[("physical", false.into()), ("VLAN", (*tag).into())],
            );
            let vlan = maker.make(
                "VLAN",
                &[
                    ("tagged_PIF", tagged.into()),
                    ("untagged_PIF", (&untagged).into()),
                    ("tag", (*tag).into()),
                ],
            );
            maker.db.set(&untagged, "VLAN_master_of", vlan);
        }
    }
    site.internal = Some(internal);
    site.guest_networks = std::iter::once(management)
        .chain([bonded])
        .chain(vlans.into_iter().map(|(n, _)| n))
        .collect();
}

fn network(maker: &mut Maker<'_>, name: &str, description: &str, bridge: &str) -> Ref {
    maker.make(
        "network",
        &[
            ("name_label", name.into()),
            ("name_description", description.into()),
            ("bridge", bridge.into()),
            ("MTU", 1500.into()),
            ("managed", true.into()),
            ("default_locking_mode", "unlocked".into()),
        ],
    )
}

fn pif(
    maker: &mut Maker<'_>,
    host: &Ref,
    device: &str,
    network: &Ref,
    carrier: bool,
    extra: &[(&str, Value)],
) -> Ref {
    let physical = device.starts_with("eth");
    let metrics = maker.make(
        "PIF_metrics",
        &[
            ("carrier", carrier.into()),
            ("vendor_id", if physical { "8086" } else { "" }.into()),
            (
                "vendor_name",
                if physical { "Intel Corporation" } else { "" }.into(),
            ),
            ("device_id", if physical { "1572" } else { "" }.into()),
            (
                "device_name",
                if physical {
                    "Ethernet Controller X710 for 10GbE SFP+"
                } else {
                    ""
                }
                .into(),
            ),
            ("speed", (if carrier { 10_000 } else { 0 }).into()),
            ("duplex", carrier.into()),
            (
                "pci_bus_path",
                if physical {
                    format!("0000:3b:00.{}", &device[3..])
                } else {
                    String::new()
                }
                .into(),
            ),
            ("last_updated", Value::Date(maker.now)),
        ],
    );
    let mac = maker.rng.mac();
    let mut fields: Vec<(&str, Value)> = vec![
        ("device", device.into()),
        ("network", network.into()),
        ("host", host.into()),
        ("MAC", mac.into()),
        ("MTU", 1500.into()),
        ("VLAN", (-1).into()),
        ("metrics", metrics.into()),
        ("physical", physical.into()),
        ("currently_attached", true.into()),
        ("ip_configuration_mode", "None".into()),
        ("bond_slave_of", NULL_REF.into()),
        ("ipv6_configuration_mode", "None".into()),
        ("primary_address_type", "IPv4".into()),
        ("managed", true.into()),
        ("properties", Value::map([("gro", "on")])),
        ("igmp_snooping_status", "unknown".into()),
    ];
    for (name, value) in extra {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value.clone()));
    }
    maker.make("PIF", &fields)
}
