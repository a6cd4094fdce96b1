//! The other ways in: a Xen Orchestra before a pool, and a lone host of before XAPI. What goes wrong
//! there goes wrong between the engine and them, or behind them. What the engine holds afterwards is
//! compared with what another engine holds that has just listed everything.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::Arc,
    time::{Duration, SystemTime},
};

use anyhow::{Context as _, Result};
use engine::api::{ServerKind, TaskState};
use inventory::{Job, Store};
use libtest_mimic::Trial as Test;
use poolsim::Sim;
use test_support::{hold, poll};
use tokio::{sync::Mutex, time::Instant};
use xapi::{
    Class, Connector, Credentials, Endpoint, Object, OpaqueRef, Session, Vm, VmKind, VmPowerState,
    params,
};

use crate::{
    PASSWORD,
    compare::Differences,
    desk::Desk,
    front::Front,
    pipe::{Pipe, Way},
    report::Line,
    stages::Stages,
};

/// After this long without coming back it never does.
const NEVER: Duration = Duration::from_secs(90);
/// How long what is on its way may be on its way: so long at the most until a lone host is looked
/// through again, and then some.
const SETTLE: Duration = Duration::from_secs(15);
/// How many jobs are asked for at a time.
const JOBS: usize = 2;

/// Which way.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Orchestra,
    Lone,
}

/// A part of what goes wrong.
enum Step {
    /// The way there is another from now on.
    Turn(Way),
    /// Time goes by.
    Wait(u64),
    /// The window ceases to say that all is true.
    Notice,
    /// A person asks for jobs.
    Jobs,
    /// Something changes that the server tells of, if anybody listens.
    Change,
    /// A guest ends by itself.
    Halt,
    /// The server forgets whom it let in.
    Forget,
    /// Xen Orchestra is cut off from its pool.
    Lose,
    /// It finds it again.
    Find,
}

struct Fault {
    name: &'static str,
    kind: Kind,
    /// Whether the loss shows only by silence.
    by_silence: bool,
    steps: &'static [Step],
}

use Step::{Change, Find, Forget, Halt, Jobs, Lose, Notice, Turn, Wait};

/// What befalls either way alike.
const BREAK: &[Step] = &[Turn(Way::Shut), Change, Turn(Way::Open)];
const AWAY: &[Step] = &[
    Jobs,
    Turn(Way::Shut),
    Wait(3000),
    Change,
    Halt,
    Turn(Way::Open),
];
const SILENCE: &[Step] = &[Turn(Way::Silent), Jobs, Change, Notice, Turn(Way::Open)];

const FAULTS: &[Fault] = &[
    Fault {
        name: "xo: the connection breaks",
        kind: Kind::Orchestra,
        by_silence: false,
        steps: BREAK,
    },
    Fault {
        name: "xo: nobody is there for a while",
        kind: Kind::Orchestra,
        by_silence: false,
        steps: AWAY,
    },
    Fault {
        name: "xo: silence",
        kind: Kind::Orchestra,
        by_silence: true,
        steps: SILENCE,
    },
    Fault {
        name: "xo: the pool is lost, and found",
        kind: Kind::Orchestra,
        by_silence: false,
        steps: &[Lose, Wait(1500), Change, Halt, Find],
    },
    Fault {
        name: "xo: the pool is lost while xo is",
        kind: Kind::Orchestra,
        by_silence: false,
        steps: &[
            Turn(Way::Shut),
            Lose,
            Wait(1000),
            Turn(Way::Open),
            Wait(2000),
            Find,
        ],
    },
    Fault {
        name: "xo: all tokens end",
        kind: Kind::Orchestra,
        by_silence: false,
        steps: &[Forget, Change, Turn(Way::Shut), Turn(Way::Open)],
    },
    Fault {
        name: "xend: the connection breaks",
        kind: Kind::Lone,
        by_silence: false,
        steps: BREAK,
    },
    Fault {
        name: "xend: nobody is there for a while",
        kind: Kind::Lone,
        by_silence: false,
        steps: AWAY,
    },
    Fault {
        name: "xend: silence",
        kind: Kind::Lone,
        by_silence: true,
        steps: SILENCE,
    },
    Fault {
        name: "xend: restarted",
        kind: Kind::Lone,
        by_silence: false,
        steps: &[Jobs, Forget, Change, Halt],
    },
    Fault {
        name: "xend: restarted while nobody is there",
        kind: Kind::Lone,
        by_silence: false,
        steps: &[Turn(Way::Shut), Forget, Wait(1000), Halt, Turn(Way::Open)],
    },
];

/// Each fault, and the end of the program, at either.
pub fn tests(stages: &Arc<Stages>) -> Vec<Test> {
    let mut tests = Vec::new();
    for kind in [Kind::Lone, Kind::Orchestra] {
        for fault in FAULTS.iter().filter(|fault| fault.kind == kind) {
            tests.push(stages.test(fault.name, async move |stages| {
                let mut stage = kind.stage(stages).lock().await;
                let stage = match &mut *stage {
                    Some(stage) => stage,
                    none => none.insert(Stage::set(kind, stages.seed, stages.vms).await?),
                };
                stage.play(fault).await
            }));
        }
        tests.push(stages.test(kind.end(), async move |stages| {
            let mut stage = kind.stage(stages).lock().await;
            let stage = match stage.take() {
                Some(stage) => stage,
                None => Stage::set(kind, stages.seed, stages.vms).await?,
            };
            stage.close().await
        }));
    }
    tests
}

impl Kind {
    fn stage(self, stages: &Stages) -> &Mutex<Option<Stage>> {
        match self {
            Kind::Orchestra => &stages.orchestra,
            Kind::Lone => &stages.lone,
        }
    }

    /// What its last test is called.
    fn end(self) -> &'static str {
        match self {
            Kind::Orchestra => "xo: (end of the program)",
            Kind::Lone => "xend: (end of the program)",
        }
    }
}

/// A server, the way to it, an engine at its other end, and somebody who has another way.
pub struct Stage {
    kind: Kind,
    sim: Sim,
    front: Front,
    pipe: Pipe,
    desk: Desk,
    /// Somebody else at the lone host.
    rival: Option<Session>,
}

/// A job that was asked for.
struct Asked {
    /// As the engine calls it.
    vm: OpaqueRef,
    task: String,
    /// How often the server had been asked for it before.
    before: usize,
}

impl Stage {
    async fn set(kind: Kind, seed: u64, vms: usize) -> Result<Self> {
        let operation_time = Duration::from_millis(200);
        let sim = Sim::start(poolsim::Config {
            hosts: 3,
            vms,
            seed,
            password: PASSWORD.to_owned(),
            operation_time,
            background: false,
            ..Default::default()
        })
        .await?;
        let front = match kind {
            Kind::Orchestra => Front::orchestra(&sim).await?,
            Kind::Lone => Front::lone(seed, operation_time).await?,
        };
        let target = front.address()?;
        let pipe = Pipe::lay(target).await?;
        let desk = engine_at(kind, pipe.address()).await?;
        let rival = match kind {
            Kind::Orchestra => None,
            Kind::Lone => {
                let endpoint = Endpoint::parse(&format!("http://{target}"))?;
                let nobody = Credentials::new("", "");
                Some(Connector::new(endpoint).login(&nobody).await?)
            }
        };
        Ok(Self {
            kind,
            sim,
            front,
            pipe,
            desk,
            rival,
        })
    }

    async fn play(&self, fault: &Fault) -> Result<Line> {
        let begun = SystemTime::now();
        let mut line = Line {
            fault: fault.name.to_owned(),
            shows_by_silence: fault.by_silence,
            ..Line::default()
        };
        let mut asked = Vec::new();
        let broke = Instant::now();
        for step in fault.steps {
            match step {
                Turn(way) => self.pipe.turn(*way),
                Wait(ms) => hold(Duration::from_millis(*ms)).await,
                // What it never notices is said below.
                Notice => _ = poll(NEVER, async || self.desk.noticed(broke)).await,
                Jobs => {
                    let more = self.ask(begun).await;
                    if more.is_empty() {
                        line.wrong.push("no job was taken".to_owned());
                    }
                    asked.extend(more);
                }
                Change => _ = self.change().await?,
                Halt => self.halt(),
                Forget => self.forget(),
                Lose => self.front.xo().context("no xo")?.cut(&self.sim),
                Find => self.front.xo().context("no xo")?.restore(&self.sim).await,
            }
        }
        line.noticed = self.desk.noticed(broke);
        if fault.by_silence && line.noticed.is_none() {
            line.wrong.push("the silence was not noticed".to_owned());
        }
        line.recovered = self.back().await?;
        if line.recovered.is_none() {
            line.notes += &format!("    {:?}\n", self.desk.connection());
        }
        // What was asked for and is still under way changes things meanwhile.
        self.judge(&asked, begun, &mut line).await;
        let differences = self.settled().await?;
        line.objects = Some(differences.objects);
        line.missing = Some(differences.missing.len());
        line.stale = Some(differences.stale.len());
        line.ghosts = Some(differences.ghosts.len());
        line.notes += &differences.to_string();
        line.sessions_leaked = Some(self.left_behind(1).await);
        Ok(line)
    }

    /// Machines in a state, as the engine knows them.
    fn machines(&self, state: &VmPowerState) -> Vec<OpaqueRef> {
        let world = self.desk.store().read();
        let found = world.vms().filter(|(_, vm)| {
            vm.kind() == VmKind::Machine
                && vm.power_state == *state
                && vm.current_operations.is_empty()
        });
        let mut found: Vec<OpaqueRef> = found.map(|(vm, _)| vm.clone()).collect();
        found.sort();
        found
    }

    /// A machine as the pool behind Xen Orchestra calls it.
    fn in_pool(&self, vm: &OpaqueRef) -> Option<poolsim::value::Ref> {
        let world = self.sim.world();
        let mut vms = world.db.all("VM").into_iter();
        vms.find(|reference| world.db.text(reference, "uuid") == vm.as_str())
    }

    async fn ask(&self, begun: SystemTime) -> Vec<Asked> {
        let mut asked = Vec::new();
        for vm in self.machines(&VmPowerState::Running) {
            if asked.len() == JOBS {
                break;
            }
            let before = self.times_asked(&vm, begun);
            if let Some(task) = self
                .desk
                .ask(Job::HardReboot, serde_json::json!({}), vm.as_str())
                .await
            {
                asked.push(Asked { vm, task, before });
            }
        }
        asked
    }

    /// How often the server was asked to reboot a machine.
    fn times_asked(&self, vm: &OpaqueRef, since: SystemTime) -> usize {
        if let Some(xend) = self.front.xend() {
            return xend.times_asked("VM.hard_reboot", vm.as_str());
        }
        let Some(vm) = self.in_pool(vm) else { return 0 };
        let world = self.sim.world();
        let calls = world.calls.all().filter(|call| {
            call.at >= since
                && call.method.ends_with("VM.hard_reboot")
                && call.params.iter().any(|param| **param == *vm)
        });
        calls.count()
    }

    /// Gives a halted machine a name that it never had; which one, and what name.
    async fn change(&self) -> Result<(OpaqueRef, String)> {
        let vm = self.machines(&VmPowerState::Halted).into_iter().next();
        let vm = vm.context("no machine is halted")?;
        let name = format!("named {:?}", SystemTime::now());
        match &self.rival {
            // Its session may have been forgotten with all others: then it makes a new one.
            Some(rival) => {
                let params = params![vm, name];
                rival.call::<()>("VM.set_name_label", params).await?;
            }
            None => {
                let reference = self.in_pool(&vm).context("no such machine")?;
                let mut world = self.sim.world();
                world.db.set(&reference, "name_label", name.as_str());
            }
        }
        Ok((vm, name))
    }

    /// Ends a machine that nobody has asked anything of.
    fn halt(&self) {
        let Some(vm) = self.machines(&VmPowerState::Running).pop() else {
            return;
        };
        match self.front.xend() {
            Some(xend) => {
                let name = self.desk.store().read().name_of(&vm).map(str::to_owned);
                xend.halt_behind_everybodys_back(&name.unwrap_or_default());
            }
            None => {
                if let Some(vm) = self.in_pool(&vm) {
                    self.sim.world().db.set(&vm, "power_state", "Halted");
                }
            }
        }
    }

    fn forget(&self) {
        if let Some(xend) = self.front.xend() {
            xend.end_sessions();
        }
        if let Some(xo) = self.front.xo() {
            xo.expire_tokens();
        }
    }

    /// Waits until the window says Live and shows a change made after the fault; how long that took.
    async fn back(&self) -> Result<Option<Duration>> {
        let begun = Instant::now();
        let (vm, name) = self.change().await?;
        let back = poll(NEVER, async || {
            let shows = {
                let world = self.desk.store().read();
                world
                    .record::<Vm>(&vm)
                    .is_some_and(|vm| vm.name_label == name)
            };
            (shows && self.desk.is_live()).then_some(())
        });
        Ok(back.await.map(|()| begun.elapsed()))
    }

    async fn judge(&self, asked: &[Asked], begun: SystemTime, line: &mut Line) {
        let (mut unknown, mut repeated, mut misreported) = (0, 0, 0);
        for job in asked {
            let task = self.desk.ended(&job.task, NEVER).await;
            let state = task.as_ref().map(|task| task.state);
            let told_by_server = task
                .and_then(|task| task.error)
                .is_some_and(|problem| !problem.raw.is_empty());
            let times = self.times_asked(&job.vm, begun) - job.before;
            unknown += usize::from(state == Some(TaskState::Unknown));
            repeated += usize::from(times > 1);
            let honest = match state {
                Some(TaskState::Succeeded | TaskState::Cancelled) => times == 1,
                Some(TaskState::Unknown) => true,
                Some(TaskState::Failed) => times == 0 || told_by_server,
                Some(TaskState::Running | TaskState::Interrupted) | None => false,
            };
            if !honest {
                misreported += 1;
                line.notes += &format!(
                    "    the reboot of {} is told to be {state:?}, and was asked for {times} times\n",
                    job.vm.as_str()
                );
            }
        }
        line.jobs = Some(asked.len());
        line.jobs_unknown = Some(unknown);
        line.jobs_repeated = Some(repeated);
        line.jobs_misreported = Some(misreported);
    }

    /// What there is of us on the server after a while beyond what so many engines use: sessions of a
    /// lone host, tokens of a Xen Orchestra.
    async fn left_behind(&self, engines: usize) -> usize {
        // At a lone host an engine hears of events in a session of their own.
        let each = match self.kind {
            Kind::Orchestra => 1,
            Kind::Lone => 2,
        };
        let in_use = engines * each + usize::from(self.rival.is_some());
        let beyond = || {
            let sessions = self.front.xend().map(|xend| xend.live_sessions());
            let tokens = self.front.xo().map(|xo| xo.live_tokens());
            sessions.or(tokens).unwrap_or(0).saturating_sub(in_use)
        };
        poll(SETTLE, async || (beyond() == 0).then_some(())).await;
        beyond()
    }

    /// What differs once everything on its way has arrived.
    async fn settled(&self) -> Result<Differences> {
        let until = Instant::now() + SETTLE;
        loop {
            let fresh = engine_at(self.kind, self.front.address()?).await?;
            let differences = compare(self.desk.store(), fresh.store());
            fresh.shut_down().await;
            if differences.is_empty() || Instant::now() > until {
                return Ok(differences);
            }
            hold(Duration::from_millis(500)).await;
        }
    }

    /// Ends the engine, and says what it left on the server.
    async fn close(mut self) -> Result<Line> {
        let begun = Instant::now();
        self.desk.shut_down().await;
        let recovered = Some(begun.elapsed());
        if let Some(rival) = self.rival.take() {
            rival.logout().await?;
        }
        let left = self.left_behind(0).await;
        let line = Line {
            fault: self.kind.end().to_owned(),
            recovered,
            sessions_leaked: Some(left),
            ..Line::default()
        };
        self.sim.stop().await;
        Ok(line)
    }
}

async fn engine_at(kind: Kind, address: SocketAddr) -> Result<Desk> {
    let address = format!("http://{address}");
    match kind {
        Kind::Orchestra => Desk::at(ServerKind::Xo, address, "admin@admin.net", PASSWORD).await,
        Kind::Lone => Desk::at(ServerKind::Pool, address, "", "").await,
    }
}

/// Whether an object says things that are measured, or that last a moment.
fn is_fleeting(class: &Class) -> bool {
    matches!(
        class,
        Class::HostMetrics
            | Class::VmMetrics
            | Class::HostCpu
            | Class::PifMetrics
            | Class::Task
            | Class::Message
    )
}

/// Compares what one engine holds with what another one, which has just listed everything, does.
fn compare(ours: &Store, theirs: &Store) -> Differences {
    let (ours, theirs) = (ours.read(), theirs.read());
    let name = |object: &Object| {
        let class = object.class().name().to_owned();
        (class, object.reference.as_str().to_owned())
    };
    let lasting = |object: &&std::sync::Arc<Object>| !is_fleeting(&object.class());
    let mut here: HashMap<_, _> = ours
        .objects()
        .filter(lasting)
        .map(|object| (name(object), object))
        .collect();
    let mut differences = Differences::default();
    for object in theirs.objects().filter(lasting) {
        differences.objects += 1;
        match here.remove(&name(object)) {
            None => differences.missing.push(name(object)),
            Some(known) if known.record != object.record => {
                let (ours, theirs) = (json(known), json(object));
                let members = theirs.as_object().into_iter().flatten();
                let stale = members
                    .filter(|(member, value)| ours.get(member.as_str()) != Some(*value))
                    .map(|(member, value)| {
                        let old = ours.get(member.as_str());
                        format!("{member}: {old:?} here, {value} there")
                    });
                differences.stale.push((name(object), stale.collect()));
            }
            Some(_) => {}
        }
    }
    differences.ghosts = here.into_keys().collect();
    differences
}

fn json(object: &Object) -> serde_json::Value {
    serde_json::to_value(&object.record).unwrap_or_default()
}
