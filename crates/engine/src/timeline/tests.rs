//! What is written is found again, and old changes go.

use inventory::changes::{MemberChange, Named, ObjectChange, Told, WhatChanged};
use serde_json::json;
use xapi::OpaqueRef;

use super::{write::WHOLE_POOL, *};

fn named(reference: &str, name: &str) -> Named {
    Named {
        class: "VM".to_owned(),
        reference: OpaqueRef::from(reference),
        name: name.to_owned(),
        kind: None,
    }
}

fn renamed(reference: &str, before: &str, after: &str) -> ObjectChange {
    ObjectChange {
        object: named(reference, after),
        what: WhatChanged::Changed,
        members: vec![MemberChange {
            member: "name_label".to_owned(),
            before: Told::Plain(json!(before)),
            after: Told::Plain(json!(after)),
        }],
        about: vec![named("host", "h1")],
    }
}

fn batch(at: i64, changes: Vec<ObjectChange>) -> Batch {
    Batch {
        connection: "pool".into(),
        at,
        since: None,
        changes,
    }
}

fn written(batches: &[Batch]) -> Writing {
    let database = prepare(Connection::open_in_memory().unwrap()).unwrap();
    let mut writing = Writing::new(database);
    writing.note(batches).unwrap();
    writing
}

fn all() -> Search {
    Search {
        connections: vec!["pool".into()],
        object: None,
        from: None,
        to: None,
        text: String::new(),
        limit: 10,
    }
}

fn found(writing: &Writing, search: Search) -> Vec<String> {
    let found = find(writing.database(), &search).unwrap();
    found.into_iter().map(|one| one.name).collect()
}

fn two() -> Vec<Batch> {
    vec![
        batch(1_000, vec![renamed("a", "one", "uno")]),
        batch(2_000, vec![renamed("b", "two", "due")]),
    ]
}

#[test]
fn the_newest_comes_first_and_each_object_has_its_own() {
    let writing = written(&two());
    let of = |object: &str| Search {
        object: Some(object.to_owned()),
        ..all()
    };
    assert_eq!(found(&writing, all()), ["due", "uno"]);
    assert_eq!(found(&writing, of("a")), ["uno"]);
    assert_eq!(found(&writing, of("host")), ["due", "uno"]);
    assert_eq!(found(&writing, of(WHOLE_POOL)), ["due", "uno"]);
    assert_eq!(found(&writing, of("elsewhere")), [""; 0]);
}

#[test]
fn it_is_searched_by_time_and_words_and_connection() {
    let writing = written(&two());
    let from = |from, to| Search { from, to, ..all() };
    assert_eq!(found(&writing, from(Some(1_500), None)), ["due"]);
    assert_eq!(found(&writing, from(None, Some(1_500))), ["uno"]);
    assert_eq!(found(&writing, from(Some(3_000), None)), [""; 0]);
    let text = Search {
        text: "TWO name_label".to_owned(),
        ..all()
    };
    assert_eq!(found(&writing, text), ["due"]);
    let elsewhere = Search {
        connections: vec!["other".into()],
        ..all()
    };
    assert_eq!(found(&writing, elsewhere), [""; 0]);
}

#[test]
fn what_was_written_is_read_as_it_was() {
    let writing = written(&two());
    let change = find(writing.database(), &all()).unwrap().remove(0);
    assert_eq!(change.members, renamed("b", "two", "due").members);
    assert_eq!(change.what, WhatChanged::Changed);
}

#[test]
fn what_is_old_or_too_much_goes_the_oldest_first() {
    let mut writing = written(&two());
    writing.prune(1_500, i64::MAX).unwrap();
    assert_eq!(found(&writing, all()), ["due"]);
    let many = |number: i64| batch(2_000 + number, vec![renamed("c", "", &number.to_string())]);
    writing.note(&(0..4).map(many).collect::<Vec<_>>()).unwrap();
    writing.prune(0, 0).unwrap();
    assert_eq!(found(&writing, all()), ["3"; 4]);
}

#[test]
fn what_is_not_known_any_more_is_forgotten() {
    let mut writing = written(&two());
    writing.keep_only(&["pool".into()]).unwrap();
    assert_eq!(found(&writing, all()).len(), 2);
    writing.keep_only(&[]).unwrap();
    assert_eq!(found(&writing, all()), [""; 0]);
}
