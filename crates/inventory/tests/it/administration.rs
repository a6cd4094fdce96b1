//! Hosts, storage and networks: what can be done to them, and what would be called for it.

use inventory::{
    Job, JobRequest,
    jobs::{check, plan},
};
use serde_json::{Value, json};
use xapi::{Class, Host, HostMetrics, Network, Pbd, Pif, Sr, Vbd, Vdi, Vif, VmPowerState};

use crate::{
    pool::{Connected, lab, put, vm},
    vm_plans::says,
};

fn pbd(host: &str, sr: &str, attached: bool) -> Pbd {
    Pbd {
        host: host.into(),
        sr: sr.into(),
        currently_attached: attached,
        ..Pbd::default()
    }
}

/// Storage of two hosts, one of which is the coordinator, with a disk; one that is empty; a library of discs.
fn storage() -> Connected {
    let mut pool = Connected::with("a", lab());
    let sr = |name: &str, shared: bool| Sr {
        name_label: name.into(),
        content_type: "user".into(),
        physical_size: 1 << 30,
        shared,
        ..Sr::default()
    };
    pool.writer.apply([
        put(
            "full",
            Sr {
                vdis: vec!["d".into()].into(),
                ..sr("full", true)
            },
        ),
        put("b1", pbd("h1", "full", true)),
        put("b2", pbd("h2", "full", true)),
        put(
            "d",
            Vdi {
                sr: "full".into(),
                managed: true,
                vbds: vec!["drive".into()].into(),
                ..Vdi::default()
            },
        ),
        put("empty", sr("empty", false)),
        put("b3", pbd("h2", "empty", false)),
        put(
            "discs",
            Sr {
                content_type: "iso".into(),
                ..sr("discs", true)
            },
        ),
    ]);
    pool
}

#[test]
fn storage_is_taken_from_hosts_the_coordinator_last() {
    let mut pool = storage();
    let full = pool.key(Class::Sr, "full");
    says(&pool, Job::ScanSr, json!({}), &full, "SR.scan(full)");
    says(
        &pool,
        Job::DetachSr,
        json!({}),
        &full,
        "full hostsAttached: →host-2 (degraded), →host-1 (ok) → –
        PBD.unplug(b2) ← PBD.plug(b2)
        PBD.unplug(b1) ← PBD.plug(b1)",
    );
    says(
        &pool,
        Job::ForgetSr,
        json!({}),
        &full,
        "full hostsAttached: →host-2 (degraded), →host-1 (ok) → –
        - full – –
        odd: sr_content_stays
        PBD.unplug(b2) ← PBD.plug(b2)
        PBD.unplug(b1) ← PBD.plug(b1)
        SR.forget(full)",
    );
    says(&pool, Job::DestroySr, json!({}), &full, "no: sr_not_empty");
    let drive = Vbd {
        vdi: "d".into(),
        currently_attached: true,
        ..Vbd::default()
    };
    pool.writer.apply([put("drive", drive)]);
    says(&pool, Job::DetachSr, json!({}), &full, "no: sr_in_use");
    says(&pool, Job::ForgetSr, json!({}), &full, "no: sr_in_use");
}

#[test]
fn storage_that_no_host_has_is_wiped_or_attached_first() {
    let pool = storage();
    let empty = pool.key(Class::Sr, "empty");
    let refusal = pool
        .look(|info| check(info, Job::ScanSr, &empty))
        .unwrap_err();
    assert_eq!(refusal.problem.code, "sr_detached");
    assert_eq!(refusal.fix.map(|fix| fix.job), Some(Job::PlugSr));
    says(&pool, Job::DetachSr, json!({}), &empty, "no: sr_detached");
    // A list that was never made is empty too.
    says(&pool, Job::DestroySr, json!({}), &empty, "no: sr_detached");
    let mut pool = pool;
    pool.writer.apply([put("b3", pbd("h2", "empty", true))]);
    says(
        &pool,
        Job::DestroySr,
        json!({}),
        &empty,
        "empty hostsAttached: →host-2 (ok) → –
        - empty 1073741824 B –
        PBD.unplug(b3) ← PBD.plug(b3)
        SR.destroy(empty)",
    );
    let discs = pool.key(Class::Sr, "discs");
    says(&pool, Job::DestroySr, json!({}), &discs, "no: bad_request");
    says(
        &pool,
        Job::SetDefaultSr,
        json!({}),
        &discs,
        "no: bad_request",
    );
}

#[test]
fn a_pool_has_one_default() {
    let pool = storage();
    says(
        &pool,
        Job::SetDefaultSr,
        json!({}),
        &pool.key(Class::Sr, "empty"),
        "Lab.defaultSr: →NFS (ok) → empty
        odd: sr_of_one_host
        pool.set_default_SR(p, empty) ← pool.set_default_SR(p, nfs)",
    );
    let default = pool.key(Class::Sr, "nfs");
    says(
        &pool,
        Job::SetDefaultSr,
        json!({}),
        &default,
        "no: nothing_changes",
    );
}

#[test]
fn a_host_is_stopped_when_nothing_runs_on_it() {
    let mut pool = Connected::with("a", lab());
    let busy = pool.key(Class::Host, "h1");
    for job in [Job::RebootHost, Job::ShutDownHost] {
        let refusal = pool.look(|info| check(info, job, &busy)).unwrap_err();
        assert_eq!(refusal.problem.code, "host_in_use", "{job:?}");
        assert_eq!(refusal.fix.map(|fix| fix.job), Some(Job::Evacuate));
    }
    let idle = Host {
        name_label: "idle".into(),
        enabled: true,
        metrics: "of idle".into(),
        ..Host::default()
    };
    let live = |live| HostMetrics {
        live,
        ..HostMetrics::default()
    };
    pool.writer
        .apply([put("idle", idle.clone()), put("of idle", live(true))]);
    let key = pool.key(Class::Host, "idle");
    says(
        &pool,
        Job::RebootHost,
        json!({}),
        &key,
        "idle enabled: yes → no
        idle away until Rebooted
        host.disable(idle) ← host.enable(idle)
        host.reboot(idle)",
    );
    says(&pool, Job::PowerOnHost, json!({}), &key, "no: host_up");
    says(
        &pool,
        Job::RestartToolstack,
        json!({}),
        &key,
        "odd: toolstack_away
        host.restart_agent(idle)",
    );
    // One that stands still needs no more than the call.
    let resting = Host {
        enabled: false,
        ..idle.clone()
    };
    pool.writer.apply([put("idle", resting)]);
    says(
        &pool,
        Job::ShutDownHost,
        json!({}),
        &key,
        "idle away until Started
        host.shutdown(idle)",
    );
    pool.writer.apply([put("of idle", live(false))]);
    says(&pool, Job::ShutDownHost, json!({}), &key, "no: target_down");
    says(
        &pool,
        Job::RestartToolstack,
        json!({}),
        &key,
        "no: target_down",
    );
    says(&pool, Job::PowerOnHost, json!({}), &key, "no: no_power_on");
    let from_afar = Host {
        power_on_mode: "wake-on-lan".into(),
        ..idle
    };
    pool.writer.apply([put("idle", from_afar)]);
    says(
        &pool,
        Job::PowerOnHost,
        json!({}),
        &key,
        "host.power_on(idle)",
    );
}

#[test]
fn to_stop_the_coordinator_is_to_stop_the_pool() {
    let mut pool = Connected::with("a", lab());
    let residents: Vec<String> = pool.look(|info| {
        let here = info
            .world
            .vms()
            .filter(|(_, vm)| vm.resident_on.opaque().as_str() == "h1");
        here.map(|(vm, _)| vm.as_str().to_owned()).collect()
    });
    for resident in residents.iter().filter(|resident| *resident != "dom0") {
        pool.writer
            .apply([put(resident, vm(resident, VmPowerState::Halted, ""))]);
    }
    says(
        &pool,
        Job::RebootHost,
        json!({}),
        &pool.key(Class::Host, "h1"),
        "h1 enabled: yes → no
        h1 away until Rebooted
        odd: coordinator_away
        host.disable(h1) ← host.enable(h1)
        host.reboot(h1)",
    );
}

#[test]
fn a_network_leads_out_with_a_tag_or_stays_inside() {
    let mut pool = Connected::with("a", lab());
    let pif = |device: &str, vlan: i64| Pif {
        device: device.into(),
        host: "h1".into(),
        network: "net".into(),
        physical: vlan < 0,
        managed: true,
        vlan,
        ..Pif::default()
    };
    pool.writer
        .apply([put("eth0", pif("eth0", -1)), put("tagged", pif("eth0", 7))]);
    let key = pool.key(Class::Pool, "p");
    let new = |more: Value| {
        let mut inputs = json!({ "name": "dmz" });
        inputs
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        inputs
    };
    let create = Job::CreateNetwork;
    says(
        &pool,
        create,
        new(json!({ "mtu": 9000, "automatic": true })),
        &key,
        "+ network dmz
        network.create({\"name_label\":\"dmz\",\"name_description\":\"\",\"MTU\":9000,\"other_config\":{\"automatic\":\"true\"}}) ← network.destroy($0)",
    );
    let nic = pool.key(Class::Pif, "eth0");
    says(
        &pool,
        create,
        new(json!({ "nic": nic, "vlan": 8 })),
        &key,
        "+ network dmz
        network.create({\"name_label\":\"dmz\",\"name_description\":\"\",\"MTU\":1500,\"other_config\":{}}) ← network.destroy($0)
        pool.create_VLAN_from_PIF(eth0, $0, 8)",
    );
    let rows = [
        (json!({ "name": " " }), "name_missing"),
        (json!({ "nic": nic }), "vlan_missing"),
        (json!({ "vlan": 8 }), "nic_missing"),
        (json!({ "nic": nic, "vlan": 7 }), "vlan_exists"),
        (json!({ "nic": nic, "vlan": 4095 }), "vlan_odd"),
        (
            json!({ "nic": pool.key(Class::Pif, "gone"), "vlan": 8 }),
            "no_such_object",
        ),
        (json!({ "mtu": 20 }), "mtu_odd"),
    ];
    for (inputs, expect) in rows {
        says(&pool, create, new(inputs), &key, &format!("no: {expect}"));
    }
}

#[test]
fn a_network_goes_when_nothing_is_connected() {
    let mut pool = Connected::with("a", lab());
    let network = |name: &str| Network {
        name_label: name.into(),
        ..Network::default()
    };
    let tagged = |host: &str| Pif {
        host: host.into(),
        network: "dmz".into(),
        vlan: 8,
        vlan_master_of: format!("vlan of {host}").as_str().into(),
        ..Pif::default()
    };
    pool.writer.apply([
        put("dmz", network("dmz")),
        put("t1", tagged("h1")),
        put("t2", tagged("h2")),
    ]);
    let key = pool.key(Class::Network, "dmz");
    let request = JobRequest::new(Job::DeleteNetwork, json!({})).unwrap();
    let planned = pool.look(|info| plan(info, &request, &key)).unwrap();
    let calls: Vec<&str> = planned.calls().map(|call| call.method.as_str()).collect();
    assert_eq!(calls, ["VLAN.destroy", "VLAN.destroy", "network.destroy"]);
    // A host that reaches its storage there is not cut off.
    let addressed = Pif {
        ip_configuration_mode: xapi::IpConfigurationMode::Static,
        ..tagged("h2")
    };
    pool.writer.apply([put("t2", addressed)]);
    says(
        &pool,
        Job::DeleteNetwork,
        json!({}),
        &key,
        "no: network_is_system",
    );
    let physical = Pif {
        device: "eth0".into(),
        ..Pif::default()
    };
    pool.writer.apply([put(
        "t2",
        Pif {
            network: "dmz".into(),
            ..physical
        },
    )]);
    says(
        &pool,
        Job::DeleteNetwork,
        json!({}),
        &key,
        "no: network_has_nic",
    );
    let connected = Network {
        vifs: vec!["vif".into()].into(),
        ..network("dmz")
    };
    let vif = Vif {
        network: "dmz".into(),
        ..Vif::default()
    };
    pool.writer.apply([put("dmz", connected), put("vif", vif)]);
    says(
        &pool,
        Job::DeleteNetwork,
        json!({}),
        &key,
        "no: network_in_use",
    );
    let own = Network {
        other_config: [("is_host_internal_management_network".into(), "true".into())].into(),
        ..network("own")
    };
    pool.writer.apply([put("own", own)]);
    let own = pool.key(Class::Network, "own");
    says(
        &pool,
        Job::DeleteNetwork,
        json!({}),
        &own,
        "no: network_is_system",
    );
}
