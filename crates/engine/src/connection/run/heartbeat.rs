//! How the actor notices that a server is gone, and what the clocks say: it looks at both now and then.

use inventory::Problem;

use super::{Actor, LOOK};
use crate::{
    change_bus::Invalidation,
    clock,
    connection::{
        event::ActorEvent,
        heartbeat::{self, ClockJump, ProbeAction},
        machine::Input,
    },
    lock::lock,
    source::Failure,
};

/// A server tells its time to the second, and needs a while to: a difference of clocks is shown
/// anew only if it has changed by more than this, in seconds.
const SKEW: f64 = 1.5;

impl Actor {
    /// Looks at the clocks, and at how long nothing was heard.
    pub(super) fn check_heartbeat(&mut self) {
        let now = clock::now();
        match heartbeat::clock_jump(self.seen, now, self.next_check) {
            None => {}
            Some(ClockJump::Back(by)) => {
                tracing::info!(by, "the clock was set back");
                self.step(Input::SetBack(by));
            }
            Some(ClockJump::Forward) => {
                tracing::info!("the machine has slept");
                if let Some(heartbeat) = &mut self.heartbeat {
                    heartbeat.force_probe();
                }
                self.step(Input::Awake);
            }
        }
        self.seen = now;
        self.next_check = LOOK;
        let (link, inside) = {
            let now = lock(&self.shared.now);
            (now.link.clone(), now.state.inside())
        };
        let (Some(heartbeat), Some(link), Some(attempt)) = (&mut self.heartbeat, link, inside)
        else {
            return;
        };
        let overdue = self.overdue.as_ref().and_then(|overdue| overdue());
        while let Some(act) = heartbeat.next_action(now, overdue) {
            match act {
                ProbeAction::Probe(number) => {
                    let (link, news) = (link.clone(), self.news.clone());
                    tokio::spawn(async move {
                        let answer = link.heartbeat().await;
                        let _ = news.send(ActorEvent::Probed(attempt, number, answer)).await;
                    });
                }
                ProbeAction::Lost => {
                    let failure = Failure::Lost(Problem::new("timed_out"));
                    return self.step(Input::Failed(attempt, Box::new(failure)));
                }
            }
        }
        self.next_check = LOOK.min(heartbeat.next_check(now, overdue));
        let unsure = heartbeat.is_unsure(now, overdue);
        self.note_unsure(unsure);
    }

    /// Tells whether it is known that the server is still there.
    fn note_unsure(&self, unsure: bool) {
        if std::mem::replace(&mut lock(&self.shared.now).unsure, unsure) != unsure {
            let id = self.shared.id.clone();
            self.services
                .change_bus
                .publish(Invalidation::Connection(id));
        }
    }

    pub(super) fn note_skew(&self, skew: f64) {
        let mut now = lock(&self.shared.now);
        if now.skew.is_none_or(|known| (known - skew).abs() > SKEW) {
            now.skew = Some((skew * 10.0).round() / 10.0);
            drop(now);
            let id = self.shared.id.clone();
            self.services
                .change_bus
                .publish(Invalidation::Connection(id));
        }
    }
}
