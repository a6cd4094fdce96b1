//! A simulated pool, administered through an engine.

use engine::api::{TaskState, TaskView, ViewBody, ViewSpec};
use inventory::{ConnectionId, Job, ObjectKey, Problem};
use poolsim::{Sim, value::Ref};
use serde_json::Value;
use test_support::eventually_some;

use super::{Bench, request};

/// The reference of nothing.
pub const NONE: &str = "OpaqueRef:NULL";

/// A pool that is administered, and the tasks of that.
pub struct Scene {
    pub sim: Sim,
    pub bench: Bench,
    pub id: ConnectionId,
    pub tasks: u32,
}

/// One with a pool that is connected.
pub async fn scene() -> Scene {
    scene_of(super::small_pool()).await
}

/// The same with a pool of this kind.
pub async fn scene_of(config: poolsim::Config) -> Scene {
    let sim = Sim::start(config).await.unwrap();
    let bench = Bench::new().await;
    let id = bench.connected(&sim).await;
    let view = ViewSpec::Tasks;
    let tasks = bench.engine.open_view(&"main".into(), view).await.unwrap();
    Scene {
        sim,
        bench,
        id,
        tasks,
    }
}

impl Scene {
    pub fn key(&self, class: &str, reference: &str) -> ObjectKey {
        ObjectKey {
            connection: self.id.clone(),
            class: class.to_owned(),
            reference: reference.to_owned(),
        }
    }

    /// Waits until a job may be done to an object.
    pub async fn may(&self, job: Job, object: &ObjectKey) {
        let objects = vec![object.clone()];
        let view = ViewSpec::Actions { objects };
        let view = self
            .bench
            .engine
            .open_view(&"main".into(), view)
            .await
            .unwrap();
        let allowed = |body: &ViewBody| {
            let ViewBody::Actions(actions) = body else {
                return None;
            };
            let mut offered = actions.iter();
            offered
                .find(|action| action.job == job && action.refusal.is_none())
                .map(drop)
        };
        self.bench.shown("that it may be done", view, allowed).await;
    }

    /// Asks for a job; its id, or why it is refused.
    pub async fn ask(
        &self,
        job: Job,
        inputs: Value,
        object: &ObjectKey,
    ) -> Result<String, Problem> {
        let engine = &self.bench.engine;
        let asked = engine.run_job(request(job, inputs), vec![object.clone()], None);
        asked.await.map(|mut ids| ids.remove(0))
    }

    /// How a job ends.
    pub async fn end_of(&self, id: &str) -> TaskView {
        let ended = |view: &TaskView| view.id == id && view.finished.is_some();
        self.bench.task("the end", self.tasks, ended).await
    }

    pub async fn run(&self, job: Job, inputs: Value, object: &ObjectKey) -> TaskView {
        let id = self.ask(job, inputs, object).await.unwrap();
        self.end_of(&id).await
    }

    /// The same as soon as it may be done: what somebody else did before may not be known yet.
    pub async fn run_soon(&self, job: Job, inputs: Value, object: &ObjectKey) -> TaskView {
        let id = eventually_some(&format!("{job:?} is possible"), async || {
            self.ask(job, inputs.clone(), object).await.ok()
        })
        .await;
        self.end_of(&id).await
    }

    pub async fn runs(&self, job: Job, inputs: Value, object: &ObjectKey) {
        let end = self.run(job, inputs, object).await;
        assert_eq!(end.state, TaskState::Succeeded, "{job:?}: {end:?}");
    }

    /// The first of a class for which this holds.
    pub fn find(&self, class: &str, holds: impl Fn(&poolsim::db::Db, &Ref) -> bool) -> Ref {
        let world = self.sim.world();
        let mut all = world.db.all(class).into_iter();
        all.find(|one| holds(&world.db, one)).expect("there is one")
    }

    /// How often the server was asked for that.
    pub fn calls(&self, method: &str) -> usize {
        let calls = self.sim.calls();
        calls.iter().filter(|call| call.method == method).count()
    }
}
