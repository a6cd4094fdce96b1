//! Who has done what, by the pool's own audit log. It is asked for only while somebody looks at changes
//! whose author is not known yet, from the oldest of these on, and no more often than every few seconds.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use inventory::{ConnectionId, Problem};
use xapi::DateTime;

use crate::{
    change_bus::{ChangeBus, Invalidation},
    clock,
    connection::Connection,
    lock::lock,
};

/// No log is asked more often.
const BETWEEN: Duration = Duration::from_secs(5);
/// One that could not be had is asked again so long after that, Unix milliseconds.
const AGAIN: i64 = 60_000;
/// What is older is not asked for: a pool writes some hundred thousand lines a day.
const FURTHEST: i64 = 7 * 24 * 60 * 60 * 1000;
/// A call is written down when it has ended, some time after or before what it did is seen.
const AROUND: i64 = 20_000;
/// Who works on a pool without being anybody: its storage manager, its own threads.
const NOBODY: [&str; 2] = ["", "__sm__backend"];

/// A call that was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct AuditEntry {
    /// When it ended, Unix milliseconds: as it is read, by the server's clock, then by ours.
    pub(super) at: i64,
    /// Who asked for it.
    pub(super) user: String,
    /// What it was.
    pub(super) call: String,
    /// The objects among its arguments.
    pub(super) references: Vec<String>,
}

/// What is known of a pool's log.
#[derive(Clone, Debug, Default)]
pub(super) struct AuditLog {
    /// The oldest first.
    pub(super) entries: Arc<Vec<AuditEntry>>,
    /// From when to when it is known, by our clock.
    known: Option<(i64, i64)>,
    is_asked: bool,
    /// Why it is not known.
    pub(super) refused: Option<Problem>,
    /// When it was refused, Unix milliseconds.
    refused_at: i64,
}

/// The logs of all pools.
#[derive(Clone, Debug)]
pub(crate) struct AuditLogs {
    logs: Arc<Mutex<HashMap<ConnectionId, AuditLog>>>,
    bus: ChangeBus,
}

impl AuditLogs {
    pub(crate) fn new(bus: ChangeBus) -> Self {
        Self {
            logs: Arc::default(),
            bus,
        }
    }

    /// A pool's log, as far as it is known. Where changes from `oldest` to `newest` are to be looked for
    /// in it, the rest is asked for, and whoever looks is told when it is there.
    pub(super) fn of(&self, connection: &Arc<Connection>, oldest: i64, newest: i64) -> AuditLog {
        let mut logs = lock(&self.logs);
        let log = logs.entry(connection.id.clone()).or_default();
        let now = clock::unix_millis();
        let oldest = oldest.max(now - FURTHEST);
        let is_known = log
            .known
            .is_some_and(|(from, to)| from <= oldest && newest + AROUND <= to);
        let may_ask = log.refused.is_none() || log.refused_at + AGAIN <= now;
        if !is_known && oldest <= newest && !log.is_asked && may_ask {
            log.is_asked = true;
            let (logs, connection) = (self.clone(), connection.clone());
            let from = log.known.map_or(oldest, |(from, _)| from.min(oldest));
            let wait = log.known.map_or(Duration::ZERO, |_| BETWEEN);
            tokio::spawn(async move { logs.ask(&connection, from, wait).await });
        }
        log.clone()
    }

    async fn ask(&self, connection: &Connection, from: i64, wait: Duration) {
        tokio::time::sleep(wait).await;
        let now = clock::unix_millis();
        // By the server's clock, and a little before: a call may end after what it does.
        let ahead = (connection.skew().unwrap_or_default() * 1000.0) as i64;
        let since = (from + ahead - AROUND).div_euclid(1000);
        let answer = match connection.link() {
            Ok(link) => {
                let answer = link.audit_log(since).await;
                answer.map_err(crate::source::Failure::problem)
            }
            Err(problem) => Err(problem),
        };
        let mut logs = lock(&self.logs);
        let log = logs.entry(connection.id.clone()).or_default();
        log.is_asked = false;
        match answer {
            Ok(bytes) => {
                let text = String::from_utf8_lossy(&bytes);
                let ours = |entry: AuditEntry| AuditEntry {
                    at: entry.at - ahead,
                    ..entry
                };
                let mut entries: Vec<_> = text.lines().filter_map(read).map(ours).collect();
                entries.sort_by_key(|entry| entry.at);
                log.entries = Arc::new(entries);
                log.known = Some((from, now));
                log.refused = None;
            }
            Err(problem) => {
                log.refused = Some(problem);
                log.refused_at = now;
            }
        }
        drop(logs);
        self.bus.publish(Invalidation::Timeline);
    }

    /// Forgets what is known of a connection that is removed.
    pub(crate) fn forget(&self, connection: &ConnectionId) {
        lock(&self.logs).remove(connection);
    }
}

/// One line of a log; none where it is of no call that somebody did.
///
/// `Nov 29 08:39:30 xapi: [20261129T08:39:30.881Z|audit|…] ('trackid=…' 'LOCAL_SUPERUSER' 'root'
/// 'ALLOWED' 'OK' 'API' 'VM.destroy' (('self' 'name' 'uuid' 'OpaqueRef:…')))`
fn read(line: &str) -> Option<AuditEntry> {
    let (_, rest) = line.split_once('[')?;
    let (time, rest) = rest.split_once('|')?;
    let (_, rest) = rest.split_once("] (")?;
    let mut words = quoted(rest);
    let mut next = || words.next();
    let (_track, _subject, user) = (next()?, next()?, next()?);
    let (permission, outcome, _interface, call) = (next()?, next()?, next()?, next()?);
    let is_done = permission == "ALLOWED" && outcome == "OK";
    if !is_done || NOBODY.contains(&user.as_str()) || user.starts_with("OpaqueRef:") {
        return None;
    }
    let (whole, thousandths) = time.split_once('.').unwrap_or((time, ""));
    let whole: DateTime = format!("{}Z", whole.trim_end_matches('Z')).parse().ok()?;
    let thousandths: i64 = thousandths.trim_end_matches('Z').parse().unwrap_or(0);
    // Each argument is its name, and of an object its name, uuid and reference.
    let references = words.filter(|word| word.starts_with("OpaqueRef:"));
    Some(AuditEntry {
        at: whole.unix() * 1000 + thousandths,
        references: references.collect(),
        user,
        call,
    })
}

/// The texts in single quotes, with what a backslash protects.
fn quoted(text: &str) -> impl Iterator<Item = String> {
    let mut letters = text.chars();
    std::iter::from_fn(move || {
        letters.find(|letter| *letter == '\'')?;
        let mut word = String::new();
        loop {
            match letters.next()? {
                '\'' => return Some(word),
                '\\' => word.push(letters.next()?),
                letter => word.push(letter),
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_tells_who_did_what_to_what() {
        let line = "Nov 29 08:39:30 xapi: [20261129T08:39:30.881Z|audit||178130 HTTP \
            127.0.0.1->127.0.0.11:80|VM.destroy R:427b915d0812|audit] \
            ('trackid=1f8e' 'LOCAL_SUPERUSER' 'root' 'ALLOWED' 'OK' 'API' 'VM.destroy' \
            (('self' 'made by \\'me\\'' '3aeb3bf1' 'OpaqueRef:ea752815')))";
        let entry = read(line).unwrap();
        assert_eq!(
            (entry.user.as_str(), entry.call.as_str()),
            ("root", "VM.destroy")
        );
        assert_eq!(entry.references, ["OpaqueRef:ea752815"]);
        assert_eq!(entry.at, 1_795_941_570_881);
    }

    #[test]
    fn what_nobody_did_and_what_was_not_done_is_left_out() {
        let line = |user: &str, permission: &str, outcome: &str| {
            format!(
                "Nov 29 08:39:30 xapi: [20261129T08:39:30.881Z|audit||1 |VM.start D:1|audit] \
                 ('trackid=1' 'X' '{user}' '{permission}' '{outcome}' 'API' 'VM.start' ())"
            )
        };
        assert!(read(&line("ana", "ALLOWED", "OK")).is_some());
        assert!(read(&line("__sm__backend", "ALLOWED", "OK")).is_none());
        assert!(read(&line("OpaqueRef:thread", "ALLOWED", "OK")).is_none());
        assert!(read(&line("ana", "DENIED", "")).is_none());
        assert!(read(&line("ana", "ALLOWED", "ERROR:HANDLE_INVALID: [ VDI ]")).is_none());
        for torn in [
            "",
            "[",
            "Nov 29 [20261129T08:39:30.881Z|audit] ('track",
            "\u{0}('",
        ] {
            assert!(read(torn).is_none());
        }
    }
}
