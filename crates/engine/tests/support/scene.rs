//! A simulated pool, administered through an engine.

use engine::api::{TaskState, TaskView, ViewBody, ViewSpec};
use inventory::{ConnectionId, Job, ObjectKey};
use poolsim::{Sim, value::Ref};
use serde_json::Value;

use super::{Bench, PASSWORD, request};

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
    let sim = super::sim().await;
    let bench = Bench::new().await;
    let id = bench.add(&sim.http_url(), "root", PASSWORD).await;
    bench.live(&id).await;
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
    pub fn key(&self, class: &str, reference: &Ref) -> ObjectKey {
        ObjectKey {
            connection: self.id.clone(),
            class: class.to_owned(),
            reference: reference.to_string(),
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

    pub async fn run(&self, job: Job, inputs: Value, object: &ObjectKey) -> TaskView {
        let asked = self
            .bench
            .engine
            .run_job(request(job, inputs), vec![object.clone()], None);
        let id = asked.await.unwrap().remove(0);
        let ended = |view: &TaskView| view.id == id && view.finished.is_some();
        self.bench.task("the end", self.tasks, ended).await
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
}
