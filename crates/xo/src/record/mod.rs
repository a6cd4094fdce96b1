//! Objects as structs: those members that a tree and pages of it need, by one name whatever Xen
//! Orchestra calls them.
//!
//! Links are ids, empty where there is none. Times are seconds since 1970, sizes bytes. A member
//! that is absent, or of a type that nobody expects, is as empty as its type can be, and never
//! spoils the rest.

mod member;
mod network;
mod other;
mod pool;
mod storage;
mod vm;

pub use network::{Network, Pif, Vif};
pub use other::{Message, Task};
pub use pool::{Cpus, Host, HostMemory, Pool};
pub use storage::{Pbd, Sr, Vbd, Vdi};
pub use vm::{TemplateInfo, VCpus, Vm, VmMemory};

use crate::objects::Object;

/// Declares structs that are read leniently.
macro_rules! records {
    ($(
        $(#[$doc:meta])*
        $name:ident {
            $( $(#[$about:meta])* $member:ident $(= $wire:literal)? : $type:ty, )*
        }
    )*) => { $(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, serde::Deserialize)]
        #[serde(default)]
        pub struct $name {
            $(
                $(#[$about])*
                $(#[serde(rename = $wire)])?
                #[serde(deserialize_with = "crate::record::member::read")]
                pub $member: $type,
            )*
        }

        impl crate::record::member::Member for $name {
            fn of(value: serde_json::Value) -> Option<Self> {
                serde::Deserialize::deserialize(value).ok()
            }
        }
    )* };
}
pub(crate) use records;

/// An object by its type.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Record {
    /// A pool.
    Pool(Box<Pool>),
    /// A host.
    Host(Box<Host>),
    /// A machine, template, snapshot or control domain; its `kind` tells.
    Vm(Box<Vm>),
    /// A storage repository.
    Sr(Box<Sr>),
    /// A disk, or a snapshot of one, or one that is there but not managed; its `kind` tells.
    Vdi(Box<Vdi>),
    /// What attaches a disk to a machine.
    Vbd(Box<Vbd>),
    /// A machine's network interface.
    Vif(Box<Vif>),
    /// A host's network interface.
    Pif(Box<Pif>),
    /// A network.
    Network(Box<Network>),
    /// What connects a host with a storage repository.
    Pbd(Box<Pbd>),
    /// A task of the pool's.
    Task(Box<Task>),
    /// A message or an alarm of the pool's.
    Message(Box<Message>),
    /// Anything else.
    Other,
}

impl Record {
    /// Reads an object.
    pub fn of(object: &Object) -> Self {
        fn read<T: serde::de::DeserializeOwned>(
            object: &Object,
            wrap: fn(Box<T>) -> Record,
        ) -> Record {
            object.read().map_or(Record::Other, wrap)
        }
        match object.kind() {
            "pool" => read(object, Self::Pool),
            "host" => read(object, Self::Host),
            "VM" | "VM-controller" | "VM-snapshot" | "VM-template" => read(object, Self::Vm),
            "SR" => read(object, Self::Sr),
            "VDI" | "VDI-snapshot" | "VDI-unmanaged" => read(object, Self::Vdi),
            "VBD" => read(object, Self::Vbd),
            "VIF" => read(object, Self::Vif),
            "PIF" => read(object, Self::Pif),
            "network" => read(object, Self::Network),
            "PBD" => read(object, Self::Pbd),
            "task" => read(object, Self::Task),
            "message" => read(object, Self::Message),
            _ => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use serde_json::{Value, json};

    use super::*;

    fn record(object: &Value) -> Record {
        let text = Bytes::from(object.to_string());
        let kind = object["type"].as_str().unwrap().to_owned();
        Record::of(&Object::new("x".to_owned(), kind, text))
    }

    #[test]
    fn reads_a_machine() {
        let Record::Vm(vm) = record(&json!({
            "type": "VM", "id": "v", "uuid": "v", "$pool": "p", "_xapiRef": "OpaqueRef:v",
            "name_label": "web", "power_state": "Running", "$container": "h",
            "CPUs": {"max": 4, "number": 2},
            "memory": {"size": 2048, "usage": 1024.5, "dynamic": [1024, 2048], "static": [512, 4096]},
            "addresses": {"0/ipv4/0": "10.0.0.7"}, "mainIpAddress": "10.0.0.7",
            "os_version": null, "current_operations": {"t": "snapshot"},
            "$VBDs": ["a", null, "b"], "tags": ["prod"], "snapshots": [], "startTime": 1795219060,
        })) else {
            panic!();
        };
        assert_eq!(vm.name_label, "web");
        assert_eq!((vm.cpus.number, vm.cpus.max), (2, 4));
        assert_eq!(vm.memory.dynamic, [1024, 2048]);
        assert_eq!(vm.memory.usage, Some(1024));
        assert_eq!(vm.vbds, ["a", "b"]);
        assert_eq!(vm.current_operations["t"], "snapshot");
        assert_eq!(vm.start_time, Some(1_795_219_060));
        assert_eq!(
            (vm.xapi_ref.as_str(), vm.pool.as_str()),
            ("OpaqueRef:v", "p")
        );
        assert!(vm.os_version.is_empty());
    }

    #[test]
    fn a_member_of_a_wrong_type_spoils_nothing_else() {
        let Record::Host(host) = record(&json!({
            "type": "host", "id": "h", "name_label": "h1", "memory": "much", "enabled": "yes",
            "tags": {"a": 1}, "CPUs": {"cpu_count": "8", "odd": {}}, "cpus": {"cores": "8"},
            "startTime": "never",
        })) else {
            panic!();
        };
        assert_eq!(host.name_label, "h1");
        assert_eq!(host.memory, HostMemory::default());
        assert!(!host.enabled && host.tags.is_empty());
        assert_eq!(host.cpu_info.len(), 1);
        assert_eq!(host.cpu_info["cpu_count"], "8");
        assert_eq!(host.cpus.cores, 8);
        assert_eq!(host.start_time, None);
    }

    #[test]
    fn every_type_of_a_tree_has_its_record() {
        for kind in [
            "pool",
            "host",
            "VM",
            "VM-controller",
            "VM-snapshot",
            "VM-template",
            "SR",
            "VDI",
            "VDI-snapshot",
            "VDI-unmanaged",
            "VBD",
            "VIF",
            "PIF",
            "network",
            "PBD",
            "task",
            "message",
        ] {
            assert_ne!(record(&json!({"type": kind})), Record::Other, "{kind}");
        }
        assert_eq!(record(&json!({"type": "PCI"})), Record::Other);
    }
}
