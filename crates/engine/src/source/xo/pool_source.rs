//! A pool behind a Xen Orchestra.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex},
    time::Duration,
};

use ::xapi::{Class, Object, OpaqueRef};
use async_trait::async_trait;
use inventory::Problem;
use serde_json::{Value, json};
use tokio::sync::watch;
use xo::{Client, Permission};

use super::{calls, failure::is_doubtful, session::XoSession, watch::BehindWatch};
use crate::{
    api::EmergencyAction,
    console::ConsoleStream,
    lock::lock,
    problems,
    secret::Secret,
    source::{ConnectParams, Failure, Link, Source, Submission, SubmitError, Submitted, Watch},
};

/// Longer than anything takes that is asked for.
const CALL: Duration = Duration::from_secs(48 * 3600);

/// The way to one pool behind a Xen Orchestra.
pub(crate) struct XoPoolSource {
    xo_session: Arc<XoSession>,
    pool: String,
}

impl XoPoolSource {
    /// `pool` is its uuid.
    pub(crate) fn new(xo_session: Arc<XoSession>, pool: String) -> Self {
        Self { xo_session, pool }
    }
}

#[async_trait]
impl Source for XoPoolSource {
    async fn open(&self, params: ConnectParams) -> Result<Arc<dyn Link>, Failure> {
        let client = self.xo_session.client().map_err(Failure::Lost)?;
        (params.on_address)(&client.endpoint().url());
        self.xo_session.settled(&self.pool).await;
        if self.xo_session.pool(&self.pool).is_none() {
            return Err(Failure::Lost(self.xo_session.why_lost(&self.pool)));
        }
        Ok(Arc::new(BehindLink {
            xo_session: self.xo_session.clone(),
            client,
            pool: self.pool.clone(),
            left: watch::Sender::new(false),
            opened: Mutex::default(),
        }))
    }

    async fn emergency(
        &self,
        _wanted: ConnectParams,
        _host: &str,
        _action: &EmergencyAction,
    ) -> Result<(), Problem> {
        Err(Problem::new("not_supported"))
    }

    async fn revoke_orphaned(&self, _params: ConnectParams, _orphan: &Secret) -> bool {
        true
    }
}

/// A pool that is there.
struct BehindLink {
    xo_session: Arc<XoSession>,
    client: Client,
    pool: String,
    /// Whether we have left.
    left: watch::Sender<bool>,
    /// The consoles that were opened here: this user may.
    opened: Mutex<HashSet<String>>,
}

impl BehindLink {
    /// What a refused console means. The server does not say why; to an administrator it can be no
    /// lack of rights.
    fn refused(&self, console: &str, error: &xo::Error) -> Problem {
        let is_admin = |user: xo::User| user.permission == Permission::Admin;
        let may = self.client.user().is_some_and(is_admin) || lock(&self.opened).contains(console);
        let code = if may {
            "console_failed"
        } else {
            "xo_no_console"
        };
        Problem {
            code: code.to_owned(),
            ..problems::of_xo(error)
        }
    }
}

#[async_trait]
impl Link for BehindLink {
    fn place(&self) -> String {
        self.client.endpoint().url()
    }

    fn watch(&self) -> Box<dyn Watch> {
        let (xo_session, client) = (self.xo_session.clone(), self.client.clone());
        Box::new(BehindWatch::new(xo_session, client, self.pool.clone()))
    }

    /// Whether Xen Orchestra is there, its own connection asks.
    async fn heartbeat(&self) -> Result<Option<f64>, Problem> {
        match self.client.over() {
            None => Ok(None),
            Some(error) => Err(problems::of_xo(&error)),
        }
    }

    async fn everything_of(&self, _class: &Class) -> Result<Vec<OpaqueRef>, Failure> {
        Err(Failure::Refused(Problem::new("not_supported")))
    }

    async fn object(
        &self,
        _class: &Class,
        _reference: &OpaqueRef,
    ) -> Result<Option<Object>, Failure> {
        Err(Failure::Refused(Problem::new("not_supported")))
    }

    async fn submit(&self, submission: &Submission) -> Result<Submitted, SubmitError> {
        let Some((method, params)) = calls::translated(&submission.call) else {
            return Err(SubmitError::Refused(Problem::new("not_through_xo")));
        };
        let client = self.client.clone();
        let mut left = self.left.subscribe();
        let object = submission.subject.clone();
        Ok(Submitted::Answer(Box::pin(async move {
            let answer = tokio::select! {
                answer = client.call_within::<Value>(CALL, method, params) => answer,
                _ = left.wait_for(|left| *left) => {
                    return Err(SubmitError::Doubtful(Problem::new("cut_reply")));
                }
            };
            answer.map_err(|error| {
                let problem = calls::about(problems::of_xo(&error), &object);
                match is_doubtful(&error) {
                    true => SubmitError::Doubtful(problem),
                    false => SubmitError::Refused(problem),
                }
            })
        })))
    }

    async fn cancel(&self, task: &OpaqueRef) -> Result<(), Problem> {
        let params = json!({ "id": task.as_str() });
        let asked = self.client.run("task.cancel", params).await;
        asked.map_err(|error| problems::of_xo(&error))
    }

    async fn destroy_task(&self, task: &OpaqueRef) -> bool {
        let params = json!({ "id": task.as_str() });
        match self.client.run("task.destroy", params).await {
            // Whatever it says, it has heard.
            Ok(()) | Err(xo::Error::Api(_)) => true,
            Err(error) => {
                tracing::debug!(%error, "a task of ours stays on the server");
                false
            }
        }
    }

    async fn console(&self, location: &str) -> Result<Box<dyn ConsoleStream>, Failure> {
        match self.client.console(location).await {
            Ok(stream) => {
                lock(&self.opened).insert(location.to_owned());
                Ok(Box::new(stream))
            }
            Err(error @ xo::Error::Refused { .. }) => {
                Err(Failure::Refused(self.refused(location, &error)))
            }
            Err(error) => Err(Failure::Lost(problems::of_xo(&error))),
        }
    }

    async fn gather(&self) {}

    fn open_session(&self) -> Option<Secret> {
        None
    }

    async fn close(&self) -> bool {
        self.left.send_replace(true);
        true
    }
}
