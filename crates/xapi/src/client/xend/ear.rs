//! Hearing of events, in a session of its own.

use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::super::session::{Session, leave};
use super::super::transport::{Call, Lane};
use super::CLASSES;
use crate::codec::Top;
use crate::error::Result;
use crate::event::{Event, EventList};
use crate::params;

/// `event.next` waits for ever. The system tells by itself when the other end has vanished; this is
/// for whatever it does not see.
const PATIENCE: Duration = Duration::from_secs(60 * 60);

/// After the queue was lost, before another one is asked for: the first time, and at the most.
const PAUSE: Duration = Duration::from_millis(250);
const LONG_PAUSE: Duration = Duration::from_secs(4);

/// When the session is ended that is not needed any more: the way to the server is most often lost just
/// then, and the server keeps it for ever.
const FAREWELLS: [u64; 8] = [0, 1, 3, 10, 30, 60, 120, 300];
/// How long each word of farewell may take.
const FAREWELL: Duration = Duration::from_secs(3);

/// What is heard.
#[derive(Debug)]
pub(super) enum Heard {
    /// From now on everything. Of what happened before there may be no event.
    Begun,
    /// Something happened.
    Event(Event),
}

/// What listens in the background.
///
/// A call of `event.next` that nobody waits for any more goes on at the server and takes the next
/// events with it, so none is ever given up: it has a task, a session and a connection to itself.
#[derive(Debug)]
pub(super) struct Ear {
    pub(super) heard: mpsc::UnboundedReceiver<Heard>,
    listening: JoinHandle<()>,
}

impl Ear {
    pub(super) fn open(session: &Session) -> Self {
        let (tell, heard) = mpsc::unbounded_channel();
        let session = session.clone();
        let listening = tokio::spawn(async move {
            let mut pause = PAUSE;
            while session.current().is_ok() && !tell.is_closed() {
                let mut begun = false;
                if let Err(error) = listen(&session, &tell, &mut begun).await {
                    tracing::debug!(%error, "events are not heard");
                }
                if begun {
                    pause = PAUSE;
                }
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(LONG_PAUSE);
            }
        });
        Self { heard, listening }
    }
}

impl Drop for Ear {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

async fn listen(
    session: &Session,
    tell: &mpsc::UnboundedSender<Heard>,
    begun: &mut bool,
) -> Result<()> {
    let own = Registered(session.another().await?);
    own.0.call::<()>("event.register", params![CLASSES]).await?;
    *begun = tell.send(Heard::Begun).is_ok();
    let login = own.0.current()?;
    let none = params![];
    loop {
        let lane = Lane::Events { silence: PATIENCE };
        let next = login.call(Call::new(lane, "event.next", &none), Top::<EventList>::new);
        let EventList(events) = next.await?;
        for event in events {
            if tell.send(Heard::Event(event)).is_err() {
                return Ok(());
            }
        }
    }
}

/// A session that may have registered. The server does not forget that by itself: the queue of a
/// session that nobody empties is full after fifty events, and then whoever changes anything waits.
struct Registered(Session);

impl Drop for Registered {
    fn drop(&mut self) {
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            return;
        };
        let session = self.0.clone();
        runtime.spawn(async move {
            let Ok(login) = session.current() else {
                return;
            };
            let all: [&str; 0] = [];
            let params = params![all];
            for pause in FAREWELLS {
                tokio::time::sleep(Duration::from_secs(pause)).await;
                let call = Call::new(Lane::Calls, "event.unregister", &params);
                let unregistering = login.call(call, Top::<()>::new);
                if let Ok(Err(error)) = timeout(FAREWELL, unregistering).await {
                    tracing::debug!(%error, "could not unregister");
                }
                match timeout(FAREWELL, leave(&login)).await {
                    Ok(Ok(())) => break,
                    outcome => tracing::debug!(?outcome, "could not log out yet"),
                }
            }
            // It is gone, or never will be.
            drop(session.logout().await);
        });
    }
}
