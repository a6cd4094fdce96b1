//! What is unhealthy: one list of findings, from which the tree, lists, pages and the place of their own
//! all take what they show.
//!
//! A rule (`rules`, one file each) looks at one object of its class and leaves a sign where it finds something;
//! it also says whose changes make it look again, and at which objects. The signs of a world are kept with
//! it (`examine`), so that a change costs what it concerns and not what the pool has. None of them is
//! read off a clock: a sign says from when until when it holds, and whoever looks brings the time
//! (`told`). Sentences are made at a look, of what is seen only (`findings`, [`frame`]).

pub(crate) mod examine;
pub(crate) mod findings;
mod frame;
mod put_off;
mod rule;
mod rules;
mod sign;
mod told;

pub use frame::frame;
pub use put_off::PutOff;
pub(crate) use put_off::key as put_off_key;
pub use rules::ids as rule_ids;
pub use sign::Severity;
pub(crate) use sign::Sign;
pub(crate) use told::{Sick, Sum, lasting, of, standing};
