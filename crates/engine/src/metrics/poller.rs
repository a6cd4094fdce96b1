//! Asks one host for what it measures: one request at a time, every five seconds, less often while it
//! does not answer, and for nothing but what is new to us.
//!
//! Times are the host's own: what is asked for begins after the last row that it gave, so that no
//! clock of ours is in it.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use inventory::{
    Problem,
    metrics::{
        FrameState, Measured, MeasuredKind, ReplyError, Samples, read_archive, read_updates,
    },
};
use tokio::sync::Notify;

use super::looking::{FINEST, Frame, Looking, Place, Standing, Wanted};
use crate::{
    connection::Connections,
    lock::lock,
    source::{Failure, Link},
    windows::Windows,
};

/// A host has a new row this often.
const INTERVAL: Duration = Duration::from_secs(5);
/// One that does not answer is asked no less often.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

pub(super) struct Poll {
    pub(super) place: Place,
    pub(super) wake: Arc<Notify>,
    pub(super) looking: Arc<Mutex<Looking>>,
    pub(super) connections: Arc<Connections>,
    pub(super) windows: Windows,
}

impl Poll {
    /// Goes on until it is aborted: when nobody looks any more.
    pub(super) async fn run(self) {
        let mut pause = INTERVAL;
        loop {
            let standing = match self.ask().await {
                Ok(()) => {
                    pause = INTERVAL;
                    Standing {
                        state: FrameState::Live,
                        why: None,
                    }
                }
                Err(standing) => {
                    pause = (pause * 2).min(LONGEST_PAUSE);
                    standing
                }
            };
            let frames = lock(&self.looking).note(&self.place, standing, &self.connections);
            send(&self.windows, frames);
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = self.wake.notified() => {}
            }
        }
    }

    async fn ask(&self) -> Result<(), Standing> {
        let wanted = lock(&self.looking).wanted(&self.place);
        let stale = |why| Standing {
            state: FrameState::Stale,
            why: Some(why),
        };
        let connection = self
            .connections
            .get(&self.place.connection)
            .map_err(stale)?;
        let link = connection.link().map_err(stale)?;
        let address = {
            let world = connection.store.read();
            // xend measures nothing of this kind.
            if world.is_before_xapi() {
                return Err(refused(
                    Failure::Refused(Problem::new("not_measured")),
                    true,
                ));
            }
            let host = self.place.host.clone().map(Into::into);
            let host = host.and_then(|host| world.host(&host));
            host.map(|host| host.address.to_string())
        };
        let address = address.as_deref();
        for one in wanted.iter().filter(|one| one.archives) {
            let archives = archives(&*link, address, &one.measured).await;
            let archives = match archives {
                // Of this object there is nothing; the host is well.
                Err(standing) if standing.state == FrameState::Unavailable => Err(standing),
                archives => Ok(archives?),
            };
            lock(&self.looking).take_archives(&self.place, &one.measured, archives);
        }
        // What came with archives is new enough.
        let known: Vec<&Wanted> = wanted.iter().filter(|one| !one.archives).collect();
        if self.place.host.is_none() || known.is_empty() {
            return Ok(());
        }
        let samples = updates(&*link, address, &known).await?;
        lock(&self.looking).take_updates(&self.place, &samples);
        Ok(())
    }
}

/// Sends frames to their windows. Not while a lock is held: it may take a while.
pub(super) fn send(windows: &Windows, frames: Vec<Frame>) {
    for (window, frame) in frames {
        windows.send(&window, frame);
    }
}

/// All archives of one object.
async fn archives(
    link: &dyn Link,
    address: Option<&str>,
    measured: &Measured,
) -> Result<Vec<Samples>, Standing> {
    let path = match measured.kind {
        MeasuredKind::Host => "/host_rrd?json=true".to_owned(),
        MeasuredKind::Vm => format!("/vm_rrd?uuid={}&json=true", measured.uuid),
        MeasuredKind::Sr => format!("/sr_rrd?uuid={}&json=true", measured.uuid),
    };
    let body = link.measurements(address, &path).await;
    let body = body.map_err(|failure| refused(failure, true))?;
    let measured = measured.clone();
    read(move || read_archive(&measured, &body)).await
}

/// The newest rows of a host. Old servers take no more than one VM's uuid, so of several VMs all are
/// asked for.
async fn updates(
    link: &dyn Link,
    address: Option<&str>,
    known: &[&Wanted],
) -> Result<Samples, Standing> {
    let newest = known.iter().filter_map(|one| one.newest).min();
    // Without a row of ours it is asked for the last ten: negative means before the newest.
    let start = newest.map_or(-10 * FINEST, |newest| newest + 1);
    let mut path = format!("/rrd_updates?start={start}&interval={FINEST}&cf=AVERAGE&json=true");
    if known
        .iter()
        .any(|one| one.measured.kind == MeasuredKind::Host)
    {
        path.push_str("&host=true");
    }
    if let [one] = known
        && one.measured.kind == MeasuredKind::Vm
    {
        path.push_str(&format!("&vm_uuid={}", one.measured.uuid));
    }
    let body = link.measurements(address, &path).await;
    let body = body.map_err(|failure| refused(failure, false))?;
    read(move || read_updates(&body)).await
}

/// Reads an answer where it may take a while: that of a big host is a megabyte.
async fn read<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ReplyError> + Send + 'static,
) -> Result<T, Standing> {
    let unreadable = |why: String| Standing {
        state: FrameState::Stale,
        why: Some(Problem::new("measurements_unreadable").with("why", why)),
    };
    match tokio::task::spawn_blocking(work).await {
        Ok(Ok(read)) => Ok(read),
        Ok(Err(error)) => Err(unreadable(error.to_string())),
        Err(error) => Err(unreadable(error.to_string())),
    }
}

/// What a failure means for a chart. That there is nothing of one object, a server says with 404, or
/// with 500 where it has never heard of it.
fn refused(failure: Failure, is_of_one: bool) -> Standing {
    let problem = failure.problem();
    let status = problem.params.get("status").map(String::as_str);
    let state = match (problem.code.as_str(), status) {
        ("not_measured", _) => FrameState::Unavailable,
        ("refused", Some("401" | "403")) => FrameState::Forbidden,
        ("refused", Some("404" | "500")) if is_of_one => FrameState::Unavailable,
        _ => FrameState::Stale,
    };
    Standing {
        state,
        why: Some(problem),
    }
}
