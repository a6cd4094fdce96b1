//! The one connection to a Xen Orchestra, as the connections that live on it see it: which pools are
//! behind it now, what happens to their objects, and which servers it has.
//!
//! The server tells everybody everything. What it tells is read once, here, and handed to the
//! connection whose pool it is about.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use inventory::Problem;
use serde::Deserialize;
use tokio::{
    sync::{Notify, OwnedSemaphorePermit, Semaphore, mpsc, watch},
    time::{Instant, sleep_until},
};
use xo::{Client, Notification, Object, ServerRecord};

use super::failure;
use crate::lock::lock;

/// A pool that comes back comes in pieces. It is listed once no piece has come for so long…
const QUIET: Duration = Duration::from_millis(300);
/// …or after this time at the latest.
const LONGEST: Duration = Duration::from_secs(5);
/// Of servers nothing is notified: they are asked for this often.
const POLL: Duration = Duration::from_secs(10);

/// So many kilobytes may wait for one pool's connection. If it falls behind further it hears the end,
/// and lists anew: what waits would be old by then.
const BACKLOG: usize = 128 << 10;

/// What is told of one pool's objects.
pub(super) enum News {
    /// They are new, or changed, or neither.
    Enter(Vec<Object>),
    /// They are gone. Some are other pools'.
    Exit(Arc<[String]>),
}

impl News {
    fn kilobytes(&self) -> u32 {
        let bytes: usize = match self {
            Self::Enter(objects) => objects.iter().map(|object| object.text().len()).sum(),
            Self::Exit(ids) => ids.iter().map(String::len).sum(),
        };
        u32::try_from(bytes / 1024 + 1).unwrap_or(u32::MAX)
    }
}

/// News on their way, and their part of the backlog, which is given back once they are heard.
pub(super) struct Heard {
    pub(super) news: News,
    _room: OwnedSemaphorePermit,
}

/// Where a pool's connection is told.
struct Ear {
    sender: mpsc::UnboundedSender<Heard>,
    /// What is left of its backlog, in kilobytes.
    room: Arc<Semaphore>,
}

impl Ear {
    /// Whether it is still listened, and not too far behind.
    fn tell(&self, news: News) -> bool {
        match self.room.clone().try_acquire_many_owned(news.kilobytes()) {
            Ok(_room) => self.sender.send(Heard { news, _room }).is_ok(),
            Err(_) => false,
        }
    }
}

/// What connections share that lead through one Xen Orchestra.
#[derive(Default)]
pub(crate) struct XoSession {
    now: Mutex<Now>,
    /// Grows when pools come or go, or servers change.
    changed: watch::Sender<u64>,
    /// The servers are to be asked for at once.
    hurry: Notify,
}

#[derive(Default)]
struct Now {
    /// Who is signed in, and its number.
    session: Option<(u64, Client)>,
    sessions: u64,
    /// Why there is none, if there was one.
    why: Option<Problem>,
    /// The pools that are there, by uuid.
    pools: BTreeMap<String, Pool>,
    /// None where they are not known.
    servers: Option<Vec<ServerRecord>>,
    /// The id of the server through which each pool was reached last, by the pool's uuid: a server
    /// names its pool only while it has it.
    behind: BTreeMap<String, String>,
}

/// A pool that is there.
struct Pool {
    /// Its own object, as it is now.
    object: Object,
    /// While it is coming in pieces: since when, and when the last one came.
    coming: Option<(Instant, Instant)>,
    listeners: Vec<Ear>,
}

impl XoSession {
    /// Takes a connection over, with the pools that were there when it had begun to listen. Its
    /// number is for [`Self::hear`] and [`Self::leave`].
    pub(super) fn enter(&self, client: Client, pools: Vec<Object>) -> u64 {
        let number = {
            let mut now = lock(&self.now);
            now.sessions += 1;
            let number = now.sessions;
            now.session = Some((number, client));
            now.why = None;
            now.pools.clear();
            for object in pools {
                now.pools
                    .insert(object.id().to_owned(), Pool::there(object));
            }
            number
        };
        self.tell();
        number
    }

    /// A connection is over.
    pub(super) fn leave(&self, number: u64, why: Option<Problem>) {
        {
            let mut now = lock(&self.now);
            if now.session.as_ref().map(|(number, _)| *number) != Some(number) {
                return;
            }
            now.session = None;
            now.why = why;
            // Whoever listened hears the end of it.
            now.pools.clear();
            now.servers = None;
        }
        self.tell();
    }

    /// Hands out what the server said.
    pub(super) fn hear(&self, number: u64, notification: Notification) {
        let changed = {
            let mut now = lock(&self.now);
            if now.session.as_ref().map(|(number, _)| *number) != Some(number) {
                return;
            }
            match notification {
                Notification::Enter(objects) => now.entered(objects),
                Notification::Exit(ids) => now.left(ids),
                _ => false,
            }
        };
        if changed {
            self.tell();
        }
    }

    /// Lets those look who wait for [`Self::changes`].
    pub(crate) fn tell(&self) {
        self.changed.send_modify(|number| *number += 1);
    }

    /// Turns when pools come or go, or servers change. It has turned already for whoever asks: what came
    /// before, and may be all that ever comes, is to be looked at as well.
    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        let mut changes = self.changed.subscribe();
        changes.mark_changed();
        changes
    }

    /// Who is signed in; else the problem `xo_not_connected`.
    pub(super) fn client(&self) -> Result<Client, Problem> {
        let now = lock(&self.now);
        let client = now.session.as_ref().map(|(_, client)| client.clone());
        client.ok_or_else(|| Problem::new("xo_not_connected"))
    }

    /// The uuids of the pools that are there.
    pub(crate) fn pools(&self) -> Vec<String> {
        lock(&self.now).pools.keys().cloned().collect()
    }

    /// The object of a pool that is there.
    pub(super) fn pool(&self, id: &str) -> Option<Object> {
        lock(&self.now)
            .pools
            .get(id)
            .map(|pool| pool.object.clone())
    }

    /// The name of a pool that is there.
    pub(crate) fn name(&self, id: &str) -> Option<String> {
        #[derive(Deserialize)]
        struct Named {
            name_label: String,
        }
        let named: Named = self.pool(id)?.read().ok()?;
        Some(named.name_label).filter(|name| !name.is_empty())
    }

    /// Notes through which server a pool was reached last.
    pub(crate) fn note_behind(&self, pool: &str, server: &str) {
        let mut now = lock(&self.now);
        now.behind.insert(pool.to_owned(), server.to_owned());
    }

    /// Why a pool is not there: that Xen Orchestra is not, that it was told to let go of it, or that
    /// it has lost it.
    pub(super) fn why_lost(&self, pool: &str) -> Problem {
        let now = lock(&self.now);
        let server = now.server_of(pool).filter(|server| !server.enabled);
        match (&now.session, &now.why) {
            (Some(_), _) => match server {
                Some(server) => Problem::new("xo_server_off").with("server", &server.id),
                None => Problem::new("xo_pool_lost"),
            },
            (None, Some(why)) => why.clone(),
            (None, None) => Problem::new("xo_not_connected"),
        }
    }

    /// Waits until a pool is there as a whole, as far as that can be known.
    pub(super) async fn settled(&self, id: &str) {
        loop {
            let until = {
                let mut now = lock(&self.now);
                let Some(pool) = now.pools.get_mut(id) else {
                    return;
                };
                let Some((began, last)) = pool.coming else {
                    return;
                };
                let until = (last + QUIET).min(began + LONGEST);
                if until <= Instant::now() {
                    pool.coming = None;
                    return;
                }
                until
            };
            sleep_until(until).await;
        }
    }

    /// What happens to a pool's objects from now on; none if the pool is not there. It ends when
    /// the pool goes, or Xen Orchestra does.
    pub(super) fn listen(&self, id: &str) -> Option<mpsc::UnboundedReceiver<Heard>> {
        let mut now = lock(&self.now);
        let pool = now.pools.get_mut(id)?;
        let (sender, news) = mpsc::unbounded_channel();
        let room = Arc::new(Semaphore::new(BACKLOG));
        pool.listeners.push(Ear { sender, room });
        Some(news)
    }

    /// Asks for the servers, again and again, as long as that connection is there.
    pub(super) async fn poll(self: Arc<Self>, number: u64, client: Client) {
        loop {
            match client.servers().await {
                Ok(servers) => {
                    let changed = {
                        let mut now = lock(&self.now);
                        if now.session.as_ref().map(|(number, _)| *number) != Some(number) {
                            return;
                        }
                        let changed = now.servers.as_ref() != Some(&servers);
                        for server in &servers {
                            if let Some(pool) = &server.pool {
                                now.behind.insert(pool.clone(), server.id.clone());
                            }
                        }
                        now.servers = Some(servers);
                        changed
                    };
                    if changed {
                        self.tell();
                    }
                }
                // They are not for everybody to see.
                Err(error) if failure::is_forbidden(&error) => return,
                Err(error) if client.over().is_some() => {
                    tracing::debug!(%error, "the servers cannot be asked for");
                    return;
                }
                Err(error) => tracing::debug!(%error, "the servers cannot be asked for"),
            }
            tokio::select! {
                () = tokio::time::sleep(POLL) => {}
                () = self.hurry.notified() => {}
            }
        }
    }

    /// Asks for the servers at once.
    pub(super) fn hurry(&self) {
        self.hurry.notify_one();
    }

    /// A server was connected or disconnected by us: that is known before the servers are asked for.
    pub(super) fn note_enabled(&self, server: &str, enabled: bool) {
        let mut now = lock(&self.now);
        let mut all = now.servers.iter_mut().flatten();
        if let Some(known) = all.find(|one| one.id == server) {
            known.enabled = enabled;
        }
    }

    /// The servers, as they were told last; none where they are not known.
    pub(crate) fn servers(&self) -> Option<Vec<ServerRecord>> {
        lock(&self.now).servers.clone()
    }
}

impl Now {
    /// The server through which a pool was reached last.
    fn server_of(&self, pool: &str) -> Option<&ServerRecord> {
        let id = self.behind.get(pool)?;
        let mut all = self.servers.iter().flatten();
        all.find(|server| server.id == *id)
    }

    /// Objects came or changed. Whether a pool is among them that was not there.
    fn entered(&mut self, objects: Vec<Object>) -> bool {
        #[derive(Deserialize)]
        struct Belongs {
            #[serde(rename = "$pool", default)]
            pool: String,
        }
        let moment = Instant::now();
        let mut came = false;
        let mut sorted: BTreeMap<String, Vec<Object>> = BTreeMap::new();
        for object in objects {
            if object.kind() == "pool" {
                let id = object.id().to_owned();
                match self.pools.get_mut(&id) {
                    Some(pool) => pool.object = object.clone(),
                    None => {
                        came = true;
                        let mut pool = Pool::there(object.clone());
                        pool.coming = Some((moment, moment));
                        self.pools.insert(id.clone(), pool);
                    }
                }
                sorted.entry(id).or_default().push(object);
            } else if let Ok(Belongs { pool }) = object.read() {
                sorted.entry(pool).or_default().push(object);
            }
        }
        for (id, objects) in sorted {
            // What comes before its pool is in the list that is made of it then.
            if let Some(pool) = self.pools.get_mut(&id) {
                if let Some((_, last)) = &mut pool.coming {
                    *last = moment;
                }
                pool.tell(|| News::Enter(objects.clone()));
            }
        }
        came
    }

    /// Objects went. Whether a pool is among them.
    fn left(&mut self, ids: Vec<String>) -> bool {
        let before = self.pools.len();
        for id in &ids {
            self.pools.remove(id);
        }
        let ids: Arc<[String]> = ids.into();
        for pool in self.pools.values_mut() {
            pool.tell(|| News::Exit(ids.clone()));
        }
        self.pools.len() != before
    }
}

impl Pool {
    fn there(object: Object) -> Self {
        Self {
            object,
            coming: None,
            listeners: Vec::new(),
        }
    }

    fn tell(&mut self, news: impl Fn() -> News) {
        self.listeners.retain(|listener| listener.tell(news()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn who_looks_late_finds_what_came_before() {
        let xo_session = XoSession::default();
        xo_session.tell();
        let mut changes = xo_session.changes();
        assert!(changes.has_changed().unwrap());
        changes.changed().await.unwrap();
        assert!(!changes.has_changed().unwrap());
    }

    #[tokio::test]
    async fn who_falls_behind_hears_the_end() {
        let object = Object::parse("p", r#"{"type":"pool"}"#).unwrap();
        let mut pool = Pool::there(object);
        let (sender, mut news) = mpsc::unbounded_channel();
        let room = Arc::new(Semaphore::new(2));
        pool.listeners.push(Ear { sender, room });
        let gone = || News::Exit(["v".to_owned()].into());
        for _ in 0..5 {
            pool.tell(gone);
            assert!(news.recv().await.is_some());
        }
        (0..3).for_each(|_| pool.tell(gone));
        assert!(pool.listeners.is_empty());
        for _ in 0..2 {
            assert!(news.recv().await.is_some());
        }
        assert!(news.recv().await.is_none(), "a new list is due");
    }
}
