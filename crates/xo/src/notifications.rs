//! What the server says by itself.

use std::fmt;

use bytes::Bytes;
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::error::{Error, Result};
use crate::objects::{Entries, Object, keys};
use crate::socket::Listener;

/// Something that the server said by itself.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Notification {
    /// These objects are new or have changed. There is no word for a change alone, and objects are
    /// sent again without having changed: compare.
    Enter(Vec<Object>),
    /// The objects of these ids are gone, perhaps only because Xen Orchestra has lost its
    /// connection to their pool: then they all enter again later, with the same ids.
    Exit(Vec<String>),
    /// Something that this crate does not know.
    Other {
        /// Its method.
        method: String,
        /// Its parameters.
        params: Value,
    },
}

/// What the server says, in its order, from when this was made. It waits for its reader
/// only up to a limit: read on, or drop it.
pub struct Notifications(pub(crate) Listener);

impl Notifications {
    /// The next one, however long it takes.
    ///
    /// # Errors
    /// [`Error::Broken`] once the connection is over, or so much has been said that this reader has
    /// fallen behind: then what came after is missing. [`Error::Unexpected`] if a notification
    /// cannot be understood, after which the caller had better list everything anew.
    pub async fn next(&mut self) -> Result<Notification> {
        let (method, params) = self.0.next().await?;
        read(method, params)
    }
}

impl fmt::Debug for Notifications {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Notifications")
    }
}

pub(crate) fn read(method: String, params: Bytes) -> Result<Notification> {
    #[derive(Deserialize)]
    struct All<'a> {
        #[serde(rename = "type")]
        kind: String,
        #[serde(borrow)]
        items: &'a RawValue,
    }
    if method == "all"
        && let Ok(all) = serde_json::from_slice::<All<'_>>(&params)
    {
        let items = params.slice_ref(all.items.get().as_bytes());
        match all.kind.as_str() {
            "enter" => {
                let objects: Result<Vec<Object>> = Entries::new(items).collect();
                return objects.map(Notification::Enter);
            }
            "exit" => return keys(items).map(Notification::Exit),
            _ => {}
        }
    }
    let params = serde_json::from_slice(&params)
        .map_err(|error| Error::unexpected("in a notification", &error))?;
    Ok(Notification::Other { method, params })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(params: &'static str) -> Notification {
        read("all".to_owned(), Bytes::from_static(params.as_bytes())).unwrap()
    }

    #[test]
    fn reads_what_the_server_says() {
        let enter = check(r#"{"type":"enter","items":{"v":{"id":"v","type":"VM","a":1}}}"#);
        let Notification::Enter(objects) = enter else {
            panic!("{enter:?}");
        };
        assert_eq!((objects[0].id(), objects[0].kind()), ("v", "VM"));
        let again = check(r#"{"items":{"v":{"id":"v","type":"VM","a":1}},"type":"enter"}"#);
        assert_eq!(again, Notification::Enter(objects.clone()));
        let Notification::Enter(changed) =
            check(r#"{"type":"enter","items":{"v":{"id":"v","type":"VM","a":2}}}"#)
        else {
            panic!();
        };
        assert_ne!(changed[0].digest(), objects[0].digest());

        let exit = check(r#"{"type":"exit","items":{"v":0,"w":0}}"#);
        assert_eq!(
            exit,
            Notification::Exit(vec!["v".to_owned(), "w".to_owned()])
        );

        let other = check(r#"{"type":"update","items":{}}"#);
        let params = json!({"type": "update", "items": {}});
        assert_eq!(
            other,
            Notification::Other {
                method: "all".to_owned(),
                params
            }
        );
    }
}
