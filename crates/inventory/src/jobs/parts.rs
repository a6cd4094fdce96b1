//! What a request is done to, and what to each: mostly to what was selected, the same to all. A job may
//! need to look at all at once, or be done to others: a host is emptied by moving its VMs.

use super::{JobRequest, Refusal, plan::Effect};
use crate::key::ObjectKey;

/// What is done to one object.
#[derive(Clone, Debug)]
pub struct Part {
    /// What.
    pub request: JobRequest,
    /// The object.
    pub object: ObjectKey,
    /// Why it is left out, where that follows from all the others; none: its own plan says whether.
    pub refusal: Option<Refusal>,
    /// Whether it comes before all others, which wait for its end.
    pub leads: bool,
}

/// All that is done for a request.
#[derive(Clone, Debug, Default)]
pub struct Parts {
    /// What is done, in this order.
    pub parts: Vec<Part>,
    /// How many of them are under way at once; none: as many as of any group.
    pub at_once: Option<usize>,
    /// Whether it is done to others than those that were selected.
    pub is_of_others: bool,
    /// What becomes of others, to which nothing is done.
    pub(crate) beside: Vec<Beside>,
}

/// What becomes of an object to which nothing is done itself.
#[derive(Clone, Debug)]
pub(crate) struct Beside {
    /// The object.
    pub(crate) object: ObjectKey,
    /// Its name.
    pub(crate) name: String,
    /// What.
    pub(crate) effect: Effect,
}

impl Parts {
    /// Some that were told before.
    pub fn of(parts: Vec<Part>, at_once: Option<usize>) -> Self {
        Self {
            parts,
            at_once,
            ..Self::default()
        }
    }
}

impl Part {
    /// What is done to an object, whatever is done to others.
    pub(crate) fn new(request: JobRequest, object: &ObjectKey) -> Self {
        Self {
            request,
            object: object.clone(),
            refusal: None,
            leads: false,
        }
    }
}
