//! What the failing of a step means for the rest of its plan.

use serde::{Deserialize, Serialize};

/// What the failing of a step means for the rest of its plan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tolerance {
    /// The plan ends, and what was done is taken back.
    #[default]
    None,
    /// The plan goes on, and ends so only if none of the steps of this kind has worked: storage that one host
    /// reaches is better than none.
    OneIsEnough,
    /// The plan goes on.
    Any,
}
