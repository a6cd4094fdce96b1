//! The faults that stand, and which replies they spoil.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use super::spoil::{Instead, Manner, Spoil};
use super::{Fault, Replies};

/// The standing faults of replies, and the news that all faults are lifted.
#[derive(Debug)]
pub struct Standing {
    /// So that a reply costs nothing while no fault is ordered.
    any: AtomicBool,
    rules: Mutex<Vec<Fault>>,
    lifts: watch::Sender<u64>,
}

impl Default for Standing {
    fn default() -> Standing {
        Standing {
            any: AtomicBool::new(false),
            rules: Mutex::default(),
            lifts: watch::Sender::new(0),
        }
    }
}

impl Standing {
    fn rules(&self) -> MutexGuard<'_, Vec<Fault>> {
        self.rules.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether any stands.
    pub fn any(&self) -> bool {
        self.any.load(Ordering::Acquire)
    }

    /// Adds a fault of replies.
    pub fn add(&self, fault: Fault) {
        let mut rules = self.rules();
        rules.push(fault);
        self.any.store(true, Ordering::Release);
    }

    /// What stands, with what is left of each count.
    pub fn list(&self) -> Vec<Fault> {
        self.rules().clone()
    }

    /// Ends all of it; replies that wait go on.
    pub fn lift(&self) {
        let mut rules = self.rules();
        rules.clear();
        self.any.store(false, Ordering::Release);
        drop(rules);
        self.lifts.send_modify(|lifts| *lifts += 1);
    }

    /// A receiver that is told when faults are lifted.
    pub fn lifts(&self) -> watch::Receiver<u64> {
        self.lifts.subscribe()
    }

    /// What becomes of a call that has just arrived, if it is to be lost.
    pub fn unheard(&self, host: usize, method: &str) -> Option<Box<Spoil>> {
        self.meet(host, method, true)
    }

    /// What becomes of a reply that is ready.
    pub fn reply(&self, host: usize, method: &str) -> Option<Box<Spoil>> {
        self.meet(host, method, false)
    }

    fn meet(&self, host: usize, method: &str, unheard: bool) -> Option<Box<Spoil>> {
        if !self.any() {
            return None;
        }
        let mut rules = self.rules();
        let mut spoil = Spoil::new(self.lifts());
        let mut met = false;
        rules.retain_mut(|fault| {
            let wanted = replies(fault).is_some_and(|replies| {
                replies.unheard == unheard
                    && replies.host.is_none_or(|only| only == host)
                    && (replies.methods.is_empty()
                        || replies
                            .methods
                            .iter()
                            .any(|begin| method.starts_with(begin.as_str())))
            });
            if !wanted || !take(&mut spoil, fault) {
                return true;
            }
            met = true;
            match replies_mut(fault).and_then(|replies| replies.count.as_mut()) {
                None => true,
                Some(left) => {
                    *left = left.saturating_sub(1);
                    *left > 0
                }
            }
        });
        self.any.store(!rules.is_empty(), Ordering::Release);
        met.then(|| Box::new(spoil))
    }
}

/// Adds a fault to what is done to a reply; false if something of its kind is done already.
fn take(spoil: &mut Spoil, fault: &Fault) -> bool {
    let instead = |what| (Some(what), None);
    let manner = |how| (None, Some(how));
    let (instead, manner) = match fault {
        Fault::Delay { ms, .. } => {
            spoil.delay += Duration::from_millis(*ms);
            return true;
        }
        Fault::Garbage(_) => instead(Instead::Garbage),
        Fault::WrongContentType(_) => instead(Instead::Page),
        Fault::ServerError(_) => instead(Instead::ServerError),
        Fault::Cut(_) => manner(Manner::Cut),
        Fault::Reset(_) => manner(Manner::Reset),
        Fault::Stall(_) => manner(Manner::Stall),
        Fault::Drip {
            bytes_per_second, ..
        } => manner(Manner::Drip(*bytes_per_second)),
        _ => return false,
    };
    if instead.is_some() && spoil.instead.is_none() {
        spoil.instead = instead;
        return true;
    }
    if manner.is_some() && spoil.manner.is_none() {
        spoil.manner = manner;
        return true;
    }
    false
}

/// Which replies a fault spoils, if it is one of replies.
pub(super) fn replies(fault: &Fault) -> Option<&Replies> {
    match fault {
        Fault::Delay { replies, .. }
        | Fault::Drip { replies, .. }
        | Fault::Stall(replies)
        | Fault::Cut(replies)
        | Fault::Reset(replies)
        | Fault::Garbage(replies)
        | Fault::WrongContentType(replies)
        | Fault::ServerError(replies) => Some(replies),
        _ => None,
    }
}

fn replies_mut(fault: &mut Fault) -> Option<&mut Replies> {
    match fault {
        Fault::Delay { replies, .. }
        | Fault::Drip { replies, .. }
        | Fault::Stall(replies)
        | Fault::Cut(replies)
        | Fault::Reset(replies)
        | Fault::Garbage(replies)
        | Fault::WrongContentType(replies)
        | Fault::ServerError(replies) => Some(replies),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_is_used_up_by_the_replies_it_is_for() {
        let standing = Standing::default();
        assert!(standing.reply(0, "VM.start").is_none());
        standing.add(Fault::Cut(Replies::next(2).to("VM.").of(1)));
        assert!(standing.reply(1, "host.get_all").is_none());
        assert!(standing.reply(0, "VM.start").is_none());
        assert!(standing.unheard(1, "VM.start").is_none());
        assert_eq!(
            standing.reply(1, "VM.start").unwrap().manner,
            Some(Manner::Cut)
        );
        assert_eq!(
            standing.list(),
            [Fault::Cut(Replies::next(1).to("VM.").of(1))]
        );
        assert!(standing.reply(1, "VM.start").is_some());
        assert!(standing.reply(1, "VM.start").is_none() && standing.list().is_empty());
    }

    #[test]
    fn faults_of_different_kinds_add_up() {
        let standing = Standing::default();
        let all = Replies::default;
        for fault in [
            Fault::Delay {
                ms: 30,
                replies: all(),
            },
            Fault::Delay {
                ms: 40,
                replies: all(),
            },
            Fault::Garbage(Replies::once()),
            Fault::ServerError(all()),
            Fault::Cut(all()),
        ] {
            standing.add(fault);
        }
        let spoil = standing.reply(0, "x").unwrap();
        assert_eq!(spoil.delay, Duration::from_millis(70));
        assert_eq!(
            (spoil.instead, spoil.manner),
            (Some(Instead::Garbage), Some(Manner::Cut))
        );
        let spoil = standing.reply(0, "x").unwrap();
        assert_eq!(spoil.instead, Some(Instead::ServerError));
    }
}
