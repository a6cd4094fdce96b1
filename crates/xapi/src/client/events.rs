//! Following a pool.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::{Receiver, channel};
use tokio::task::JoinHandle;

use super::batch::Listener;
use super::session::{Login, Session, is_refused};
use super::transport::{Call, Lane};
use super::waiting::Waiting;
use super::xend::Feed;
use crate::api_error::ApiError;
use crate::change::{Change, bracketed};
use crate::class::Class;
use crate::codec::Top;
use crate::error::{Error, Result};
use crate::event::{Event, EventBatch, EventList, listed};
use crate::params;

/// The first answer holds everything there is, so there is nothing to wait for; unless there is
/// nothing at all.
const FIRST: Duration = Duration::from_secs(1);

/// So many parts of a list may wait to be taken while more arrives.
const MAX_WAITING: usize = 2;

/// What the server counts otherwise than it tells of it.
const INCOMPARABLE: [&str; 5] = ["session", "user", "secret", "message", "role"];

/// The changes of a pool, from the beginning: made by [`Session::events`].
///
/// After an error the stream can be asked again: it goes on where it was. If the server no longer
/// knows that place, or the session had to be renewed, a new list begins, in brackets.
#[derive(Debug)]
pub struct EventStream {
    session: Session,
    classes: Vec<String>,
    at: Place,
    /// The list that arrives.
    list: Option<Arriving>,
    token: String,
    counts: BTreeMap<String, i64>,
    waiting: Waiting,
    /// What stands in for events of the first Xen-API.
    xend: Feed,
}

/// A list that arrives, whether or not anybody waits for it just now.
struct Arriving {
    login: Arc<Login>,
    parts: Receiver<Vec<Event>>,
    /// What follows them.
    end: JoinHandle<Result<EventBatch>>,
    /// Whether its beginning was told.
    begun: bool,
}

impl fmt::Debug for Arriving {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Arriving");
        shown.field("begun", &self.begun).finish_non_exhaustive()
    }
}

impl Drop for Arriving {
    fn drop(&mut self) {
        self.end.abort();
    }
}

/// Where the stream is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Before a full list.
    Start,
    /// After the token.
    Token,
    /// In the queue of an old server; before or after the list.
    OldStart,
    OldQueue,
}

impl EventStream {
    pub(crate) fn new(session: Session, classes: &[&str]) -> Self {
        Self {
            session,
            classes: classes.iter().map(|class| (*class).to_owned()).collect(),
            at: Place::Start,
            list: None,
            token: String::new(),
            counts: BTreeMap::new(),
            waiting: Waiting::default(),
            xend: Feed::default(),
        }
    }

    /// Waits for the next changes: at first `Init`, `InitApply`…, `InitDone`, then what happens.
    /// Empty when nothing did for half a minute, which shows that the connection is alive.
    ///
    /// The list of a large pool comes in several batches, each as soon as it is decoded. After an
    /// error in the middle of it it begins anew, with another `Init`.
    ///
    /// Within a batch an object may refer to one that comes after it. Dropping the future loses
    /// nothing.
    ///
    /// # Errors
    /// Any. Asking again goes on without a loss.
    pub async fn next(&mut self) -> Result<Vec<Change>> {
        if self.session.is_xend() {
            return self.xend.next(&self.session, &self.classes).await;
        }
        // Further rounds for what the first one found out about the server.
        for _ in 0..4 {
            if let Some(changes) = self.step().await? {
                return Ok(changes);
            }
        }
        // It forgets each list as soon as it has given it.
        Err(ApiError::new("EVENTS_LOST", Vec::new()).into())
    }

    /// Where the stream is in the server's history; empty before a list, and on old servers.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// Tells whether the stream waits for an answer that should have come.
    pub fn waiting(&self) -> Waiting {
        self.waiting.clone()
    }

    /// How many objects of each class (in lower case) the server had at the last batch; those of
    /// all its tables, of which not all have events. Empty on old servers.
    pub fn valid_counts(&self) -> &BTreeMap<String, i64> {
        &self.counts
    }

    /// Of [`valid_counts`](Self::valid_counts) those that a copy made of this stream must agree with
    /// once it has applied the batch: of the classes that were asked for as a whole, have events and
    /// are kept in the server's tables. The server forgets deletions after some hundreds: who counts
    /// more has missed some, and finds out which by [`Session::everything_of`], or should
    /// [`restart`](Self::restart).
    ///
    /// Not among them are `session`, `user` and `secret`, which are counted but have no events;
    /// `message`, which has events but is kept elsewhere and counted as 0; and `role`, whose fixed
    /// rows are neither told nor counted.
    pub fn comparable_counts(&self) -> impl Iterator<Item = (Class, usize)> {
        let all = self.classes.iter().any(|class| class == "*");
        self.counts.iter().filter_map(move |(name, count)| {
            let asked = all
                || self
                    .classes
                    .iter()
                    .any(|class| class.eq_ignore_ascii_case(name));
            let counts = asked && !INCOMPARABLE.contains(&name.as_str());
            counts.then_some((Class::from_wire(name), usize::try_from(*count).ok()?))
        })
    }

    /// Begins a new list with the next batch.
    pub fn restart(&mut self) {
        self.at = match self.at {
            Place::Start | Place::Token => Place::Start,
            Place::OldStart | Place::OldQueue => Place::OldStart,
        };
        self.list = None;
        self.token.clear();
        self.xend.restart();
    }

    /// One call. None if it only showed how to go on.
    async fn step(&mut self) -> Result<Option<Vec<Change>>> {
        let login = match &self.list {
            Some(list) => list.login.clone(),
            None => self.session.current()?,
        };
        let outcome = match self.at {
            Place::Start => self.list(&login).await,
            Place::Token => self.from(&login).await,
            Place::OldStart => self.old_list(&login).await,
            Place::OldQueue => self.old_next(&login).await,
        };
        let error = match outcome {
            Ok(changes) => return Ok(Some(changes)),
            Err(error) => error,
        };
        match error.api() {
            _ if is_refused(&error, &login) => {
                self.session.renew(&login, Some(&error)).await?;
                self.restart();
                Ok(None)
            }
            Some(
                ApiError::EventsLost { .. }
                | ApiError::EventTokenParseFailure { .. }
                | ApiError::SessionNotRegistered { .. },
            ) => {
                self.restart();
                Ok(None)
            }
            Some(ApiError::MessageMethodUnknown { .. } | ApiError::MessageRemoved { .. })
                if self.at == Place::Start =>
            {
                tracing::debug!("no event.from; falling back to event.next");
                self.at = Place::OldStart;
                Ok(None)
            }
            _ => Err(error),
        }
    }

    /// The next part of a list.
    async fn list(&mut self, login: &Arc<Login>) -> Result<Vec<Change>> {
        let list = match &mut self.list {
            Some(list) => list,
            None => {
                let list = arrive(&self.session, login, &self.classes);
                self.list.insert(list)
            }
        };
        let Some(events) = list.parts.recv().await else {
            let end = (&mut list.end).await;
            let begins = !list.begun;
            self.list = None;
            let batch = end.unwrap_or_else(|error| Err(Error::Unexpected(error.to_string())))?;
            let mut changes = part_of_list(begins, batch.events);
            changes.push(Change::InitDone);
            self.token = batch.token;
            self.counts = batch.valid_ref_counts;
            self.at = Place::Token;
            return Ok(changes);
        };
        let begins = !std::mem::replace(&mut list.begun, true);
        Ok(part_of_list(begins, events))
    }

    async fn from(&mut self, login: &Login) -> Result<Vec<Change>> {
        let classes: Vec<&str> = self.classes.iter().map(String::as_str).collect();
        let wait = login.transport.timeouts.event;
        let begun = self.waiting.begin(wait);
        let answer = self.session.event_from_in(
            login,
            &classes,
            &self.token,
            wait,
            Listener::Waiting(&self.waiting),
        );
        let batch = answer.await?;
        drop(begun);
        let changes = self.changes(batch.events).await?;
        // Only now, so that nothing is passed over if this is cancelled on the way.
        self.token = batch.token;
        self.counts = batch.valid_ref_counts;
        Ok(changes)
    }

    /// Events as changes. What is told of without a record is asked for.
    async fn changes(&self, events: Vec<Event>) -> Result<Vec<Change>> {
        let mut changes = Vec::with_capacity(events.len());
        for event in events {
            let (class, reference) = (event.class.clone(), event.reference.clone());
            let change = match event.into_change() {
                Some(change) => change,
                None => match self.session.record_of(&class, &reference).await? {
                    Some(object) => Change::Apply(object),
                    None => Change::Delete { class, reference },
                },
            };
            changes.push(change);
        }
        Ok(changes)
    }

    /// Registers, then lists each class: in this order, so that nothing falls in between.
    async fn old_list(&mut self, login: &Login) -> Result<Vec<Change>> {
        let params = params![self.classes];
        let call = Call::new(old_lane(login), "event.register", &params);
        login.call(call, Top::<()>::new).await?;
        let mut objects = Vec::new();
        for class in self.wanted() {
            match self.session.get_all_objects(&class).await {
                Ok(list) => objects.extend(list),
                // An old server does not have every class, and not everybody may see them all.
                Err(Error::Api(
                    ApiError::MessageMethodUnknown { .. }
                    | ApiError::MessageRemoved { .. }
                    | ApiError::PermissionLacking { .. }
                    | ApiError::NotImplemented { .. },
                )) => {}
                Err(error) => return Err(error),
            }
        }
        self.at = Place::OldQueue;
        Ok(bracketed(objects.into_iter()))
    }

    async fn old_next(&mut self, login: &Login) -> Result<Vec<Change>> {
        // What the server sent to a connection that broke, or to a caller who no longer listens, is
        // out of its queue: unless all goes well, a new list is due.
        self.restart();
        let none = params![];
        let call = Call::new(old_lane(login), "event.next", &none);
        let waiting = login.call(call, Top::<EventList>::new);
        let EventList(events) = self.session.ended_or(waiting.await)?;
        let changes = self.changes(events).await?;
        self.at = Place::OldQueue;
        Ok(changes)
    }

    /// The classes to list, in place of a wildcard those that there are types for.
    fn wanted(&self) -> Vec<Class> {
        if self.classes.iter().any(|class| class == "*") {
            return Class::ALL.to_vec();
        }
        let mut wanted: Vec<Class> = self
            .classes
            .iter()
            .map(|class| Class::from_wire(class.split('/').next().unwrap_or_default()))
            .collect();
        wanted.dedup();
        wanted
    }
}

fn part_of_list(begins: bool, events: Vec<Event>) -> Vec<Change> {
    let beginning = begins.then_some(Change::Init);
    let objects = listed(events).map(Change::InitApply);
    beginning.into_iter().chain(objects).collect()
}

/// Begins a list, which arrives from now on.
fn arrive(session: &Session, login: &Arc<Login>, classes: &[String]) -> Arriving {
    let (early, parts) = channel(MAX_WAITING);
    let (session, classes) = (session.clone(), classes.to_vec());
    let used = login.clone();
    let end = tokio::spawn(async move {
        let classes: Vec<&str> = classes.iter().map(String::as_str).collect();
        let batch = session.event_from_in(&used, &classes, "", FIRST, Listener::Early(early));
        batch.await
    });
    Arriving {
        login: login.clone(),
        parts,
        end,
        begun: false,
    }
}

/// For a server's queue, whose waiting has no limit of its own; but a coordinator puts something
/// into it every half minute.
fn old_lane(login: &Login) -> Lane {
    Lane::Events {
        silence: login.transport.timeouts.list,
    }
}
