//! The servers (pools) behind an XO, and its connections to them.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value as Json, json};
use tokio::task::JoinHandle;

use super::call::Call;
use super::error::{Answer, Error};
use super::link::{Link, News};
use super::method::{Method, method};
use super::{Hub, Reach, lock};
use poolsim::Sim;
use poolsim::pool::Pool;

/// How long the pool's news are on their way to XO.
const DELIVERY: Duration = Duration::from_millis(15);
/// How long XO rests between two questions for news.
const REST: Duration = Duration::from_millis(200);

pub(super) const METHODS: &[Method] = &[
    method!("server.getAll", Admin, "", get_all),
    method!(
        "server.add",
        Admin,
        "host:string username:string password:string label?:string allowUnauthorized?:boolean autoConnect?:boolean \
         httpProxy?:string",
        add
    ),
    method!("server.enable", Admin, "id:string", enable),
    method!("server.disable", Admin, "id:string", disable),
    method!("server.remove", Admin, "id:string", remove),
    method!(
        "server.set",
        Admin,
        "id:string host?:string username?:string password?:string label?:string allowUnauthorized?:boolean \
         readOnly?:boolean httpProxy?:string/null",
        set
    ),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Connected,
    Connecting,
    Disconnected,
}

/// A server that XO was told of.
pub(super) struct Remote {
    id: String,
    host: String,
    label: String,
    username: String,
    password: String,
    allow_unauthorized: bool,
    pub(super) read_only: bool,
    enabled: bool,
    status: Status,
    /// Why the latest attempt failed.
    error: Option<Json>,
    /// There while it is connected.
    pub(super) link: Option<Arc<Link>>,
    watching: Option<JoinHandle<()>>,
}

impl std::fmt::Debug for Remote {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Remote")
            .field("host", &self.host)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

impl Remote {
    fn new(host: &str, username: &str, password: &str) -> Remote {
        Remote {
            id: uuid::Uuid::new_v4().to_string(),
            host: host.to_owned(),
            label: String::new(),
            username: username.to_owned(),
            password: password.to_owned(),
            allow_unauthorized: false,
            read_only: false,
            enabled: true,
            status: Status::Disconnected,
            error: None,
            link: None,
            watching: None,
        }
    }

    /// A pool of this process, by its coordinator's address.
    pub(super) fn of(sim: &Sim) -> Remote {
        let account = sim.pool().settings.accounts.first();
        let (user, password) = account.map_or(("", ""), |account| {
            (account.user.as_str(), account.password.as_str())
        });
        let (host, secure) = match sim.https_url() {
            Some(url) => (url.replace("https://", ""), true),
            None => (sim.http_url(), false),
        };
        let mut remote = Remote::new(&host, user, password);
        remote.allow_unauthorized = secure;
        remote
    }

    pub(super) fn host(&self) -> &str {
        &self.host
    }

    /// The same server at another place.
    pub(super) fn move_to(&mut self, place: &Remote) {
        self.host.clone_from(&place.host);
    }

    fn json(&self) -> Json {
        let status = match self.status {
            Status::Connected => "connected",
            Status::Connecting => "connecting",
            Status::Disconnected => "disconnected",
        };
        let mut shown = json!({
            "id": self.id,
            "host": self.host,
            "label": self.label,
            "username": self.username,
            "allowUnauthorized": self.allow_unauthorized,
            "enabled": self.enabled,
            "readOnly": self.read_only,
            "status": status,
        });
        if let Some(error) = &self.error {
            shown["error"] = error.clone();
        }
        if let Some(link) = &self.link {
            let world = link.pool.lock();
            let pool = world.pool();
            let addresses: Vec<&str> = world
                .listeners
                .iter()
                .map(|listener| &*listener.address)
                .collect();
            shown["poolId"] = world.db.text(&pool, "uuid").into();
            shown["master"] = world.db.text(&world.coordinator(), "uuid").into();
            shown["poolNameLabel"] = world.db.text(&pool, "name_label").into();
            shown["poolNameDescription"] = world.db.text(&pool, "name_description").into();
            shown["poolMembersAddresses"] = addresses.into();
        }
        shown
    }

    /// Drops the connection; what is to be told of it.
    fn hang_up(&mut self, status: Status) -> Option<Arc<Link>> {
        self.status = status;
        if let Some(watching) = self.watching.take() {
            watching.abort();
        }
        self.link.take()
    }
}

/// `[http[s]://]host[:port]` as an address with a port.
fn address(host: &str) -> Option<SocketAddr> {
    let (rest, port) = match host.split_once("://") {
        Some(("http", rest)) => (rest, 80),
        Some((_, rest)) => (rest, 443),
        None => (host, 443),
    };
    let rest = rest.trim_end_matches('/').replace("localhost", "127.0.0.1");
    rest.parse()
        .ok()
        .or_else(|| Some(SocketAddr::new(rest.parse().ok()?, port)))
}

impl Hub {
    pub(super) fn add_server(&self, server: Remote) -> String {
        let id = server.id.clone();
        lock(&self.servers).push(server);
        id
    }

    fn change<T>(&self, id: &str, change: impl FnOnce(&mut Remote) -> T) -> Answer<T> {
        let mut servers = lock(&self.servers);
        let found = servers.iter_mut().find(|server| server.id == id);
        found
            .map(change)
            .ok_or_else(|| Error::no_such_object(id, &["xenServer"]))
    }

    pub(super) fn reached_at(&self, host: &str) -> Option<Reach> {
        let wanted = address(host)?;
        lock(&self.reach)
            .iter()
            .find(|reach| {
                let world = reach.pool.lock();
                world
                    .listeners
                    .iter()
                    .any(|listener| listener.http == wanted || listener.https == Some(wanted))
            })
            .cloned()
    }

    /// Connects to a server and tells of all its objects.
    pub(super) async fn connect(self: &Arc<Self>, id: &str) -> Answer<()> {
        let (host, user, password, connected) = self.change(id, |server| {
            let connected = server.link.is_some();
            if !connected {
                server.status = Status::Connecting;
                server.error = None;
            }
            (
                server.host.clone(),
                server.username.clone(),
                server.password.clone(),
                connected,
            )
        })?;
        if connected {
            return Ok(());
        }
        match self.dial(&host, &user, &password).await {
            Ok(link) => {
                let link = Arc::new(link);
                let changes = link.pool.changes();
                self.follow(&link, true);
                let watching = tokio::spawn(watch(Arc::downgrade(self), link.clone(), changes));
                self.change(id, |server| {
                    server.status = Status::Connected;
                    server.link = Some(link);
                    server.watching = Some(watching);
                })
            }
            Err((error, shown)) => {
                self.change(id, |server| {
                    server.status = Status::Disconnected;
                    server.error = Some(shown);
                })?;
                Err(error)
            }
        }
    }

    async fn dial(&self, host: &str, user: &str, password: &str) -> Result<Link, (Error, Json)> {
        let Some(reach) = self.reached_at(host).filter(|reach| !reach.cut) else {
            return Err((
                Error::server_unreachable(host),
                json!({ "code": "ECONNREFUSED", "message": format!("connect ECONNREFUSED {host}") }),
            ));
        };
        if self
            .links()
            .iter()
            .any(|(link, _)| Arc::ptr_eq(&link.pool, &reach.pool))
        {
            let message = "this pool is already connected";
            return Err((Error::unforeseen(message), json!({ "message": message })));
        }
        Link::open(&reach.pool, user, password)
            .await
            .map_err(|failure| {
                let shown = json!({ "code": failure.code, "params": failure.params });
                (
                    Error::from_pool(&failure, "session.login_with_password", str::to_owned),
                    shown,
                )
            })
    }

    /// Tells that everything of a connection is gone.
    fn forget(&self, link: &Link) {
        let _telling = lock(&self.event_faults);
        self.tell(&News {
            enter: Vec::new(),
            exit: link.close(),
        });
    }

    /// The connection to a pool is lost.
    pub(super) fn lose(&self, pool: &Arc<Pool>) {
        let lost: Vec<Arc<Link>> = lock(&self.servers)
            .iter_mut()
            .filter(|server| server.leads_to(pool))
            .filter_map(|server| server.hang_up(Status::Connecting))
            .collect();
        for link in lost {
            self.forget(&link);
        }
    }

    /// Connects again to what was lost.
    pub(super) async fn find_again(self: &Arc<Self>, pool: &Arc<Pool>) {
        let waiting: Vec<(String, String)> = lock(&self.servers)
            .iter()
            .filter(|server| server.status == Status::Connecting)
            .map(|server| (server.id.clone(), server.host.clone()))
            .collect();
        for (id, host) in waiting {
            let theirs = self
                .reached_at(&host)
                .is_some_and(|reach| Arc::ptr_eq(&reach.pool, pool));
            // What fails is written in the server's `error`.
            if theirs {
                drop(self.connect(&id).await);
            }
        }
    }

    fn disconnect(&self, id: &str) -> Answer<()> {
        if let Some(link) = self.change(id, |server| server.hang_up(Status::Disconnected))? {
            self.forget(&link);
        }
        Ok(())
    }

    /// Lets go of every connection.
    pub(super) fn abandon(&self) {
        for server in lock(&self.servers).iter_mut() {
            server.hang_up(Status::Disconnected);
        }
    }
}

impl Remote {
    fn leads_to(&self, pool: &Arc<Pool>) -> bool {
        self.link
            .as_ref()
            .is_some_and(|link| Arc::ptr_eq(&link.pool, pool))
    }
}

/// Follows a pool for as long as XO is there.
async fn watch(
    hub: std::sync::Weak<Hub>,
    link: Arc<Link>,
    mut changes: tokio::sync::watch::Receiver<u64>,
) {
    while changes.changed().await.is_ok() {
        tokio::time::sleep(DELIVERY).await;
        changes.borrow_and_update();
        let Some(hub) = hub.upgrade() else {
            return;
        };
        hub.follow(&link, false);
        drop(hub);
        tokio::time::sleep(REST).await;
    }
}

async fn get_all(call: Call) -> Answer<Json> {
    Ok(lock(&call.hub.servers).iter().map(Remote::json).collect())
}

async fn add(call: Call) -> Answer<Json> {
    let text = |name: &str| call.text(name).unwrap_or("");
    let mut server = Remote::new(text("host"), text("username"), text("password"));
    server.label = text("label").to_owned();
    server.allow_unauthorized = call.flag("allowUnauthorized");
    let connect = call
        .param("autoConnect")
        .and_then(Json::as_bool)
        .unwrap_or(true);
    server.enabled = connect;
    let id = call.hub.add_server(server);
    if connect {
        // Whether it works is not told: `server.getAll` shows it.
        drop(call.hub.connect(&id).await);
    }
    Ok(id.into())
}

async fn enable(call: Call) -> Answer<Json> {
    let id = call.text("id").unwrap_or("");
    call.hub.change(id, |server| server.enabled = true)?;
    call.hub.connect(id).await?;
    Ok(Json::Null)
}

async fn disable(call: Call) -> Answer<Json> {
    let id = call.text("id").unwrap_or("");
    call.hub.change(id, |server| server.enabled = false)?;
    call.hub.disconnect(id)?;
    Ok(Json::Null)
}

async fn remove(call: Call) -> Answer<Json> {
    let id = call.text("id").unwrap_or("");
    call.hub.disconnect(id)?;
    lock(&call.hub.servers).retain(|server| server.id != id);
    Ok(Json::Null)
}

async fn set(call: Call) -> Answer<Json> {
    let id = call.text("id").unwrap_or("");
    call.hub.change(id, |server| {
        let address = ["host", "username", "password"];
        if server.status != Status::Disconnected
            && address.iter().any(|name| call.params.contains_key(*name))
        {
            return Err(Error::unforeseen(
                "this entry must be disconnected first to change its address or credentials",
            ));
        }
        for (name, field) in [
            ("host", &mut server.host),
            ("username", &mut server.username),
            ("password", &mut server.password),
            ("label", &mut server.label),
        ] {
            if let Some(text) = call.text(name) {
                text.clone_into(field);
            }
        }
        for (name, field) in [
            ("allowUnauthorized", &mut server.allow_unauthorized),
            ("readOnly", &mut server.read_only),
        ] {
            if let Some(flag) = call.param(name).and_then(Json::as_bool) {
                *field = flag;
            }
        }
        Ok(())
    })??;
    Ok(Json::Null)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_https_unless_they_say_otherwise() {
        let of = |host| address(host).map(|address| address.to_string());
        assert_eq!(of("127.0.0.1").as_deref(), Some("127.0.0.1:443"));
        assert_eq!(of("http://127.0.0.1").as_deref(), Some("127.0.0.1:80"));
        assert_eq!(
            of("https://127.0.0.1:4430/").as_deref(),
            Some("127.0.0.1:4430")
        );
        assert_eq!(of("localhost:8080").as_deref(), Some("127.0.0.1:8080"));
        assert_eq!(of("pool.example"), None);
    }
}
