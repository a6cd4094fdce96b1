//! What the window may ask to be told of measurements.

use inventory::{ObjectKey, metrics::Curve};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How far back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum MetricsRange {
    /// Ten minutes.
    TenMinutes,
    /// Two hours.
    TwoHours,
    /// A week.
    Week,
    /// A year.
    Year,
}

impl MetricsRange {
    /// In seconds.
    pub fn seconds(self) -> i64 {
        match self {
            Self::TenMinutes => 600,
            Self::TwoHours => 2 * 3_600,
            Self::Week => 7 * 86_400,
            Self::Year => 366 * 86_400,
        }
    }
}

/// What is to be told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MetricsSpec {
    /// Of which object.
    pub object: ObjectKey,
    /// Which lines, in this order.
    pub curves: Vec<Curve>,
    /// How far back.
    pub range: MetricsRange,
}
