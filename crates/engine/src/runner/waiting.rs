//! Whether a call that is only waited for so long is waited for yet.

/// Whether a call is waited for, where its step says for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Waiting {
    /// It is.
    Yes,
    /// Its time is up.
    Overdue,
    /// The server is being asked to stop it.
    Stopping,
    /// It is not: the next step is done instead.
    GivenUp,
}
