//! The first Xen-API, as xend spoke it (Xen 3.0.3 to 4.4): XML-RPC only, two parameters to log in,
//! references that are bare uuids, one host and no pool, events that say what changed but not to
//! what.
//!
//! Nobody has to say that a server is of that time: it shows by how it takes the log-in. From then on
//! lists, records and changes are those of any pool; what that time did not have is absent.

mod adopt;
mod console;
mod ear;
mod feed;

use std::time::Instant;

use serde_json::Value;

use super::session::{Heartbeat, Session};
use super::transport::{Call, Lane};
use crate::api_error::ApiError;
use crate::class::{Class, Object};
use crate::codec::Top;
use crate::codec::params::Params;
use crate::error::{Error, Result};
use crate::objects::ObjectsSeed;
use crate::params;
use crate::reference::OpaqueRef;
use crate::session_ref::{SessionRef, is_uuid};

pub(crate) use console::connect as screen;
pub(crate) use feed::Feed;

/// Which of the two APIs of one name a server speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Dialect {
    /// XAPI's, of XenServer and XCP-ng.
    Xapi,
    /// The first one, of xend.
    Xend,
}

/// The classes of xend that have a record here. The metrics of drives and interfaces are left out of
/// lists of everything: they go by their owners' references, and change with every look.
const CLASSES: &[Class] = &[
    Class::Host,
    Class::HostMetrics,
    Class::HostCpu,
    Class::Vm,
    Class::VmMetrics,
    Class::Console,
    Class::Sr,
    Class::Pbd,
    Class::Vdi,
    Class::Vbd,
    Class::Network,
    Class::Vif,
    Class::Pif,
    Class::PifMetrics,
    Class::Vtpm,
    Class::Task,
];

impl Dialect {
    /// XAPI has always given references that begin with `OpaqueRef:`; those of xend are uuids.
    pub(crate) fn told_by(session: &SessionRef) -> Self {
        if is_uuid(session.expose()) {
            Self::Xend
        } else {
            Self::Xapi
        }
    }

    /// The parameters that a method of XAPI takes in this dialect: fewer, for xend's methods have
    /// lost none since. None if it has no such method.
    ///
    /// `params` are XAPI's, the object first. Of xend only what machines live through is known:
    /// `VM.start` has its second parameter (whether to start paused), and no third.
    pub fn adapt(self, method: &str, mut params: Params) -> Option<Params> {
        let count = match (self, method) {
            (Self::Xapi, _) => return Some(params),
            (Self::Xend, "VM.start" | "VM.resume") => 2,
            (
                Self::Xend,
                "VM.pause" | "VM.unpause" | "VM.suspend" | "VM.clean_shutdown" | "VM.hard_shutdown"
                | "VM.clean_reboot" | "VM.hard_reboot" | "VM.destroy",
            ) => 1,
            (Self::Xend, "VM.set_name_label" | "VM.set_other_config" | "host.set_name_label") => 2,
            _ => return None,
        };
        params.cut(count);
        // Whether to start paused is not optional.
        if method == "VM.resume" && params.values().len() < 2 {
            params.push(&Value::Bool(false));
        }
        Some(params)
    }
}

impl Session {
    /// Which API the server speaks; it showed when it let us in.
    ///
    /// With [`Dialect::Xend`] there are no asynchronous calls to count on: make the call itself, with
    /// the parameters that [`Dialect::adapt`] gives. Lists, records, [`events`](Self::events) and
    /// consoles are as with any pool; there is no pool record, and the one host is the coordinator.
    pub fn dialect(&self) -> Dialect {
        Dialect::told_by(&self.reference_for_keyring())
    }

    /// Whether it is xend that we talk to.
    pub(crate) fn is_xend(&self) -> bool {
        self.dialect() == Dialect::Xend
    }

    /// What the record of an object of xend's is in our words, if it is xend that we talk to.
    pub(crate) fn adopted(&self, object: Object) -> Option<Object> {
        if self.is_xend() {
            adopt::adopt(object, self.endpoint().host())
        } else {
            Some(object)
        }
    }
}

/// All objects of a class. Older servers list references only, and so do newer ones whose list has
/// one object that they trip over. What has no such class has none of it.
pub(crate) async fn list(session: &Session, class: &Class) -> Result<Vec<Object>> {
    if !CLASSES.contains(class) && !matches!(class, Class::VbdMetrics | Class::VifMetrics) {
        return Ok(Vec::new());
    }
    let all = format!("{class}.get_all_records");
    let none = params![];
    let listed = session.call_with(&all, &none, || ObjectsSeed(class));
    match listed.await {
        Ok(objects) => {
            let adopted = objects
                .into_iter()
                .filter_map(|object| session.adopted(object));
            Ok(adopted.collect())
        }
        Err(Error::Api(_) | Error::Unexpected(_)) => one_by_one(session, class).await,
        Err(error) => Err(error),
    }
}

async fn one_by_one(session: &Session, class: &Class) -> Result<Vec<Object>> {
    let all = format!("{class}.get_all");
    let references: Vec<OpaqueRef> = match session.call(&all, params![]).await {
        Err(Error::Api(ApiError::MessageMethodUnknown { .. })) => return Ok(Vec::new()),
        listed => listed?,
    };
    let mut objects = Vec::with_capacity(references.len());
    for reference in references {
        match session.record_of(class, &reference).await {
            // It may have gone since the list.
            Ok(object) => objects.extend(object),
            Err(error @ Error::Api(_)) => {
                tracing::warn!(%class, %error, "left out an object that the server cannot tell of");
            }
            Err(error) => return Err(error),
        }
    }
    Ok(objects)
}

/// The server's time: its metrics are of the moment they are asked for.
pub(crate) async fn heartbeat(session: &Session) -> Result<Heartbeat> {
    let login = session.current()?;
    let ask = async |method: &str, params: Params| {
        let call = Call::new(Lane::Heartbeat, method, &params);
        session.ended_or(login.call(call, Top::<Value>::new).await)
    };
    let listed = ask("host_metrics.get_all", params![]).await?;
    let metrics = listed.get(0).and_then(Value::as_str).unwrap_or_default();
    let asked = Instant::now();
    let time = ask("host_metrics.get_last_updated", params![metrics]).await?;
    let time = time.as_str().and_then(|text| text.parse().ok());
    Ok(Heartbeat {
        server_time: time.ok_or_else(|| Error::Unexpected("no date".to_owned()))?,
        round_trip: asked.elapsed(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(reference: &str, expect: Dialect) {
        assert_eq!(Dialect::told_by(&reference.into()), expect, "{reference}");
    }

    #[test]
    fn a_server_shows_its_dialect_by_its_references() {
        check("68e3a009-0249-725b-246b-7fc43cf4f154", Dialect::Xend);
        check(
            "OpaqueRef:68e3a009-0249-725b-246b-7fc43cf4f154",
            Dialect::Xapi,
        );
        check("OpaqueRef:1", Dialect::Xapi);
        check("68e3a009-0249-725b-246b-7fc43cf4f15x", Dialect::Xapi);
        check("", Dialect::Xapi);
    }

    #[test]
    fn calls_lose_the_parameters_that_came_later() {
        let adapted = |method, params| {
            let adapted = Dialect::Xend.adapt(method, params);
            adapted.map(|params| params.values().to_vec())
        };
        let values = |values: &[Value]| Some(values.to_vec());
        assert_eq!(
            adapted("VM.start", params!["vm", true, false]),
            values(&["vm".into(), true.into()])
        );
        assert_eq!(
            adapted("VM.resume", params!["vm", false, false]),
            values(&["vm".into(), false.into()])
        );
        assert_eq!(adapted("VM.pause", params!["vm"]), values(&["vm".into()]));
        assert_eq!(adapted("VM.pool_migrate", params!["vm"]), None);
        let same = Dialect::Xapi.adapt("VM.start", params!["vm", true, false]);
        assert_eq!(same.map(|params| params.values().len()), Some(3));
    }
}
