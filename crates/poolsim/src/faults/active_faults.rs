//! The faults that stand, and which replies they spoil.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use super::corrupt_reply::{CorruptReply, Instead, Manner};
use super::{Fault, Replies};

/// The standing faults of replies, and the news that all faults are lifted.
#[derive(Debug)]
pub struct ActiveFaults {
    /// So that a reply costs nothing while no fault is ordered.
    any: AtomicBool,
    rules: Mutex<Vec<Fault>>,
    lifts: watch::Sender<u64>,
}

impl Default for ActiveFaults {
    fn default() -> ActiveFaults {
        ActiveFaults {
            any: AtomicBool::new(false),
            rules: Mutex::default(),
            lifts: watch::Sender::new(0),
        }
    }
}

impl ActiveFaults {
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
    pub fn unheard(&self, host: usize, method: &str) -> Option<Box<CorruptReply>> {
        self.meet(host, method, true)
    }

    /// What becomes of a reply that is ready.
    pub fn reply(&self, host: usize, method: &str) -> Option<Box<CorruptReply>> {
        self.meet(host, method, false)
    }

    /// The error with which a call is refused, if it is.
    pub fn refusal(&self, host: usize, method: &str) -> Option<String> {
        if !self.any() {
            return None;
        }
        let mut rules = self.rules();
        let refuses = |fault: &Fault| matches!(fault, Fault::Refuse { replies, .. } if is_for(replies, host, method));
        let found = rules.iter().position(refuses)?;
        let Fault::Refuse { code, replies } = &mut rules[found] else {
            return None;
        };
        let code = code.clone();
        if let Some(left) = &mut replies.count {
            *left = left.saturating_sub(1);
            if *left == 0 {
                rules.remove(found);
            }
        }
        self.any.store(!rules.is_empty(), Ordering::Release);
        Some(code)
    }

    fn meet(&self, host: usize, method: &str, unheard: bool) -> Option<Box<CorruptReply>> {
        if !self.any() {
            return None;
        }
        let mut rules = self.rules();
        let mut corrupt_reply = CorruptReply::new(self.lifts());
        let mut met = false;
        rules.retain_mut(|fault| {
            let wanted = replies(fault)
                .is_some_and(|replies| replies.unheard == unheard && is_for(replies, host, method));
            if !wanted || !take(&mut corrupt_reply, fault) {
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
        met.then(|| Box::new(corrupt_reply))
    }
}

fn is_for(replies: &Replies, host: usize, method: &str) -> bool {
    let begins = |begin: &String| method.starts_with(begin.as_str());
    replies.host.is_none_or(|only| only == host)
        && (replies.methods.is_empty() || replies.methods.iter().any(begins))
}

/// Adds a fault to what is done to a reply; false if something of its kind is done already.
fn take(corrupt_reply: &mut CorruptReply, fault: &Fault) -> bool {
    let instead = |what| (Some(what), None);
    let manner = |how| (None, Some(how));
    let (instead, manner) = match fault {
        Fault::Delay { ms, .. } => {
            corrupt_reply.delay += Duration::from_millis(*ms);
            return true;
        }
        Fault::Garbage(_) => instead(Instead::Garbage),
        Fault::WrongContentType(_) => instead(Instead::Page),
        Fault::ServerError(_) => instead(Instead::ServerError),
        Fault::Cut(_) => manner(Manner::Cut),
        Fault::Reset(_) => manner(Manner::Reset),
        Fault::Stall(_) => manner(Manner::Stall),
        Fault::Flip(_) => manner(Manner::Flip),
        Fault::Drip {
            bytes_per_second, ..
        } => manner(Manner::Drip(*bytes_per_second)),
        _ => return false,
    };
    if instead.is_some() && corrupt_reply.instead.is_none() {
        corrupt_reply.instead = instead;
        return true;
    }
    if manner.is_some() && corrupt_reply.manner.is_none() {
        corrupt_reply.manner = manner;
        return true;
    }
    false
}

/// Which replies a fault spoils, if it is one of replies.
pub(super) fn replies(fault: &Fault) -> Option<&Replies> {
    match fault {
        Fault::Delay { replies, .. }
        | Fault::Drip { replies, .. }
        | Fault::Refuse { replies, .. }
        | Fault::Stall(replies)
        | Fault::Cut(replies)
        | Fault::Reset(replies)
        | Fault::Flip(replies)
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
        | Fault::Refuse { replies, .. }
        | Fault::Stall(replies)
        | Fault::Cut(replies)
        | Fault::Reset(replies)
        | Fault::Garbage(replies)
        | Fault::WrongContentType(replies)
        | Fault::ServerError(replies)
        | Fault::Flip(replies) => Some(replies),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_is_used_up_by_the_replies_it_is_for() {
        let active_faults = ActiveFaults::default();
        assert!(active_faults.reply(0, "VM.start").is_none());
        active_faults.add(Fault::Cut(Replies::next(2).to("VM.").of(1)));
        assert!(active_faults.reply(1, "host.get_all").is_none());
        assert!(active_faults.reply(0, "VM.start").is_none());
        assert!(active_faults.unheard(1, "VM.start").is_none());
        assert_eq!(
            active_faults.reply(1, "VM.start").unwrap().manner,
            Some(Manner::Cut)
        );
        assert_eq!(
            active_faults.list(),
            [Fault::Cut(Replies::next(1).to("VM.").of(1))]
        );
        assert!(active_faults.reply(1, "VM.start").is_some());
        assert!(active_faults.reply(1, "VM.start").is_none() && active_faults.list().is_empty());
    }

    #[test]
    fn faults_of_different_kinds_add_up() {
        let active_faults = ActiveFaults::default();
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
            active_faults.add(fault);
        }
        let corrupt_reply = active_faults.reply(0, "x").unwrap();
        assert_eq!(corrupt_reply.delay, Duration::from_millis(70));
        assert_eq!(
            (corrupt_reply.instead, corrupt_reply.manner),
            (Some(Instead::Garbage), Some(Manner::Cut))
        );
        let corrupt_reply = active_faults.reply(0, "x").unwrap();
        assert_eq!(corrupt_reply.instead, Some(Instead::ServerError));
    }
}
