//! The server's enumerations. A newer server's value is carried in `Unknown`, never refused.

/// Declares the enumerations: name, wire name, then each value with its spelling on the wire.
macro_rules! wire_enums {
    ($(
        $(#[$meta:meta])*
        $name:ident = $wire_name:literal { $($variant:ident $wire:literal),* $(,)? }
    )*) => {$(
        $(#[$meta])*
        ///
        /// The default, `Unknown("")`, stands for a member that the server left out.
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $(
                #[doc = concat!("`", $wire, "` on the wire.")]
                $variant,
            )*
            /// A value this library does not know, as it came.
            Unknown(String),
        }

        impl $name {
            /// The values known, in the server's order.
            pub const KNOWN: &'static [$name] = &[$($name::$variant),*];

            /// The spelling on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $($name::$variant => $wire,)*
                    $name::Unknown(text) => text,
                }
            }
        }

        impl Default for $name {
            fn default() -> Self {
                $name::Unknown(String::new())
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $($wire => $name::$variant,)*
                    _ => $name::Unknown(text.to_owned()),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str(crate::codec::text::TextVisitor::new($wire_name))
            }
        }

        impl crate::record::field_slot::FieldSlot for $name {
            fn scalar(
                &mut self,
                found: crate::record::field_slot::Scalar<'_>,
            ) -> crate::record::field_slot::ReadOutcome {
                found.put(found.text().map(Self::from), self)
            }

            fn digest(&self, digest: &mut rustc_hash::FxHasher) -> bool {
                std::hash::Hash::hash(self, digest);
                true
            }
        }

        impl crate::record::field_slot::Key for $name {
            fn key(text: &str) -> Option<Self> {
                Some(text.into())
            }
        }
    )*};
}

#[path = "generated/enums.rs"]
mod generated;

pub use generated::*;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values_go_through_and_unknown_ones_are_carried() {
        for known in VmOperation::KNOWN {
            assert_eq!(&VmOperation::from(known.as_str()), known);
            assert!(!matches!(
                VmOperation::from(known.as_str()),
                VmOperation::Unknown(_)
            ));
        }
        let odd = VmPowerState::from("Crashed");
        assert_eq!(odd, VmPowerState::Unknown("Crashed".into()));
        assert_eq!(odd.as_str(), "Crashed");
        // The case counts: the lower-case forms are those of error parameters.
        assert_eq!(VmPowerState::from("running").to_string(), "running");
        assert_ne!(VmPowerState::from("running"), VmPowerState::Running);
    }
}
