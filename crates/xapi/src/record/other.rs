//! What belongs to no area of its own: tasks, messages, blobs, data sources.

use super::Host;
use crate::datetime::DateTime;
use crate::enums::{MessageClass, TaskOperation, TaskStatus};
use crate::map::Map;
use crate::reference::Ref;
use crate::text::{List, Text};

records! {
    /// A call under way, or just finished.
    Task = "task" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        /// The name people gave it.
        name_label: Text,
        /// The description people gave it.
        name_description: Text,
        /// What may be asked of it now, by the server's opinion (advisory).
        allowed_operations: List<TaskOperation>,
        /// What is under way on it: task reference to operation.
        current_operations: Map<Text, TaskOperation>,
        created: DateTime,
        /// Never, until it is done.
        finished: DateTime,
        status: TaskStatus,
        resident_on: Ref<Host>,
        /// 0 to 1; 1 on any completion.
        progress: f64,
        r#type = "type": Text,
        /// The value as XML-RPC text, whichever codec asked: see `TaskHandle`.
        result: Text,
        /// Error code and parameters, when it failed.
        error_info: List<Text>,
        /// Free settings of clients and server.
        other_config: Map<Text, Text>,
        subtask_of: Ref<Task>,
        subtasks: List<Ref<Task>>,
        backtrace: Text,
    }

    /// An alert the pool stored.
    Message = "message" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        name: Text,
        /// 1 (critical) to 5 (informational).
        priority: i64,
        cls: MessageClass,
        /// The **uuid** (not the reference) of the object it is about.
        obj_uuid: Text,
        timestamp: DateTime,
        /// Text, often XML or `key: value` lines.
        body: Text,
    }

    /// A binary attachment of an object.
    Blob = "blob" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        /// The name people gave it.
        name_label: Text,
        /// The description people gave it.
        name_description: Text,
        /// Bytes.
        size: i64,
        public: bool,
        last_updated: DateTime,
        mime_type: Text,
    }
}

structs! {
    /// A measured quantity. Not an object: it has no reference.
    DataSource = "data_source" {
        /// The name people gave it.
        name_label: Text,
        /// The description people gave it.
        name_description: Text,
        enabled: bool,
        standard: bool,
        units: Text,
        min: f64,
        max: f64,
        /// May be NaN or infinite.
        value: f64,
    }
}
