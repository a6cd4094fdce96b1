//! Pools and hosts.

use xapi::{Host, HostMetrics, Map, Object, Pool, UpdateGuidance};

use super::{link, links, made, part, texts, under_way};

pub(super) fn pool(pool: xo::record::Pool) -> Pool {
    Pool {
        uuid: pool.uuid,
        name_label: pool.name_label,
        name_description: pool.name_description,
        master: link(&pool.coordinator),
        default_sr: link(&pool.default_sr),
        suspend_image_sr: link(&pool.suspend_sr),
        crash_dump_sr: link(&pool.crash_dump_sr),
        other_config: texts(pool.other_config),
        ha_enabled: pool.ha_enabled,
        tags: pool.tags,
        current_operations: under_way(pool.current_operations),
        cpu_info: processors(&pool.cpus),
        migration_compression: pool.migration_compression,
        ..Pool::default()
    }
}

pub(super) fn host(id: &str, host: xo::record::Host) -> Vec<Object> {
    let metrics = measured(id, &host);
    let mut cpu_info = processors(&host.cpus);
    cpu_info.extend(host.cpu_info);
    let mut other_config = texts(host.other_config);
    for (key, moment) in [
        ("boot_time", host.start_time),
        ("agent_start_time", host.agent_start_time),
    ] {
        if let Some(moment) = moment {
            other_config.insert(key.to_owned(), moment.to_string());
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
        .map(|(key, text)| (key.to_owned(), text))
        .collect();
    let pending_guidances = match host.reboot_required {
        true => vec![UpdateGuidance::RebootHost],
        false => Vec::new(),
    };
    let record = Host {
        uuid: host.uuid,
        name_label: host.name_label,
        name_description: host.name_description,
        current_operations: under_way(host.current_operations),
        enabled: host.enabled,
        software_version,
        other_config,
        resident_vms: links(&host.resident_vms),
        pifs: links(&host.pifs),
        pbds: links(&host.pbds),
        cpu_info,
        hostname: host.hostname,
        address: host.address,
        metrics: metrics
            .as_ref()
            .map_or_else(Default::default, |object| object.reference.clone().into()),
        tags: host.tags,
        power_on_mode: host.power_on_mode,
        control_domain: link(&host.control_domain),
        iscsi_iqn: host.iscsi_iqn,
        multipathing: host.multipathing,
        pending_guidances,
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

fn processors(cpus: &xo::record::Cpus) -> Map<String, String> {
    [("cpu_count", cpus.cores), ("socket_count", cpus.sockets)]
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(key, count)| (key.to_owned(), count.to_string()))
        .collect()
}
