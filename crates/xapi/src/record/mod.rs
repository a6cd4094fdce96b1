//! One struct per class: what the server calls a record.
//!
//! The fields are the members of the server's data model, named as on the wire in lower case
//! (`VCPUs_max` is `vcpus_max`), and all public. A member that the server left out has its type's
//! default. A member this library does not know, or whose value has the wrong type, is kept in
//! `extra`; nothing about one member can make a record fail. Nothing is interpreted: references may
//! dangle, texts may be empty.

use std::collections::BTreeMap;

use serde_json::Value;

/// What a record could not put into its fields: members unknown to this library, and known ones
/// whose value was of a wrong type (as it came; of a list or map with a wrong element, all of it,
/// while the field holds the good elements).
pub type Extra = BTreeMap<String, Value>;

/// The name of a field on the wire: its own, unless another is given.
macro_rules! wire_name {
    ($field:ident) => {
        stringify!($field)
    };
    ($field:ident $wire:literal) => {
        $wire
    };
}

/// Declares structs of members: the Rust name, the name on the wire, then each field with, where it
/// differs, its own name on the wire.
macro_rules! structs {
    ($(
        $(#[$meta:meta])*
        $name:ident = $class:literal {
            $( $(#[$doc:meta])* $field:ident $(= $wire:literal)? : $type:ty ),* $(,)?
        }
    )*) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct $name {
            $(
                $(#[$doc])*
                #[doc = concat!("\n\n`", $class, ".", $crate::record::wire_name!($field $($wire)?), "`")]
                pub $field: $type,
            )*
            /// Members that are not known, or not of the type they should have.
            pub extra: $crate::record::Extra,
        }

        impl $crate::record::fields::Fields for $name {
            fn names(&self) -> &'static [&'static str] {
                const { &[$($crate::record::wire_name!($field $($wire)?)),*] }
            }

            fn field(&mut self, index: usize) -> Option<&mut dyn $crate::record::field_slot::FieldSlot> {
                // Its values count up in the order of the names.
                #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
                enum Index { $($field),* }
                $(
                    if index == Index::$field as usize {
                        return Some(&mut self.$field);
                    }
                )*
                None
            }

            fn share(&mut self, old: &Self) {
                $( $crate::record::field_slot::FieldSlot::share(&mut self.$field, &old.$field); )*
            }

            fn differences(&self, old: &Self, differences: &mut $crate::record::Differences<'_>) {
                $(
                    differences.compare(
                        $crate::record::wire_name!($field $($wire)?),
                        &old.$field,
                        &self.$field,
                    );
                )*
            }

            fn extra(&self) -> &$crate::record::Extra {
                &self.extra
            }

            fn extra_mut(&mut self) -> &mut $crate::record::Extra {
                &mut self.extra
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                use $crate::record::fields::Fields;
                let mut map = $crate::record::fields::begin(self, serializer)?;
                $(
                    $crate::record::fields::write(
                        &mut map,
                        $crate::record::wire_name!($field $($wire)?),
                        &self.$field,
                        self.extra(),
                    )?;
                )*
                $crate::record::fields::end(self, map)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::record::any_visitor::read(deserializer, "a record")
            }
        }

        impl $crate::record::field_slot::FieldSlot for $name {
            fn map(
                &mut self,
                map: &mut dyn $crate::record::field_slot::Map,
            ) -> Result<$crate::record::field_slot::ReadOutcome, $crate::record::field_slot::Aborted> {
                $crate::record::fields::read_all(self, map)?;
                Ok($crate::record::field_slot::ReadOutcome::Whole)
            }
        }
    )*};
}

/// Declares the records of classes: structs that have references and a place in [`crate::Record`].
macro_rules! records {
    ($(
        $(#[$meta:meta])*
        $name:ident = $class:literal { $($fields:tt)* }
    )*) => {
        structs! { $( $(#[$meta])* $name = $class { $($fields)* } )* }
        $(
            impl $crate::class::RecordOf for $name {
                const CLASS: $crate::class::Class = $crate::class::Class::$name;

                fn from_record(record: &$crate::class::Record) -> Option<&Self> {
                    match record {
                        $crate::class::Record::$name(record) => Some(record),
                        _ => None,
                    }
                }

                fn take(record: $crate::class::Record) -> Option<Self> {
                    match record {
                        $crate::class::Record::$name(record) => Some(*record),
                        _ => None,
                    }
                }

                fn into_record(self) -> $crate::class::Record {
                    $crate::class::Record::$name(Box::new(self))
                }
            }
        )*
    };
}

pub(crate) use wire_name;

pub(crate) mod any_visitor;
mod difference;
pub(crate) mod field_slot;
pub(crate) mod fields;

#[path = "../generated/records.rs"]
mod generated;
mod task_outcome;
mod values;
mod vm_kind;

pub use difference::Difference;
pub(crate) use difference::Differences;
pub use generated::*;
pub use values::*;
pub use vm_kind::VmKind;
