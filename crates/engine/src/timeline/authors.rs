//! Changes as the window shows them, with who made them: a job of ours, or whom the pool's audit log
//! names.

use std::sync::Arc;

use inventory::{
    ConnectionInfo,
    changes::{ChangeRow, Recorded, row},
};
use xapi::Class;

use super::{AuditLogs, Search, Timeline, audit::AuditLog, write::WHOLE_POOL};
use crate::{
    api::{Author, ChangeView, ChangesFrame, ChangesSpec, TaskView},
    connection::Connection,
    shown::{project_all, shown},
};

/// So many rows at most, whatever is asked for.
const MOST: u32 = 5_000;
/// A job's effects are seen so long before it began, by a clock that may jump a little, or after it
/// ended, Unix milliseconds.
const BEFORE: i64 = 500;
const AFTER: i64 = 3_000;
/// A call's effects are seen so long before or after its end, as far as the clocks agree.
const AROUND_CALL: i64 = 10_000;

/// What `spec` shows now. `tasks` are jobs of ours. Not for the async threads.
pub(crate) fn frame(
    connections: &[Arc<Connection>],
    (timeline, logs): (&Timeline, &AuditLogs),
    tasks: &[TaskView],
    spec: &ChangesSpec,
) -> ChangesFrame {
    let limit = spec.limit.clamp(1, MOST);
    let is_pool = |class: &Class| *class == Class::Pool;
    let search = Search {
        connections: match &spec.object {
            Some(object) => vec![object.connection.clone()],
            None => {
                let all = shown(connections);
                all.iter().map(|one| one.id.clone()).collect()
            }
        },
        object: spec.object.as_ref().map(|object| {
            match object.is_connection() || is_pool(&object.class()) {
                true => WHOLE_POOL.to_owned(),
                false => object.reference.clone(),
            }
        }),
        from: spec.from,
        to: spec.to,
        text: spec.text.clone(),
        limit: limit + 1,
    };
    let mut found = match timeline.search(search) {
        Ok(found) => found,
        Err(problem) => {
            return ChangesFrame {
                problem: Some(problem),
                ..ChangesFrame::default()
            };
        }
    };
    let is_more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let mut frame = ChangesFrame {
        is_more,
        ..ChangesFrame::default()
    };
    let mut authors: Vec<Option<Author>> = found.iter().map(|one| by_us(tasks, one)).collect();
    for connection in connections {
        let mut unknown: Vec<(&Recorded, &mut Option<Author>)> = found
            .iter()
            .zip(&mut authors)
            .filter(|(one, author)| one.connection == connection.id && author.is_none())
            .collect();
        let (Some(newest), Some(oldest)) = (unknown.first(), unknown.last()) else {
            continue;
        };
        let (newest, oldest) = (newest.0.at, oldest.0.since.unwrap_or(oldest.0.at));
        let log = logs.of(connection, oldest, newest);
        for (one, author) in &mut unknown {
            **author = by_log(&log, one);
        }
        if let Some(problem) = log.refused {
            frame.unknown_authors.get_or_insert(problem);
        }
    }
    let rows = project_all(connections, |infos: &[ConnectionInfo<'_>]| {
        let rows = found.into_iter().map(|one| {
            let info = infos.iter().find(|info| *info.id == one.connection);
            row(info, one)
        });
        rows.collect::<Vec<ChangeRow>>()
    });
    let rows = rows.into_iter().zip(authors);
    frame.rows = rows.map(|(row, by)| ChangeView { row, by }).collect();
    frame
}

/// The job of ours that did it, if one was at work on the object then.
fn by_us(tasks: &[TaskView], change: &Recorded) -> Option<Author> {
    let is_at_work = |task: &&TaskView| {
        let subject = task.subject.as_ref();
        task.job.is_some()
            && task.connection == change.connection
            && task.started - BEFORE <= change.at
            && task.finished.is_none_or(|end| change.at <= end + AFTER)
            && subject.is_some_and(|subject| {
                [&change.subject, &change.reference].contains(&&subject.reference)
            })
    };
    let task = tasks.iter().find(is_at_work)?;
    Some(Author::Us {
        task: task.id.clone(),
        job: task.job?,
    })
}

/// Whom the audit log names: of the calls about the object around then, the nearest in time.
fn by_log(log: &AuditLog, change: &Recorded) -> Option<Author> {
    let from = change.since.unwrap_or(change.at) - AROUND_CALL;
    let first = log.entries.partition_point(|entry| entry.at < from);
    let calls = log.entries[first..].iter();
    let calls = calls.take_while(|entry| entry.at <= change.at + AROUND_CALL);
    let calls = calls.filter(|entry| {
        let names = |reference: &String| entry.references.contains(reference);
        names(&change.reference) || names(&change.subject)
    });
    let nearest = calls.min_by_key(|entry| (change.at - entry.at).abs())?;
    Some(Author::User {
        name: nearest.user.clone(),
        call: nearest.call.clone(),
    })
}
