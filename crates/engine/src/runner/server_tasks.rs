//! Tasks among a pool's objects: which of those that are not ours a person wants to see, and as what.

use std::{
    cell::OnceCell,
    collections::{HashMap, HashSet},
};

use inventory::{ConnectionId, ObjectKey, World};
use xapi::{Class, OpaqueRef, Task, TaskOperation, TaskStatus, Vm};

use crate::{
    api::{TaskState, TaskView, TransferView},
    installation::Installation,
    problems,
};

/// The key in a task's `other_config` that says whose it is. Other clients know it too, and every
/// role may write it.
pub(crate) const MARK: &str = "XenCenterUUID";
/// What the server is asked to write into a task's `other_config` when it makes it, so that there is
/// no moment at which the task is without; it puts `http:` before it.
pub(crate) const BIRTHMARK: &str = "pooldeck";
const BORN_WITH: &str = "http:pooldeck";
/// The key that says what it is done to, by references with commas in between.
pub(crate) const SUBJECTS: &str = "applies_to";

/// What begins the name of a call that is answered at once: the server makes a task for each, and
/// forgets it a moment later.
const PASSING: &str = "dispatch:";

/// What of a pool's tasks is ours or not wanted, and so not shown as somebody else's.
#[derive(Default)]
pub(crate) struct Ours {
    /// Our marks.
    pub(crate) ids: HashSet<String>,
    /// Our tasks.
    pub(crate) tasks: HashSet<OpaqueRef>,
    /// What we have just asked for: its task may be seen before we learn that it is ours.
    pub(crate) sending: HashSet<String>,
    /// Tasks that were taken off the list.
    pub(crate) cleared: HashSet<(ConnectionId, OpaqueRef)>,
}

/// What a task is marked with: at its birth, or a moment later.
fn marks(task: &Task) -> impl Iterator<Item = &str> {
    let at_birth = task.other_config.get(BORN_WITH);
    at_birth
        .into_iter()
        .chain(task.other_config.get(MARK))
        .map(xapi::Text::as_str)
}

/// The task that carries our mark.
pub(crate) fn marked<'a>(world: &'a World, mark: &str) -> Option<&'a OpaqueRef> {
    world
        .tasks()
        .find(|(_, task)| marks(task).any(|whose| whose == mark))
        .map(|(reference, _)| reference)
}

/// Finished tasks that this installation has ordered and that are not among the `known` marks, with
/// what came of them: an earlier run did not come to dismissing them, nor perhaps to telling.
pub(crate) fn left_behind(
    connection: &ConnectionId,
    world: &World,
    installation: &Installation,
    known: &HashSet<String>,
) -> Vec<(OpaqueRef, TaskView)> {
    let busy = Busy::default();
    world
        .tasks()
        .filter(|(_, task)| {
            let done = !matches!(task.status, TaskStatus::Pending | TaskStatus::Cancelling);
            let ours = |mark: &str| installation.made(mark) && !known.contains(mark);
            done && marks(task).any(ours)
        })
        .map(|(reference, task)| {
            let view = view(connection, world, &busy, reference, task);
            (reference.clone(), view)
        })
        .collect()
}

/// The tasks of others, of every kind.
pub(crate) fn foreign(connection: &ConnectionId, world: &World, ours: &Ours) -> Vec<TaskView> {
    let busy = Busy::default();
    world
        .tasks()
        .filter(|(reference, task)| {
            let title = title(task);
            !title.starts_with(PASSING)
                && !ours.tasks.contains(*reference)
                && !marks(task).any(|whose| ours.ids.contains(whose))
                && !ours.sending.contains(title)
                && !ours
                    .cleared
                    .contains(&(connection.clone(), (*reference).clone()))
                && world
                    .object(&Class::Task, task.subtask_of.opaque())
                    .is_none()
        })
        .map(|(reference, task)| view(connection, world, &busy, reference, task))
        .collect()
}

/// Which VM is busy with which task: looked through once, and only if somebody asks.
#[derive(Default)]
struct Busy<'a>(OnceCell<HashMap<&'a str, &'a OpaqueRef>>);

impl<'a> Busy<'a> {
    fn with(&self, world: &'a World, task: &OpaqueRef) -> Option<&'a OpaqueRef> {
        let vms = self.0.get_or_init(|| {
            let tasks = |(vm, record): (&'a OpaqueRef, &'a Vm)| {
                let tasks = record.current_operations.keys();
                tasks.map(move |task| (task.as_str(), vm))
            };
            world.vms().flat_map(tasks).collect()
        });
        vms.get(task.as_str()).copied()
    }
}

/// Gives back what an id of [`foreign`] names.
pub(crate) fn parse_id(id: &str) -> Option<(ConnectionId, OpaqueRef)> {
    let (connection, task) = id.split_once('/')?;
    Some((connection.into(), task.into()))
}

fn title(task: &Task) -> &str {
    task.name_label
        .strip_prefix("Async.")
        .unwrap_or(&task.name_label)
}

fn view<'a>(
    connection: &ConnectionId,
    world: &'a World,
    busy: &Busy<'a>,
    reference: &OpaqueRef,
    task: &Task,
) -> TaskView {
    let state = match task.status {
        TaskStatus::Success => TaskState::Succeeded,
        TaskStatus::Failure => TaskState::Failed,
        TaskStatus::Cancelled => TaskState::Cancelled,
        TaskStatus::Pending | TaskStatus::Cancelling => TaskState::Running,
        TaskStatus::Unknown(_) => TaskState::Unknown,
    };
    let runs = state == TaskState::Running;
    let subject = subject(world, busy, reference, task, runs);
    TaskView {
        id: format!("{connection}/{reference}", reference = reference.as_str()),
        connection: connection.clone(),
        job: None,
        group: None,
        title: title(task).to_owned(),
        subject_name: subject
            .as_ref()
            .and_then(|(_, reference)| world.name_of(reference))
            .unwrap_or_default()
            .to_owned(),
        subject: subject.map(|(class, reference)| ObjectKey::new(connection, &class, &reference)),
        state,
        waits: false,
        progress: task.progress.clamp(0.0, 1.0),
        started: task.created.unix() * 1000,
        finished: (!task.finished.is_never()).then(|| task.finished.unix() * 1000),
        transfer: None,
        remaining: None,
        cancellable: runs && task.allowed_operations.contains(&TaskOperation::Cancel),
        cancelling: runs
            && task
                .current_operations
                .values()
                .any(|operation| *operation == TaskOperation::Cancel),
        can_be_undone: false,
        can_go_on: false,
        is_undo: false,
        effects: Vec::new(),
        steps: Vec::new(),
        error: (state == TaskState::Failed).then(|| problems::of_task(&task.error_info)),
        remarks: Vec::new(),
    }
}

/// What a task is done to: what its maker wrote there, else the VM that says it is busy with it,
/// else nothing.
fn subject<'a>(
    world: &'a World,
    busy: &Busy<'a>,
    reference: &OpaqueRef,
    task: &Task,
    runs: bool,
) -> Option<(Class, OpaqueRef)> {
    let written = task.other_config.get(SUBJECTS).and_then(|subjects| {
        subjects
            .split(',')
            .map(|subject| OpaqueRef::from(subject.trim()))
            .find_map(|subject| {
                let class = world.find(&subject)?.class();
                // Other clients write the pool and the host beside the VM.
                (!matches!(class, Class::Pool | Class::Host)).then_some((class, subject))
            })
    });
    if written.is_some() || !runs {
        return written;
    }
    let vm = busy.with(world, reference)?;
    Some((Class::Vm, vm.clone()))
}

/// Ours before others', each with the newest first: what somebody else has left at work for days is
/// not the first thing to see.
pub(crate) fn sort(views: &mut [TaskView]) {
    views.sort_by(|a, b| {
        let by_time = || b.started.cmp(&a.started).then_with(|| a.id.cmp(&b.id));
        a.job.is_none().cmp(&b.job.is_none()).then_with(by_time)
    });
}

/// Seconds left, if the progress so far allows a guess.
pub(crate) fn remaining(task: &TaskView, now: i64) -> Option<f64> {
    if let Some(TransferView {
        done,
        total: Some(total),
        per_second: Some(speed),
    }) = task.transfer
        && speed >= 1.0
    {
        return Some((total.saturating_sub(done) as f64 / speed).round());
    }
    let elapsed = (now - task.started) as f64 / 1000.0;
    let guessable = task.state == TaskState::Running && task.progress >= 0.05 && elapsed >= 2.0;
    guessable.then(|| (elapsed * (1.0 - task.progress) / task.progress).round())
}

#[cfg(test)]
mod tests {
    use inventory::Store;
    use xapi::{Change, DateTime, Object, Record, VmOperation};

    use super::*;

    fn task(name: &str) -> Task {
        Task {
            name_label: name.into(),
            status: TaskStatus::Pending,
            created: DateTime::from_unix(1000),
            ..Task::default()
        }
    }

    fn world(objects: Vec<(&str, Record)>) -> Store {
        let (mut writer, store) = inventory::store();
        writer.apply(objects.into_iter().map(|(reference, record)| {
            Change::Apply(Object {
                reference: reference.into(),
                record,
            })
        }));
        store
    }

    fn seen(objects: Vec<(&str, Record)>, ours: &Ours) -> Vec<TaskView> {
        foreign(&"c".into(), &world(objects).read(), ours)
    }

    fn of(task: Task) -> Record {
        Record::Task(Box::new(task))
    }

    fn vm(name: &str, busy_with: &[&str]) -> Record {
        let busy = busy_with
            .iter()
            .map(|task| (xapi::Text::from(*task), VmOperation::Start));
        Record::Vm(Box::new(Vm {
            name_label: name.into(),
            current_operations: busy.collect(),
            ..Vm::default()
        }))
    }

    #[test]
    fn tasks_of_every_kind_are_shown_and_passing_calls_are_not() {
        let names = [
            ("Async.VM.start", Some("VM.start")),
            ("VM.pool_migrate", Some("VM.pool_migrate")),
            ("Export of VM: web-01", Some("Export of VM: web-01")),
            ("VM import", Some("VM import")),
            ("Async.SR.scan", Some("SR.scan")),
            ("dispatch:session.logout", None),
            ("Async.host.call_plugin", Some("host.call_plugin")),
        ];
        for (name, shown) in names {
            let views = seen(vec![("t", of(task(name)))], &Ours::default());
            assert_eq!(
                views.first().map(|view| view.title.as_str()),
                shown,
                "{name}"
            );
        }
    }

    #[test]
    fn ours_is_not_shown_twice_nor_what_belongs_to_another_task() {
        let start = || task("Async.VM.start");
        let marked = Task {
            other_config: [(MARK.into(), "mine".into())].into(),
            ..start()
        };
        let part = Task {
            subtask_of: "whole".into(),
            ..start()
        };
        let orphan = Task {
            subtask_of: "gone".into(),
            ..start()
        };
        let shown = |objects: Vec<(&str, Record)>, ours: Ours| seen(objects, &ours).len();
        assert_eq!(shown(vec![("t", of(start()))], Ours::default()), 1);
        let ours = Ours {
            tasks: ["t".into()].into(),
            ..Ours::default()
        };
        assert_eq!(shown(vec![("t", of(start()))], ours), 0);
        let ours = Ours {
            ids: ["mine".into()].into(),
            ..Ours::default()
        };
        assert_eq!(shown(vec![("t", of(marked.clone()))], ours), 0);
        assert_eq!(
            shown(vec![("t", of(marked))], Ours::default()),
            1,
            "another program's mark"
        );
        let ours = Ours {
            sending: ["VM.start".into()].into(),
            ..Ours::default()
        };
        assert_eq!(shown(vec![("t", of(start()))], ours), 0);
        let ours = Ours {
            cleared: [("c".into(), "t".into())].into(),
            ..Ours::default()
        };
        assert_eq!(shown(vec![("t", of(start()))], ours), 0);
        let whole = || ("whole", of(task("VM.clone")));
        assert_eq!(shown(vec![whole(), ("t", of(part))], Ours::default()), 1);
        assert_eq!(shown(vec![("t", of(orphan))], Ours::default()), 1);
    }

    #[test]
    fn a_task_is_about_what_its_maker_wrote_or_who_is_busy_with_it() {
        let subject = |task: Task| {
            let mut views = seen(
                vec![
                    ("t", of(task)),
                    ("vm1", vm("web-01", &[])),
                    ("vm2", vm("db-02", &["t"])),
                    ("pool", Record::Pool(Box::default())),
                ],
                &Ours::default(),
            );
            views.remove(0).subject_name
        };
        let about = |written: &str| Task {
            other_config: [(SUBJECTS.into(), written.into())].into(),
            ..task("VM.start")
        };
        assert_eq!(subject(about("pool, vm1")), "web-01");
        assert_eq!(subject(about("nothing-there")), "db-02");
        assert_eq!(subject(task("VM.start")), "db-02");
        let done = Task {
            status: TaskStatus::Success,
            ..task("VM.start")
        };
        assert_eq!(
            subject(done),
            "",
            "who is busy now is busy with something else"
        );
    }

    #[test]
    fn a_failed_task_says_why_and_an_id_leads_back() {
        let failed = Task {
            status: TaskStatus::Failure,
            error_info: vec![
                "VM_BAD_POWER_STATE".into(),
                "vm1".into(),
                "a".into(),
                "b".into(),
            ]
            .into(),
            finished: DateTime::from_unix(1010),
            ..task("VM.start")
        };
        let view = seen(vec![("t", of(failed))], &Ours::default()).remove(0);
        assert_eq!(view.state, TaskState::Failed);
        assert_eq!(view.error.unwrap().code, "VM_BAD_POWER_STATE");
        assert_eq!((view.started, view.finished), (1_000_000, Some(1_010_000)));
        assert_eq!(parse_id(&view.id), Some(("c".into(), "t".into())));
        assert_eq!(parse_id("17"), None);
    }

    #[test]
    fn ours_come_first_and_then_the_newest() {
        let foreign = seen(vec![("t", of(task("VM.start")))], &Ours::default()).remove(0);
        let view = |id: &str, job: Option<inventory::Job>, started| TaskView {
            id: id.into(),
            job,
            started,
            ..foreign.clone()
        };
        let mut views = [
            view("theirs, old", None, 1),
            view("ours, old", Some(inventory::Job::Start), 2),
            view("theirs, new", None, 9),
            view("ours, new", Some(inventory::Job::Start), 3),
        ];
        sort(&mut views);
        let order: Vec<&str> = views.iter().map(|view| view.id.as_str()).collect();
        let expect = ["ours, new", "ours, old", "theirs, new", "theirs, old"];
        assert_eq!(order, expect);
    }

    #[test]
    fn the_rest_is_guessed_only_from_some_progress() {
        let mut view = seen(vec![("t", of(task("VM.start")))], &Ours::default()).remove(0);
        let mut at = |progress, seconds: i64| {
            view.progress = progress;
            remaining(&view, view.started + seconds * 1000)
        };
        assert_eq!(at(0.5, 10), Some(10.0));
        assert_eq!(at(0.25, 10), Some(30.0));
        assert_eq!(at(0.01, 10), None);
        assert_eq!(at(0.5, 1), None);
        view.state = TaskState::Succeeded;
        assert_eq!(remaining(&view, view.started + 10_000), None);
    }
}
