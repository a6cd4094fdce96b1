//! How a script ends that does not end well.

use inventory::Problem;

use super::sentence::Sentence;

/// Why a script ends otherwise than well.
#[derive(Debug)]
pub enum Stop {
    /// Nothing was begun, for this reason.
    NotBegun(String),
    /// What was begun has failed; each was told.
    Failed,
}

impl Stop {
    /// Nothing was begun, for this reason.
    pub fn because(why: impl ToString) -> Self {
        Self::NotBegun(why.to_string())
    }
}

/// Nothing was begun: the engine refuses.
impl From<Problem> for Stop {
    fn from(problem: Problem) -> Self {
        Self::because(Sentence(&problem))
    }
}
