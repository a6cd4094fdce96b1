//! The actor behind a connection: it lets [`machine::step`] decide, and does what that says.

use std::{
    collections::{BTreeSet, HashSet},
    path::PathBuf,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use inventory::{Writer, kept::Keeping};
use tokio::{
    sync::{mpsc, oneshot},
    task::{AbortHandle, JoinSet},
    time::{Instant, sleep_until},
};
use xapi::{Change, Class};

use super::{
    Command, Connection, Standing,
    machine::{self, Effect, Input},
};
use crate::{
    api::KeepPassword,
    cache::{self, Shelf},
    clock,
    lock::lock,
    notices::Notices,
    secret::Secret,
    servers::{Server, Servers},
    source::{Failure, Link, Source, Wanted, Watch},
    touch::{Bell, Touch},
    trust::{Checker, Pins},
    vault::Vault,
};

/// How long logging out may take: it is a courtesy, and nobody waits longer for it.
const FAREWELL: Duration = Duration::from_millis(2500);

/// What connections have in common.
#[derive(Clone)]
pub(crate) struct House {
    /// Where what connections knew is kept.
    pub(crate) data: PathBuf,
    pub(crate) source: Arc<dyn Source>,
    pub(crate) vault: Arc<dyn Vault>,
    pub(crate) servers: Arc<Servers>,
    pub(crate) pins: Arc<Pins>,
    pub(crate) bell: Bell,
    pub(crate) notices: Arc<Notices>,
}

/// A server to look after.
pub(crate) struct Beginning {
    pub(crate) server: Server,
    /// A password that was just typed; kept as the server says once it has proved right.
    pub(crate) password: Option<Secret>,
    /// The demonstration, which nothing is kept of.
    pub(crate) demo: bool,
}

/// Starts to look after a server. It stays disconnected until it is told to connect.
pub(crate) fn start(house: House, beginning: Beginning) -> Arc<Connection> {
    let Beginning {
        server,
        password,
        demo,
    } = beginning;
    let (inbox, commands) = mpsc::unbounded_channel();
    let (news, heard) = mpsc::channel(16);
    let (writer, store) = inventory::store();
    let shared = Arc::new(Connection {
        id: server.id.clone(),
        demo,
        trust: Checker::new(house.pins.clone(), server.id.clone()),
        store,
        shelf: (!demo).then(|| Shelf::of(&house.data, &server.id)),
        lists: 0.into(),
        now: Standing {
            server,
            state: machine::State::default(),
            link: None,
            skew: None,
        }
        .into(),
        inbox,
    });
    let actor = Actor {
        shared: shared.clone(),
        house,
        writer,
        to_keep: password.is_some(),
        password,
        news,
        watching: None,
        alarm: None,
        keep_at: None,
        kept: 0,
        errands: JoinSet::new(),
    };
    tokio::spawn(actor.run(commands, heard));
    shared
}

/// What the actor's own errands bring home, with the try they belong to.
enum News {
    Opened(u64, Arc<dyn Link>, Secret),
    Changes(u64, Vec<Change>),
    Failed(u64, Failure),
}

struct Actor {
    shared: Arc<Connection>,
    house: House,
    writer: Writer,
    /// The password in use: for logging in again, and the only place of one that is not kept.
    password: Option<Secret>,
    /// Whether that password is new, and to be kept once it has proved right.
    to_keep: bool,
    news: mpsc::Sender<News>,
    /// The listener to the server's news.
    watching: Option<AbortHandle>,
    alarm: Option<(Instant, u64)>,
    /// While it is live: when its objects are kept next, in case the program does not end well.
    keep_at: Option<Instant>,
    /// The revision of the objects that were kept last.
    kept: u64,
    /// Log-ins and log-outs under way. They are never cut short: a session would be left behind.
    errands: JoinSet<()>,
}

impl Actor {
    async fn run(
        mut self,
        mut commands: mpsc::UnboundedReceiver<Command>,
        mut heard: mpsc::Receiver<News>,
    ) {
        loop {
            let alarm = self.alarm;
            let wake = async {
                match alarm {
                    Some((at, attempt)) => {
                        sleep_until(at).await;
                        attempt
                    }
                    None => std::future::pending().await,
                }
            };
            let keep_at = self.keep_at;
            let keeping = async {
                match keep_at {
                    Some(at) => sleep_until(at).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                command = commands.recv() => match command {
                    Some(Command::End(done)) => return self.end(&mut heard, Some(done)).await,
                    Some(command) => {
                        if let Command::Connect = command {
                            self.recall().await;
                        }
                        self.obey(command);
                    }
                    None => return self.end(&mut heard, None).await,
                },
                Some(news) = heard.recv() => self.hear(news),
                attempt = wake => {
                    self.alarm = None;
                    self.step(Input::Wake(attempt));
                }
                () = keeping => {
                    self.keep_at = Some(Instant::now() + cache::OFTEN);
                    self.keep_objects(Some(self.kept));
                }
                Some(_) = self.errands.join_next() => {}
            }
        }
    }

    /// Shows what was kept last time, where there is nothing else to show: before the first try, not
    /// instead of it.
    async fn recall(&mut self) {
        let Some(shelf) = &self.shared.shelf else {
            return;
        };
        if !self.shared.store.read().is_empty() {
            return;
        }
        let kept = match shelf.recall().await {
            Ok(Some(kept)) => kept,
            Ok(None) => return,
            Err(problem) => {
                let id = Some(&self.shared.id);
                return self.house.notices.tell(id, None, problem);
            }
        };
        let mut changes = kept.changes.into_iter();
        loop {
            // In portions: there is other work to do on this thread, the window's for instance.
            let portion: Vec<Change> = changes.by_ref().take(1000).collect();
            if portion.is_empty() {
                break;
            }
            self.writer.apply(portion);
            tokio::task::yield_now().await;
        }
        self.step(Input::Recalled(kept.as_of));
        self.house.bell.ring(Touch::Listed(self.shared.id.clone()));
    }

    /// Keeps the objects as they are now, unless they are still those of that revision.
    fn keep_objects(&mut self, unless: Option<u64>) {
        let Some(shelf) = self.shared.shelf.clone() else {
            return;
        };
        let (objects, revision) = {
            let world = self.shared.store.read();
            if unless == Some(world.revision()) {
                return;
            }
            (Keeping::of(&world), world.revision())
        };
        self.kept = revision;
        let (id, notices) = (self.shared.id.clone(), self.house.notices.clone());
        let keeping = shelf.keep(objects, clock::unix_seconds());
        self.errands.spawn(async move {
            if let Err(problem) = keeping.await {
                notices.tell(Some(&id), None, problem);
            }
        });
    }

    fn obey(&mut self, command: Command) {
        let address = lock(&self.shared.now).server.address.clone();
        let wanted = match command {
            Command::Connect => {
                self.step(Input::Connect { address });
                true
            }
            Command::Disconnect => {
                self.step(Input::Disconnect);
                false
            }
            Command::Password(password, keep) => {
                self.password = Some(password);
                self.to_keep = true;
                self.remember(|server| server.keep = keep);
                self.step(Input::Password { address });
                true
            }
            Command::Certificate(true) => {
                self.step(Input::Trusted { address });
                true
            }
            Command::Certificate(false) => {
                self.step(Input::Distrusted);
                false
            }
            // Handled where it is received.
            Command::End(_) => return,
        };
        self.remember(|server| server.wanted = wanted);
    }

    fn hear(&mut self, news: News) {
        match news {
            News::Opened(attempt, link, password) => {
                if !self.is_current(attempt) {
                    self.say_goodbye(link);
                    return;
                }
                self.password = Some(password.clone());
                self.keep(password);
                let watch = link.watch();
                lock(&self.shared.now).link = Some(link);
                let listening = tokio::spawn(listen(attempt, watch, self.news.clone()));
                self.watching = Some(listening.abort_handle());
                self.step(Input::LoggedIn(attempt));
            }
            News::Changes(attempt, changes) if self.is_current(attempt) => {
                self.apply(attempt, changes);
            }
            News::Failed(attempt, failure) => {
                if self.is_current(attempt) {
                    tracing::info!(connection = %self.shared.id, ?failure, "connection failed");
                    if matches!(failure, Failure::Password(_)) {
                        self.password = None;
                        self.to_keep = false;
                    }
                }
                self.step(Input::Failed(attempt, Box::new(failure)));
            }
            News::Changes(..) => {}
        }
    }

    fn is_current(&self, attempt: u64) -> bool {
        lock(&self.shared.now).state.is_current(attempt)
    }

    /// Takes changes in, tells who looks, and tells the machine where the list stands.
    fn apply(&mut self, attempt: u64, changes: Vec<Change>) {
        let began = changes.iter().any(|change| matches!(change, Change::Init));
        let ended = changes
            .iter()
            .any(|change| matches!(change, Change::InitDone));
        let touched = self.writer.apply(changes);
        let classes: HashSet<Class> = touched.classes().cloned().collect();
        let hosts = touched.replaced || classes.contains(&Class::Host);
        if !classes.is_empty() {
            let id = self.shared.id.clone();
            self.house.bell.ring(Touch::Objects(id, Arc::new(classes)));
        }
        if hosts {
            self.remember_members();
        }
        if began {
            self.step(Input::Listing(attempt));
        }
        if ended {
            self.shared.lists.fetch_add(1, Ordering::AcqRel);
            self.step(Input::Listed(attempt));
        }
        if touched.replaced {
            self.house.bell.ring(Touch::Listed(self.shared.id.clone()));
        }
    }

    /// Keeps the addresses of the pool's hosts: one of them will know the way when the one that we
    /// were given is silent.
    fn remember_members(&self) {
        let members: BTreeSet<String> = {
            let world = self.shared.store.read();
            world
                .hosts()
                .map(|(_, host)| host.address.clone())
                .collect()
        };
        let members: Vec<String> = members
            .into_iter()
            .filter(|address| !address.is_empty())
            .collect();
        if !members.is_empty() {
            self.remember(|server| server.members.clone_from(&members));
        }
    }

    fn remember(&self, change: impl Fn(&mut Server)) {
        change(&mut lock(&self.shared.now).server);
        if !self.shared.demo
            && let Err(problem) = self.house.servers.change(&self.shared.id, change)
        {
            self.house
                .notices
                .tell(Some(&self.shared.id), None, problem);
        }
    }

    /// Keeps a password that has proved right.
    fn keep(&mut self, password: Secret) {
        if !std::mem::take(&mut self.to_keep) || self.shared.demo {
            return;
        }
        let (id, keep) = {
            let now = lock(&self.shared.now);
            (now.server.id.clone(), now.server.keep)
        };
        let (vault, notices) = (self.house.vault.clone(), self.house.notices.clone());
        // Not an errand: a prompt of the keyring must not hold up the program's end.
        tokio::spawn(async move {
            let kept = match keep {
                KeepPassword::Keyring => vault.set(id.as_str(), &password).await,
                KeepPassword::Ask => Ok(()),
            };
            if let Err(problem) = kept {
                notices.tell(Some(&id), None, problem);
            }
        });
    }

    fn step(&mut self, input: Input) {
        let was_live = self.shared.is_live();
        let effects = {
            let mut now = lock(&self.shared.now);
            let (state, effects) =
                machine::step(now.state.clone(), input, clock::now(), rand::random());
            if state.shown != now.state.shown {
                tracing::info!(connection = %self.shared.id, state = ?state.shown, "connection");
            }
            now.state = state;
            effects
        };
        match (was_live, self.shared.is_live()) {
            (false, true) => self.keep_at = Some(Instant::now() + cache::SOON),
            (true, false) => {
                self.keep_at = None;
                // Before the effects: one of them may take the objects away.
                self.keep_objects(None);
            }
            _ => {}
        }
        for effect in effects {
            self.perform(effect);
        }
        self.house
            .bell
            .ring(Touch::Connection(self.shared.id.clone()));
    }

    fn perform(&mut self, effect: Effect) {
        match effect {
            Effect::Open(attempt) => {
                self.leave();
                self.errands
                    .spawn(open(self.opening(), attempt, self.news.clone()));
            }
            Effect::Close => self.leave(),
            Effect::Wake(attempt, after) => self.alarm = Some((Instant::now() + after, attempt)),
            Effect::Forget => {
                self.password = self.password.take().filter(|_| self.must_be_remembered());
                self.writer.apply(vec![Change::Init, Change::InitDone]);
                self.house.bell.ring(Touch::Listed(self.shared.id.clone()));
            }
            Effect::Tell(problem) => {
                self.house
                    .notices
                    .tell(Some(&self.shared.id), None, problem);
            }
        }
    }

    /// Whether the password in memory is the only one there is.
    fn must_be_remembered(&self) -> bool {
        self.shared.demo || self.to_keep
    }

    fn opening(&self) -> Opening {
        let now = lock(&self.shared.now);
        Opening {
            house: self.house.clone(),
            server: now.server.clone(),
            password: self.password.clone(),
            trust: self.shared.trust.clone(),
        }
    }

    /// Lets go of the server.
    fn leave(&mut self) {
        self.alarm = None;
        if let Some(watching) = self.watching.take() {
            watching.abort();
        }
        // What was listed only in part is no list.
        self.writer.abandon();
        let link = lock(&self.shared.now).link.take();
        if let Some(link) = link {
            self.say_goodbye(link);
        }
    }

    fn say_goodbye(&mut self, link: Arc<dyn Link>) {
        self.errands.spawn(async move {
            if tokio::time::timeout(FAREWELL, link.close()).await.is_err() {
                tracing::warn!("a server did not answer when we logged out");
            }
        });
    }

    /// Ends for good: whatever is under way comes home first, and logs out.
    async fn end(mut self, heard: &mut mpsc::Receiver<News>, done: Option<oneshot::Sender<()>>) {
        self.step(Input::Disconnect);
        let until = Instant::now() + FAREWELL;
        loop {
            tokio::select! {
                errand = self.errands.join_next() => if errand.is_none() {
                    // The last errand's news may still be on its way.
                    match heard.try_recv() {
                        Ok(news) => self.hear(news),
                        Err(_) => break,
                    }
                },
                Some(news) = heard.recv() => self.hear(news),
                () = sleep_until(until) => {
                    tracing::warn!(connection = %self.shared.id, "ended without an answer");
                    break;
                }
            }
        }
        if let Some(done) = done {
            let _ = done.send(());
        }
    }
}

struct Opening {
    house: House,
    server: Server,
    password: Option<Secret>,
    trust: Arc<Checker>,
}

/// One try: finds the password, reaches the server, logs in.
async fn open(opening: Opening, attempt: u64, news: mpsc::Sender<News>) {
    let news_of_it = match try_to_open(opening).await {
        Ok((link, password)) => News::Opened(attempt, link, password),
        Err(failure) => News::Failed(attempt, failure),
    };
    if let Err(mpsc::error::SendError(News::Opened(_, link, _))) = news.send(news_of_it).await {
        link.close().await;
    }
}

async fn try_to_open(opening: Opening) -> Result<(Arc<dyn Link>, Secret), Failure> {
    let Opening {
        house,
        server,
        password,
        trust,
    } = opening;
    let password = match (password, server.keep) {
        (Some(password), _) => password,
        (None, KeepPassword::Ask) => return Err(Failure::Password(None)),
        (None, KeepPassword::Keyring) => match house.vault.get(server.id.as_str()).await {
            Ok(Some(password)) => password,
            Ok(None) => return Err(Failure::Password(None)),
            Err(problem) => return Err(Failure::Password(Some(problem))),
        },
    };
    let wanted = Wanted {
        address: server.address,
        members: server.members,
        user: server.user,
        password: password.clone(),
        trust,
    };
    Ok((house.source.open(wanted).await?, password))
}

async fn listen(attempt: u64, mut watch: Box<dyn Watch>, news: mpsc::Sender<News>) {
    loop {
        let (heard, last) = match watch.next().await {
            Ok(changes) => (News::Changes(attempt, changes), false),
            Err(failure) => (News::Failed(attempt, failure), true),
        };
        if news.send(heard).await.is_err() || last {
            return;
        }
    }
}
