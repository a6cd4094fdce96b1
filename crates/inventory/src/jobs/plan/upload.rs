//! Bytes that a step sends to a server.

use std::{fmt, sync::Arc};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use xapi::{Ref, Vdi};
use zeroize::Zeroizing;

use super::call::Call;

/// The server's handler that writes what it is sent into a disk, as it is. It takes the disk, and works as
/// a task.
pub const IMPORT_RAW_VDI: &str = "import_raw_vdi";

/// Bytes that are sent into a disk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Upload {
    /// What stands for it among calls: the handler's name, and what it takes. A parameter may stand for
    /// the answer of an earlier step, as any call's.
    pub call: Call,
    /// What a script calls the file with the bytes.
    pub file: String,
    /// The bytes.
    pub content: Content,
}

impl Upload {
    pub(super) fn new(disk: &Ref<Vdi>, file: &str, content: Content) -> Self {
        Self {
            call: Call {
                method: IMPORT_RAW_VDI.to_owned(),
                params: vec![Value::from(disk.as_str())],
                has_task: true,
                answers_secret: false,
                connection: None,
            },
            file: file.to_owned(),
            content,
        }
    }
}

/// Bytes to be sent, which may hold what is secret. So only how many they are is ever written down, and
/// what was read back from there is forgotten.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Content {
    length: usize,
    #[serde(skip)]
    bytes: Option<Arc<Zeroizing<Vec<u8>>>>,
}

impl Content {
    /// How many bytes there are, or were.
    pub fn length(&self) -> usize {
        self.length
    }

    /// The bytes; none: they are forgotten.
    pub fn bytes(&self) -> Option<&Arc<Zeroizing<Vec<u8>>>> {
        self.bytes.as_ref()
    }

    /// Forgets the bytes.
    pub fn forget(&mut self) {
        self.bytes = None;
    }
}

impl From<Zeroizing<Vec<u8>>> for Content {
    fn from(bytes: Zeroizing<Vec<u8>>) -> Self {
        Self {
            length: bytes.len(),
            bytes: Some(Arc::new(bytes)),
        }
    }
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sent_is_written_nowhere() {
        let content = Content::from(Zeroizing::new(b"hunter2".to_vec()));
        let upload = Upload::new(&"disk".into(), "file", content);
        let written = serde_json::to_string(&upload).unwrap();
        assert!(!written.contains("104") && !format!("{upload:?}").contains("104"));
        let read: Upload = serde_json::from_str(&written).unwrap();
        assert_eq!((read.content.length(), read.content.bytes()), (7, None));
    }
}
