//! How a connection goes on after a reply.

/// How a connection goes on after a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It waits for the next request.
    Open,
    /// It ends as it should.
    Close,
    /// It ends, over TLS without a word.
    Cut,
    /// It ends with a TCP reset.
    Reset,
    /// It stays open, and nothing is ever read from it nor written to it again.
    Silence,
}
