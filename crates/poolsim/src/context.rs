//! The call that an operation runs for.

use std::sync::Arc;

use crate::pool::{Guard, Pool};
use crate::value::Ref;

/// The call that an operation runs for.
#[derive(Clone, Debug)]
pub struct Context {
    /// The pool.
    pub pool: Arc<Pool>,
    /// Number of the host that the call came to.
    pub host: usize,
    /// The caller's session.
    pub session: Ref,
    /// Its task, where the call has one; otherwise the null reference.
    pub task: Ref,
}

impl Context {
    /// The pool's state, locked.
    pub fn world(&self) -> Guard<'_> {
        self.pool.lock()
    }
}
