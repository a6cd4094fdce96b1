//! What is done to findings of health, which a pool keeps for the team.

pub(crate) mod bring_back;
pub(crate) mod put_off;
