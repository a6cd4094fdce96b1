//! The classes of the data model, and a record of any of them.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use crate::record::field_slot::{Aborted, FieldSlot, List, Map, ReadOutcome, Scalar, afford};
use crate::record::fields::{Fields, read_all};
use crate::record::*;
use crate::reference::OpaqueRef;

/// A record type and its class.
pub trait RecordOf: Sized {
    /// The class.
    const CLASS: Class;

    /// The record, if it is one of this class.
    fn from_record(record: &Record) -> Option<&Self>;

    /// The record itself, if it is one of this class.
    fn take(record: Record) -> Option<Self>;

    /// The record as one of any class.
    fn into_record(self) -> Record;
}

macro_rules! classes {
    ($($name:ident $wire:literal),* $(,)?) => {
        /// A class of objects.
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Class {
            $(
                #[doc = concat!("The class `", $wire, "`.")]
                $name,
            )*
            /// A class this library has no record for, by its name as it came.
            Unknown(Arc<str>),
        }

        impl Class {
            /// The classes that have a record.
            pub const ALL: &'static [Class] = &[$(Class::$name),*];

            /// The class of that name, in any case: events name classes in lower case.
            pub fn from_wire(name: &str) -> Self {
                $(
                    if name.eq_ignore_ascii_case($wire) {
                        return Class::$name;
                    }
                )*
                Class::Unknown(name.into())
            }

            /// The name in the data model (`VM_guest_metrics`), as method names need it.
            pub fn name(&self) -> &str {
                match self {
                    $(Class::$name => $wire,)*
                    Class::Unknown(name) => name,
                }
            }
        }

        /// A record of any class.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Record {
            $(
                #[doc = concat!("A record of the class `", $wire, "`.")]
                $name(Box<$name>),
            )*
            /// A record of a class this library has no type for, or something else altogether
            /// where a record should have been.
            Unknown {
                /// The class it was said to be of.
                class: Class,
                /// What came.
                value: Value,
            },
        }

        impl Record {
            /// The class.
            pub fn class(&self) -> Class {
                match self {
                    $(Record::$name(_) => Class::$name,)*
                    Record::Unknown { class, .. } => class.clone(),
                }
            }

            /// The object's stable identity; empty when there is none.
            pub fn uuid(&self) -> &str {
                match self {
                    $(Record::$name(record) => &record.uuid,)*
                    Record::Unknown { value, .. } => text_of(value, "uuid"),
                }
            }

            /// What the typed fields could not hold; none for an unknown class.
            pub fn extra(&self) -> Option<&Extra> {
                match self {
                    $(Record::$name(record) => Some(&record.extra),)*
                    Record::Unknown { .. } => None,
                }
            }

            /// Shares the memory of what has not changed with an older record of the same object:
            /// so a copy of a pool that is kept up to date for long stays as small as it began.
            pub fn share(&mut self, old: &Record) {
                match (self, old) {
                    $((Record::$name(new), Record::$name(old)) => Fields::share(&mut **new, old),)*
                    _ => {}
                }
            }

            /// What an older record of the same object says differently, of the members that are
            /// `wanted`; nothing of a class that has no type.
            pub fn differences(
                &self,
                old: &Record,
                wanted: &dyn Fn(&str) -> bool,
            ) -> Vec<Difference> {
                let mut differences = Differences::new(wanted);
                match (self, old) {
                    $((Record::$name(new), Record::$name(old)) => {
                        Fields::differences(&**new, old, &mut differences);
                    })*
                    _ => {}
                }
                differences.found
            }

            fn read(class: &Class, map: &mut dyn Map) -> Result<Self, Aborted> {
                Ok(match class {
                    $(Class::$name => {
                        afford(size_of::<$name>())?;
                        let mut record = Box::<$name>::default();
                        read_all(&mut *record, map)?;
                        Record::$name(record)
                    })*
                    Class::Unknown(_) => {
                        let mut value = Value::Null;
                        value.map(map)?;
                        Record::Unknown { class: class.clone(), value }
                    }
                })
            }
        }

        impl Serialize for Record {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    $(Record::$name(record) => record.serialize(serializer),)*
                    Record::Unknown { value, .. } => value.serialize(serializer),
                }
            }
        }
    };
}

classes! {
    Pool "pool", Host "host", HostMetrics "host_metrics", HostCpu "host_cpu",
    Vm "VM", VmMetrics "VM_metrics", VmGuestMetrics "VM_guest_metrics",
    Sr "SR", Pbd "PBD", Sm "SM", Vdi "VDI", Vbd "VBD", VbdMetrics "VBD_metrics",
    Network "network", Vif "VIF", VifMetrics "VIF_metrics", Pif "PIF", PifMetrics "PIF_metrics",
    Bond "Bond", Vlan "VLAN", Tunnel "tunnel", NetworkSriov "network_sriov",
    Console "console", Task "task", Message "message", Blob "blob",
    VmAppliance "VM_appliance", VmGroup "VM_group", Vmss "VMSS", Vtpm "VTPM",
    Subject "subject", Role "role", Certificate "Certificate", Feature "Feature",
    PoolUpdate "pool_update", PoolPatch "pool_patch", HostPatch "host_patch",
    Repository "Repository", HostCrashdump "host_crashdump", Crashdump "crashdump",
    Pci "PCI", Pgpu "PGPU", GpuGroup "GPU_group", Vgpu "VGPU", VgpuType "VGPU_type",
    Pusb "PUSB", UsbGroup "USB_group", Vusb "VUSB",
    Cluster "Cluster", ClusterHost "Cluster_host", DrTask "DR_task",
    SdnController "SDN_controller", PvsSite "PVS_site", PvsServer "PVS_server",
    PvsProxy "PVS_proxy", PvsCacheStorage "PVS_cache_storage",
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The name in the data model.
impl Serialize for Class {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Class {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(crate::codec::text::TextVisitor::new("the name of a class"))
    }
}

impl From<&str> for Class {
    fn from(name: &str) -> Self {
        Self::from_wire(name)
    }
}

fn text_of<'a>(value: &'a Value, field_slot: &str) -> &'a str {
    value.get(field_slot).and_then(Value::as_str).unwrap_or("")
}

impl Record {
    /// The name people gave the object; none where the class has no names.
    pub fn name_label(&self) -> Option<&str> {
        Some(match self {
            Record::Pool(record) => &record.name_label,
            Record::Host(record) => &record.name_label,
            Record::Vm(record) => &record.name_label,
            Record::Sr(record) => &record.name_label,
            Record::Sm(record) => &record.name_label,
            Record::Vdi(record) => &record.name_label,
            Record::Network(record) => &record.name_label,
            Record::Task(record) => &record.name_label,
            Record::Message(record) => &record.name,
            Record::Blob(record) => &record.name_label,
            Record::VmAppliance(record) => &record.name_label,
            Record::VmGroup(record) => &record.name_label,
            Record::Vmss(record) => &record.name_label,
            Record::Role(record) => &record.name_label,
            Record::Certificate(record) => &record.name,
            Record::Feature(record) => &record.name_label,
            Record::PoolUpdate(record) => &record.name_label,
            Record::PoolPatch(record) => &record.name_label,
            Record::HostPatch(record) => &record.name_label,
            Record::Repository(record) => &record.name_label,
            Record::GpuGroup(record) => &record.name_label,
            Record::UsbGroup(record) => &record.name_label,
            Record::PvsSite(record) => &record.name_label,
            Record::Unknown { value, .. } => return value.get("name_label")?.as_str(),
            _ => return None,
        })
    }
}

/// Reads a record of a class that is known only at run time.
pub(crate) struct RecordOfClass<'a> {
    class: &'a Class,
    /// What was read; whatever it is, it makes some record.
    pub(crate) record: Option<Record>,
}

impl<'a> RecordOfClass<'a> {
    pub(crate) fn new(class: &'a Class) -> Self {
        let record = None;
        Self { class, record }
    }

    fn odd(&mut self, value: Value) -> ReadOutcome {
        self.record = Some(Record::Unknown {
            class: self.class.clone(),
            value,
        });
        ReadOutcome::Whole
    }
}

impl FieldSlot for RecordOfClass<'_> {
    fn scalar(&mut self, found: Scalar<'_>) -> ReadOutcome {
        let mut value = Value::Null;
        value.scalar(found);
        self.odd(value)
    }

    fn list(&mut self, list: &mut dyn List) -> Result<ReadOutcome, Aborted> {
        let mut value = Value::Null;
        value.list(list)?;
        Ok(self.odd(value))
    }

    fn map(&mut self, map: &mut dyn Map) -> Result<ReadOutcome, Aborted> {
        self.record = Some(Record::read(self.class, map)?);
        Ok(ReadOutcome::Whole)
    }
}

/// An object: its reference and its record.
#[derive(Clone, Debug, PartialEq)]
pub struct Object {
    /// The reference.
    pub reference: OpaqueRef,
    /// The record.
    pub record: Record,
}

impl Object {
    /// The class of the record.
    pub fn class(&self) -> Class {
        self.record.class()
    }
}
