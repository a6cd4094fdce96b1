//! What passes: tasks and messages.

use std::collections::BTreeMap;

use super::records;

records! {
    /// A task of the pool's. Not every call has one.
    Task {
        /// Its id.
        id: String,
        /// Its uuid.
        uuid: String,
        /// Its pool.
        pool = "$pool": String,
        /// The pool's own reference for it.
        xapi_ref = "xapiRef": String,
        /// What it does: `VM.snapshot`, mostly `Async.…`.
        name_label: String,
        /// What it does, in more words.
        name_description: String,
        /// `pending`, `success`, `failure`, `cancelling` or `cancelled`.
        status: String,
        /// From 0 to 1.
        progress: f64,
        /// When it began.
        created: Option<i64>,
        /// When it ended.
        finished: Option<i64>,
        /// What came of it, as the pool writes it.
        result: String,
        /// `cancel`, `destroy`.
        allowed_operations = "allowedOperations": Vec<String>,
        /// What is under way on it.
        current_operations: BTreeMap<String, String>,
        /// The object that it is about, if it says so.
        applies_to: String,
        /// The host that does it.
        host = "$host": String,
    }

    /// A message of the pool's. Alarms are messages.
    Message {
        /// Its id.
        id: String,
        /// Its uuid.
        uuid: String,
        /// Its pool.
        pool = "$pool": String,
        /// The pool's own reference for it.
        xapi_ref = "_xapiRef": String,
        /// What kind of message: `ALARM`, `VM_STARTED`…
        name: String,
        /// What it says.
        body: String,
        /// When it was written.
        time: Option<i64>,
        /// The uuid of what it is about.
        object = "$object": String,
    }
}
