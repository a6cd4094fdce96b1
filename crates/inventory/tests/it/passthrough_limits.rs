//! What hardware of hosts does not go to a VM, and why: others have it, the host needs it, or the VM could not use it.

use inventory::{
    Job, JobRequest,
    jobs::{parts, plan},
};
use serde_json::{Value, json};
use xapi::{
    Bond, Class, DomainType, Pci, Pif, Pool, Pusb, Sr, Vbd, Vdi, Vgpu, Vlan, Vm, VmPowerState,
};

use crate::{
    passthrough::{answer, pool},
    pool::{Connected, put, vm},
    vm_plans::says,
};

#[test]
fn what_lies_on_a_nic_is_the_hosts_too() {
    let mut pool = pool();
    let nic = |device: &str| Pif {
        device: device.into(),
        host: "h1".into(),
        pci: "nic".into(),
        ..Pif::default()
    };
    let off = pool.key(Class::Vm, "off");
    let request = |pool: &Connected| json!({ "devices": [pool.key(Class::Pci, "nic")] });
    pool.writer.apply([put("eth9", nic("eth9"))]);
    let free = JobRequest::new(Job::SetPciDevices, request(&pool)).unwrap();
    assert!(pool.look(|info| plan(info, &free, &off)).is_ok());
    // A NIC of a bond is not attached by itself: the bond is.
    let of_bond = Pif {
        bond_slave_of: "bond".into(),
        ..nic("eth9")
    };
    pool.writer
        .apply([put("eth9", of_bond), put("bond", Bond::default())]);
    says(
        &pool,
        Job::SetPciDevices,
        request(&pool),
        &off,
        "no: pci_is_nic",
    );
    let under_vlan = Pif {
        vlan_slave_of: vec!["vlan".into()].into(),
        ..nic("eth9")
    };
    let vlan = Vlan {
        tagged_pif: "eth9.7".into(),
        ..Vlan::default()
    };
    let above = Pif {
        currently_attached: true,
        host: "h1".into(),
        ..Pif::default()
    };
    pool.writer.apply([
        put("eth9", under_vlan),
        put("vlan", vlan),
        put("eth9.7", above),
    ]);
    says(
        &pool,
        Job::SetPciDevices,
        request(&pool),
        &off,
        "no: pci_is_nic",
    );
}

/// A machine at rest to which devices at these addresses are given.
fn told(name: &str, pci: &str, home: &str) -> Vm {
    Vm {
        other_config: [("pci".into(), pci.into())].into(),
        affinity: home.into(),
        allowed_operations: vec![].into(),
        ..vm(name, VmPowerState::Halted, "")
    }
}

#[test]
fn what_no_record_tells_of_stays_given() {
    let mut pool = pool();
    // A USB controller, of which the server makes no object.
    pool.writer.apply([put(
        "off",
        told("off", "1/0000:00:14.0,0/0000:5e:00.0", "h2"),
    )]);
    let off = pool.key(Class::Vm, "off");
    says(
        &pool,
        Job::SetPciDevices,
        json!({ "devices": [] }),
        &off,
        "off pciDevices: Tuner, 1/0000:00:14.0 → 1/0000:00:14.0
        VM.remove_from_other_config(off, pci) ← VM.add_to_other_config(off, pci, 1/0000:00:14.0,0/0000:5e:00.0)
        VM.add_to_other_config(off, pci, 1/0000:00:14.0) ← VM.remove_from_other_config(off, pci)",
    );
    let request = json!({ "devices": [pool.key(Class::Pci, "tuner")] });
    says(
        &pool,
        Job::SetPciDevices,
        request,
        &off,
        "no: nothing_changes",
    );
}

#[test]
fn a_machine_without_a_home_takes_nothing_from_anybody() {
    let mut pool = pool();
    let template = Vm {
        is_a_template: true,
        ..told("mould", "0/0000:5e:00.0", "h2")
    };
    pool.writer.apply([
        put("stray", told("stray", "0/0000:3b:00.0", "")),
        put("mould", template),
    ]);
    let off = pool.key(Class::Vm, "off");
    says(
        &pool,
        Job::SetPciDevices,
        json!({ "devices": [pool.key(Class::Pci, "hba")] }),
        &off,
        "off pciDevices: – → SAS3008
        off homeServer: – → →host-1 (ok)
        odd: pci_ties
        odd: pci_perhaps_taken
        odd: pci_of_host
        VM.add_to_other_config(off, pci, 0/0000:3b:00.0) ← VM.remove_from_other_config(off, pci)
        VM.set_affinity(off, h1) ← VM.set_affinity(off, OpaqueRef:NULL)",
    );
    let tuner = JobRequest::new(
        Job::SetPciDevices,
        json!({ "devices": [pool.key(Class::Pci, "tuner")] }),
    );
    let tuner = tuner.unwrap();
    assert!(pool.look(|info| plan(info, &tuner, &off)).is_ok());
    // Where it runs does not count beside where it is at home.
    let runs = Vm {
        resident_on: "h1".into(),
        power_state: VmPowerState::Running,
        ..told("stray", "0/0000:5e:00.0", "h2")
    };
    pool.writer.apply([put("stray", runs)]);
    let request = json!({ "devices": [pool.key(Class::Pci, "tuner")] });
    says(&pool, Job::SetPciDevices, request, &off, "no: pci_taken");
}

#[test]
fn what_belongs_to_a_card_goes_with_it() {
    let mut pool = pool();
    let part = |of: &str| Pci {
        device_name: "Audio".into(),
        host: "h1".into(),
        pci_id: format!("0000:{of}:00.1").into(),
        ..Pci::default()
    };
    let card = |name: &str, of: &str| Pci {
        device_name: name.into(),
        host: "h1".into(),
        pci_id: format!("0000:{of}:00.0").into(),
        dependencies: vec![format!("{of} sound").into()].into(),
        ..Pci::default()
    };
    pool.writer.apply([
        put("card", card("L4", "17")),
        put("17 sound", part("17")),
        put("hba", card("SAS3008", "3b")),
        put("3b sound", part("3b")),
        put("other", told("other", "0/0000:3b:00.0", "h1")),
    ]);
    let off = pool.key(Class::Vm, "off");
    for (part, expect) in [
        ("17 sound", "no: pci_of_gpu"),
        ("3b sound", "no: pci_beside_taken"),
    ] {
        let request = json!({ "devices": [pool.key(Class::Pci, part)] });
        says(&pool, Job::SetPciDevices, request, &off, expect);
    }
}

#[test]
fn one_device_goes_to_one_machine() {
    let mut pool = pool();
    let second = vm("second", VmPowerState::Halted, "");
    pool.writer.apply([put("second", second)]);
    let keys = ["off", "second"].map(|vm| pool.key(Class::Vm, vm));
    let refused = |job: Job, inputs: Value| {
        let request = JobRequest::new(job, inputs).unwrap();
        let asked = pool.look(|info| parts(std::slice::from_ref(info), &request, &keys));
        let refusals = asked.parts.into_iter().map(|part| part.refusal);
        let codes = refusals.map(|why| why.map_or("", |_| "no").to_owned());
        codes.collect::<Vec<_>>()
    };
    let stick = json!({ "device": pool.key(Class::Pusb, "stick") });
    assert_eq!(refused(Job::GiveUsb, stick), ["", "no"]);
    let hba = json!({ "devices": [pool.key(Class::Pci, "hba")] });
    assert_eq!(refused(Job::SetPciDevices, hba), ["", "no"]);
    let none = json!({ "devices": [] });
    assert_eq!(refused(Job::SetPciDevices, none), ["", ""]);
}

#[test]
fn what_emulates_no_hardware_gets_none() {
    let mut pool = pool();
    let bare = Vm {
        domain_type: DomainType::Pv,
        ..vm("off", VmPowerState::Halted, "")
    };
    pool.writer.apply([put("off", bare)]);
    let off = pool.key(Class::Vm, "off");
    for job in [Job::GiveUsb, Job::GiveGpu] {
        assert_eq!(answer(&pool, job, &off), "needs_hvm", "{job:?}");
    }
}

#[test]
fn what_a_machine_has_as_a_drive_is_taken_from_it_first() {
    let mut pool = pool();
    let stick = Pusb {
        product_desc: "Stick".into(),
        path: "2-1".into(),
        host: "h1".into(),
        usb_group: "sticks".into(),
        ..Pusb::default()
    };
    let drives = Sr {
        r#type: "udev".into(),
        ..Sr::default()
    };
    let disk = Vdi {
        sr: "drives".into(),
        managed: true,
        sm_config: [("usb_path".into(), "2-1".into())].into(),
        ..Vdi::default()
    };
    let plugged = Vbd {
        vm: "signer".into(),
        vdi: "whole stick".into(),
        ..Vbd::default()
    };
    pool.writer.apply([
        put("stick", stick),
        put("drives", drives),
        put("whole stick", disk),
        put("plugged", plugged),
    ]);
    let stick = pool.key(Class::Pusb, "stick");
    assert_eq!(
        answer(&pool, Job::AllowUsb, &stick),
        "usb_is_drive → detachDisk plugged"
    );
    let off = pool.key(Class::Vm, "off");
    let request = json!({ "device": stick });
    says(&pool, Job::GiveUsb, request, &off, "no: usb_is_drive");
}

#[test]
fn a_machine_with_devices_starts_at_home() {
    let mut pool = pool();
    pool.writer
        .apply([put("tuned", told("tuned", "0/0000:5e:00.0", "h2"))]);
    let tuned = pool.key(Class::Vm, "tuned");
    let request = JobRequest::new(Job::Start, json!({})).unwrap();
    let planned = pool.look(|info| plan(info, &request, &tuned)).unwrap();
    let calls: Vec<String> = planned
        .steps
        .iter()
        .filter_map(|step| step.act.call().map(|call| call.method.clone()))
        .collect();
    assert_eq!(calls, ["VM.start_on"]);
}

/// Whether a machine may start on a host: `ok`, or the reason why not.
fn starts(pool: &Connected, vm: &str, host: &str) -> String {
    let inputs = json!({ "host": pool.key(Class::Host, host) });
    let request = JobRequest::new(Job::StartOn, inputs).unwrap();
    let key = pool.key(Class::Vm, vm);
    let answer = pool.look(|info| plan(info, &request, &key));
    answer.map_or_else(|refusal| refusal.problem.code, |_| "ok".to_owned())
}

#[test]
fn gpus_are_counted_and_another_device_at_the_same_address_is_none() {
    let mut pool = pool();
    let part = |device: &str| Vgpu {
        vm: "drawer".into(),
        gpu_group: "cards".into(),
        r#type: "quarter".into(),
        device: device.into(),
        ..Vgpu::default()
    };
    pool.writer.apply([
        put("drawer", told("drawer", "", "")),
        put("first", part("0")),
        put("second", part("1")),
        put("third", part("2")),
    ]);
    // Of four, one is in use.
    assert_eq!(starts(&pool, "drawer", "h1"), "ok");
    pool.writer.apply([put("fourth", part("3"))]);
    assert_eq!(starts(&pool, "drawer", "h1"), "gpu_not_here");
    // Whose card is passed through as it is has none to give.
    pool.writer.apply([
        put("drawer", told("drawer", "", "")),
        put("fourth", Vgpu::default()),
        put("whole card", told("whole card", "0/0000:17:00.0", "h1")),
    ]);
    assert_eq!(starts(&pool, "drawer", "h1"), "gpu_not_here");
    let other = Pci {
        host: "h1".into(),
        pci_id: "0000:5e:00.0".into(),
        vendor_id: "10ec".into(),
        ..Pci::default()
    };
    pool.writer.apply([
        put("other", other),
        put("tuned", told("tuned", "0/0000:5e:00.0", "h2")),
        put("serial", told("serial", "0/0000:00:14.0", "h2")),
    ]);
    assert_eq!(starts(&pool, "tuned", "h1"), "pci_not_here");
    assert_eq!(starts(&pool, "tuned", "h2"), "ok");
    // Of this no host has a record: nobody knows where it is.
    assert_eq!(starts(&pool, "serial", "h1"), "ok");
}

#[test]
fn what_the_licence_leaves_out_is_refused() {
    let mut pool = pool();
    let (reference, known) = pool.look(|info| {
        let (reference, pool) = info.world.pool().unwrap();
        (reference.to_string(), pool.clone())
    });
    let restrictions = ["restrict_usb_passthrough", "restrict_gpu"];
    let restrictions = restrictions.map(|key| (key.into(), "true".into()));
    let restricted = Pool {
        restrictions: restrictions.into(),
        ..known
    };
    pool.writer.apply([put(&reference, restricted)]);
    let off = pool.key(Class::Vm, "off");
    let stick = pool.key(Class::Pusb, "stick");
    for (job, key) in [
        (Job::GiveUsb, &off),
        (Job::GiveGpu, &off),
        (Job::AllowUsb, &stick),
    ] {
        assert_eq!(answer(&pool, job, key), "not_licensed", "{job:?}");
    }
}
