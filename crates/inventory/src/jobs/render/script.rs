//! What is written as a script: a plan, and where its calls are made.

use crate::{connection::ConnectionInfo, jobs::Plan};

/// A plan with the connections that its calls are made on.
pub(super) struct Script<'a> {
    /// The subject's.
    pub(super) home: &'a ConnectionInfo<'a>,
    /// The others.
    pub(super) others: Vec<&'a ConnectionInfo<'a>>,
    pub(super) plan: Plan,
}

impl<'a> Script<'a> {
    pub(super) fn new(
        home: &'a ConnectionInfo<'a>,
        connections: &'a [ConnectionInfo<'a>],
        plan: Plan,
    ) -> Self {
        let others = plan.other_connections().into_iter();
        Self {
            home,
            others: others
                .filter_map(|id| connections.iter().find(|info| info.id == id))
                .collect(),
            plan,
        }
    }

    /// All of them, the subject's first.
    pub(super) fn connections(&self) -> impl Iterator<Item = &'a ConnectionInfo<'a>> {
        std::iter::once(self.home).chain(self.others.iter().copied())
    }
}
