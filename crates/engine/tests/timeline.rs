//! What has changed is written down: what was seen, what was found after we were away, and by whom.
#![allow(clippy::unwrap_used, clippy::expect_used)] // In what the tests share.

mod support;

use engine::api::{Author, ChangeView, ChangesFrame, ChangesSpec, ViewBody, ViewSpec};
use inventory::{ConnectionId, Job, ObjectKey, changes::WhatChanged, view::Cell};
use poolsim::Sim;
use serde_json::json;
use support::{Bench, PASSWORD, request, sim, vm_in};
use xapi::{Connector, Credentials, Endpoint, Session, calls};

fn spec(object: Option<ObjectKey>) -> ChangesSpec {
    ChangesSpec {
        object,
        from: None,
        to: None,
        text: String::new(),
        limit: 100,
    }
}

async fn open(bench: &Bench, spec: ChangesSpec) -> u32 {
    let spec = ViewSpec::Changes(spec);
    bench.engine.open_view(&"main".into(), spec).await.unwrap()
}

async fn change(
    bench: &Bench,
    what: &str,
    view: u32,
    look: impl Fn(&ChangeView) -> bool,
) -> ChangeView {
    bench
        .shown(what, view, |body| {
            let ViewBody::Changes(frame) = body else {
                return None;
            };
            frame.rows.iter().find(|change| look(change)).cloned()
        })
        .await
}

fn renames(change: &ChangeView, to: &str) -> bool {
    let members = &change.row.members;
    members
        .iter()
        .any(|one| one.member == "name_label" && one.after == Cell::text(to))
}

fn pool_of(sim: &Sim, id: &ConnectionId) -> ObjectKey {
    let reference = sim.world().pool().to_string();
    ObjectKey {
        connection: id.clone(),
        class: "pool".to_owned(),
        reference,
    }
}

/// Somebody else who is logged in.
async fn second_client(sim: &Sim) -> Session {
    let endpoint = Endpoint::parse(&sim.http_url()).unwrap();
    let connector = Connector::new(endpoint);
    let credentials = Credentials::new("root", PASSWORD);
    connector.login(&credentials).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_by_a_second_client_is_told_with_its_author() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let id = bench.connected(&sim).await;
    let (vm, name) = vm_in(&sim, &id, "Halted");
    let views = [
        open(&bench, spec(Some(vm.clone()))).await,
        open(&bench, spec(Some(pool_of(&sim, &id)))).await,
        open(&bench, spec(None)).await,
    ];
    let other = second_client(&sim).await;
    let rename = calls::vm::set_name_label(&vm.opaque().into(), "renamed elsewhere");
    other.run(rename).await.unwrap();
    for view in views {
        let told = change(&bench, "the change with its author", view, |change| {
            renames(change, "renamed elsewhere") && change.by.is_some()
        })
        .await;
        assert_eq!(told.row.members[0].before, Cell::text(name.as_str()));
        assert_eq!(told.row.object, vm);
        assert_eq!(told.row.since, None);
        let author = Author::User {
            name: "root".to_owned(),
            call: "VM.set_name_label".to_owned(),
        };
        assert_eq!(told.by, Some(author));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_job_of_ours_does_is_told_as_ours() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let id = bench.connected(&sim).await;
    let (vm, _) = vm_in(&sim, &id, "Halted");
    let view = open(&bench, spec(Some(vm.clone()))).await;
    let rename = request(Job::Rename, json!({ "name": "renamed here" }));
    bench.engine.run_job(rename, vec![vm], None).await.unwrap();
    let told = change(&bench, "the change of ours", view, |change| {
        renames(change, "renamed here") && matches!(change.by, Some(Author::Us { .. }))
    })
    .await;
    let Some(Author::Us { job, .. }) = told.by else {
        panic!("{told:?}");
    };
    assert_eq!(job, Job::Rename);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changed_while_the_program_was_away_is_found_and_told_as_such() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let id = bench.connected(&sim).await;
    let (vm, name) = vm_in(&sim, &id, "Halted");
    bench.engine.shutdown().await;
    assert!(sim.world().rename_vm(&name, "renamed while we were away"));

    let again = Bench::at(bench.folder.clone(), bench.vault.clone()).await;
    again.live(&id).await;
    let view = open(&again, spec(Some(vm))).await;
    let told = change(&again, "the change that was found", view, |change| {
        renames(change, "renamed while we were away")
    })
    .await;
    let since = told.row.since.expect("nobody had looked");
    assert!(since <= told.row.at);
    assert_eq!(told.row.what, WhatChanged::Changed);
    let all = open(&again, spec(None)).await;
    let frame: ChangesFrame = again
        .shown("all changes", all, |body| match body {
            ViewBody::Changes(frame) => Some(frame.clone()),
            _ => None,
        })
        .await;
    let others: Vec<_> = frame
        .rows
        .iter()
        .filter(|change| !renames(change, "renamed while we were away"))
        .collect();
    assert!(others.is_empty(), "nothing else has changed: {others:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_removed_is_forgotten() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let id = bench.connected(&sim).await;
    let (vm, name) = vm_in(&sim, &id, "Halted");
    let view = open(&bench, spec(Some(vm.clone()))).await;
    assert!(sim.world().rename_vm(&name, "renamed"));
    change(&bench, "the change", view, |change| {
        renames(change, "renamed")
    })
    .await;
    bench.engine.remove_connection(id).await.unwrap();
    let view = open(&bench, spec(Some(vm))).await;
    bench
        .shown("nothing", view, |body| match body {
            ViewBody::Changes(frame) => frame.rows.is_empty().then_some(()),
            _ => None,
        })
        .await;
}
