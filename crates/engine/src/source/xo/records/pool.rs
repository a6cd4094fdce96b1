//! Pools and hosts.

use xapi::{Host, HostMetrics, Map, Object, Pool, Text, UpdateGuidance};

use super::fields::{link, links, made, part, texts, under_way, words};

pub(super) fn pool(pool: xo::record::Pool) -> Pool {
    Pool {
        uuid: pool.uuid.into(),
        name_label: pool.name_label.into(),
        name_description: pool.name_description.into(),
        master: link(&pool.coordinator),
        default_sr: link(&pool.default_sr),
        suspend_image_sr: link(&pool.suspend_sr),
        crash_dump_sr: link(&pool.crash_dump_sr),
        other_config: texts(pool.other_config),
        ha_enabled: pool.ha_enabled,
        tags: words(pool.tags),
        current_operations: under_way(pool.current_operations),
        cpu_info: processors(&pool.cpus),
        migration_compression: pool.migration_compression,
        ..Pool::default()
    }
}

pub(super) fn host(id: &str, host: xo::record::Host) -> Vec<Object> {
    let metrics = measured(id, &host);
    let mut cpu_info = processors(&host.cpus);
    cpu_info.extend(texts(host.cpu_info));
    let mut other_config = texts(host.other_config);
    for (key, moment) in [
        ("boot_time", host.start_time),
        ("agent_start_time", host.agent_start_time),
    ] {
        if let Some(moment) = moment {
            other_config.insert(key.into(), moment.to_string().into());
        }
    }
    let software = [
        ("product_version", host.version),
        ("build_number", host.build),
        ("product_brand", host.product_brand),
    ];
    let software_version = software
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(key, text)| (key.into(), text.into()))
        .collect();
    let pending_guidances = match host.reboot_required {
        true => vec![UpdateGuidance::RebootHost],
        false => Vec::new(),
    };
    let record = Host {
        uuid: host.uuid.into(),
        name_label: host.name_label.into(),
        name_description: host.name_description.into(),
        current_operations: under_way(host.current_operations),
        enabled: host.enabled,
        software_version,
        other_config,
        resident_vms: links(&host.resident_vms),
        pifs: links(&host.pifs),
        pbds: links(&host.pbds),
        cpu_info,
        hostname: host.hostname.into(),
        address: host.address.into(),
        metrics: metrics
            .as_ref()
            .map_or_else(Default::default, |object| object.reference.clone().into()),
        tags: words(host.tags),
        power_on_mode: host.power_on_mode.into(),
        control_domain: link(&host.control_domain),
        iscsi_iqn: host.iscsi_iqn.into(),
        multipathing: host.multipathing,
        pending_guidances: pending_guidances.into(),
        ..Host::default()
    };
    let mut all = vec![made(id, record)];
    all.extend(metrics);
    all
}

/// What is measured of a host; nothing, where Xen Orchestra knows nothing.
fn measured(id: &str, host: &xo::record::Host) -> Option<Object> {
    let live = match host.power_state.as_str() {
        "Running" => true,
        "Halted" => false,
        _ => return None,
    };
    let metrics = HostMetrics {
        memory_total: host.memory.size,
        memory_free: host.memory.size.saturating_sub(host.memory.usage),
        live,
        ..HostMetrics::default()
    };
    Some(made(&part(id, "metrics"), metrics))
}

fn processors(cpus: &xo::record::Cpus) -> Map<Text, Text> {
    [("cpu_count", cpus.cores), ("socket_count", cpus.sockets)]
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(key, count)| (key.into(), count.to_string().into()))
        .collect()
}
