//! A connection to xo-server, and what can be asked over it.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use tokio::io::AsyncRead;

use crate::api_error::ErrorCode;
use crate::console::{self, ConsoleStream};
use crate::credentials::{SignIn, Token};
use crate::dial::Route;
use crate::endpoint::Endpoint;
use crate::error::{Error, Result};
use crate::methods::MethodInfo;
use crate::notifications::Notifications;
use crate::objects::{Filter, Lines, Objects};
use crate::server::{NewServer, ServerRecord};
use crate::socket::Socket;
use crate::stats::{Granularity, Stats};
use crate::transfer::{self, Download};
use crate::user::User;

/// Parameters of calls that take none.
#[derive(Serialize)]
struct Nothing {}

/// How long a token lives that is made for consoles alone, and after how long it is replaced.
const CONSOLE_TOKEN: Duration = Duration::from_secs(24 * 3600);

/// A connection to xo-server. Clones share it; it ends when the last of them is dropped. One that
/// broke stays broken: make another, and list everything anew.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    route: Route,
    socket: Socket,
    version: Option<String>,
    person: Mutex<Person>,
}

/// Who is signed in here.
#[derive(Default)]
struct Person {
    user: Option<User>,
    /// For consoles, and until when it is good; no end if the server told none.
    token: Option<(Token, Option<Instant>)>,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("endpoint", &self.0.route.endpoint)
            .field("version", &self.0.version)
            .finish_non_exhaustive()
    }
}

impl Client {
    pub(crate) async fn open(route: Route) -> Result<Self> {
        let socket = Socket::open(&route).await?;
        // Whatever answers this is xo-server; before that no password is sent.
        let limit = route.timeouts.connect;
        let asked = socket.call("system.getServerVersion", &Nothing {}, limit);
        let version = match asked.await {
            Ok(text) => serde_json::from_slice::<String>(&text).ok(),
            Err(Error::Api(error)) if error.code == ErrorCode::MethodNotFound => None,
            Err(error) => return Err(error),
        };
        Ok(Self(Arc::new(Inner {
            route,
            socket,
            version,
            person: Mutex::default(),
        })))
    }

    /// The server it is connected to.
    pub fn endpoint(&self) -> &Endpoint {
        &self.0.route.endpoint
    }

    /// The version of xo-server, such as `5.207.2`, if it tells.
    pub fn server_version(&self) -> Option<&str> {
        self.0.version.as_deref()
    }

    /// Why the connection is over, if it is: [`Error::Closed`].
    pub fn over(&self) -> Option<Error> {
        self.0.socket.over()
    }

    /// What the server can be asked. Needs no sign-in.
    ///
    /// # Errors
    /// Any.
    pub async fn methods(&self) -> Result<BTreeMap<String, MethodInfo>> {
        let methods: BTreeMap<String, Value> =
            self.call("system.getMethodsInfo", Nothing {}).await?;
        let read = |(name, info)| (name, MethodInfo::read(info));
        Ok(methods.into_iter().map(read).collect())
    }

    /// Signs in on this connection.
    ///
    /// For two seconds after a wrong password the server refuses the right one as well, and with an
    /// error that tells nothing; so after such an error this waits and tries once more.
    ///
    /// # Errors
    /// [`ErrorCode::InvalidCredentials`], or any other.
    pub async fn sign_in(&self, who: &SignIn) -> Result<User> {
        let mut outcome = self.sign_in_once(who).await;
        if let (SignIn::Password { .. }, Err(error)) = (who, &outcome)
            && error.code() == Some(ErrorCode::Other)
        {
            tokio::time::sleep(self.0.route.timeouts.throttle).await;
            outcome = self.sign_in_once(who).await;
        }
        let user = outcome?;
        let mut person = self.person();
        person.user = Some(user.clone());
        person.token = match who {
            SignIn::Token(token) => Some((token.clone(), None)),
            SignIn::Password { .. } => None,
        };
        Ok(user)
    }

    async fn sign_in_once(&self, who: &SignIn) -> Result<User> {
        /// Borrowed, so that no copy of a secret is left behind.
        #[derive(Serialize)]
        #[serde(untagged)]
        enum Shown<'a> {
            Password {
                #[serde(skip_serializing_if = "Option::is_none")]
                email: Option<&'a str>,
                #[serde(skip_serializing_if = "Option::is_none")]
                username: Option<&'a str>,
                password: &'a str,
                #[serde(skip_serializing_if = "Option::is_none")]
                otp: Option<&'a str>,
            },
            Token {
                token: &'a str,
            },
        }
        let shown = match who {
            SignIn::Password {
                user,
                password,
                otp,
            } => {
                let email = user.contains('@').then_some(user.as_str());
                Shown::Password {
                    email,
                    username: email.is_none().then_some(user.as_str()),
                    password,
                    otp: otp.as_ref().map(|otp| otp.as_str()),
                }
            }
            SignIn::Token(token) => Shown::Token {
                token: token.expose(),
            },
        };
        match who {
            SignIn::Password { password, otp, .. } => {
                self.sent(password);
                otp.iter().for_each(|otp| self.sent(otp));
            }
            SignIn::Token(token) => self.sent(token.expose()),
        }
        let limit = self.0.route.timeouts.sign_in;
        self.call_within(limit, "session.signIn", shown).await
    }

    /// Who is signed in on this connection. Not asked of the server, which has no good answer when
    /// nobody is.
    pub fn user(&self) -> Option<User> {
        self.person().user.clone()
    }

    /// Signs out. Notifications stop, the connection stays.
    ///
    /// # Errors
    /// [`ErrorCode::Unauthorized`] if nobody is signed in, or any other.
    pub async fn sign_out(&self) -> Result<()> {
        self.run("session.signOut", Nothing {}).await?;
        *self.person() = Person::default();
        Ok(())
    }

    /// Makes a token to sign in with another time.
    ///
    /// `client` is an id that the calling program has made up for this installation: as long as the
    /// same is given, the server renews one token rather than pile them up. `life` is from a minute
    /// to half a year; the server's own choice is thirty days.
    ///
    /// # Errors
    /// Any.
    pub async fn create_token(
        &self,
        description: &str,
        client: Option<&str>,
        life: Option<Duration>,
    ) -> Result<Token> {
        let mut params = json!({ "description": description });
        if let Some(id) = client {
            params["client"] = json!({ "id": id });
        }
        if let Some(life) = life {
            params["expiresIn"] = json!(life.as_millis() as u64);
        }
        let method = "token.create";
        let limit = self.0.route.timeouts.call;
        let text = self.0.socket.call(method, &params, limit).await?;
        // What it may be instead is not shown.
        let token: Token =
            serde_json::from_slice(&text).map_err(|_| Error::Unexpected("a token".to_owned()))?;
        self.sent(token.expose());
        Ok(token)
    }

    /// Lets the server forget a token of the user who is signed in, so that nobody signs in with it
    /// any more. One that is forgotten already, or another user's, is passed over in silence.
    ///
    /// # Errors
    /// Any.
    pub async fn delete_own_token(&self, token: &Token) -> Result<()> {
        /// Borrowed, so that no copy of a secret is left behind.
        #[derive(Serialize)]
        struct Params<'a> {
            tokens: [&'a str; 1],
        }
        let token = token.expose();
        self.sent(token);
        let tokens = [token];
        self.run("token.deleteOwn", Params { tokens }).await
    }

    /// Opens consoles with this token, which is good for that long from now, rather than make one.
    pub fn lend_token(&self, token: Token, life: Duration) {
        self.person().token = Some((token, Some(Instant::now() + life)));
    }

    /// Makes a call. A method that gives nothing back is answered with `true`: use
    /// [`run`](Self::run) for those.
    ///
    /// # Errors
    /// [`Error::Api`], [`Error::Unexpected`] if the result is no `T`, or any other.
    pub async fn call<T: DeserializeOwned>(
        &self,
        method: &str,
        params: impl Serialize,
    ) -> Result<T> {
        let limit = self.0.route.timeouts.call;
        self.call_within(limit, method, params).await
    }

    /// As [`call`](Self::call), for one that may take longer, or must not take as long.
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub async fn call_within<T: DeserializeOwned>(
        &self,
        limit: Duration,
        method: &str,
        params: impl Serialize,
    ) -> Result<T> {
        let text = self.0.socket.call(method, &params, limit).await?;
        serde_json::from_slice(&text).map_err(|error| Error::unexpected(method, &error))
    }

    /// Makes a call whose result does not matter.
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub async fn run(&self, method: &str, params: impl Serialize) -> Result<()> {
        self.call::<IgnoredAny>(method, params).await.map(|_| ())
    }

    /// The objects of all pools, or at most `limit` of those that `filter` lets through, in one
    /// answer over this connection. What comes behind it waits until it is through: 25,000 objects
    /// are 19 MB.
    ///
    /// To follow what happens: begin [`notifications`](Self::notifications), list, then apply
    /// whatever has been and is being notified, in its order. Some of it is older than the list, but
    /// for each object the last word is right.
    ///
    /// # Errors
    /// Any.
    pub async fn objects(&self, filter: &Filter, limit: Option<u64>) -> Result<Objects> {
        let (method, params) = listing(filter, limit, false);
        let within = self.0.route.timeouts.call;
        let map = self.0.socket.call(method, &params, within).await?;
        Ok(Objects::of_frame(map))
    }

    /// As [`objects`](Self::objects), over an HTTP connection of its own: calls and notifications
    /// do not have to wait, and no more is in memory than one object. This is the fastest way.
    /// Compressed it is a seventh of the size, but the server packs ten times as long as it would
    /// send: that pays on lines of less than some 80 Mbit/s.
    ///
    /// # Errors
    /// Any.
    pub async fn objects_by_line(
        &self,
        filter: &Filter,
        limit: Option<u64>,
        compressed: bool,
    ) -> Result<Objects> {
        #[derive(Deserialize)]
        struct Place {
            #[serde(rename = "$getFrom")]
            path: String,
        }
        let (method, params) = listing(filter, limit, true);
        let place: Place = self.call(method, params).await?;
        let download = transfer::get(&self.0.route, &place.path, compressed).await?;
        Ok(Objects::of_lines(Lines::new(download)))
    }

    /// What the server says by itself from now on, to whoever is signed in here.
    pub fn notifications(&self) -> Notifications {
        Notifications(self.0.socket.listen())
    }

    /// Opens the console of a machine or, with the id of its control domain, of a host.
    ///
    /// Consoles are opened with a token, even where somebody has signed in with a password: then
    /// one is made that lasts a day.
    ///
    /// # Errors
    /// [`Error::Refused`] for whatever reason, of which the server tells none; any other.
    pub async fn console(&self, id: &str) -> Result<ConsoleStream> {
        let token = self.console_token().await?;
        self.sent(token.expose());
        let opened = console::open(&self.0.route, id, &token).await;
        opened.map_err(|error| self.0.route.quoted(error))
    }

    async fn console_token(&self) -> Result<Token> {
        if let Some((token, end)) = &self.person().token
            && end.is_none_or(|end| Instant::now() < end)
        {
            return Ok(token.clone());
        }
        let token = self
            .create_token("consoles", None, Some(CONSOLE_TOKEN))
            .await?;
        // Half its life: consoles are asked for with a token that lasts.
        let end = Instant::now() + CONSOLE_TOKEN / 2;
        self.person().token = Some((token.clone(), Some(end)));
        Ok(token)
    }

    /// What was measured of a machine.
    ///
    /// # Errors
    /// [`ErrorCode::IncorrectState`] if it does not run; any other.
    pub async fn vm_stats(&self, id: &str, granularity: Granularity) -> Result<Stats> {
        let params = json!({ "id": id, "granularity": granularity.word() });
        self.call("vm.stats", params).await
    }

    /// What was measured of a host.
    ///
    /// # Errors
    /// Any.
    pub async fn host_stats(&self, id: &str, granularity: Granularity) -> Result<Stats> {
        let params = json!({ "host": id, "granularity": granularity.word() });
        self.call("host.stats", params).await
    }

    /// What was measured of a storage repository.
    ///
    /// # Errors
    /// Any.
    pub async fn sr_stats(&self, id: &str, granularity: Granularity) -> Result<Stats> {
        let params = json!({ "id": id, "granularity": granularity.word() });
        self.call("sr.stats", params).await
    }

    /// Downloads what a call has answered as `$getFrom`. It can be fetched once, by anybody.
    ///
    /// # Errors
    /// [`Error::Refused`], with status 302 if it has been fetched before; any other.
    pub async fn get_from(&self, path: &str) -> Result<Download> {
        transfer::get(&self.0.route, path, false).await
    }

    /// Uploads `length` bytes to what a call has answered as `$sendTo`, and gives back that call's
    /// result.
    ///
    /// # Errors
    /// [`Error::Api`] if the call failed; any other.
    pub async fn send_to<T: DeserializeOwned>(
        &self,
        path: &str,
        body: impl AsyncRead + Send + 'static,
        length: u64,
    ) -> Result<T> {
        transfer::send(&self.0.route, path, body, length).await
    }

    /// The servers behind Xen Orchestra. Nothing is notified of them: ask again. For administrators.
    ///
    /// # Errors
    /// Any.
    pub async fn servers(&self) -> Result<Vec<ServerRecord>> {
        let mut servers: Vec<ServerRecord> = self.call("server.getAll", Nothing {}).await?;
        let errors = servers
            .iter_mut()
            .filter_map(|server| server.error.as_mut());
        for error in errors {
            let texts = [&mut error.code, &mut error.message].into_iter();
            for text in texts.chain(&mut error.params) {
                *text = self.0.route.secrets.quote(text);
            }
        }
        Ok(servers)
    }

    /// Adds a server and gives back its id. It is not connected yet: so
    /// [`enable_server`](Self::enable_server) can tell what goes wrong, which adding never does.
    ///
    /// # Errors
    /// Any.
    pub async fn add_server(&self, server: &NewServer) -> Result<String> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Params<'a> {
            host: &'a str,
            username: &'a str,
            password: &'a str,
            #[serde(skip_serializing_if = "str::is_empty")]
            label: &'a str,
            allow_unauthorized: bool,
            auto_connect: bool,
        }
        self.sent(&server.password);
        let params = Params {
            host: &server.host,
            username: &server.username,
            password: &server.password,
            label: &server.label,
            allow_unauthorized: server.allow_unauthorized,
            auto_connect: false,
        };
        self.call("server.add", params).await
    }

    /// Connects a server, now and whenever Xen Orchestra starts.
    ///
    /// # Errors
    /// [`ErrorCode::AuthenticationFailed`] if it refuses the user; any other.
    pub async fn enable_server(&self, id: &str) -> Result<()> {
        self.run("server.enable", json!({ "id": id })).await
    }

    /// Disconnects a server: the objects of its pool exit.
    ///
    /// # Errors
    /// Any.
    pub async fn disable_server(&self, id: &str) -> Result<()> {
        self.run("server.disable", json!({ "id": id })).await
    }

    /// Forgets a server.
    ///
    /// # Errors
    /// Any.
    pub async fn remove_server(&self, id: &str) -> Result<()> {
        self.run("server.remove", json!({ "id": id })).await
    }

    /// Remembers a secret that goes to the server or came from it: it is not quoted.
    fn sent(&self, secret: &str) {
        self.0.route.secrets.add(secret);
    }

    fn person(&self) -> MutexGuard<'_, Person> {
        // Nothing in there can be half-done.
        self.0.person.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn listing(filter: &Filter, limit: Option<u64>, ndjson: bool) -> (&'static str, Value) {
    let mut params = Map::new();
    if let Some(filter) = filter.value() {
        params.insert("filter".to_owned(), filter);
    }
    if let Some(limit) = limit {
        params.insert("limit".to_owned(), limit.into());
    }
    if ndjson {
        params.insert("ndjson".to_owned(), true.into());
    }
    ("xo.getAllObjects", Value::Object(params))
}
