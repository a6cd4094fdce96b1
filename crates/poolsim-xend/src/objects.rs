//! The objects of a host, what classes they are of and which members those had.

use std::collections::BTreeMap;

use poolsim::clock;
use poolsim::rng::{hash, mix, unit};
use poolsim::value::{Ref, Value};

/// An object's members.
pub(super) type Members = BTreeMap<&'static str, Value>;

/// A class: its name, the members that can be read only, and those that can be set.
pub(super) struct Class {
    /// Name.
    pub name: &'static str,
    /// Members nobody sets.
    pub fixed: &'static [&'static str],
    /// Members with a setter.
    pub settable: &'static [&'static str],
}

impl Class {
    /// Whether it has a member of that name.
    pub fn has(&self, member: &str) -> bool {
        member == "uuid" || self.fixed.contains(&member) || self.settable.contains(&member)
    }
}

#[rustfmt::skip]
macro_rules! classes {
    ($($name:literal [$($fixed:literal)*] [$($settable:literal)*])*) => {
        &[$(Class { name: $name, fixed: &[$($fixed),*], settable: &[$($settable),*] }),*]
    };
}

/// The classes that can be listed.
#[rustfmt::skip]
pub(super) const CLASSES: &[Class] = classes! {
    "host" ["software_version" "resident_VMs" "PBDs" "PIFs" "PPCIs" "PSCSIs" "PSCSI_HBAs" "host_CPUs" "cpu_configuration"
        "metrics" "capabilities" "supported_bootloaders" "sched_policy" "API_version_major" "API_version_minor"
        "API_version_vendor" "API_version_vendor_implementation" "enabled" "resident_cpu_pools"]
        ["name_label" "name_description" "other_config" "logging"]
    "host_cpu" ["host" "number" "vendor" "speed" "modelname" "stepping" "flags" "utilisation" "features" "cpu_pool"] []
    "host_metrics" ["memory_total" "memory_free" "last_updated"] []
    "VM" ["power_state" "resident_on" "consoles" "VIFs" "VBDs" "VTPMs" "DPCIs" "DSCSIs" "DSCSI_HBAs" "tools_version" "domid"
        "is_control_domain" "metrics" "crash_dumps" "cpu_pool"]
        ["name_label" "name_description" "user_version" "is_a_template" "auto_power_on" "memory_dynamic_max"
        "memory_dynamic_min" "memory_static_max" "memory_static_min" "VCPUs_max" "VCPUs_at_startup" "VCPUs_params"
        "actions_after_shutdown" "actions_after_reboot" "actions_after_suspend" "actions_after_crash" "PV_bootloader"
        "PV_kernel" "PV_ramdisk" "PV_args" "PV_bootloader_args" "HVM_boot_policy" "HVM_boot_params" "platform" "PCI_bus"
        "other_config" "security_label" "pool_name"]
    "VM_metrics" ["memory_actual" "VCPUs_number" "VCPUs_utilisation" "VCPUs_CPU" "VCPUs_flags" "VCPUs_params" "state"
        "start_time" "last_updated"] []
    "VBD" ["VM" "VDI" "metrics" "runtime_properties"] ["device" "bootable" "mode" "type"]
    "VBD_metrics" ["io_read_kbs" "io_write_kbs" "last_updated"] []
    "VIF" ["network" "VM" "metrics" "runtime_properties"] ["device" "MAC" "MTU" "security_label"]
    "VIF_metrics" ["io_read_kbs" "io_write_kbs" "io_total_read_kbs" "io_total_write_kbs" "last_updated"] []
    "VDI" ["SR" "VBDs" "physical_utilisation" "type"]
        ["name_label" "name_description" "virtual_size" "sharable" "read_only" "other_config" "security_label"]
    "VTPM" ["VM" "backend" "runtime_properties"] ["other_config"]
    "console" ["location" "protocol" "VM"] ["other_config"]
    "SR" ["VDIs" "PBDs" "virtual_allocation" "physical_utilisation" "physical_size" "type" "content_type"]
        ["name_label" "name_description"]
    "PBD" ["host" "SR" "device_config" "currently_attached"] []
    "task" ["name_label" "name_description" "status" "progress" "type" "result" "error_info" "allowed_operations" "session"] []
    "network" ["VIFs" "PIFs" "managed"] ["name_label" "name_description" "other_config"]
    "PIF" ["network" "host" "metrics"] ["device" "MAC" "MTU" "VLAN"]
    "PIF_metrics" ["io_read_kbs" "io_write_kbs" "last_updated"] []
    "cpu_pool" ["resident_on" "host_CPUs" "started_VMs" "activated"]
        ["name_label" "name_description" "auto_power_on" "ncpu" "sched_policy" "proposed_CPUs" "other_config"]
    "PPCI" [] []
    "DPCI" [] []
    "PSCSI" [] []
    "PSCSI_HBA" [] []
    "DSCSI" [] []
    "DSCSI_HBA" [] []
    "XSPolicy" [] []
    "ACMPolicy" [] []
};

/// The class of that name, in exactly this case.
pub(super) fn class(name: &str) -> Option<&'static Class> {
    CLASSES.iter().find(|class| class.name == name)
}

/// The control domain.
pub(super) const DOM0: &str = "00000000-0000-0000-0000-000000000000";

/// All objects, by class and reference, which is their uuid.
#[derive(Debug, Default)]
pub(super) struct Objects {
    tables: BTreeMap<&'static str, BTreeMap<Ref, Members>>,
    /// The one host.
    pub host: Ref,
    /// Its memory, bytes.
    pub memory: i64,
}

impl Objects {
    /// None, on a host with that much memory, bytes.
    pub fn new(memory: i64) -> Objects {
        Objects {
            memory,
            ..Objects::default()
        }
    }

    /// Puts an object in, under its uuid.
    pub fn add(&mut self, class: &'static str, uuid: Ref, members: &[(&'static str, Value)]) {
        let mut all: Members = members.iter().cloned().collect();
        all.insert("uuid", uuid.clone().into());
        self.tables.entry(class).or_default().insert(uuid, all);
    }

    /// Takes an object out; whether it was there.
    pub fn remove(&mut self, class: &str, uuid: &str) -> bool {
        let table = self.tables.get_mut(class);
        table.is_some_and(|table| table.remove(uuid).is_some())
    }

    /// The references of a class. Metrics of drives and interfaces are known by their owners' uuids.
    pub fn all(&self, class: &str) -> Vec<Ref> {
        let class = class
            .strip_suffix("_metrics")
            .map_or(class, |owner| match owner {
                "VBD" | "VIF" => owner,
                _ => class,
            });
        self.tables
            .get(class)
            .into_iter()
            .flat_map(|table| table.keys().cloned())
            .collect()
    }

    /// Whether there is such an object.
    pub fn has(&self, class: &str, uuid: &str) -> bool {
        self.all(class).iter().any(|known| &**known == uuid)
    }

    /// A member as it is kept.
    pub fn get(&self, class: &str, uuid: &str, member: &str) -> Option<&Value> {
        self.tables.get(class)?.get(uuid)?.get(member)
    }

    /// A member of kind text, or "".
    pub fn text(&self, class: &str, uuid: &str, member: &str) -> &str {
        self.get(class, uuid, member).map_or("", Value::as_str)
    }

    /// Changes a member.
    pub fn set(&mut self, class: &str, uuid: &str, member: &'static str, value: impl Into<Value>) {
        let table = self.tables.get_mut(class);
        if let Some(members) = table.and_then(|table| table.get_mut(uuid)) {
            members.insert(member, value.into());
        }
    }

    /// The machine of that name.
    pub fn named(&self, name: &str) -> Option<Ref> {
        let mut all = self.all("VM").into_iter();
        all.find(|vm| self.text("VM", vm, "name_label") == name)
    }

    /// Whether a machine has a domain now.
    pub fn is_up(&self, vm: &str) -> bool {
        matches!(self.text("VM", vm, "power_state"), "Running" | "Paused")
    }

    /// An object as it is told to clients: with what is measured at this moment.
    pub fn record(&self, class: &str, uuid: &str) -> Option<Members> {
        if matches!(class, "VBD_metrics" | "VIF_metrics") {
            return Some(self.traffic(class, uuid));
        }
        let mut members = self.tables.get(class)?.get(uuid)?.clone();
        let now = Value::Date(clock::now());
        match class {
            "host" => {
                let up = self.all("VM").into_iter().filter(|vm| self.is_up(vm));
                members.insert("resident_VMs", Value::texts(up));
            }
            "host_cpu" => {
                members.insert("utilisation", Value::Float(load(uuid, 0) * 0.4));
            }
            "host_metrics" => {
                let used = self.all("VM").into_iter().filter(|vm| self.is_up(vm));
                let used: i64 = used.map(|vm| self.memory_of(&vm)).sum();
                members.insert("memory_total", self.memory.into());
                members.insert("memory_free", (self.memory - used).max(0).into());
                members.insert("last_updated", now);
            }
            "PIF_metrics" => {
                members.insert("io_read_kbs", Value::Float(load(uuid, 1) * 900.0));
                members.insert("io_write_kbs", Value::Float(load(uuid, 2) * 300.0));
                members.insert("last_updated", now);
            }
            "VM_metrics" => {
                let vm = members.remove("VM").unwrap_or_else(Value::void).to_text();
                members.extend(self.measured(&vm));
                members.insert("last_updated", now);
            }
            _ => {}
        }
        Some(members)
    }

    fn memory_of(&self, vm: &str) -> i64 {
        self.get("VM", vm, "memory_dynamic_max")
            .map_or(0, Value::as_int)
    }

    /// What the hypervisor says of a machine's domain; nothing without one.
    fn measured(&self, vm: &str) -> Members {
        let up = self.is_up(vm);
        let running = self.text("VM", vm, "power_state") == "Running";
        let cpus = self.get("VM", vm, "VCPUs_max").map_or(1, Value::as_int);
        let each = |value: &dyn Fn(i64) -> Value| {
            let cpus = if up { cpus } else { 0 };
            Value::fields((0..cpus).map(|cpu| (cpu.to_string(), value(cpu))))
        };
        let usage = |cpu: i64| match running {
            true => load(vm, cpu.unsigned_abs()) * 0.9,
            false => 0.0,
        };
        let flag = if running { "running" } else { "blocked" };
        let state = if up && !running {
            vec!["paused"]
        } else {
            vec![]
        };
        Members::from([
            (
                "memory_actual",
                Value::Int(if up { self.memory_of(vm) } else { 0 }),
            ),
            ("VCPUs_number", Value::Int(if up { cpus } else { 0 })),
            ("VCPUs_utilisation", each(&|cpu| Value::Float(usage(cpu)))),
            ("VCPUs_CPU", each(&|cpu| Value::Int(cpu % 4))),
            ("VCPUs_flags", each(&|_| Value::texts(["online", flag]))),
            (
                "VCPUs_params",
                Value::map([("weight", "256"), ("cap", "0"), ("cpumap0", "0,1,2,3")]),
            ),
            ("state", Value::texts(state)),
        ])
    }

    /// Averages over the last second, in kilobytes; these records have no uuid.
    fn traffic(&self, class: &str, uuid: &str) -> Members {
        let device = class.strip_suffix("_metrics").unwrap_or(class);
        let running = self.text("VM", self.text(device, uuid, "VM"), "power_state") == "Running";
        let rate = |which, most: f64| match running {
            true => load(uuid, which) * most,
            false => 0.0,
        };
        let mut members = Members::from([
            ("io_read_kbs", Value::Float(rate(0, 400.0))),
            ("io_write_kbs", Value::Float(rate(1, 200.0))),
            ("last_updated", Value::Date(clock::now())),
        ]);
        if class == "VIF_metrics" {
            let total = |which| rate(which, 1.0) * clock::now() as f64;
            members.insert("io_total_read_kbs", Value::Float(total(2).floor()));
            members.insert("io_total_write_kbs", Value::Float(total(3).floor()));
        }
        members
    }
}

/// How busy something is, from 0 to 1; changes every two seconds.
fn load(what: &str, which: u64) -> f64 {
    let moment = clock::now().unsigned_abs() / 2;
    let usual = unit(hash(what) ^ which);
    let now = unit(mix(hash(what) ^ which) ^ moment);
    (usual * 0.7 + now * 0.3).clamp(0.0, 1.0)
}

impl Objects {
    /// The consoles of a machine.
    pub(super) fn consoles(&self, vm: &str) -> Vec<Ref> {
        let consoles = self
            .get("VM", vm, "consoles")
            .map_or(&[][..], Value::as_set);
        consoles.iter().map(Value::to_text).collect()
    }
}
