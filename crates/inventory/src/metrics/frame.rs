//! Lines as bytes for the window, which reads them in place.
//!
//! Little-endian: view u32, state u8, count of curves u8, two bytes of nothing, count of times u32,
//! the time that "now" is by the server's clock f64 (NaN where it is not known), the times f64 each,
//! then each curve's values f32 each, in the order of the curves. Times begin at byte 24 (a multiple
//! of 8) so that the window needs no copy.

use super::store::Lines;

/// How what is shown stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameState {
    /// Nothing has come yet.
    Loading = 0,
    /// It is what the host says now.
    Live = 1,
    /// It was true once: the host does not answer, or nothing runs any more.
    Stale = 2,
    /// The user may not see it.
    Forbidden = 3,
    /// There is no way to have it: the server measures nothing, or nobody knows where.
    Unavailable = 4,
}

/// Writes lines for a view.
pub fn encode(view: u32, state: FrameState, now: Option<f64>, lines: &Lines) -> Vec<u8> {
    let (times, curves) = (lines.times.len(), lines.values.len());
    let mut bytes = Vec::with_capacity(24 + times * (8 + 4 * curves));
    bytes.extend(view.to_le_bytes());
    bytes.extend([state as u8, curves as u8, 0, 0]);
    bytes.extend((times as u32).to_le_bytes());
    bytes.extend([0; 4]);
    bytes.extend(now.unwrap_or(f64::NAN).to_le_bytes());
    for time in &lines.times {
        bytes.extend((*time as f64).to_le_bytes());
    }
    for value in lines.values.iter().flatten() {
        bytes.extend(value.to_le_bytes());
    }
    bytes
}
