//! The actor behind a connection: it lets [`machine::step`] decide, and does what that says.

mod memory;
mod parting;

use std::{collections::HashSet, path::PathBuf, sync::Arc, time::Duration};

use futures_util::future::BoxFuture;
use inventory::{Problem, Writer};
use tokio::{
    sync::{mpsc, oneshot},
    task::{AbortHandle, JoinSet},
    time::{Instant, sleep_until},
};
use xapi::{Change, Class};

use super::{
    Command, Connection, Standing,
    listen::listen,
    machine::{self, Effect, Input, Now},
    opening::{self, Opening},
    pulse::{self, Act, Leap, Pulse},
    remains::Remains,
};
use crate::{
    api::{ConnectionKind, ConnectionState, EmergencyAction},
    cache::{self, Shelf},
    clock,
    lock::lock,
    notices::Notices,
    secret::Secret,
    servers::{Server, Servers},
    source::{Failure, Link, Overdue, Source, xo::Hub},
    touch::{Bell, Touch},
    trust::{Checker, Pins},
    vault::Vault,
};

/// How long logging out may take at the end: it is a courtesy, and nobody waits longer for it.
const FAREWELL: Duration = Duration::from_millis(2500);
/// How long the keyring may take then.
const LAST_WORDS: Duration = Duration::from_millis(300);
/// The clocks are looked at this often at least.
const LOOK: Duration = Duration::from_secs(5);
/// A server tells its time to the second, and needs a while to: a difference of clocks is shown
/// anew only if it has changed by more than this, in seconds.
const SKEW: f64 = 1.5;

/// What connections have in common.
#[derive(Clone)]
pub(crate) struct House {
    /// Where what connections knew is kept.
    pub(crate) data: PathBuf,
    /// Whether no other run of the program is there whose sessions these might be.
    pub(crate) alone: bool,
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
    /// The one-time password that was typed with it.
    pub(crate) otp: Option<Secret>,
    /// The demonstration, which nothing is kept of.
    pub(crate) demo: bool,
    /// How it is reached.
    pub(crate) source: Arc<dyn Source>,
    /// What a Xen Orchestra shares with the pools behind it.
    pub(crate) hub: Option<Arc<Hub>>,
    /// The Xen Orchestra that it is behind.
    pub(crate) parent: Option<Arc<Connection>>,
}

/// Starts to look after a server. It stays disconnected until it is told to connect.
pub(crate) fn start(house: House, beginning: Beginning) -> Arc<Connection> {
    let Beginning {
        server,
        password,
        otp,
        demo,
        source,
        hub,
        parent,
    } = beginning;
    let (inbox, commands) = mpsc::unbounded_channel();
    let (news, heard) = mpsc::channel(16);
    let (writer, store) = inventory::store();
    let shared = Arc::new(Connection {
        id: server.id.clone(),
        kind: server.kind,
        parent,
        hub,
        source,
        demo,
        trust: Checker::new(house.pins.clone(), server.id.clone()),
        store,
        // A Xen Orchestra has no objects of its own.
        shelf: (!demo && server.kind != ConnectionKind::Xo)
            .then(|| Shelf::of(&house.data, &server.id)),
        now: Standing {
            bound: false,
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
        otp,
        token: None,
        news,
        watching: None,
        pulse: None,
        overdue: None,
        seen: clock::now(),
        look: LOOK,
        last: None,
        gathers: false,
        remains: None,
        left_behind: None,
        alarm: None,
        keep_at: None,
        kept: 0,
        errands: JoinSet::new(),
    };
    tokio::spawn(actor.run(commands, heard));
    shared
}

/// What the actor's own errands bring home, with the try they belong to.
pub(super) enum News {
    Trying(u64, String),
    Opened(u64, Arc<dyn Link>, Secret),
    /// With whom to tell when they are in the store.
    Changes(u64, Vec<Change>, oneshot::Sender<()>),
    Failed(u64, Box<Failure>),
    /// The answer to a heartbeat of that number: the difference of clocks, if it was told.
    Beat(u64, u64, Result<Option<f64>, Problem>),
    /// An emergency was acted upon.
    Acted(EmergencyAction),
}

struct Actor {
    shared: Arc<Connection>,
    house: House,
    writer: Writer,
    /// The password in use: for logging in again, and the only place of one that is not kept.
    password: Option<Secret>,
    /// The one-time password that was typed with it.
    otp: Option<Secret>,
    /// What the server gave us to come back with.
    token: Option<Secret>,
    /// Whether that password is new, and to be kept once it has proved right.
    to_keep: bool,
    news: mpsc::Sender<News>,
    /// The listener to the server's news.
    watching: Option<AbortHandle>,
    /// Whether the server that let us in is still there.
    pulse: Option<Pulse>,
    /// By how much its news are overdue.
    overdue: Option<Overdue>,
    /// What the clocks said last.
    seen: Now,
    /// When they are to be looked at again, after that.
    look: Duration,
    /// Where the pool let us in last.
    last: Option<String>,
    /// Whether the pool's other hosts are to be called to the new coordinator.
    gathers: bool,
    /// The open sessions, in the keyring; none where it is not to be used.
    remains: Option<Remains>,
    /// Those of earlier runs.
    left_behind: Option<BoxFuture<'static, Vec<Secret>>>,
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
            self.look();
            let look = sleep_until(Instant::now() + self.look);
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
                            self.recall_sessions();
                        }
                        self.obey(command);
                    }
                    None => return self.end(&mut heard, None).await,
                },
                Some(news) = heard.recv() => self.hear(news),
                () = look => {}
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

    fn obey(&mut self, command: Command) {
        let address = lock(&self.shared.now).server.address.clone();
        let wanted = match command {
            Command::Connect => {
                self.step(Input::Connect { address });
                true
            }
            Command::Disconnect => {
                self.part();
                self.step(Input::Disconnect);
                false
            }
            Command::Password(password, otp, keep) => {
                self.password = Some(password);
                (self.otp, self.token) = (otp, None);
                self.to_keep = true;
                self.keep_in(keep);
                self.recall_sessions();
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
            Command::Emergency(host, action, done) => {
                let act = opening::act(self.opening(), host, action, self.news.clone(), done);
                self.errands.spawn(act);
                return;
            }
            Command::Awake => return self.step(Input::Awake),
            // Handled where it is received.
            Command::End(_) => return,
        };
        self.remember(|server| server.wanted = wanted);
    }

    fn hear(&mut self, news: News) {
        match news {
            News::Trying(attempt, address) => self.step(Input::Trying(attempt, address)),
            News::Opened(attempt, link, password) => self.enter(attempt, link, password),
            News::Changes(attempt, changes, taken) if self.is_inside(attempt) => {
                if let Some(pulse) = &mut self.pulse {
                    pulse.heard(clock::now());
                }
                self.apply(attempt, changes);
                let _ = taken.send(());
            }
            News::Failed(attempt, failure) => {
                let counts =
                    self.is_inside(attempt) || lock(&self.shared.now).state.is_awaited(attempt);
                if counts && matches!(*failure, Failure::Password(_)) {
                    self.password = None;
                    (self.otp, self.token) = (None, None);
                    self.to_keep = false;
                }
                self.step(Input::Failed(attempt, failure));
            }
            News::Beat(attempt, number, answer) if self.is_inside(attempt) => {
                if let Some(pulse) = &mut self.pulse {
                    match &answer {
                        Ok(_) => pulse.answered(number, clock::now()),
                        Err(_) => pulse.missed(number),
                    }
                }
                match answer {
                    Ok(Some(skew)) => self.note_skew(skew),
                    Ok(None) => {}
                    Err(problem) => {
                        tracing::info!(connection = %self.shared.id, code = problem.code, "no heartbeat")
                    }
                }
            }
            News::Changes(..) | News::Beat(..) => {}
            News::Acted(action) => {
                self.gathers |= action == EmergencyAction::BecomeCoordinator;
                self.step(Input::Awake);
            }
        }
    }

    /// The server let us in.
    fn enter(&mut self, attempt: u64, link: Arc<dyn Link>, password: Secret) {
        if !lock(&self.shared.now).state.is_awaited(attempt) {
            return self.say_goodbye(link);
        }
        self.keep(password, link.token());
        self.last = Some(link.place());
        self.pulse = Some(Pulse::new(clock::now()));
        if std::mem::take(&mut self.gathers) {
            let link = link.clone();
            tokio::spawn(async move { link.gather().await });
        }
        let store = self.shared.store.clone();
        let watch = link.watch();
        self.overdue = Some(watch.overdue());
        let listening = listen(attempt, link.clone(), watch, store, self.news.clone());
        self.watching = Some(tokio::spawn(listening).abort_handle());
        self.remember_session(&link);
        lock(&self.shared.now).link = Some(link);
        self.step(Input::LoggedIn(attempt));
        self.bury();
    }

    fn is_inside(&self, attempt: u64) -> bool {
        lock(&self.shared.now).state.is_inside(attempt)
    }

    /// Looks at the clocks, and at how long nothing was heard.
    fn look(&mut self) {
        let now = clock::now();
        match pulse::leap(self.seen, now, self.look) {
            None => {}
            Some(Leap::Back(by)) => {
                tracing::info!(by, "the clock was set back");
                self.step(Input::SetBack(by));
            }
            Some(Leap::Forward) => {
                tracing::info!("the machine has slept");
                if let Some(pulse) = &mut self.pulse {
                    pulse.suspect();
                }
                self.step(Input::Awake);
            }
        }
        self.seen = now;
        self.look = LOOK;
        let (link, inside) = {
            let now = lock(&self.shared.now);
            (now.link.clone(), now.state.inside())
        };
        let (Some(pulse), Some(link), Some(attempt)) = (&mut self.pulse, link, inside) else {
            return;
        };
        let overdue = self.overdue.as_ref().and_then(|overdue| overdue());
        while let Some(act) = pulse.look(now, overdue) {
            match act {
                Act::Beat(number) => {
                    let (link, news) = (link.clone(), self.news.clone());
                    tokio::spawn(async move {
                        let answer = link.heartbeat().await;
                        let _ = news.send(News::Beat(attempt, number, answer)).await;
                    });
                }
                Act::Lost => {
                    let failure = Failure::Lost(Problem::new("timed_out"));
                    return self.step(Input::Failed(attempt, Box::new(failure)));
                }
            }
        }
        self.look = LOOK.min(pulse.next_look(now, overdue));
    }

    fn note_skew(&self, skew: f64) {
        let mut now = lock(&self.shared.now);
        if now.skew.is_none_or(|known| (known - skew).abs() > SKEW) {
            now.skew = Some((skew * 10.0).round() / 10.0);
            drop(now);
            let id = self.shared.id.clone();
            self.house.bell.ring(Touch::Connection(id));
        }
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
        let pool = touched.replaced || classes.contains(&Class::Pool);
        if !classes.is_empty() {
            let id = self.shared.id.clone();
            self.house.bell.ring(Touch::Objects(id, Arc::new(classes)));
        }
        if hosts {
            self.remember_members();
        }
        if pool {
            self.remember_pool();
        }
        if began {
            self.step(Input::Listing(attempt));
        }
        if ended {
            // A list begins anew when the session had to be renewed.
            let link = lock(&self.shared.now).link.clone();
            if let Some(link) = link {
                self.last = Some(link.place());
                self.remember_session(&link);
            }
            self.step(Input::Listed(attempt));
        }
        if touched.replaced {
            self.house.bell.ring(Touch::Listed(self.shared.id.clone()));
        }
    }

    fn step(&mut self, input: Input) {
        let was_live = self.shared.is_live();
        let effects = {
            let mut now = lock(&self.shared.now);
            let (state, effects) =
                machine::step(now.state.clone(), input, clock::now(), rand::random());
            if is_news(&now.state.shown, &state.shown) {
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
                let open = opening::open(self.opening(), attempt, self.news.clone());
                self.errands.spawn(open);
            }
            Effect::Close => self.leave(),
            Effect::Wake(attempt, after) => self.alarm = Some((Instant::now() + after, attempt)),
            Effect::Forget => {
                self.password = self.password.take().filter(|_| self.must_be_remembered());
                (self.otp, self.token) = (None, None);
                self.writer.apply(vec![Change::Init, Change::InitDone]);
                lock(&self.shared.now).skew = None;
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
            source: self.shared.source.clone(),
            server: now.server.clone(),
            last: self.last.clone(),
            password: self.password.clone(),
            otp: self.otp.clone(),
            token: self.token.clone(),
            proven: now.state.is_proven(),
            trust: self.shared.trust.clone(),
        }
    }

    /// Lets go of the server.
    fn leave(&mut self) {
        self.alarm = None;
        if let Some(watching) = self.watching.take() {
            watching.abort();
        }
        (self.pulse, self.overdue) = (None, None);
        // What was listed only in part is no list.
        self.writer.abandon();
        let link = lock(&self.shared.now).link.take();
        if let Some(link) = link {
            self.say_goodbye(link);
        }
    }

    /// Ends for good: whatever is under way comes home first, and logs out.
    async fn end(mut self, heard: &mut mpsc::Receiver<News>, done: Option<oneshot::Sender<()>>) {
        self.part();
        self.step(Input::Disconnect);
        // A try that is still to come in does not: what it opens it closes itself.
        heard.close();
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
        if let Some(remains) = self.remains.take() {
            remains.written(LAST_WORDS).await;
        }
        if let Some(done) = done {
            let _ = done.send(());
        }
    }
}

/// Whether a state is worth a line in the log: the countdown to the next try is not.
fn is_news(before: &ConnectionState, after: &ConnectionState) -> bool {
    match (before, after) {
        (ConnectionState::Stale { why: before, .. }, ConnectionState::Stale { why: after, .. })
        | (
            ConnectionState::Emergency { why: before, .. },
            ConnectionState::Emergency { why: after, .. },
        ) => before.code != after.code,
        (ConnectionState::Connecting { .. }, ConnectionState::Connecting { .. }) => false,
        (before, after) => before != after,
    }
}
