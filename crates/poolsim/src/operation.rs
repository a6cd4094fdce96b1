//! What an operation is: a message with code of its own, as one line of a table.
//!
//! ```text
//! VM.start_on(vm: VM, host: Unchecked<host>, start_paused: bool, force: bool) [marks start_on]
//!     => power::start(cx, &vm, Some(&host), start_paused).await;
//! ```
//!
//! The names and types of the arguments are the data model's, which a test compares; `self` is called by its class.
//! Derived from the line: which messages there is code for, the values that the code is given, that the objects named
//! exist, and that the operation may begin.

use std::future::Future;
use std::pin::Pin;

use crate::busy::Busy;
use crate::context::Context;
use crate::db::Db;
use crate::failure::Outcome;
use crate::model::Type;
use crate::value::{NULL_REF, Ref, Value};

/// What an operation's code may come to: a value, or nothing, or either or a failure.
pub trait Answer {
    /// As the call is answered.
    fn answer(self) -> Outcome<Value>;
}

impl<T: Into<Value>> Answer for Outcome<T> {
    fn answer(self) -> Outcome<Value> {
        self.map(Into::into)
    }
}

macro_rules! answers {
    ($($kind:ty)*) => { $(
        impl Answer for $kind {
            fn answer(self) -> Outcome<Value> {
                Ok(self.into())
            }
        }
    )* };
}

answers! { () Value Ref &str bool i64 f64 }

/// An operation under way.
pub type Running<'a> = Pin<Box<dyn Future<Output = Outcome<Value>> + Send + 'a>>;

/// A line of the table.
pub struct Operation {
    /// `VM.start_on`
    pub name: &'static str,
    /// Its arguments, in order.
    pub parameters: &'static [Parameter],
    /// What must be so of the first argument.
    pub precondition: Precondition,
    /// Its code. The values are of the types declared, and as many.
    pub run: for<'a> fn(&'a Context, &'a [Value]) -> Running<'a>,
}

/// What must be so before an operation begins. The names are those of `allowed_operations`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precondition {
    /// Nothing, or the code sees to it.
    None,
    /// The object's state allows that operation: `[checks changing_VCPUs]`.
    Checks(&'static str),
    /// The same, and the object's `current_operations` name it until the code ends: `[marks start]`.
    Marks(&'static str),
}

impl Precondition {
    /// The operation that must be allowed.
    pub fn operation(self) -> Option<&'static str> {
        match self {
            Precondition::None => None,
            Precondition::Checks(operation) | Precondition::Marks(operation) => Some(operation),
        }
    }
}

/// An argument of an operation.
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// The class of the object that it is.
    pub class: Option<&'static str>,
    /// Whether it is of the type that the data model declares.
    pub fits: fn(&Type) -> bool,
    /// Whether the objects that it names are there.
    pub check: fn(&Value, &Db) -> Outcome<()>,
}

impl Operation {
    /// The class of its first argument, which is what its precondition is about; "" if that is no object.
    pub fn class(&self) -> &'static str {
        let first = self.parameters.first();
        first.and_then(|first| first.class).unwrap_or("")
    }

    /// Checks what it is given and what must be so, then runs it.
    pub async fn perform(&self, cx: &Context, values: &[Value]) -> Outcome<Value> {
        let _busy = self.begin(cx, values)?;
        (self.run)(cx, values).await
    }

    fn begin(&self, cx: &Context, values: &[Value]) -> Outcome<Option<Busy>> {
        {
            let world = cx.world();
            for (parameter, value) in self.parameters.iter().zip(values) {
                (parameter.check)(value, &world.db)?;
            }
        }
        let object = || {
            values
                .first()
                .map_or_else(|| NULL_REF.into(), Value::to_text)
        };
        match self.precondition {
            Precondition::None => Ok(None),
            Precondition::Checks(operation) => {
                crate::allowed::check(&cx.world().db, self.class(), &object(), operation)?;
                Ok(None)
            }
            Precondition::Marks(operation) => {
                Busy::begin(cx, self.class(), &object(), operation).map(Some)
            }
        }
    }
}

/// Makes a table of operations, a line each. `cx` is what the code calls its context.
macro_rules! operations {
    ($cx:ident: $(
        $class:ident.$name:ident($($argument:ident: $kind:ty),* $(,)?) $([$when:ident $operation:ident])?
            => $code:expr;
    )*) => {
        &[$(
            $crate::operation::Operation {
                name: concat!(stringify!($class), ".", stringify!($name)),
                parameters: &[$(
                    $crate::operation::Parameter {
                        name: stringify!($argument),
                        class: <$kind as $crate::argument::Argument>::CLASS,
                        fits: <$kind as $crate::argument::Argument>::fits,
                        check: <$kind as $crate::argument::Argument>::check,
                    },
                )*],
                precondition: $crate::operation::precondition!($($when $operation)?),
                run: |$cx, values| Box::pin(async move {
                    // Not every operation has arguments, or looks at the pool.
                    let _ = $cx;
                    #[allow(unused_mut, unused_variables)]
                    let mut values = values.iter();
                    $(
                        let value = values.next().unwrap_or(&$crate::value::Value::Null);
                        // Some arguments change nothing that is simulated.
                        #[allow(unused_variables, non_snake_case)]
                        let $argument = <$kind as $crate::argument::Argument>::take(value);
                    )*
                    $crate::operation::Answer::answer($code)
                }),
            },
        )*]
    };
}

macro_rules! precondition {
    () => {
        $crate::operation::Precondition::None
    };
    (checks $operation:ident) => {
        $crate::operation::Precondition::Checks(stringify!($operation))
    };
    (marks $operation:ident) => {
        $crate::operation::Precondition::Marks(stringify!($operation))
    };
}

pub(crate) use {operations, precondition};
