//! A VM's virtual TPM: where its guest keeps keys that nobody can read out of its disks.

use xapi::{Ref, Vtpm};

use super::Subject;

pub(crate) mod add;
pub(crate) mod remove;

/// The subject's, if it has one.
fn of<'a>(subject: &Subject<'a>) -> Option<&'a Ref<Vtpm>> {
    subject.vm()?.vtpms.first()
}
