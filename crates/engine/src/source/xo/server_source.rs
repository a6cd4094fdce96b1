//! A Xen Orchestra itself: signing in, its token, and what it says of all its pools.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use ::xapi::{Change, Class, Object, OpaqueRef};
use async_trait::async_trait;
use inventory::Problem;
use serde_json::json;
use tokio::{task::AbortHandle, time::timeout};
use xo::{Client, Connector, Endpoint, ErrorCode, Filter, Notifications, SignIn, Token};
use zeroize::Zeroizing;

use super::{connector, failure::failure, session::XoSession};
use crate::{
    api::EmergencyAction,
    console::ConsoleStream,
    lock::lock,
    problems,
    secret::Secret,
    source::{ConnectParams, Failure, Link, Source, Submission, SubmitError, Submitted, Watch},
};

/// How people who look through their tokens find ours.
const DESCRIPTION: &str = "Pooldeck";
/// A token that is kept is good for so long after each sign-in.
const LASTING: Duration = Duration::from_secs(90 * 24 * 3600);
/// One that is not is for consoles, and for coming back after the connection broke. It is taken away
/// when we leave; so long it stays if we do not come to that.
const PASSING: Duration = Duration::from_secs(7 * 24 * 3600);
/// So long before its end a token is not used any more.
const MARGIN: Duration = Duration::from_secs(3600);
/// How long leaving may take.
const FAREWELL: Duration = Duration::from_millis(1500);
/// How long a sign of life may take.
const HEARTBEAT: Duration = Duration::from_secs(10);
/// How long a new connection may take that only shows whether the server is to be reached at all.
const REACH: Duration = Duration::from_secs(4);

/// The way to one Xen Orchestra.
pub(crate) struct XoServerSource {
    xo_session: Arc<XoSession>,
    /// By this the server knows this installation again, and renews its token rather than make
    /// another.
    client: String,
}

impl XoServerSource {
    /// `client` is an id of this installation and server, and of no other.
    pub(crate) fn new(xo_session: Arc<XoSession>, client: String) -> Self {
        Self { xo_session, client }
    }

    /// Signs in: by the token there is, else by the password, and then with a new token.
    async fn sign_in(
        &self,
        client: &Client,
        params: &ConnectParams,
    ) -> Result<Option<Token>, Failure> {
        let failed = |error| failure(&params.trust, &params.user, &error);
        if let Some(token) = &params.token {
            let token = Token::new(token.reveal());
            match client.sign_in(&SignIn::Token(token.clone())).await {
                Ok(_) if params.keeps_token => {
                    let renewed = self.make_token(client, true).await;
                    return Ok(Some(renewed.unwrap_or(token)));
                }
                Ok(_) => return Ok(Some(token)),
                // It has run out, or somebody took it away.
                Err(error) if error.code() == Some(ErrorCode::InvalidCredentials) => {}
                Err(error) => return Err(failed(error)),
            }
        }
        if params.password.reveal().is_empty() {
            return Err(Failure::Password(Some(Problem::new("token_expired"))));
        }
        let password = |secret: &Secret| Zeroizing::new(secret.reveal().to_owned());
        let who = SignIn::Password {
            user: params.user.clone(),
            password: password(&params.password),
            otp: params.otp.as_ref().map(password),
        };
        client.sign_in(&who).await.map_err(failed)?;
        Ok(self.make_token(client, params.keeps_token).await)
    }

    /// A token for who is signed in. Without one there are no consoles, but all the rest.
    async fn make_token(&self, client: &Client, lasting: bool) -> Option<Token> {
        let (id, life) = match lasting {
            true => (Some(self.client.as_str()), LASTING),
            false => (None, PASSING),
        };
        let made = match client.create_token(DESCRIPTION, id, Some(life)).await {
            // A server may allow less: then as long as it likes.
            Err(xo::Error::Api(_)) => client.create_token(DESCRIPTION, id, None).await,
            made => made,
        };
        match made {
            Ok(token) => {
                client.lend_token(token.clone(), life - MARGIN);
                Some(token)
            }
            Err(error) => {
                tracing::warn!(%error, "Xen Orchestra makes no token");
                None
            }
        }
    }
}

#[async_trait]
impl Source for XoServerSource {
    async fn open(&self, params: ConnectParams) -> Result<Arc<dyn Link>, Failure> {
        let failed = |error| failure(&params.trust, &params.user, &error);
        let endpoint = Endpoint::parse(&params.address).map_err(failed)?;
        (params.on_address)(&endpoint.url());
        let connector = connector(endpoint, &params.trust);
        let client = connector.connect().await.map_err(failed)?;
        let token = self.sign_in(&client, &params).await?;
        // First listen, then list: so nothing is missed.
        let notifications = client.notifications();
        let link = OrchestraLink {
            xo_session: self.xo_session.clone(),
            connector,
            token: token.map(|token| Secret::new(token.expose())),
            lasting: params.keeps_token,
            beats: AtomicUsize::new(0),
            beginning: Mutex::new(None),
            client,
        };
        match pools(&link.client).await {
            Ok(pools) => *lock(&link.beginning) = Some((notifications, pools)),
            Err(error) => {
                // The one that it came with is for the next try.
                if link.token != params.token {
                    link.give_up().await;
                }
                link.close().await;
                return Err(failed(error));
            }
        }
        Ok(Arc::new(link))
    }

    async fn emergency(
        &self,
        _wanted: ConnectParams,
        _host: &str,
        _action: &EmergencyAction,
    ) -> Result<(), Problem> {
        Err(Problem::new("not_supported"))
    }

    /// Takes a token away.
    async fn revoke_orphaned(&self, params: ConnectParams, orphan: &Secret) -> bool {
        let gone = async {
            let endpoint = Endpoint::parse(&params.address)?;
            let client = connector(endpoint, &params.trust).connect().await?;
            let token = Token::new(orphan.reveal());
            client.sign_in(&SignIn::Token(token.clone())).await?;
            client.delete_own_token(&token).await
        };
        match gone.await {
            Ok(()) => true,
            // It is none any more.
            Err(error) if error.code() == Some(ErrorCode::InvalidCredentials) => true,
            Err(error) => {
                tracing::debug!(%error, "a token stays on the server");
                false
            }
        }
    }
}

/// The pools that are there.
async fn pools(client: &Client) -> xo::Result<Vec<xo::Object>> {
    let filter = Filter::Members(json!({ "type": "pool" }));
    let mut objects = client.objects(&filter, None).await?;
    let mut pools = Vec::new();
    while let Some(pool) = objects.next().await? {
        pools.push(pool);
    }
    Ok(pools)
}

/// A Xen Orchestra that let us in.
struct OrchestraLink {
    xo_session: Arc<XoSession>,
    client: Client,
    connector: Connector,
    token: Option<Secret>,
    /// Whether the token is kept for the next start.
    lasting: bool,
    /// How many signs of life are waited for.
    beats: AtomicUsize,
    /// What the server says since we listen, and the pools that it had then.
    beginning: Mutex<Option<(Notifications, Vec<xo::Object>)>>,
}

#[async_trait]
impl Link for OrchestraLink {
    fn place(&self) -> String {
        self.client.endpoint().url()
    }

    fn watch(&self) -> Box<dyn Watch> {
        Box::new(OrchestraWatch {
            xo_session: self.xo_session.clone(),
            client: self.client.clone(),
            beginning: lock(&self.beginning).take(),
            following: None,
        })
    }

    async fn heartbeat(&self) -> Result<Option<f64>, Problem> {
        let first = self.beats.fetch_add(1, Ordering::Relaxed) == 0;
        let asked = async {
            match first {
                true => {
                    let call = self.client.call_within::<serde_json::Value>(
                        HEARTBEAT,
                        "system.getServerVersion",
                        json!({}),
                    );
                    call.await.map(drop)
                }
                false => match timeout(REACH, self.connector.connect()).await {
                    Ok(connected) => connected.map(drop),
                    Err(_) => Err(xo::Error::TimedOut),
                },
            }
        };
        let answer = asked.await;
        self.beats.fetch_sub(1, Ordering::Relaxed);
        match answer {
            // Whatever it says, it is there.
            Ok(()) | Err(xo::Error::Api(_)) => Ok(None),
            Err(error) => Err(problems::of_xo(&error)),
        }
    }

    async fn everything_of(&self, _class: &Class) -> Result<Vec<OpaqueRef>, Failure> {
        Ok(Vec::new())
    }

    async fn object(
        &self,
        _class: &Class,
        _reference: &OpaqueRef,
    ) -> Result<Option<Object>, Failure> {
        Ok(None)
    }

    async fn submit(&self, _submission: &Submission) -> Result<Submitted, SubmitError> {
        Err(SubmitError::Refused(Problem::new("not_supported")))
    }

    async fn cancel(&self, _task: &OpaqueRef) -> Result<(), Problem> {
        Err(Problem::new("not_supported"))
    }

    async fn destroy_task(&self, _task: &OpaqueRef) -> bool {
        true
    }

    async fn console(&self, _location: &str) -> Result<Box<dyn ConsoleStream>, Failure> {
        Err(Failure::Refused(Problem::new("console_none")))
    }

    async fn gather(&self) {}

    fn open_session(&self) -> Option<Secret> {
        self.token.clone().filter(|_| !self.lasting)
    }

    fn token(&self) -> Option<Secret> {
        self.token.clone()
    }

    async fn give_up(&self) -> bool {
        let Some(token) = self.token.as_ref().filter(|_| !self.lasting) else {
            return true;
        };
        let token = Token::new(token.reveal());
        let gone = timeout(FAREWELL, self.client.delete_own_token(&token)).await;
        match gone {
            Ok(Ok(())) => true,
            Ok(Err(error)) => {
                tracing::info!(%error, "a token stays on the server");
                false
            }
            Err(_) => false,
        }
    }

    async fn close(&self) -> bool {
        // Others may yet hold the connection for a moment.
        timeout(FAREWELL, self.client.sign_out()).await.is_ok()
    }
}

/// What a Xen Orchestra says. It has no objects of its own; what it says of its pools' is handed to
/// their connections.
struct OrchestraWatch {
    xo_session: Arc<XoSession>,
    client: Client,
    beginning: Option<(Notifications, Vec<xo::Object>)>,
    following: Option<Following>,
}

/// From when it is taken over to its end.
struct Following {
    number: u64,
    notifications: Notifications,
    polling: AbortHandle,
}

#[async_trait]
impl Watch for OrchestraWatch {
    async fn next(&mut self) -> Result<Vec<Change>, Failure> {
        if let Some((notifications, pools)) = self.beginning.take() {
            let number = self.xo_session.enter(self.client.clone(), pools);
            let polling = self.xo_session.clone().poll(number, self.client.clone());
            self.following = Some(Following {
                number,
                notifications,
                polling: tokio::spawn(polling).abort_handle(),
            });
            return Ok(vec![Change::Init, Change::InitDone]);
        }
        let Some(following) = &mut self.following else {
            return Err(Failure::Lost(Problem::new("cut_reply")));
        };
        match following.notifications.next().await {
            Ok(notification) => {
                self.xo_session.hear(following.number, notification);
                // It was heard of, though there is nothing new about itself.
                Ok(Vec::new())
            }
            Err(error) => {
                let why = problems::of_xo(&error);
                self.xo_session.leave(following.number, Some(why.clone()));
                Err(Failure::Lost(why))
            }
        }
    }

    fn restart(&mut self) {}

    fn counts(&self) -> std::collections::HashMap<Class, usize> {
        Default::default()
    }
}

impl Drop for OrchestraWatch {
    fn drop(&mut self) {
        if let Some(following) = &self.following {
            following.polling.abort();
            self.xo_session.leave(following.number, None);
        }
    }
}
