//! Text consoles as sessions that outlive the tabs and windows that show them. A session holds the one
//! stream to the pool; windows attach to it and detach, several at once if they like. What the console
//! wrote is kept as scrollback, so that a tab which is closed and opened again shows what it showed.
//!
//! Graphical consoles need none of this: a new stream asks for the whole framebuffer, and what a
//! stream has compressed so far is of no use to a viewer that has not seen it.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use bytes::BytesMut;
use inventory::ConnectionId;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, DuplexStream, ReadHalf, WriteHalf, duplex, split},
    sync::mpsc,
    task::JoinSet,
    time::{Instant, sleep_until},
};

use super::{
    pace::CHUNK,
    stream::{ConsoleStream, Reason},
};
use crate::lock::lock;

/// How long a session is kept while no window shows it.
const IDLE: Duration = Duration::from_secs(5 * 60);
/// No more sessions are kept at once; the one that is idle the longest makes room.
const MOST: usize = 16;
/// So many bytes of what a console wrote are kept.
const SCROLLBACK: usize = 256 * 1024;

/// Which console: that of a connection at this location.
pub(crate) type Key = (ConnectionId, String);

/// All text consoles that are open, whether or not a window shows them.
#[derive(Clone, Default)]
pub(crate) struct Sessions(Arc<Mutex<HashMap<Key, Session>>>);

struct Session {
    /// Windows that attach. The session ends when this is dropped.
    attach: mpsc::UnboundedSender<DuplexStream>,
    /// Since when no window shows it.
    idle: Arc<Mutex<Option<Instant>>>,
    /// Told from the next session at the same key by this.
    number: u64,
}

impl Sessions {
    /// A window's stream of a console that is open already; none if there is no such session.
    pub(crate) fn attach(&self, key: &Key) -> Option<DuplexStream> {
        let (ours, theirs) = pair();
        let sessions = lock(&self.0);
        let session = sessions.get(key)?;
        session.attach.send(ours).ok()?;
        Some(theirs)
    }

    /// Begins the session of a console that was just opened; gives back a window's stream of it. It
    /// ends with the console, when `must_end` comes, or when it was idle for some minutes.
    pub(crate) fn begin(
        &self,
        key: Key,
        console: Box<dyn ConsoleStream>,
        must_end: Reason,
    ) -> DuplexStream {
        let (ours, theirs) = pair();
        let (attach, attached) = mpsc::unbounded_channel();
        let _ = attach.send(ours);
        let idle = Arc::<Mutex<Option<Instant>>>::default();
        let mut sessions = lock(&self.0);
        if sessions.len() >= MOST {
            let since = |session: &Session| *lock(&session.idle);
            let idlest = sessions
                .iter()
                .filter_map(|(key, session)| Some((since(session)?, key.clone())))
                .min_by_key(|(since, _)| *since);
            if let Some((_, key)) = idlest {
                sessions.remove(&key);
            }
        }
        let number = 1 + sessions.get(&key).map_or(0, |session| session.number);
        let session = Session {
            attach,
            idle: idle.clone(),
            number,
        };
        sessions.insert(key.clone(), session);
        let all = Arc::downgrade(&self.0);
        tokio::spawn(async move {
            tokio::select! {
                () = serve(console, attached, &idle) => {}
                why = must_end => tracing::debug!(why, "a text console's session ends"),
            }
            if let Some(all) = all.upgrade() {
                let mut all = lock(&all);
                if all
                    .get(&key)
                    .is_some_and(|session| session.number == number)
                {
                    all.remove(&key);
                }
            }
        });
        theirs
    }
}

/// Both ends of a window's stream; there is room for all of the scrollback, so that nobody waits for a
/// window that has not come yet.
fn pair() -> (DuplexStream, DuplexStream) {
    duplex(SCROLLBACK + CHUNK)
}

/// Carries bytes between a console and whoever is attached, until the console ends, it was idle for too
/// long, or nobody can attach any more.
async fn serve(
    console: Box<dyn ConsoleStream>,
    mut attached: mpsc::UnboundedReceiver<DuplexStream>,
    idle: &Mutex<Option<Instant>>,
) {
    let (mut output, input) = split(console);
    let input = Arc::new(tokio::sync::Mutex::new(input));
    let mut scrollback = BytesMut::new();
    let mut windows: HashMap<u64, WriteHalf<DuplexStream>> = HashMap::new();
    let mut next = 0;
    let mut typing = JoinSet::new();
    let mut buffer = BytesMut::with_capacity(CHUNK);
    loop {
        let since = windows.is_empty().then(Instant::now);
        let kept_since = {
            let mut idle = lock(idle);
            *idle = since.map(|now| idle.unwrap_or(now));
            *idle
        };
        let too_long = async {
            match kept_since {
                Some(since) => sleep_until(since + IDLE).await,
                None => std::future::pending().await,
            }
        };
        buffer.reserve(CHUNK);
        tokio::select! {
            read = output.read_buf(&mut buffer) => {
                if !matches!(read, Ok(1..)) {
                    return;
                }
                let written = buffer.split();
                remember(&mut scrollback, &written);
                // The slowest window holds the console back, as a single one does.
                let mut gone = Vec::new();
                for (number, window) in &mut windows {
                    if window.write_all(&written).await.is_err() {
                        gone.push(*number);
                    }
                }
                windows.retain(|number, _| !gone.contains(number));
            }
            window = attached.recv() => {
                let Some(window) = window else {
                    return;
                };
                let (keys, mut screen) = split(window);
                if screen.write_all(&scrollback).await.is_ok() {
                    windows.insert(next, screen);
                    typing.spawn(type_in(next, keys, input.clone()));
                    next += 1;
                }
            }
            Some(closed) = typing.join_next() => {
                if let Ok(number) = closed {
                    windows.remove(&number);
                }
            }
            () = too_long => return,
        }
    }
}

/// Carries what is typed in one window to the console, until the window detaches.
async fn type_in(
    number: u64,
    mut keys: ReadHalf<DuplexStream>,
    input: Arc<tokio::sync::Mutex<WriteHalf<Box<dyn ConsoleStream>>>>,
) -> u64 {
    let mut buffer = BytesMut::with_capacity(1024);
    while let Ok(1..) = keys.read_buf(&mut buffer).await {
        let typed = buffer.split();
        let mut input = input.lock().await;
        if input.write_all(&typed).await.is_err() || input.flush().await.is_err() {
            break;
        }
    }
    number
}

/// Adds to the scrollback. What is too old goes line by line: half an escape sequence would garble
/// what follows it.
fn remember(scrollback: &mut BytesMut, written: &[u8]) {
    scrollback.extend_from_slice(written);
    let Some(surplus) = scrollback.len().checked_sub(SCROLLBACK) else {
        return;
    };
    let rest = &scrollback[surplus..];
    let line = rest.iter().position(|byte| *byte == b'\n');
    let _ = scrollback.split_to(surplus + line.map_or(0, |at| at + 1));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A console, what the pool's end of it is, and nothing that ends it.
    fn console() -> (Box<dyn ConsoleStream>, DuplexStream, Reason) {
        let (ours, pool) = duplex(1024);
        (Box::new(ours), pool, Box::pin(std::future::pending()))
    }

    fn key(location: &str) -> Key {
        ("c".into(), location.to_owned())
    }

    async fn expect(window: &mut DuplexStream, text: &str) {
        let mut read = vec![0; text.len()];
        window.read_exact(&mut read).await.unwrap();
        assert_eq!(String::from_utf8_lossy(&read), text);
    }

    #[tokio::test]
    async fn a_window_that_comes_back_finds_what_was_written_meanwhile() {
        let sessions = Sessions::default();
        let (stream, mut pool, must_end) = console();
        assert!(sessions.attach(&key("a")).is_none());
        let mut first = sessions.begin(key("a"), stream, must_end);
        pool.write_all(b"login: ").await.unwrap();
        expect(&mut first, "login: ").await;
        first.write_all(b"root\n").await.unwrap();
        expect(&mut pool, "root\n").await;
        drop(first);
        pool.write_all(b"# ").await.unwrap();
        let mut again = sessions.attach(&key("a")).unwrap();
        let mut other = sessions.attach(&key("a")).unwrap();
        for window in [&mut again, &mut other] {
            expect(window, "login: # ").await;
        }
        pool.write_all(b"both").await.unwrap();
        for window in [&mut again, &mut other] {
            expect(window, "both").await;
        }
        other.write_all(b"typed").await.unwrap();
        expect(&mut pool, "typed").await;
        // The pool ends it: so it ends for everybody, and is not there any more.
        drop(pool);
        for window in [&mut again, &mut other] {
            assert_eq!(window.read(&mut [0; 1]).await.unwrap(), 0);
        }
        assert!(sessions.attach(&key("a")).is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn a_session_that_nobody_shows_ends_after_some_minutes() {
        let sessions = Sessions::default();
        let (stream, mut pool, must_end) = console();
        drop(sessions.begin(key("a"), stream, must_end));
        tokio::time::advance(IDLE / 2).await;
        pool.write_all(b"still there").await.unwrap();
        let mut window = sessions.attach(&key("a")).unwrap();
        expect(&mut window, "still there").await;
        tokio::time::advance(IDLE * 2).await;
        pool.write_all(b"!").await.unwrap();
        expect(&mut window, "!").await;
        drop(window);
        // The pool's end closes once the session has let go of it.
        assert_eq!(pool.read(&mut [0; 1]).await.unwrap(), 0);
        assert!(sessions.attach(&key("a")).is_none());
    }

    #[tokio::test]
    async fn the_session_that_is_idle_the_longest_makes_room() {
        let sessions = Sessions::default();
        let mut pools = Vec::new();
        let mut shown = Vec::new();
        for number in 0..=MOST {
            let (stream, pool, must_end) = console();
            let window = sessions.begin(key(&number.to_string()), stream, must_end);
            // All but the second stay on screen.
            if number == 1 {
                drop(window);
            } else {
                shown.push(window);
            }
            pools.push(pool);
            // It notices that its window has gone.
            for _ in 0..10 {
                tokio::task::yield_now().await;
            }
        }
        assert_eq!(pools[1].read(&mut [0; 1]).await.unwrap(), 0);
        assert!(sessions.attach(&key("1")).is_none());
        assert!(sessions.attach(&key("0")).is_some());
    }

    #[test]
    fn scrollback_is_bounded_and_begins_with_a_line() {
        let mut scrollback = BytesMut::new();
        for number in 0..100_000 {
            remember(&mut scrollback, format!("line {number}\r\n").as_bytes());
        }
        assert!(scrollback.len() <= SCROLLBACK && scrollback.len() > SCROLLBACK - 100);
        assert!(scrollback.starts_with(b"line ") && scrollback.ends_with(b"line 99999\r\n"));
    }
}
