//! How long a step is waited for, before another is done instead.

use serde::{Deserialize, Serialize};

/// How long a step is waited for. The next step of the plan is another way to the same end: it is done
/// when this time is over, or the server says that waiting is of no use, and left out otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Patience {
    /// So long, from when it is asked for. A call that is under way then is asked to stop.
    pub seconds: u32,
    /// The server's errors after which nothing more is to be waited for.
    pub futile: Vec<String>,
}
