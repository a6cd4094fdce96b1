//! What helps, as the window gets it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    jobs::{Job, Refusal},
    key::ObjectKey,
};

/// The job that mends what is told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Mend {
    /// Which.
    pub job: Job,
    /// What it is done to.
    pub object: ObjectKey,
    /// Why it cannot be done now.
    pub refusal: Option<Refusal>,
}
