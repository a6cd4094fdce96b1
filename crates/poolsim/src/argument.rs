//! The types of operations' arguments: which type of the data model each stands for, what is checked of a value, and what
//! the operation's code gets.

use std::marker::PhantomData;
use std::sync::Arc;

use crate::db::Db;
use crate::failure::Outcome;
use crate::model::Type;
use crate::value::{NULL_REF, Ref, Value};

/// A type of arguments: which types of the data model it stands for, and what the code gets.
pub trait Argument {
    /// What the code gets.
    type Taken;

    /// The class of the object that it is, if it is one and is there.
    const CLASS: Option<&'static str> = None;

    /// Whether it stands for that type.
    fn fits(kind: &Type) -> bool;

    /// Whether the objects named are there.
    fn check(_: &Value, _: &Db) -> Outcome<()> {
        Ok(())
    }

    /// The value, which is of a type that fits.
    fn take(value: &Value) -> Self::Taken;
}

/// A class whose objects are arguments.
pub trait OfClass {
    /// Its wire name.
    const NAME: &'static str;
}

/// The classes by their wire names, as types: an argument of such a type is an object that is there.
#[allow(non_camel_case_types, clippy::upper_case_acronyms)] // The wire's names.
pub mod class {
    use super::{Argument, OfClass};
    use crate::db::Db;
    use crate::failure::Outcome;
    use crate::model::Type;
    use crate::value::{Ref, Value};

    macro_rules! classes {
        ($($name:ident)*) => { $(
            #[doc = concat!("An object of class `", stringify!($name), "`, which is there.")]
            pub enum $name {}

            impl OfClass for $name {
                const NAME: &'static str = stringify!($name);
            }

            impl Argument for $name {
                type Taken = Ref;

                const CLASS: Option<&'static str> = Some(Self::NAME);

                fn fits(kind: &Type) -> bool {
                    *kind == Type::Ref(Self::NAME)
                }

                fn check(value: &Value, db: &Db) -> Outcome<()> {
                    db.check(Self::NAME, value.as_str())
                }

                fn take(value: &Value) -> Ref {
                    value.to_text()
                }
            }
        )* };
    }

    classes! {
        Bond GPU_group PBD PGPU PIF PUSB SR USB_group VBD VDI VGPU VGPU_type VIF VLAN VM VMSS VM_appliance VM_group VTPM
        VUSB blob host message network pool role secret subject task
    }
}

/// An object that is there, or the null reference.
pub struct Nullable<C>(PhantomData<C>);

impl<C: OfClass> Argument for Nullable<C> {
    type Taken = Option<Ref>;

    fn fits(kind: &Type) -> bool {
        *kind == Type::Ref(C::NAME)
    }

    fn check(value: &Value, db: &Db) -> Outcome<()> {
        match value.as_str() {
            NULL_REF => Ok(()),
            reference => db.check(C::NAME, reference),
        }
    }

    fn take(value: &Value) -> Option<Ref> {
        Some(value.to_text()).filter(|reference| &**reference != NULL_REF)
    }
}

/// A reference that the code looks at itself, if it does.
pub struct Unchecked<C>(PhantomData<C>);

impl<C: OfClass> Argument for Unchecked<C> {
    type Taken = Ref;

    fn fits(kind: &Type) -> bool {
        *kind == Type::Ref(C::NAME)
    }

    fn take(value: &Value) -> Ref {
        value.to_text()
    }
}

/// A list, each item of which is checked.
pub struct Set<T>(PhantomData<T>);

impl<T: Argument> Argument for Set<T> {
    type Taken = Vec<T::Taken>;

    fn fits(kind: &Type) -> bool {
        matches!(kind, Type::Set(item) if T::fits(item))
    }

    fn check(value: &Value, db: &Db) -> Outcome<()> {
        value
            .as_set()
            .iter()
            .try_for_each(|item| T::check(item, db))
    }

    fn take(value: &Value) -> Vec<T::Taken> {
        value.as_set().iter().map(T::take).collect()
    }
}

/// A map; the code gets it as it is.
pub struct Map<K, V>(PhantomData<(K, V)>);

impl<K: Argument, V: Argument> Argument for Map<K, V> {
    type Taken = Value;

    fn fits(kind: &Type) -> bool {
        matches!(kind, Type::Map(key, item) if K::fits(key) && V::fits(item))
    }

    fn take(value: &Value) -> Value {
        value.clone()
    }
}

/// A record to make an object of; `record::members` reads it.
pub struct Record<C>(PhantomData<C>);

impl<C: OfClass> Argument for Record<C> {
    type Taken = Value;

    fn fits(kind: &Type) -> bool {
        *kind == Type::Record(C::NAME)
    }

    fn take(value: &Value) -> Value {
        value.clone()
    }
}

/// A string.
pub enum Text {}

/// One of an enumeration's values.
pub enum Choice {}

/// A date, in Unix seconds.
pub enum Date {}

macro_rules! plain {
    ($($name:ty as $pattern:pat => $taken:ty, $take:expr;)*) => { $(
        impl Argument for $name {
            type Taken = $taken;

            fn fits(kind: &Type) -> bool {
                matches!(kind, $pattern)
            }

            fn take(value: &Value) -> $taken {
                $take(value)
            }
        }
    )* };
}

plain! {
    Text as Type::Text => Arc<str>, Value::to_text;
    Choice as Type::Enum(_) => Arc<str>, Value::to_text;
    Date as Type::Date => i64, Value::as_int;
    bool as Type::Bool => bool, Value::as_bool;
    i64 as Type::Int => i64, Value::as_int;
    f64 as Type::Float => f64, Value::as_float;
}
