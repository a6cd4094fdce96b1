//! What the ways into a pool can take. XAPI takes every call as it is; xend knows few of them, and
//! Xen Orchestra those for which it has a method of its own. Each way's client translates the calls
//! that are listed here, and a test of it says so.

use super::{Job, Refusal, Subject};
use crate::{connection::Way, problem::Problem};

/// What Xen Orchestra can be asked for, by XAPI's names.
pub const XEN_ORCHESTRA: &[&str] = &[
    "SR.add_tags",
    "SR.remove_tags",
    "SR.set_name_description",
    "SR.set_name_label",
    "VDI.add_tags",
    "VDI.remove_tags",
    "VDI.set_name_description",
    "VDI.set_name_label",
    "VM.add_tags",
    "VM.clean_reboot",
    "VM.clean_shutdown",
    "VM.clone",
    "VM.hard_reboot",
    "VM.hard_shutdown",
    "VM.pause",
    "VM.pool_migrate",
    "VM.remove_tags",
    "VM.resume",
    "VM.set_name_description",
    "VM.set_name_label",
    "VM.snapshot",
    "VM.start",
    "VM.suspend",
    "VM.unpause",
    "host.add_tags",
    "host.remove_tags",
    "host.set_name_description",
    "host.set_name_label",
    "network.add_tags",
    "network.remove_tags",
    "network.set_name_description",
    "network.set_name_label",
    "pool.add_tags",
    "pool.remove_tags",
    "pool.set_name_description",
    "pool.set_name_label",
];

/// What xend can be asked for.
pub const XEND: &[&str] = &[
    "VM.clean_reboot",
    "VM.clean_shutdown",
    "VM.hard_reboot",
    "VM.hard_shutdown",
    "VM.pause",
    "VM.resume",
    "VM.set_name_label",
    "VM.start",
    "VM.suspend",
    "VM.unpause",
    "host.set_name_label",
];

/// Whether the way to the subject takes every call that the job may make there.
pub(super) fn check(subject: &Subject<'_>, job: Job) -> Result<(), Refusal> {
    let (taken, code) = match subject.connection.way {
        Way::Behind(_) => (XEN_ORCHESTRA, "not_through_xo"),
        Way::Direct if subject.connection.world.is_before_xapi() => (XEND, "not_supported"),
        Way::Direct | Way::Orchestra => return Ok(()),
    };
    match methods_on(job, &subject.key.class).all(|method| taken.contains(&method)) {
        true => Ok(()),
        false => Err(Problem::new(code).into()),
    }
}

/// The methods that a job may call on an object of a class: of those of several classes the ones of
/// that class, where there are some.
pub(super) fn methods_on(job: Job, class: &str) -> impl Iterator<Item = &'static str> {
    let is_of_class =
        move |method: &&str| method.split_once('.').is_some_and(|(of, _)| of == class);
    let methods = job.methods().iter().copied();
    let has_some = methods.clone().any(|method| is_of_class(&method));
    methods.filter(move |method| !has_some || is_of_class(method))
}
