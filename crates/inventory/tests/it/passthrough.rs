//! USB devices, GPUs and PCI devices: what can be given to whom, what would be called for it, and what they keep a VM from.

use inventory::{
    Job, JobRequest, ObjectKey,
    jobs::{
        check, form,
        form::{Choice, FieldKind},
        plan,
    },
    page::page,
    table,
    view::{Cell, ListKind, TableSpec},
};
use serde_json::{Value, json};
use xapi::{
    Class, GpuGroup, Pci, Pgpu, Pif, Pusb, UsbGroup, Vgpu, VgpuImplementation, VgpuType, Vm,
    VmOperation, VmPowerState, Vusb,
};

use crate::{
    pool::{Connected, lab, put, show, tools, vm},
    tables::spec,
    vm_plans::says,
};

/// A pool whose host-1 has two USB devices, a GPU and a PCI device more, and whose host-2 has a PCI device. One machine
/// runs with a part of the GPU, one with the USB device that may go to VMs.
pub fn pool() -> Connected {
    let mut pool = Connected::with("a", lab());
    let machine = |name: &str, state: VmPowerState, host: &str| Vm {
        allowed_operations: vec![].into(),
        ..vm(name, state, host)
    };
    let usb = |name: &str, group: &str, passthrough_enabled: bool| Pusb {
        product_desc: name.into(),
        vendor_desc: "Acme".into(),
        host: "h1".into(),
        usb_group: group.into(),
        passthrough_enabled,
        ..Pusb::default()
    };
    let pci = |name: &str, host: &str, address: &str, driver: &str| Pci {
        device_name: name.into(),
        vendor_name: "Acme".into(),
        host: host.into(),
        pci_id: address.into(),
        driver_name: driver.into(),
        ..Pci::default()
    };
    let part = |name: &str, implementation: VgpuImplementation| VgpuType {
        model_name: name.into(),
        framebuffer_size: 2 << 30,
        implementation,
        ..VgpuType::default()
    };
    let types = || vec!["quarter".into(), "whole".into()].into();
    pool.writer.apply([
        put("off", machine("off", VmPowerState::Halted, "")),
        put("gamer", machine("gamer", VmPowerState::Running, "h1")),
        put("signer", machine("signer", VmPowerState::Running, "h1")),
        put("guest of signer", tools()),
        put("key", usb("Key", "keys", true)),
        put("stick", usb("Stick", "sticks", false)),
        put("keys", UsbGroup::default()),
        put("sticks", UsbGroup::default()),
        put(
            "given",
            Vusb {
                vm: "signer".into(),
                usb_group: "keys".into(),
                currently_attached: true,
                ..Vusb::default()
            },
        ),
        put("quarter", part("L4-6Q", VgpuImplementation::Nvidia)),
        put(
            "whole",
            part("passthrough", VgpuImplementation::Passthrough),
        ),
        put(
            "cards",
            GpuGroup {
                name_label: "Cards".into(),
                ..GpuGroup::default()
            },
        ),
        put("card", pci("L4", "h1", "0000:17:00.0", "nvidia")),
        put(
            "gpu",
            Pgpu {
                pci: "card".into(),
                gpu_group: "cards".into(),
                host: "h1".into(),
                enabled_vgpu_types: types(),
                supported_vgpu_types: types(),
                supported_vgpu_max_capacities: [("quarter".into(), 4), ("whole".into(), 1)].into(),
                resident_vgpus: vec!["its".into()].into(),
                ..Pgpu::default()
            },
        ),
        put(
            "its",
            Vgpu {
                vm: "gamer".into(),
                gpu_group: "cards".into(),
                r#type: "quarter".into(),
                resident_on: "gpu".into(),
                device: "0".into(),
                currently_attached: true,
                ..Vgpu::default()
            },
        ),
        put("hba", pci("SAS3008", "h1", "0000:3b:00.0", "mpt3sas")),
        put("tuner", pci("Tuner", "h2", "0000:5e:00.0", "pciback")),
        put("nic", pci("X710", "h1", "0000:19:00.0", "i40e")),
        put(
            "eth9",
            Pif {
                device: "eth9".into(),
                host: "h1".into(),
                pci: "nic".into(),
                currently_attached: true,
                ..Pif::default()
            },
        ),
    ]);
    pool
}

/// `ok`, or the reason and the job that helps.
pub fn answer(pool: &Connected, job: Job, key: &ObjectKey) -> String {
    match pool.look(|info| check(info, job, key)) {
        Ok(()) => "ok".to_owned(),
        Err(refusal) => {
            let fix = refusal.fix.map(|fix| {
                let job = json!(fix.job);
                format!(" → {} {}", job.as_str().unwrap(), fix.object.reference)
            });
            refusal.problem.code + &fix.unwrap_or_default()
        }
    }
}

#[test]
fn what_may_be_done_follows_from_what_is_where() {
    let pool = pool();
    let rows = [
        (Class::Vm, "off", Job::GiveUsb, "ok"),
        (Class::Vm, "signer", Job::GiveUsb, "ok"),
        (Class::Vm, "off", Job::GiveGpu, "ok"),
        (
            Class::Vm,
            "signer",
            Job::GiveGpu,
            "wrong_power_state → cleanShutdown signer",
        ),
        (Class::Vm, "signer", Job::SetPciDevices, "ok"),
        (Class::Vusb, "given", Job::UnplugUsb, "ok"),
        (Class::Vusb, "given", Job::RemoveUsb, "ok"),
        // Its guest has no tools, so that it cannot be asked to shut down.
        (Class::Vgpu, "its", Job::RemoveGpu, "wrong_power_state"),
        (Class::Pusb, "key", Job::AllowUsb, "usb_allowed"),
        (
            Class::Pusb,
            "key",
            Job::ForbidUsb,
            "usb_in_use → removeUsb given",
        ),
        (Class::Pusb, "stick", Job::AllowUsb, "ok"),
        (Class::Pusb, "stick", Job::ForbidUsb, "usb_forbidden"),
    ];
    for (class, reference, job, expect) in rows {
        let key = pool.key(class, reference);
        assert_eq!(answer(&pool, job, &key), expect, "{job:?} {reference}");
    }
    let bare = Connected::with("a", lab());
    let key = bare.key(Class::Vm, "db");
    for (job, expect) in [
        (Job::GiveUsb, "no_usb_devices"),
        (Job::GiveGpu, "no_gpus"),
        (Job::SetPciDevices, "no_pci_devices"),
    ] {
        assert_eq!(answer(&bare, job, &key), expect);
    }
}

#[test]
fn one_machine_has_no_more_than_a_server_gives_it() {
    let mut pool = pool();
    let restarted = Vm {
        ha_restart_priority: "restart".into(),
        ..vm("safe", VmPowerState::Halted, "")
    };
    pool.writer.apply([put("safe", restarted)]);
    let key = pool.key(Class::Vm, "safe");
    assert_eq!(
        answer(&pool, Job::GiveUsb, &key),
        "usb_not_with_restart → setRestart safe"
    );
    pool.writer.apply((0..6).map(|n| {
        let vusb = Vusb {
            vm: "off".into(),
            usb_group: format!("group {n}").into(),
            ..Vusb::default()
        };
        put(&format!("vusb {n}"), vusb)
    }));
    let key = pool.key(Class::Vm, "off");
    assert_eq!(answer(&pool, Job::GiveUsb, &key), "too_many_usb_devices");
}

#[test]
fn usb_devices_come_and_go_by_these_calls() {
    let mut pool = pool();
    let key = |pool: &Connected, class: Class, reference: &str| pool.key(class, reference);
    let off = key(&pool, Class::Vm, "off");
    let stick = key(&pool, Class::Pusb, "stick");
    // What is kept from VMs is let go to them first.
    says(
        &pool,
        Job::GiveUsb,
        json!({ "device": stick }),
        &off,
        "Stick.passthrough: no → yes
        odd: usb_leaves_host
        off usbDevice: – → Stick
        odd: usb_ties
        PUSB.set_passthrough_enabled(stick, true) ← PUSB.set_passthrough_enabled(stick, false)
        VUSB.create(off, sticks) ← VUSB.destroy($1)",
    );
    let taken = json!({ "device": pool.key(Class::Pusb, "key") });
    says(&pool, Job::GiveUsb, taken, &off, "no: usb_taken");
    let signer = key(&pool, Class::Vm, "signer");
    says(
        &pool,
        Job::GiveUsb,
        json!({ "device": stick }),
        &signer,
        "Stick.passthrough: no → yes
        odd: usb_leaves_host
        signer usbDevice: – → Stick
        odd: usb_ties
        signer at its next start
        PUSB.set_passthrough_enabled(stick, true) ← PUSB.set_passthrough_enabled(stick, false)
        VUSB.create(signer, sticks) ← VUSB.destroy($1)",
    );
    let given = key(&pool, Class::Vusb, "given");
    says(
        &pool,
        Job::UnplugUsb,
        json!({}),
        &given,
        "given attached: yes → no
        odd: usb_back_at_start
        VUSB.unplug(given)",
    );
    says(
        &pool,
        Job::RemoveUsb,
        json!({}),
        &given,
        "signer usbDevice: Key → –
        VUSB.unplug(given)
        VUSB.destroy(given) ← VUSB.create(signer, keys, {})",
    );
    says(
        &pool,
        Job::AllowUsb,
        json!({}),
        &stick,
        "stick passthrough: no → yes
        odd: usb_leaves_host
        PUSB.set_passthrough_enabled(stick, true) ← PUSB.set_passthrough_enabled(stick, false)",
    );
    // What is not in use is taken away by us, so that it can be given back.
    pool.writer.apply([put(
        "given",
        Vusb {
            vm: "signer".into(),
            usb_group: "keys".into(),
            ..Vusb::default()
        },
    )]);
    says(
        &pool,
        Job::ForbidUsb,
        json!({}),
        &key(&pool, Class::Pusb, "key"),
        "key passthrough: yes → no
        signer.usbDevice: Key → –
        VUSB.destroy(given) ← VUSB.create(signer, keys, {})
        PUSB.set_passthrough_enabled(key, false) ← PUSB.set_passthrough_enabled(key, true)",
    );
}

#[test]
fn gpus_come_and_go_by_these_calls() {
    let mut pool = pool();
    let off = pool.key(Class::Vm, "off");
    let share = |pool: &Connected, of_type: &str| {
        let group = pool.key(Class::GpuGroup, "cards");
        json!({ "gpu": { "group": group, "ofType": pool.key(Class::VgpuType, of_type) } })
    };
    says(
        &pool,
        Job::GiveGpu,
        share(&pool, "quarter"),
        &off,
        "off gpu: – → L4-6Q
        odd: gpu_ties
        VGPU.create(off, cards, 0, {}, quarter) ← VGPU.destroy($0)",
    );
    // A GPU carries parts of one kind, and nobody who wants all of it beside them.
    says(
        &pool,
        Job::GiveGpu,
        share(&pool, "whole"),
        &off,
        "off gpu: – → L4
        odd: gpu_ties
        odd: gpu_not_free
        VGPU.create(off, cards, 0, {}, whole) ← VGPU.destroy($0)",
    );
    let rests = vm("gamer", VmPowerState::Halted, "");
    pool.writer.apply([put("gamer", rests)]);
    says(
        &pool,
        Job::GiveGpu,
        share(&pool, "quarter"),
        &pool.key(Class::Vm, "gamer"),
        "no: gpu_types_differ",
    );
    says(
        &pool,
        Job::RemoveGpu,
        json!({}),
        &pool.key(Class::Vgpu, "its"),
        "gamer gpu: L4-6Q → –
        VGPU.destroy(its) ← VGPU.create(gamer, cards, 0, {}, quarter)",
    );
}

#[test]
fn pci_devices_are_written_down_for_one_host() {
    let mut pool = pool();
    let off = pool.key(Class::Vm, "off");
    let devices = |pool: &Connected, names: &[&str]| {
        let keys: Vec<ObjectKey> = names
            .iter()
            .map(|name| pool.key(Class::Pci, name))
            .collect();
        json!({ "devices": keys })
    };
    let asked = |pool: &Connected, names: &[&str], expect: &str| {
        says(pool, Job::SetPciDevices, devices(pool, names), &off, expect);
    };
    asked(
        &pool,
        &["hba"],
        "off pciDevices: – → SAS3008
        off homeServer: – → →host-1 (ok)
        odd: pci_ties
        odd: pci_of_host
        VM.add_to_other_config(off, pci, 0/0000:3b:00.0) ← VM.remove_from_other_config(off, pci)
        VM.set_affinity(off, h1) ← VM.set_affinity(off, OpaqueRef:NULL)",
    );
    asked(&pool, &["hba", "tuner"], "no: pci_hosts_differ");
    asked(&pool, &["card"], "no: pci_is_gpu");
    asked(&pool, &["nic"], "no: pci_is_nic");
    asked(&pool, &[], "no: nothing_changes");
    let with = |name: &str| Vm {
        other_config: [("pci".into(), "0/0000:5e:00.0".into())].into(),
        affinity: "h2".into(),
        allowed_operations: vec![].into(),
        ..vm(name, VmPowerState::Halted, "")
    };
    pool.writer.apply([put("other", with("other"))]);
    asked(&pool, &["tuner"], "no: pci_taken");
    pool.writer.apply([
        put("other", vm("other", VmPowerState::Halted, "")),
        put("off", with("off")),
    ]);
    asked(&pool, &["tuner"], "no: nothing_changes");
    asked(
        &pool,
        &[],
        "off pciDevices: Tuner → –
        VM.remove_from_other_config(off, pci) ← VM.add_to_other_config(off, pci, 0/0000:5e:00.0)",
    );
}

/// What can be chosen: name, facts, and the reason why not.
fn choices(pool: &Connected, job: Job, vm: &str) -> Vec<String> {
    let keys = [pool.key(Class::Vm, vm)];
    let asked = pool.look(|info| form(std::slice::from_ref(info), job, &keys));
    let line = |choice: &Choice| {
        let facts = choice.facts.iter().map(|fact| show(&fact.value));
        let refusal = choice
            .refusal
            .iter()
            .map(|problem| format!("({})", problem.code));
        let name = std::iter::once(choice.name.clone());
        name.chain(facts)
            .chain(refusal)
            .collect::<Vec<_>>()
            .join(" ")
    };
    match &asked.fields[0].kind {
        FieldKind::Choice { choices } | FieldKind::Several { choices } => {
            choices.iter().map(line).collect()
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn forms_say_what_is_free_where() {
    let pool = pool();
    assert_eq!(
        choices(&pool, Job::GiveUsb, "off"),
        [
            "Key Acme →host-1 (ok) yes (usb_taken)",
            "Stick Acme →host-1 (ok) no",
        ]
    );
    assert_eq!(
        choices(&pool, Job::GiveGpu, "off"),
        [
            "L4-6Q →Cards (ok) 2147483648 B 3",
            "L4 →Cards (ok) 2147483648 B 0"
        ]
    );
    assert_eq!(
        choices(&pool, Job::SetPciDevices, "off"),
        [
            "SAS3008 Acme →host-1 (ok) 0000:3b:00.0 mpt3sas",
            "Tuner Acme →host-2 (ok) 0000:5e:00.0 pciback",
            "L4 Acme →host-1 (ok) 0000:17:00.0 nvidia (pci_is_gpu)",
            "X710 Acme →host-1 (ok) 0000:19:00.0 i40e (pci_is_nic)",
        ]
    );
}

#[test]
fn what_a_machine_has_of_its_host_is_named_where_it_stands_in_the_way() {
    let mut pool = pool();
    // The server allows none of what it cannot do with its device.
    let kept = |name: &str, operation: VmOperation| Vm {
        allowed_operations: vec![operation, VmOperation::CleanShutdown].into(),
        ..vm(name, VmPowerState::Running, "h1")
    };
    let passed = Vm {
        attached_pcis: vec!["hba".into()].into(),
        ..kept("passed", VmOperation::Pause)
    };
    pool.writer.apply([
        put("signer", kept("signer", VmOperation::Pause)),
        put("gamer", kept("gamer", VmOperation::Snapshot)),
        put("guest of gamer", tools()),
        put("passed", passed),
        put("guest of passed", tools()),
    ]);
    let leaving = [Job::Suspend, Job::Migrate, Job::Checkpoint];
    for (machine, job, expect) in leaving
        .iter()
        .map(|job| ("signer", *job, "has_usb_device → removeUsb given"))
        .chain([("signer", Job::Snapshot, "has_usb_device → removeUsb given")])
        .chain(
            leaving
                .iter()
                .map(|job| ("gamer", *job, "has_gpu → cleanShutdown gamer")),
        )
        .chain([("gamer", Job::Snapshot, "ok")])
        .chain(
            leaving
                .iter()
                .map(|job| ("passed", *job, "has_pci_device → cleanShutdown passed")),
        )
    {
        let key = pool.key(Class::Vm, machine);
        assert_eq!(answer(&pool, job, &key), expect, "{machine} {job:?}");
    }
}

/// What a list shows within an object.
fn rows(pool: &Connected, list: ListKind, class: Class, reference: &str) -> Vec<String> {
    let spec = TableSpec {
        within: Some(pool.key(class, reference)),
        ..spec(list)
    };
    let frame = pool.look(|info| table::frame(std::slice::from_ref(info), &spec));
    let row = |cells: &[Cell]| cells.iter().map(show).collect::<Vec<_>>().join(" | ");
    frame.rows.iter().map(|one| row(&one.cells)).collect()
}

#[test]
fn lists_say_who_uses_what() {
    let pool = pool();
    assert_eq!(
        rows(&pool, ListKind::UsbDevices, Class::Host, "h1"),
        [
            "Key | Acme | – | yes | →signer (running)",
            "Stick | Acme | – | no | –",
        ]
    );
    assert_eq!(
        rows(&pool, ListKind::UsbDevices, Class::Vm, "signer"),
        ["Key | Acme | →host-1 (ok) | – | yes"]
    );
    assert_eq!(
        rows(&pool, ListKind::Gpus, Class::Host, "h1"),
        ["L4 | →Cards (ok) | →gamer (running) | 3 × L4-6Q"]
    );
    assert_eq!(
        rows(&pool, ListKind::Gpus, Class::Vm, "gamer"),
        ["L4-6Q | →Cards (ok) | →host-1 (ok) | yes"]
    );
    assert_eq!(
        rows(&pool, ListKind::PciDevices, Class::Host, "h1").len(),
        3
    );
}

#[test]
fn a_page_has_a_list_of_hardware_where_there_is_some() {
    let pool = pool();
    let lists = |class: Class, reference: &str| {
        let key = pool.key(class, reference);
        let page = pool.look(|info| page(info, &key)).unwrap();
        let is_of_hardware = |list: &ListKind| {
            matches!(
                list,
                ListKind::Gpus | ListKind::UsbDevices | ListKind::PciDevices
            )
        };
        page.lists
            .into_iter()
            .filter(is_of_hardware)
            .map(|list| json!(list))
            .collect::<Vec<Value>>()
    };
    assert_eq!(
        lists(Class::Host, "h1"),
        [json!("gpus"), json!("usbDevices"), json!("pciDevices")]
    );
    assert_eq!(lists(Class::Host, "h2"), [json!("pciDevices")]);
    assert_eq!(lists(Class::Vm, "signer"), [json!("usbDevices")]);
    assert_eq!(lists(Class::Vm, "gamer"), [json!("gpus")]);
    assert!(lists(Class::Vm, "off").is_empty());
}

#[test]
fn a_machine_starts_where_its_hardware_is() {
    let mut pool = pool();
    let starts = |pool: &Connected, vm: &str, host: &str, expect: &str| {
        let inputs = json!({ "host": pool.key(Class::Host, host) });
        let request = JobRequest::new(Job::StartOn, inputs).unwrap();
        let key = pool.key(Class::Vm, vm);
        let answer = pool.look(|info| plan(info, &request, &key));
        let code = answer.map_or_else(|refusal| refusal.problem.code, |_| "ok".to_owned());
        assert_eq!(code, expect, "{vm} on {host}");
    };
    let with = |name: &str, pci: &str| Vm {
        other_config: [("pci".into(), pci.into())].into(),
        allowed_operations: vec![].into(),
        ..vm(name, VmPowerState::Halted, "")
    };
    pool.writer.apply([
        put("signer", with("signer", "")),
        put("tuned", with("tuned", "0/0000:5e:00.0")),
        put("drawer", with("drawer", "")),
        put(
            "share",
            Vgpu {
                vm: "drawer".into(),
                gpu_group: "cards".into(),
                r#type: "whole".into(),
                ..Vgpu::default()
            },
        ),
    ]);
    starts(&pool, "signer", "h1", "ok");
    starts(&pool, "signer", "h2", "usb_elsewhere");
    starts(&pool, "tuned", "h1", "pci_not_here");
    starts(&pool, "tuned", "h2", "ok");
    // The only GPU carries a part for somebody else.
    starts(&pool, "drawer", "h1", "gpu_not_here");
}
