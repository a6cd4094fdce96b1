//! The actor behind a connection: it lets [`machine::step`] decide, and does what that says.

mod changes;
mod heartbeat;
mod parting;
mod persistence;

use std::{sync::Arc, time::Duration};

use futures_util::future::BoxFuture;
use inventory::Writer;
use tokio::{
    sync::{mpsc, watch},
    task::{AbortHandle, JoinSet},
    time::{Instant, sleep_until},
};
use xapi::{Change, Permissions};

use super::{
    Command, Connection, Standing,
    attempt::{self, ConnectAttempt},
    event::ActorEvent,
    heartbeat::Heartbeat,
    listen::listen,
    machine::{self, Effect, Input},
    services::{ConnectionSpec, Services},
    session_journal::SessionJournal,
};
use crate::{
    api::{ConnectionKind, ConnectionState, EmergencyAction},
    change_bus::Invalidation,
    clock::{self, Now},
    lock::lock,
    secret::Secret,
    snapshot_file::{self, SnapshotFile},
    source::{Failure, Link, Overdue},
    trust::Checker,
};

/// The clocks are looked at this often at least.
const LOOK: Duration = Duration::from_secs(5);

/// Starts to look after a server. It stays disconnected until it is told to connect.
pub(crate) fn start(services: Services, spec: ConnectionSpec) -> Arc<Connection> {
    let ConnectionSpec {
        server,
        password,
        otp,
        demo,
        source,
        xo_session,
        parent,
    } = spec;
    let (inbox, commands) = mpsc::unbounded_channel();
    let (news, heard) = mpsc::channel(16);
    let (mut writer, store) = inventory::store();
    writer.note_changes();
    let shared = Arc::new(Connection {
        id: server.id.clone(),
        kind: server.kind,
        parent,
        xo_session,
        source,
        demo,
        trust: Checker::new(services.pins.clone(), server.id.clone()),
        store,
        // A Xen Orchestra has no objects of its own.
        snapshot_file: (!demo && server.kind != ConnectionKind::Xo)
            .then(|| SnapshotFile::of(&services.data, &server.id)),
        now: Standing {
            bound: false,
            server,
            state: machine::State::default(),
            link: None,
            skew: None,
            unsure: false,
            permissions: None,
        }
        .into(),
        inbox,
    });
    let actor = Actor {
        shared: shared.clone(),
        services,
        writer,
        to_keep: password.is_some(),
        password,
        otp,
        token: None,
        news,
        watching: None,
        heartbeat: None,
        overdue: None,
        seen: clock::now(),
        next_check: LOOK,
        last: None,
        gathers: false,
        journal: None,
        left_behind: None,
        alarm: None,
        keep_at: None,
        kept: 0,
        away_since: None,
        errands: JoinSet::new(),
        given_up: watch::Sender::new(()),
    };
    tokio::spawn(actor.run(commands, heard));
    shared
}

struct Actor {
    shared: Arc<Connection>,
    services: Services,
    writer: Writer,
    /// The password in use: for logging in again, and the only place of one that is not kept.
    password: Option<Secret>,
    /// The one-time password that was typed with it.
    otp: Option<Secret>,
    /// What the server gave us to come back with.
    token: Option<Secret>,
    /// Whether that password is new, and to be kept once it has proved right.
    to_keep: bool,
    news: mpsc::Sender<ActorEvent>,
    /// The listener to the server's news.
    watching: Option<AbortHandle>,
    /// Whether the server that let us in is still there.
    heartbeat: Option<Heartbeat>,
    /// By how much its news are overdue.
    overdue: Option<Overdue>,
    /// What the clocks said last.
    seen: Now,
    /// When they are to be looked at again, after that.
    next_check: Duration,
    /// Where the pool let us in last.
    last: Option<String>,
    /// Whether the pool's other hosts are to be called to the new coordinator.
    gathers: bool,
    /// The open sessions, in the keyring; none where it is not to be used.
    journal: Option<SessionJournal>,
    /// Those of earlier runs.
    left_behind: Option<BoxFuture<'static, Vec<Secret>>>,
    alarm: Option<(Instant, u64)>,
    /// While it is live: when its objects are kept next, in case the program does not end well.
    keep_at: Option<Instant>,
    /// The revision of the objects that were kept last.
    kept: u64,
    /// When what was known before the list under way was last true, Unix seconds; none: until now.
    away_since: Option<i64>,
    /// Log-ins and log-outs under way. They are never cut short: a session would be left behind.
    errands: JoinSet<()>,
    /// Tells that the connection has ended, and is not only made anew.
    given_up: watch::Sender<()>,
}

impl Actor {
    async fn run(
        mut self,
        mut commands: mpsc::UnboundedReceiver<Command>,
        mut heard: mpsc::Receiver<ActorEvent>,
    ) {
        loop {
            self.check_heartbeat();
            let check_due = sleep_until(Instant::now() + self.next_check);
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
                            self.restore().await;
                            self.recall_sessions();
                        }
                        self.obey(command);
                    }
                    None => return self.end(&mut heard, None).await,
                },
                Some(news) = heard.recv() => self.hear(news).await,
                () = check_due => {}
                attempt = wake => {
                    self.alarm = None;
                    self.step(Input::Wake(attempt));
                }
                () = keeping => {
                    self.keep_at = Some(Instant::now() + snapshot_file::OFTEN);
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
                let act = attempt::act(self.attempt(), host, action, self.news.clone(), done);
                self.errands.spawn(act);
                return;
            }
            Command::Awake => return self.step(Input::Awake),
            // Handled where it is received.
            Command::End(_) => return,
        };
        self.remember(|server| server.wanted = wanted);
    }

    async fn hear(&mut self, news: ActorEvent) {
        match news {
            ActorEvent::Trying(attempt, address) => self.step(Input::Trying(attempt, address)),
            ActorEvent::Opened(attempt, link, password) => self.enter(attempt, link, password),
            ActorEvent::Changes(attempt, changes, taken) if self.is_inside(attempt) => {
                if let Some(heartbeat) = &mut self.heartbeat {
                    heartbeat.heard(clock::now());
                }
                self.apply(attempt, changes).await;
                let _ = taken.send(());
            }
            ActorEvent::Failed(attempt, failure) => {
                let counts =
                    self.is_inside(attempt) || lock(&self.shared.now).state.is_awaited(attempt);
                if counts && matches!(*failure, Failure::Password(_)) {
                    self.password = None;
                    (self.otp, self.token) = (None, None);
                    self.to_keep = false;
                }
                self.step(Input::Failed(attempt, failure));
            }
            ActorEvent::Probed(attempt, number, answer) if self.is_inside(attempt) => {
                if let Some(heartbeat) = &mut self.heartbeat {
                    match &answer {
                        Ok(_) => heartbeat.answered(number, clock::now()),
                        Err(_) => heartbeat.missed(number),
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
            ActorEvent::Permitted(attempt, permissions) if self.is_inside(attempt) => {
                self.note_permissions(permissions);
            }
            ActorEvent::Changes(..) | ActorEvent::Probed(..) | ActorEvent::Permitted(..) => {}
            ActorEvent::Acted(action) => {
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
        self.heartbeat = Some(Heartbeat::new(clock::now()));
        lock(&self.shared.now).unsure = false;
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
        self.ask_permissions(attempt, link.clone());
        lock(&self.shared.now).link = Some(link);
        self.step(Input::LoggedIn(attempt));
        self.revoke_orphaned();
    }

    /// Asks what the role that we have lets us call. Until that is known, the server alone refuses.
    fn ask_permissions(&self, attempt: u64, link: Arc<dyn Link>) {
        let (news, id) = (self.news.clone(), self.shared.id.clone());
        tokio::spawn(async move {
            match link.permissions().await {
                Ok(permissions) => {
                    // An actor that has ended wants to know nothing more.
                    let _ = news.send(ActorEvent::Permitted(attempt, permissions)).await;
                }
                Err(problem) => {
                    tracing::info!(connection = %id, code = problem.code, "our role is not known");
                }
            }
        });
    }

    fn note_permissions(&self, permissions: Option<Permissions>) {
        lock(&self.shared.now).permissions = permissions.map(Arc::new);
        self.services
            .change_bus
            .publish(Invalidation::Connection(self.shared.id.clone()));
    }

    fn is_inside(&self, attempt: u64) -> bool {
        lock(&self.shared.now).state.is_inside(attempt)
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
            (false, true) => self.keep_at = Some(Instant::now() + snapshot_file::SOON),
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
        if matches!(
            lock(&self.shared.now).state.shown,
            ConnectionState::Disconnected { .. }
        ) {
            self.given_up.send_replace(());
        }
        self.services
            .change_bus
            .publish(Invalidation::Connection(self.shared.id.clone()));
    }

    fn perform(&mut self, effect: Effect) {
        match effect {
            Effect::Open(attempt) => {
                self.leave();
                let open = attempt::open(self.attempt(), attempt, self.news.clone());
                self.errands.spawn(open);
            }
            Effect::Close => self.leave(),
            Effect::Wake(attempt, after) => self.alarm = Some((Instant::now() + after, attempt)),
            Effect::Forget => {
                self.password = self.password.take().filter(|_| self.must_be_remembered());
                (self.otp, self.token) = (None, None);
                self.writer.apply(vec![Change::Init, Change::InitDone]);
                lock(&self.shared.now).skew = None;
                self.services
                    .change_bus
                    .publish(Invalidation::Listed(self.shared.id.clone()));
            }
            Effect::Tell(problem) => {
                self.services
                    .notices
                    .tell(Some(&self.shared.id), None, problem);
            }
        }
    }

    /// Whether the password in memory is the only one there is.
    fn must_be_remembered(&self) -> bool {
        self.shared.demo || self.to_keep
    }

    fn attempt(&self) -> ConnectAttempt {
        let now = lock(&self.shared.now);
        ConnectAttempt {
            services: self.services.clone(),
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
