//! What Xen Orchestra calls its objects, as the records that everything else knows. Pure: a record
//! for an object, and for what the object has folded into it (metrics, consoles).
//!
//! References are Xen Orchestra's ids, which stay when all objects leave and come back. What is
//! folded in has the id of what it was folded into, with a word behind it.

mod fields;
mod machine;
mod network;
mod passing;
mod pool;
mod storage;

#[cfg(test)]
mod tests;

use xapi::{Class, Object, OpaqueRef};
use xo::Record;

use self::fields::made;

/// What an object is made into. Nothing, if it is of a type that nobody looks at.
///
/// `class_of` tells what an id stands for, as far as it is known: messages do not say it of what they
/// are about.
pub(super) fn of(object: &xo::Object, class_of: &dyn Fn(&str) -> Option<Class>) -> Vec<Object> {
    let id = object.id();
    // What cannot be referred to cannot be shown.
    if OpaqueRef::from(id).is_null() {
        return Vec::new();
    }
    match Record::of(object) {
        Record::Pool(pool) => vec![made(id, pool::pool(*pool))],
        Record::Host(host) => pool::host(id, *host),
        Record::Vm(vm) => machine::machine(id, *vm),
        Record::Sr(sr) => vec![made(id, storage::repository(*sr))],
        Record::Vdi(vdi) => vec![made(id, storage::disk(*vdi))],
        Record::Vbd(vbd) => vec![made(id, storage::drive(*vbd))],
        Record::Pbd(pbd) => vec![made(id, storage::connection(*pbd))],
        Record::Network(network) => vec![made(id, network::network(*network))],
        Record::Vif(vif) => vec![made(id, network::of_machine(*vif))],
        Record::Pif(pif) => network::of_host(id, *pif),
        Record::Task(task) => vec![made(id, passing::task(*task))],
        Record::Message(message) => {
            let about = class_of(&message.object);
            vec![made(id, passing::message(*message, about))]
        }
        _ => Vec::new(),
    }
}
