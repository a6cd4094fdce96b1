//! New storage, as a conversation: the kind, then the place, as far as the server tells what there is, then what
//! lies there already. Storage that is found is attached again rather than lost.

mod content;
mod conversation;
pub(crate) mod inputs;
mod kind;
mod listing;
mod making;
mod place;
