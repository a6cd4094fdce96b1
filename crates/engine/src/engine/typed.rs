//! What a person has typed to be let in.

use crate::secret::Secret;

/// What was just typed.
pub(super) struct Typed {
    pub(super) password: Secret,
    pub(super) otp: Option<Secret>,
}
