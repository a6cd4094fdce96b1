//! Every fault there is, and how long it lasts.

use std::time::Duration;

use poolsim::{
    Sim,
    faults::{Fault as Order, Refusal, Replies},
};

/// Something that goes wrong, from its beginning to the moment when the server can answer again.
pub struct Fault {
    /// Its name.
    pub name: &'static str,
    /// Whether the loss shows only by silence, so that nobody can know of it at once.
    pub shows_by_silence: bool,
    /// Whether the engine has to come back while it still stands.
    pub stands: bool,
    /// Whether a person has to be asked about a certificate.
    pub asks: bool,
    /// What is done, in this order. Who is coordinator is known only when it begins.
    pub steps: fn(&Sim) -> Vec<Step>,
}

/// A part of it.
pub enum Step {
    /// Something goes wrong.
    Order(Order),
    /// All that stands ends.
    Lift,
    /// Time goes by.
    Wait(Duration),
    /// A person asks for jobs.
    Jobs,
    /// So many snapshots go, behind everybody's back.
    Delete(usize),
}

const fn ms(ms: u64) -> Step {
    Step::Wait(Duration::from_millis(ms))
}

/// The coordinator of now.
fn coordinator(sim: &Sim) -> usize {
    let world = sim.world();
    (0..3).find(|host| world.is_coordinator(*host)).unwrap_or(0)
}

/// Another host.
fn supporter(sim: &Sim) -> usize {
    (coordinator(sim) + 1) % 3
}

fn all() -> Replies {
    Replies::default()
}

/// Those to whatever a job is.
fn jobs_only() -> Replies {
    let methods = ["Async.VM.", "VM.set_name_label", "VM.add_tags"];
    methods.into_iter().fold(all(), Replies::to)
}

const fn fault(name: &'static str, steps: fn(&Sim) -> Vec<Step>) -> Fault {
    Fault {
        name,
        shows_by_silence: false,
        stands: false,
        asks: false,
        steps,
    }
}

/// One that the engine has to come back from while it stands.
const fn standing(name: &'static str, steps: fn(&Sim) -> Vec<Step>) -> Fault {
    Fault {
        stands: true,
        ..fault(name, steps)
    }
}

/// All of them.
pub fn every() -> Vec<Fault> {
    use Step::{Delete, Jobs, Lift, Order as Do};
    vec![
        fault("kill_coordinator", |sim| {
            let host = coordinator(sim);
            vec![Jobs, Do(Order::KillHost { host }), ms(1200), Lift]
        }),
        fault("restart_coordinator", |sim| {
            let host = coordinator(sim);
            vec![Do(Order::RestartHost { host, after_ms: 0 })]
        }),
        standing("kill_supporter", |sim| {
            let host = supporter(sim);
            vec![Do(Order::KillHost { host })]
        }),
        standing("kill_and_elect_another", |sim| {
            let (old, new) = (coordinator(sim), supporter(sim));
            vec![
                Do(Order::KillHost { host: old }),
                ms(700),
                Do(Order::ElectCoordinator { host: new }),
            ]
        }),
        standing("elect_another", |sim| {
            let host = supporter(sim);
            vec![Do(Order::ElectCoordinator { host })]
        }),
        fault("still_booting", |sim| {
            let host = coordinator(sim);
            vec![
                Do(Order::Booting { host, on: true }),
                Do(Order::InvalidateSessions),
                ms(1500),
                Lift,
            ]
        }),
        fault("emergency", |sim| {
            let host = coordinator(sim);
            vec![
                Do(Order::KillHost { host }),
                Do(Order::Emergency {
                    host: (host + 1) % 3,
                    on: true,
                }),
                Do(Order::Emergency {
                    host: (host + 2) % 3,
                    on: true,
                }),
                ms(1500),
                Lift,
            ]
        }),
        standing("invalidate_sessions", |_| {
            vec![Do(Order::InvalidateSessions)]
        }),
        standing("invalidate_sessions_thrice", |_| {
            vec![
                Jobs,
                Do(Order::InvalidateSessions),
                ms(120),
                Do(Order::InvalidateSessions),
                ms(250),
                Do(Order::InvalidateSessions),
            ]
        }),
        fault("lose_events", |_| {
            vec![
                Do(Order::Stall(all().to("event.from"))),
                ms(400),
                Delete(7),
                Do(Order::LoseEvents),
                Lift,
            ]
        }),
        standing("forget_tokens", |_| {
            vec![Do(Order::ForgetTokens {
                answer: Refusal::TokenParseFailure,
            })]
        }),
        standing("forget_tokens_events_lost", |_| {
            vec![Do(Order::ForgetTokens {
                answer: Refusal::EventsLost,
            })]
        }),
        fault("delay", |_| {
            let late = Order::Delay {
                ms: 700,
                replies: all(),
            };
            vec![Jobs, Do(late), ms(2500), Lift]
        }),
        fault("stall", |_| {
            vec![Jobs, Do(Order::Stall(all())), ms(3000), Lift]
        }),
        fault("stall_mid_list", |_| {
            vec![
                Do(Order::Stall(all().to("event.from"))),
                Do(Order::InvalidateSessions),
                ms(2000),
                Lift,
            ]
        }),
        Fault {
            shows_by_silence: true,
            ..standing("blackhole", |_| {
                vec![Jobs, Do(Order::Blackhole { host: None })]
            })
        },
        fault("cut", |_| vec![Jobs, Do(Order::Cut(all())), ms(1200), Lift]),
        fault("lose_logins_unheard", |_| {
            vec![
                Do(Order::Reset(all().to("session.login").unheard())),
                Do(Order::InvalidateSessions),
                ms(1200),
                Lift,
            ]
        }),
        standing("cut_mid_list", |_| {
            vec![
                Do(Order::Cut(Replies::next(2).to("event.from"))),
                Do(Order::InvalidateSessions),
            ]
        }),
        standing("cut_answers_of_jobs", |_| {
            vec![Do(Order::Cut(jobs_only())), Jobs, ms(300)]
        }),
        standing("lose_jobs_unheard", |_| {
            vec![Do(Order::Cut(jobs_only().unheard())), Jobs, ms(300)]
        }),
        fault("reset", |_| {
            vec![Jobs, Do(Order::Reset(all())), ms(1200), Lift]
        }),
        standing("reset_answers_of_jobs", |_| {
            vec![Do(Order::Reset(jobs_only())), Jobs, ms(300)]
        }),
        fault("garbage", |_| {
            vec![Jobs, Do(Order::Garbage(all())), ms(1200), Lift]
        }),
        fault("wrong_content_type", |_| {
            vec![Jobs, Do(Order::WrongContentType(all())), ms(1200), Lift]
        }),
        fault("server_error", |_| {
            vec![Jobs, Do(Order::ServerError(all())), ms(1200), Lift]
        }),
        fault("lose_logins", |_| {
            vec![
                Do(Order::Reset(all().to("session.login"))),
                Do(Order::InvalidateSessions),
                ms(1200),
                Lift,
            ]
        }),
        Fault {
            asks: true,
            ..standing("new_certificate", |_| {
                // Connections that are open go on as they are: only a new one shows it.
                vec![
                    Do(Order::NewCertificate { host: None }),
                    Do(Order::Reset(Replies::next(3).to("event.").to("host."))),
                    ms(200),
                ]
            })
        },
        fault("slow_drip", |_| {
            let slow = Order::Drip {
                bytes_per_second: 200_000,
                replies: all(),
            };
            vec![Do(slow), Do(Order::InvalidateSessions), ms(2500), Lift]
        }),
        fault("duplicate_events", |_| {
            vec![Do(Order::DuplicateEvents), ms(1500), Lift]
        }),
        fault("events_out_of_order", |_| {
            vec![Do(Order::ShuffleEvents), ms(1500), Lift]
        }),
        standing("clock_ahead", |_| {
            vec![Do(Order::ClockJump { seconds: 3600 }), Jobs]
        }),
        standing("clock_behind", |_| {
            vec![Do(Order::ClockJump { seconds: -7200 }), Jobs]
        }),
    ]
}
