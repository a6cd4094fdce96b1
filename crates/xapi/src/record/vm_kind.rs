//! What a `VM` record stands for: the class has four kinds of things in it.

use super::Vm;

/// The kinds of `VM` records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VmKind {
    /// A virtual machine proper.
    Machine,
    /// A template.
    Template,
    /// A snapshot (or checkpoint) of a machine.
    Snapshot,
    /// The domain that controls a host.
    ControlDomain,
}

impl Vm {
    /// What this record stands for. Snapshots call themselves templates too, so they are asked
    /// about first.
    pub fn kind(&self) -> VmKind {
        if self.is_control_domain {
            VmKind::ControlDomain
        } else if self.is_a_snapshot {
            VmKind::Snapshot
        } else if self.is_a_template {
            VmKind::Template
        } else {
            VmKind::Machine
        }
    }
}
