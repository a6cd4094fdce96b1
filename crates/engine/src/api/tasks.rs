//! What is being done, and was: tasks of ours and of others.

use inventory::{ConnectionId, Job, JobRequest, ObjectKey, Problem, jobs::plan::Effect};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How a task stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum TaskState {
    /// At work.
    Running,
    /// Done.
    Succeeded,
    /// Did not work.
    Failed,
    /// Was stopped.
    Cancelled,
    /// Nobody can say (the connection was lost at the wrong moment).
    Unknown,
    /// Was under way when the program ended; a person says whether it goes on.
    Interrupted,
}

/// How a step of a task stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum StepState {
    /// Not begun.
    Waiting,
    /// At work.
    Running,
    /// Done.
    Done,
    /// Did not work, or was stopped.
    Failed,
    /// It took too long, and the next one is done instead.
    GivenUp,
    /// Not needed: the one before it did its part.
    LeftOut,
    /// Being taken back, because a later one failed.
    Undoing,
    /// Taken back.
    Undone,
    /// Was to be taken back, and that did not work.
    NotUndone,
    /// Nobody can say.
    Unknown,
}

/// A step of a task.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TaskStep {
    /// The server's name for what it does.
    pub method: String,
    /// How it stands.
    pub state: StepState,
}

/// What was asked for with a task of ours.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TaskRequest {
    /// The job, with what was said.
    pub request: JobRequest,
    /// What it was done to.
    pub objects: Vec<ObjectKey>,
}

/// A page of what was asked for from this desk and has ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TaskHistory {
    /// The newest first.
    pub tasks: Vec<TaskView>,
    /// Where the next page begins; none: there is no more.
    pub more: Option<HistoryPlace>,
}

/// A place in the history: the last task before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HistoryPlace {
    /// When it was asked for, Unix milliseconds.
    #[ts(type = "number")]
    pub started: i64,
    /// Its id.
    pub id: String,
}

/// How far the bytes of a transfer are.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TransferView {
    /// So many have passed.
    #[ts(type = "number")]
    pub done: u64,
    /// Of so many; none where nobody knows yet.
    #[ts(type = "number | null")]
    pub total: Option<u64>,
    /// So many a second, of late.
    pub per_second: Option<f64>,
}

/// One piece of work, ours or anybody's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TaskView {
    /// Its id.
    pub id: String,
    /// Where it runs.
    pub connection: ConnectionId,
    /// Our job, if it is ours.
    pub job: Option<Job>,
    /// What it has in common with all that was asked for at once; none where it was one alone.
    pub group: Option<String>,
    /// The server's name for it (`VM.start`) without `Async.`.
    pub title: String,
    /// What it is done to.
    pub subject: Option<ObjectKey>,
    /// That object's name.
    pub subject_name: String,
    /// How it stands.
    pub state: TaskState,
    /// Whether it waits for its turn: nothing of it was begun.
    pub waits: bool,
    /// 0 to 1.
    pub progress: f64,
    /// Unix milliseconds.
    pub started: i64,
    /// Unix milliseconds; none while it runs.
    pub finished: Option<i64>,
    /// How far its bytes are, while it moves a file.
    #[serde(default)]
    pub transfer: Option<TransferView>,
    /// Seconds left, guessed from the progress so far; none where a guess would be worthless.
    pub remaining: Option<f64>,
    /// Whether it can be asked to stop.
    pub cancellable: bool,
    /// Whether that was asked.
    pub cancelling: bool,
    /// Whether it is done and can be taken back.
    pub can_be_undone: bool,
    /// Whether it was interrupted and can be gone on with.
    pub can_go_on: bool,
    /// Whether it takes something back.
    pub is_undo: bool,
    /// What it makes different, if it is ours.
    pub effects: Vec<Effect>,
    /// Its steps, where there are several.
    pub steps: Vec<TaskStep>,
    /// Why it failed.
    pub error: Option<Problem>,
    /// What is not as it was meant, though it has ended well.
    #[serde(default)]
    pub remarks: Vec<Problem>,
}
