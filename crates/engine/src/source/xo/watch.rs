//! What happens to the objects of one pool behind a Xen Orchestra.
//!
//! The server says only what is there and what is not; a change is an object that is there once more.
//! When it loses a pool it says that all its objects are gone, which is not so: that ends the watch,
//! and what was known stays until the pool is listed again.

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
    time::Duration,
};

use ::xapi::{Change, Class, OpaqueRef};
use async_trait::async_trait;
use serde_json::json;
use tokio::{sync::mpsc, time::timeout};
use xo::{Client, Filter, Objects};

use super::{
    records,
    session::{Heard, News, XoSession},
};
use crate::{
    problems,
    source::{Failure, Watch},
};

/// So many objects of a list are handed on at once.
const CHUNK: usize = 500;
/// Where a host goes, the pool's connection may be about to: it is waited for this long before what
/// seems gone is taken for that.
const SUSPENSE: Duration = Duration::from_millis(500);

/// What is known of an object: enough to tell a change from one of the server's many repetitions,
/// and to take everything away that was made of it.
struct Known {
    digest: u64,
    made: Box<[(Class, OpaqueRef)]>,
}

pub(super) struct BehindWatch {
    xo_session: Arc<XoSession>,
    client: Client,
    pool: String,
    known: HashMap<String, Known>,
    stage: Stage,
}

enum Stage {
    /// Nothing is listed yet, or everything is to be listed anew.
    Fresh,
    Listing(Box<Listing>),
    Following(mpsc::UnboundedReceiver<Heard>),
}

struct Listing {
    objects: Objects,
    /// What happened since the list was asked for: to be looked at behind it.
    news: mpsc::UnboundedReceiver<Heard>,
    /// Messages say what they are about only by an id: they are read when all ids are known.
    messages: Vec<xo::Object>,
}

impl BehindWatch {
    pub(super) fn new(xo_session: Arc<XoSession>, client: Client, pool: String) -> Self {
        Self {
            xo_session,
            client,
            pool,
            known: HashMap::new(),
            stage: Stage::Fresh,
        }
    }

    fn lost(&self) -> Failure {
        Failure::Lost(self.xo_session.why_lost(&self.pool))
    }

    /// Asks for a list.
    async fn list(&self) -> Result<Listing, Failure> {
        // First listen, then list: so nothing is missed.
        let news = self
            .xo_session
            .listen(&self.pool)
            .ok_or_else(|| self.lost())?;
        let filter = Filter::Members(json!({ "$pool": self.pool }));
        // By a connection of its own: calls and news do not have to wait for it.
        let listed = match self.client.objects_by_line(&filter, None, false).await {
            // An older server has no other way than the WebSocket, and whoever is in between may
            // let nothing else through.
            Err(error) if !error.is_transient() => self.client.objects(&filter, None).await,
            listed => listed,
        };
        Ok(Listing {
            objects: listed.map_err(failed)?,
            news,
            messages: Vec::new(),
        })
    }

    /// Takes an object in. What is made of it is told unless it is what it was.
    fn take(
        &mut self,
        object: &xo::Object,
        changes: &mut Vec<Change>,
        tell: fn(::xapi::Object) -> Change,
    ) {
        let digest = object.digest();
        let known = self.known.get(object.id());
        if known.is_some_and(|known| known.digest == digest) {
            return;
        }
        let class_of = |id: &str| {
            let known = self.known.get(id)?;
            known.made.first().map(|(class, _)| class.clone())
        };
        let objects = records::of(object, &class_of);
        if objects.is_empty() {
            return;
        }
        let made: Box<[(Class, OpaqueRef)]> = objects
            .iter()
            .map(|object| (object.class(), object.reference.clone()))
            .collect();
        if let Some(known) = known {
            let gone = known.made.iter().filter(|part| !made.contains(part));
            changes.extend(gone.cloned().map(delete));
        }
        changes.extend(objects.into_iter().map(tell));
        self.known
            .insert(object.id().to_owned(), Known { digest, made });
    }

    /// The next part of the list; none at its end.
    async fn part(&mut self) -> Result<Option<Vec<Change>>, Failure> {
        let mut changes = Vec::new();
        let mut seen = 0;
        while seen < CHUNK {
            let Stage::Listing(listing) = &mut self.stage else {
                return Ok(None);
            };
            let Some(object) = listing.objects.next().await.map_err(failed)? else {
                if changes.is_empty() {
                    return Ok(None);
                }
                return Ok(Some(changes));
            };
            seen += 1;
            if object.kind() == "message" {
                listing.messages.push(object);
            } else {
                self.take(&object, &mut changes, Change::InitApply);
            }
        }
        Ok(Some(changes))
    }

    /// The end of the list, if it is a list of the pool and not of what is left of one that goes.
    async fn complete(&mut self) -> Result<Vec<Change>, Failure> {
        // Whatever was said before this is answered has been heard then.
        self.client
            .call::<serde_json::Value>("system.getServerVersion", json!({}))
            .await
            .map_err(failed)?;
        let Stage::Listing(listing) = std::mem::replace(&mut self.stage, Stage::Fresh) else {
            return Ok(Vec::new());
        };
        if listing.news.is_closed() {
            return Err(self.lost());
        }
        let mut changes = Vec::new();
        for message in &listing.messages {
            self.take(message, &mut changes, Change::InitApply);
        }
        if !self.known.contains_key(&self.pool)
            && let Some(pool) = self.xo_session.pool(&self.pool)
        {
            self.take(&pool, &mut changes, Change::InitApply);
        }
        changes.push(Change::InitDone);
        self.stage = Stage::Following(listing.news);
        Ok(changes)
    }

    fn exit(&mut self, ids: &[String], changes: &mut Vec<Change>) {
        for id in ids {
            if let Some(known) = self.known.remove(id) {
                changes.extend(known.made.into_iter().map(delete));
            }
        }
    }

    /// Whether a host is among what seems gone.
    fn is_grave(&self, news: &News) -> bool {
        let News::Exit(ids) = news else { return false };
        ids.iter().any(|id| {
            self.known
                .get(id)
                .is_some_and(|known| known.made.iter().any(|(class, _)| *class == Class::Host))
        })
    }

    async fn follow(&mut self) -> Result<Vec<Change>, Failure> {
        let Stage::Following(news) = &mut self.stage else {
            return Ok(Vec::new());
        };
        let Some(Heard { news: first, .. }) = news.recv().await else {
            return Err(self.lost());
        };
        let mut all = VecDeque::from([first]);
        while let Ok(Heard { news: more, .. }) = news.try_recv() {
            all.push_back(more);
        }
        if all.iter().any(|news| self.is_grave(news)) {
            let until = tokio::time::Instant::now() + SUSPENSE;
            let Stage::Following(news) = &mut self.stage else {
                return Ok(Vec::new());
            };
            loop {
                let left = until.saturating_duration_since(tokio::time::Instant::now());
                match timeout(left, news.recv()).await {
                    Ok(Some(Heard { news: more, .. })) => all.push_back(more),
                    Ok(None) => return Err(self.lost()),
                    Err(_) => break,
                }
            }
        }
        let mut changes = Vec::new();
        for news in all {
            match news {
                News::Enter(objects) => {
                    for object in &objects {
                        self.take(object, &mut changes, Change::Apply);
                    }
                }
                News::Exit(ids) => self.exit(&ids, &mut changes),
            }
        }
        Ok(changes)
    }
}

#[async_trait]
impl Watch for BehindWatch {
    async fn next(&mut self) -> Result<Vec<Change>, Failure> {
        match &self.stage {
            Stage::Fresh => {
                let listing = self.list().await?;
                self.stage = Stage::Listing(Box::new(listing));
                self.known.clear();
                Ok(vec![Change::Init])
            }
            Stage::Listing(_) => match self.part().await? {
                Some(changes) => Ok(changes),
                None => self.complete().await,
            },
            Stage::Following(_) => self.follow().await,
        }
    }

    fn restart(&mut self) {
        self.stage = Stage::Fresh;
    }

    fn counts(&self) -> HashMap<Class, usize> {
        HashMap::new()
    }
}

fn delete((class, reference): (Class, OpaqueRef)) -> Change {
    Change::Delete { class, reference }
}

fn failed(error: xo::Error) -> Failure {
    Failure::Lost(problems::of_xo(&error))
}
