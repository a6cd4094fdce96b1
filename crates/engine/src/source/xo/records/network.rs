//! Networks and the interfaces of hosts and machines.

use xapi::{
    IpConfigurationMode, Ipv6ConfigurationMode, Map, Network, NetworkDefaultLockingMode,
    NetworkPurpose, Object, Pif, PifMetrics, Text, Vif, VifLockingMode,
};

use super::fields::{link, links, made, part, texts, under_way, words};

pub(super) fn network(network: xo::record::Network) -> Network {
    let purposes = [
        (network.nbd, NetworkPurpose::Nbd),
        (network.insecure_nbd, NetworkPurpose::InsecureNbd),
    ];
    let mut other_config = texts(network.other_config);
    if network.automatic {
        other_config.insert("automatic".into(), "true".into());
    }
    Network {
        uuid: network.uuid.into(),
        name_label: network.name_label.into(),
        name_description: network.name_description.into(),
        current_operations: under_way(network.current_operations),
        vifs: links(&network.vifs),
        pifs: links(&network.pifs),
        mtu: network.mtu,
        other_config,
        bridge: network.bridge.into(),
        managed: true,
        tags: words(network.tags),
        default_locking_mode: match network.default_is_locked {
            true => NetworkDefaultLockingMode::Disabled,
            false => NetworkDefaultLockingMode::Unlocked,
        },
        purpose: purposes
            .into_iter()
            .filter_map(|(on, purpose)| on.then_some(purpose))
            .collect(),
        ..Network::default()
    }
}

pub(super) fn of_machine(vif: xo::record::Vif) -> Vif {
    let limit = vif.rate_limit.map(|limit| limit.to_string());
    Vif {
        uuid: vif.uuid.into(),
        device: vif.device.into(),
        network: link(&vif.network),
        vm: link(&vif.vm),
        mac: vif.mac.into(),
        mtu: vif.mtu,
        other_config: texts(vif.other_config),
        currently_attached: vif.attached,
        qos_algorithm_type: limit
            .as_ref()
            .map_or_else(Text::new, |_| "ratelimit".into()),
        qos_algorithm_params: limit.map_or_else(Map::default, |limit| {
            Map::from([("kbps".into(), limit.into())])
        }),
        locking_mode: VifLockingMode::from(vif.locking_mode.as_str()),
        ipv4_allowed: words(vif.allowed_ipv4),
        ipv6_allowed: words(vif.allowed_ipv6),
        ..Vif::default()
    }
}

pub(super) fn of_host(id: &str, pif: xo::record::Pif) -> Vec<Object> {
    let reference = part(id, "metrics");
    let metrics = PifMetrics {
        carrier: pif.carrier,
        device_name: pif.device_name.into(),
        speed: pif.speed,
        ..PifMetrics::default()
    };
    let record = Pif {
        uuid: pif.uuid.into(),
        device: pif.device.into(),
        network: link(&pif.network),
        host: link(&pif.host),
        mac: pif.mac.into(),
        mtu: pif.mtu,
        vlan: pif.vlan.unwrap_or(-1),
        metrics: link(&reference),
        physical: pif.physical,
        currently_attached: pif.attached,
        ip_configuration_mode: IpConfigurationMode::from(pif.mode.as_str()),
        ip: pif.ip.into(),
        netmask: pif.netmask.into(),
        gateway: pif.gateway.into(),
        dns: pif.dns.into(),
        management: pif.management,
        disallow_unplug: pif.disallow_unplug,
        ipv6_configuration_mode: Ipv6ConfigurationMode::from(pif.ipv6_mode.as_str()),
        ipv6: words(pif.ipv6),
        managed: true,
        ..Pif::default()
    };
    vec![made(id, record), made(&reference, metrics)]
}
