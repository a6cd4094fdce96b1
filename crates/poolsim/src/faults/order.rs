//! What an order does.

use std::sync::Arc;

use super::active_faults::replies;
use super::{Fault, Nonsense, Refusal};
use crate::certificate::Certificate;
use crate::events;
use crate::ops::availability;
use crate::pool::Pool;
use crate::servers::Servers;

/// Whoever holds this can make things go wrong.
#[derive(Clone, Debug)]
pub struct Orders {
    pool: Arc<Pool>,
    servers: Arc<Servers>,
}

impl Orders {
    /// Orders for that pool, served so.
    pub fn new(pool: Arc<Pool>, servers: Arc<Servers>) -> Orders {
        Orders { pool, servers }
    }

    /// Makes a fault happen. When this is done it has begun: listeners are closed, new calls meet it.
    pub async fn order(&self, fault: Fault) -> Result<(), Nonsense> {
        self.check(&fault)?;
        match fault {
            Fault::KillHost { host } => {
                self.servers.kill(host).await;
                availability::server_lost(&self.pool, host);
            }
            Fault::RestartHost { host, after_ms } => {
                self.servers.kill(host).await;
                self.servers.revive(host, after_ms);
            }
            Fault::ElectCoordinator { host } => self.pool.lock().elect(host),
            Fault::Booting { host, on } => self.pool.lock().condition_mut(host).booting = on,
            Fault::Emergency { host, on } => self.pool.lock().condition_mut(host).emergency = on,
            Fault::InvalidateSessions => self.pool.lock().end_sessions(),
            Fault::LoseEvents => self.pool.lock().forget_deletions(),
            Fault::ForgetTokens { answer } => {
                events::forget_tokens(&mut self.pool.lock(), answer == Refusal::EventsLost);
            }
            Fault::Blackhole { host } => self.servers.silence(host),
            Fault::NewCertificate { host } => {
                for number in 0..self.servers.count() {
                    if host.is_none_or(|only| only == number) {
                        let fresh = Certificate::generate();
                        let shown = fresh.and_then(|fresh| self.servers.show(number, fresh));
                        shown.map_err(|error| Nonsense::new(error.to_string()))?;
                    }
                }
            }
            Fault::DuplicateEvents => self.pool.lock().event_faults.duplicated = true,
            Fault::ShuffleEvents => self.pool.lock().event_faults.shuffled = true,
            Fault::DeafGuests { on } => self.pool.lock().guests_are_deaf = on,
            Fault::ClockJump { seconds } => self.pool.lock().db.clock.jump(seconds),
            Fault::Delay { .. }
            | Fault::Drip { .. }
            | Fault::Refuse { .. }
            | Fault::Stall(_)
            | Fault::Cut(_)
            | Fault::Reset(_)
            | Fault::Flip(_)
            | Fault::Garbage(_)
            | Fault::WrongContentType(_)
            | Fault::ServerError(_) => self.pool.faults.add(fault),
        }
        Ok(())
    }

    /// Ends whatever stands: dead hosts come back, silent connections end, replies that wait go on. Who is coordinator,
    /// the certificates and the clock stay as they are.
    pub fn lift(&self) {
        let mut world = self.pool.lock();
        world.event_faults.mend();
        world.guests_are_deaf = false;
        for condition in &mut world.conditions {
            condition.booting = false;
            condition.emergency = false;
        }
        drop(world);
        self.pool.faults.lift();
        for host in 0..self.servers.count() {
            self.servers.revive(host, 0);
        }
    }

    /// What stands now.
    pub fn active_faults(&self) -> Vec<Fault> {
        let mut all = Vec::new();
        let world = self.pool.lock();
        for (host, condition) in world.conditions.iter().enumerate() {
            if condition.down {
                all.push(Fault::KillHost { host });
            }
            if condition.booting {
                all.push(Fault::Booting { host, on: true });
            }
            if condition.emergency {
                all.push(Fault::Emergency { host, on: true });
            }
        }
        if world.event_faults.duplicated {
            all.push(Fault::DuplicateEvents);
        }
        if world.event_faults.shuffled {
            all.push(Fault::ShuffleEvents);
        }
        if world.guests_are_deaf {
            all.push(Fault::DeafGuests { on: true });
        }
        drop(world);
        all.extend(self.pool.faults.list());
        all
    }

    /// Refuses what cannot be.
    fn check(&self, fault: &Fault) -> Result<(), Nonsense> {
        let named = match fault {
            Fault::KillHost { host }
            | Fault::RestartHost { host, .. }
            | Fault::ElectCoordinator { host }
            | Fault::Booting { host, .. }
            | Fault::Emergency { host, .. } => Some(*host),
            Fault::Blackhole { host } | Fault::NewCertificate { host } => *host,
            fault => replies(fault).and_then(|replies| replies.host),
        };
        let count = self.servers.count();
        if let Some(host) = named.filter(|host| *host >= count) {
            return Err(Nonsense::new(format!(
                "there is no host {host}: there are {count}"
            )));
        }
        let world = self.pool.lock();
        match fault {
            Fault::ElectCoordinator { host } if world.condition(*host).down => {
                Err(Nonsense::new(format!("host {host} is dead")))
            }
            Fault::Emergency { host, on: true } if world.is_coordinator(*host) => Err(
                Nonsense::new(format!("host {host} is the coordinator: it cannot lose it")),
            ),
            Fault::NewCertificate { .. } if !self.servers.secure() => {
                Err(Nonsense::new("the pool has no TLS"))
            }
            Fault::Drip {
                bytes_per_second: 0,
                ..
            } => Err(Nonsense::new("that is no speed")),
            Fault::Delay { replies, .. } | Fault::Drip { replies, .. } | Fault::Stall(replies)
                if replies.unheard =>
            {
                Err(Nonsense::new(
                    "a call that is lost has no reply to come late",
                ))
            }
            fault if replies(fault).is_some_and(|replies| replies.count == Some(0)) => {
                Err(Nonsense::new("a count of 0 spoils nothing"))
            }
            _ => Ok(()),
        }
    }
}
