//! Lines as bytes for the window, which reads them in place.
//!
//! Little-endian: view u32, state u8, count of curves u8, two bytes of nothing, count of times u32,
//! length of the problem u32, the newest row's time f64 (NaN where there is none), the times f64
//! each, then each curve's values f32 each, in the order of the curves, then the problem as JSON.
//! Times begin at byte 24, a multiple of 8, so that the window needs no copy.

use super::store::Lines;
use crate::problem::Problem;

/// How what is shown stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameState {
    /// Nothing has come yet.
    Loading = 0,
    /// It is what the host says now.
    Live = 1,
    /// It was true once: the host does not answer, or the VM runs nowhere.
    Stale = 2,
    /// The user may not see it.
    Forbidden = 3,
    /// There is nothing to have: the server keeps no measurements of it, or of anything.
    Unavailable = 4,
}

/// Writes lines for a view.
pub fn encode(
    view: u32,
    state: FrameState,
    newest: Option<i64>,
    lines: &Lines,
    why: Option<&Problem>,
) -> Vec<u8> {
    let (times, curves) = (lines.times.len(), lines.values.len());
    // A problem is texts: it can be written.
    let why = why.and_then(|why| serde_json::to_vec(why).ok());
    let why = why.unwrap_or_default();
    let mut bytes = Vec::with_capacity(24 + times * (8 + 4 * curves) + why.len());
    bytes.extend(view.to_le_bytes());
    bytes.extend([state as u8, curves as u8, 0, 0]);
    bytes.extend((times as u32).to_le_bytes());
    bytes.extend((why.len() as u32).to_le_bytes());
    bytes.extend(newest.map_or(f64::NAN, |time| time as f64).to_le_bytes());
    for time in &lines.times {
        bytes.extend((*time as f64).to_le_bytes());
    }
    for value in lines.values.iter().flatten() {
        bytes.extend(value.to_le_bytes());
    }
    bytes.extend(why);
    bytes
}
