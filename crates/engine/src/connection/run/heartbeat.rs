//! How the actor notices that a server is gone, and what the clocks say: it looks at both now and then.

use inventory::Problem;

use super::{Actor, LOOK};
use crate::{
    clock,
    connection::{
        event::ActorEvent,
        machine::Input,
        pulse::{self, Act, Leap},
    },
    lock::lock,
    source::Failure,
    touch::Touch,
};

/// A server tells its time to the second, and needs a while to: a difference of clocks is shown
/// anew only if it has changed by more than this, in seconds.
const SKEW: f64 = 1.5;

impl Actor {
    /// Looks at the clocks, and at how long nothing was heard.
    pub(super) fn look(&mut self) {
        let now = clock::now();
        match pulse::leap(self.seen, now, self.look) {
            None => {}
            Some(Leap::Back(by)) => {
                tracing::info!(by, "the clock was set back");
                self.step(Input::SetBack(by));
            }
            Some(Leap::Forward) => {
                tracing::info!("the machine has slept");
                if let Some(pulse) = &mut self.pulse {
                    pulse.suspect();
                }
                self.step(Input::Awake);
            }
        }
        self.seen = now;
        self.look = LOOK;
        let (link, inside) = {
            let now = lock(&self.shared.now);
            (now.link.clone(), now.state.inside())
        };
        let (Some(pulse), Some(link), Some(attempt)) = (&mut self.pulse, link, inside) else {
            return;
        };
        let overdue = self.overdue.as_ref().and_then(|overdue| overdue());
        while let Some(act) = pulse.look(now, overdue) {
            match act {
                Act::Beat(number) => {
                    let (link, news) = (link.clone(), self.news.clone());
                    tokio::spawn(async move {
                        let answer = link.heartbeat().await;
                        let _ = news.send(ActorEvent::Beat(attempt, number, answer)).await;
                    });
                }
                Act::Lost => {
                    let failure = Failure::Lost(Problem::new("timed_out"));
                    return self.step(Input::Failed(attempt, Box::new(failure)));
                }
            }
        }
        self.look = LOOK.min(pulse.next_look(now, overdue));
    }

    pub(super) fn note_skew(&self, skew: f64) {
        let mut now = lock(&self.shared.now);
        if now.skew.is_none_or(|known| (known - skew).abs() > SKEW) {
            now.skew = Some((skew * 10.0).round() / 10.0);
            drop(now);
            let id = self.shared.id.clone();
            self.house.bell.ring(Touch::Connection(id));
        }
    }
}
