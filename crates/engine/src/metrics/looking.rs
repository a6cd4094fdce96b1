//! Who looks at which measurements, and what they are shown.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use inventory::{
    ConnectionId, Problem,
    metrics::{FrameState, Lines, Measured, Samples, SeriesStore, encode, measured_at},
};
use tokio::{sync::Notify, task::AbortHandle, time::Instant};
use xapi::OpaqueRef;

use crate::{
    api::{Message, MetricsRange, MetricsSpec},
    connection::Connections,
    windows::WindowId,
};

/// Which host is asked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Place {
    pub(super) connection: ConnectionId,
    /// None: the coordinator, for what was kept of VMs that run nowhere.
    pub(super) host: Option<OpaqueRef>,
}

/// A window's chart.
struct View {
    spec: MetricsSpec,
    /// What it shows, and where that is measured; none while the object is not there.
    found: Option<(Place, Measured)>,
}

/// How it went to ask a host.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Standing {
    pub(super) state: FrameState,
    pub(super) why: Option<Problem>,
}

/// Asks one host, as long as somebody looks at what it measures.
struct Poller {
    wake: Arc<Notify>,
    task: AbortHandle,
    /// None before the first answer.
    standing: Option<Standing>,
}

impl Drop for Poller {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// What is known of one pool.
#[derive(Default)]
struct PoolSeries {
    series: SeriesStore,
    /// When an object's archives came, or why they cannot.
    archives: HashMap<Measured, Archives>,
}

#[derive(Clone, Debug, PartialEq)]
enum Archives {
    Since(Instant),
    Refused(Standing),
}

/// What a poller is to ask for.
pub(super) struct Wanted {
    pub(super) measured: Measured,
    /// The last row that there is; none: it has to be asked for all.
    pub(super) newest: Option<i64>,
    /// Whether its archives are missing or old.
    pub(super) archives: bool,
}

/// A frame, and for which window it is.
pub(super) type Frame = (WindowId, Message);

/// Begins to ask a host, woken by this when there is something new to ask for.
pub(super) type Begin<'a> = &'a dyn Fn(&Place, Arc<Notify>) -> AbortHandle;

/// Everybody who looks, and all that they look at.
#[derive(Default)]
pub(super) struct Looking {
    views: HashMap<(WindowId, u32), View>,
    pools: HashMap<ConnectionId, PoolSeries>,
    pollers: HashMap<Place, Poller>,
}

/// Coarse archives are asked for again after this: until then the fine one, which reaches back ten
/// minutes, closes the gap to them.
const ARCHIVES_LAST: std::time::Duration = std::time::Duration::from_secs(300);

impl Looking {
    pub(super) fn is_empty(&self) -> bool {
        self.views.is_empty()
    }

    /// Lets a view show this.
    pub(super) fn set(&mut self, window: &WindowId, view: u32, spec: MetricsSpec) {
        let key = (window.clone(), view);
        let before = self.views.remove(&key);
        let before = before.filter(|before| before.spec.object == spec.object);
        let found = before.and_then(|before| before.found);
        self.views.insert(key, View { spec, found });
    }

    pub(super) fn retain(&mut self, keep: impl Fn(&WindowId, u32) -> bool) {
        self.views.retain(|(window, view), _| keep(window, *view));
    }

    /// Finds again where everything is measured: VMs move, start and stop. Hosts that nobody needs
    /// are not asked any more, and what nobody looks at is forgotten. Gives back what is to be shown
    /// by views that look elsewhere now.
    pub(super) fn find_again(&mut self, connections: &Connections, begin: Begin<'_>) -> Vec<Frame> {
        let mut changed = Vec::new();
        for (key, view) in &mut self.views {
            let object = &view.spec.object;
            let connection = connections.get(&object.connection).ok();
            let found = connection.and_then(|connection| {
                let at = measured_at(&connection.store.read(), object)?;
                let place = Place {
                    connection: connection.id.clone(),
                    host: at.host,
                };
                Some((place, at.measured))
            });
            if view.found != found {
                view.found = found;
                changed.push(key.clone());
            }
        }
        let used: HashSet<&Place> = self.found().map(|(place, _)| place).collect();
        let used: Vec<Place> = used.into_iter().cloned().collect();
        self.pollers.retain(|place, _| used.contains(place));
        self.forget_unseen();
        for key in &changed {
            let view = self.views.get(key);
            let Some((place, measured)) = view.and_then(|view| view.found.as_ref()) else {
                continue;
            };
            // Where it moved from it may have been refused.
            let pool = self.pools.entry(place.connection.clone()).or_default();
            if matches!(pool.archives.get(measured), Some(Archives::Refused(_))) {
                pool.archives.remove(measured);
            }
            // A new poller asks at once.
            if let Some(poller) = self.pollers.get(place) {
                poller.wake.notify_one();
            }
        }
        for place in used {
            self.pollers.entry(place.clone()).or_insert_with(|| {
                let wake = Arc::new(Notify::new());
                Poller {
                    task: begin(&place, wake.clone()),
                    wake,
                    standing: None,
                }
            });
        }
        changed
            .iter()
            .filter_map(|key| self.frame(key, connections))
            .collect()
    }

    fn found(&self) -> impl Iterator<Item = (&Place, &Measured)> {
        let found = self.views.values().filter_map(|view| view.found.as_ref());
        found.map(|(place, measured)| (place, measured))
    }

    fn forget_unseen(&mut self) {
        let seen: HashSet<(ConnectionId, Measured)> = self
            .found()
            .map(|(place, measured)| (place.connection.clone(), measured.clone()))
            .collect();
        self.pools.retain(|id, pool| {
            let is_seen = |one: &Measured| seen.contains(&(id.clone(), one.clone()));
            pool.archives.retain(|measured, _| is_seen(measured));
            pool.series.retain(is_seen);
            seen.iter().any(|(connection, _)| connection == id)
        });
    }

    /// Wakes those who ask hosts of this connection: it has come back, or gone.
    pub(super) fn wake(&self, connection: &ConnectionId) {
        for (place, poller) in &self.pollers {
            if place.connection == *connection {
                poller.wake.notify_one();
            }
        }
    }

    /// What views show whose object is not there: it hangs on the connection alone.
    pub(super) fn unfound(&self, connections: &Connections) -> Vec<Frame> {
        let views = self.views.iter().filter(|(_, view)| view.found.is_none());
        views
            .filter_map(|(key, _)| self.frame(key, connections))
            .collect()
    }

    /// What is to be asked for at a place.
    pub(super) fn wanted(&self, place: &Place) -> Vec<Wanted> {
        let pool = self.pools.get(&place.connection);
        let mut all: HashMap<&Measured, Wanted> = HashMap::new();
        for view in self.views.values() {
            let Some((_, measured)) = view.found.as_ref().filter(|found| found.0 == *place) else {
                continue;
            };
            let archives = pool.and_then(|pool| pool.archives.get(measured));
            let is_long = view.spec.range != MetricsRange::TenMinutes;
            let asks = match archives {
                None => true,
                Some(Archives::Refused(_)) => continue,
                Some(Archives::Since(at)) => {
                    is_long && place.host.is_some() && at.elapsed() >= ARCHIVES_LAST
                }
            };
            let series = pool.and_then(|pool| pool.series.get(measured));
            let wanted = all.entry(measured).or_insert_with(|| Wanted {
                measured: measured.clone(),
                newest: series.and_then(|series| series.newest(FINEST)),
                archives: false,
            });
            wanted.archives |= asks;
        }
        all.into_values().collect()
    }

    /// Takes in an object's archives, or why there are none.
    pub(super) fn take_archives(
        &mut self,
        place: &Place,
        measured: &Measured,
        archives: Result<Vec<Samples>, Standing>,
    ) {
        let Some(pool) = self.pools.get_mut(&place.connection) else {
            return;
        };
        let outcome = match archives {
            Ok(all) => {
                for samples in &all {
                    pool.series.take(samples, |_| true);
                }
                Archives::Since(Instant::now())
            }
            Err(standing) => Archives::Refused(standing),
        };
        pool.archives.insert(measured.clone(), outcome);
    }

    /// Takes in the newest rows of a host.
    pub(super) fn take_updates(&mut self, place: &Place, samples: &Samples) {
        let wanted: HashSet<Measured> = self
            .found()
            .filter(|(at, _)| *at == place)
            .map(|(_, measured)| measured.clone())
            .collect();
        if let Some(pool) = self.pools.get_mut(&place.connection) {
            pool.series.take(samples, |one| wanted.contains(one));
        }
    }

    /// Notes how it went to ask at a place, and gives back what is to be shown by whoever looks there.
    pub(super) fn note(
        &mut self,
        place: &Place,
        standing: Standing,
        connections: &Connections,
    ) -> Vec<Frame> {
        let Some(poller) = self.pollers.get_mut(place) else {
            return Vec::new();
        };
        poller.standing = Some(standing);
        let here = |view: &View| view.found.as_ref().is_some_and(|found| found.0 == *place);
        let keys = self.views.iter().filter(|(_, view)| here(view));
        keys.filter_map(|(key, _)| self.frame(key, connections))
            .collect()
    }

    /// What a view shows now.
    pub(super) fn frame(&self, key: &(WindowId, u32), connections: &Connections) -> Option<Frame> {
        let view = self.views.get(key)?;
        let (window, number) = key;
        let pool = self.pools.get(&view.spec.object.connection);
        let measured = view.found.as_ref().map(|(_, measured)| measured);
        let series = pool.zip(measured).and_then(|(p, m)| p.series.get(m));
        let newest = series.and_then(|series| series.newest(FINEST));
        let lines = series.zip(newest).map(|(series, newest)| {
            let from = newest - view.spec.range.seconds();
            series.lines(&view.spec.curves, from, newest)
        });
        let lines = lines.unwrap_or_else(|| Lines {
            times: Vec::new(),
            values: vec![Vec::new(); view.spec.curves.len()],
        });
        let standing = self.standing(view, pool, connections);
        let why = standing.why.as_ref();
        let bytes = encode(*number, standing.state, newest, &lines, why);
        Some((window.clone(), Message::Metrics(bytes)))
    }

    fn standing(
        &self,
        view: &View,
        pool: Option<&PoolSeries>,
        connections: &Connections,
    ) -> Standing {
        let said = |state, why| Standing { state, why };
        let Some((place, measured)) = &view.found else {
            let connection = connections.get(&view.spec.object.connection);
            return match connection {
                Ok(connection) if !connection.is_live() => said(FrameState::Loading, None),
                _ => said(
                    FrameState::Unavailable,
                    Some(Problem::new("no_such_object")),
                ),
            };
        };
        let archives = pool.and_then(|pool| pool.archives.get(measured));
        if let Some(Archives::Refused(standing)) = archives {
            return standing.clone();
        }
        let standing = self
            .pollers
            .get(place)
            .and_then(|one| one.standing.as_ref());
        match (standing, archives) {
            (Some(standing), _) if standing.state != FrameState::Live => standing.clone(),
            (_, None) => said(FrameState::Loading, None),
            // It runs nowhere: this was true once.
            _ if place.host.is_none() => said(FrameState::Stale, None),
            _ => said(FrameState::Live, None),
        }
    }
}

/// Seconds between the rows of the finest archive.
pub(super) const FINEST: i64 = inventory::metrics::ARCHIVES[0].0;
