//! A finding that is put off marks nothing and is listed apart, until its time is over or it is brought back.

use inventory::{
    Job, JobRequest, health,
    health::Severity,
    jobs::plan,
    view::{HealthFrame, HealthRow, HealthSpec, Status},
};
use serde_json::json;
use xapi::{Change, Class, Pbd, Pool};

use crate::pool::{Connected, lab, put, whole_tree};

fn unplugged() -> Change {
    put(
        "pbd1",
        Pbd {
            uuid: "uuid-of-pbd1".into(),
            host: "h1".into(),
            sr: "nfs".into(),
            ..Pbd::default()
        },
    )
}

/// The pool with this note.
fn noted(key: &str, note: &str) -> Change {
    put(
        "p",
        Pool {
            uuid: "uuid-of-pool".into(),
            name_label: "Lab".into(),
            master: "h1".into(),
            default_sr: "nfs".into(),
            other_config: [(key.into(), note.into())].into(),
            ..Pool::default()
        },
    )
}

const KEY: &str = "pooldeck.put_off.pbd_unplugged.uuid-of-pbd1";

fn look(pool: &Connected, put_off: bool) -> HealthFrame {
    let spec = HealthSpec {
        connection: None,
        object: None,
        least: Severity::Degraded,
        put_off,
        filter: String::new(),
        meanings: Default::default(),
        toggled: Default::default(),
        offset: 0,
        rows: 10,
    };
    pool.look(|info| health::frame(&[*info], &spec))
}

/// How the tree marks the pool.
fn marked(pool: &Connected) -> Option<Status> {
    pool.look(|info| inventory::tree::frame(&[*info], &whole_tree()).rows[0].health)
}

#[test]
fn what_is_put_off_marks_nothing_and_is_listed_apart() {
    let mut pool = Connected::with("a", lab());
    pool.writer.apply([unplugged()]);
    let before = look(&pool, false);
    assert_eq!((before.counts.degraded, before.counts.put_off), (1, 0));
    assert_eq!(marked(&pool), Some(Status::Degraded));
    let note = json!({ "reason": "the array is being moved", "by": "ada", "until": 20_000 });
    pool.writer.apply([noted(KEY, &note.to_string())]);
    assert_eq!(marked(&pool), None);
    assert_eq!(look(&pool, false).matches, 0);
    let after = look(&pool, true);
    assert_eq!((after.counts.degraded, after.counts.put_off), (0, 1));
    let Some(HealthRow::Finding { put_off, uuid, .. }) = after.rows.get(1) else {
        panic!("{after:?}");
    };
    let put_off = put_off.clone().unwrap();
    assert_eq!(uuid.as_deref(), Some("uuid-of-pbd1"));
    assert_eq!(put_off.reason, "the array is being moved");
    assert_eq!((put_off.by.as_str(), put_off.until), ("ada", Some(20_000)));
    // Its time is over.
    pool.now = 20_000;
    assert_eq!(look(&pool, false).matches, 1);
    assert_eq!(marked(&pool), Some(Status::Degraded));
}

#[test]
fn a_note_in_another_form_is_the_reason() {
    let mut pool = Connected::with("a", lab());
    pool.writer.apply([unplugged(), noted(KEY, "known")]);
    let frame = look(&pool, true);
    let reasons: Vec<String> = frame
        .rows
        .into_iter()
        .filter_map(|row| match row {
            HealthRow::Finding { put_off, .. } => Some(put_off?.reason),
            HealthRow::Rule { .. } => None,
        })
        .collect();
    assert_eq!(reasons, ["known"]);
}

#[test]
fn the_jobs_write_one_key_and_can_be_undone() {
    let mut pool = Connected::with("a", lab());
    pool.now = 86_400 * 10 + 5;
    pool.writer.apply([unplugged()]);
    let finding = json!({
        "rule": "pbd_unplugged", "uuid": "uuid-of-pbd1", "reason": " known ", "by": "ada", "days": 2,
    });
    let calls = |pool: &Connected, job: Job, inputs: &serde_json::Value| {
        let request = JobRequest::new(job, inputs.clone()).unwrap();
        let key = pool.key(Class::Pool, "p");
        let plan = pool.look(|info| plan(info, &request, &key));
        plan.map(|plan| {
            assert!(plan.can_be_undone());
            let lines = plan
                .calls()
                .map(|call| format!("{} {}", call.method, json!(call.params)));
            lines.collect::<Vec<_>>()
        })
    };
    let note = r#"{"reason":"known","by":"ada","until":1123200}"#;
    let written = format!("pool.add_to_other_config {}", json!(["p", KEY, note]));
    assert_eq!(calls(&pool, Job::PutOff, &finding).unwrap(), [written]);
    let nothing = calls(&pool, Job::BringBack, &finding).unwrap_err();
    assert_eq!(nothing.problem.code, "nothing_changes");
    let silent = json!({ "rule": "pbd_unplugged", "uuid": "u", "reason": " " });
    let refused = calls(&pool, Job::PutOff, &silent).unwrap_err();
    assert_eq!(refused.problem.code, "reason_missing");
    pool.writer.apply([noted(KEY, note)]);
    let removed = format!("pool.remove_from_other_config {}", json!(["p", KEY]));
    assert_eq!(calls(&pool, Job::BringBack, &finding).unwrap(), [removed]);
}
