//! What a window is shown, and how often.

mod support;

use std::{collections::BTreeMap, time::Duration};

use engine::api::{Message, ViewBody, ViewSpec, dispatch};
use inventory::view::{ListKind, TreeSpec};
use serde_json::json;
use support::{Bench, name, sim, vm_in};

#[tokio::test(flavor = "multi_thread")]
async fn the_tree_of_a_pool_is_shown_found_and_searched() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let id = bench.connected(&sim).await;
    let spec = TreeSpec {
        rows: 200,
        ..TreeSpec::default()
    };
    let tree = bench
        .engine
        .open_view(ViewSpec::Tree(spec.clone()))
        .await
        .unwrap();
    let (vm, vm_name) = vm_in(&sim, &id, "Running");
    let index = bench
        .shown("the VM's row", tree, |body| {
            let ViewBody::Tree(tree) = body else {
                return None;
            };
            tree.rows
                .iter()
                .position(|row| row.object.as_ref() == Some(&vm))
        })
        .await;
    let place = bench
        .engine
        .tree_place(spec.clone(), vm.clone())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(place.index as usize, index);
    let found = bench
        .engine
        .tree_find(spec.clone(), vm_name.clone(), 0)
        .await
        .unwrap()
        .unwrap();
    let rows = bench.engine.tree_rows(spec, found, found).await.unwrap();
    assert!(rows[0].name.starts_with(&vm_name), "{rows:?}");
    let hits = bench.engine.search(vm_name.clone(), 5).await.unwrap();
    assert_eq!((&hits[0].name, &hits[0].object), (&vm_name, &vm));
    let page = bench
        .engine
        .open_view(ViewSpec::Page { object: vm.clone() })
        .await
        .unwrap();
    bench
        .shown("the VM's page", page, |body| {
            matches!(body, ViewBody::Page(Some(page)) if page.name == vm_name).then_some(())
        })
        .await;
    let actions = bench
        .engine
        .open_view(ViewSpec::Actions { objects: vec![vm] })
        .await
        .unwrap();
    bench
        .shown("actions", actions, |body| {
            matches!(body, ViewBody::Actions(actions) if !actions.is_empty()).then_some(())
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_changes_make_few_frames_and_the_last_one_is_the_truth() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let id = bench.connected(&sim).await;
    let vms = bench.list(ListKind::Vms).await;
    bench.rows(vms, 8).await;
    let (_, mut last) = vm_in(&sim, &id, "Running");
    let frames = |bench: &Bench| bench.heard.lock().unwrap().frames[&vms].len();
    let before = frames(&bench);
    let begun = std::time::Instant::now();
    for number in 0..400 {
        let next = format!("changed {number}");
        assert!(sim.world().rename_vm(&last, &next));
        last = next;
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    bench
        .row("the last name", vms, |row| name(row) == last)
        .await;
    let most = begun.elapsed().as_secs_f64() * 20.0 + 1.0;
    let sent = (frames(&bench) - before) as f64;
    assert!(sent >= 2.0 && sent <= most, "{sent} frames, {most} allowed");
    // Numbers grow by one, no frame is like the one before it, and silence is silent.
    let heard = bench.heard.lock().unwrap().frames[&vms].clone();
    for pair in heard.windows(2) {
        assert_eq!(pair[0].0 + 1, pair[1].0);
        assert!(pair[0].1 != pair[1].1);
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(frames(&bench), heard.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn another_window_starts_afresh() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let id = bench.connected(&sim).await;
    let vms = bench.list(ListKind::Vms).await;
    bench.rows(vms, 8).await;
    let (sender, mut frames) = tokio::sync::mpsc::unbounded_channel();
    bench.engine.attach(std::sync::Arc::new(move |message| {
        drop(sender.send(message))
    }));
    let gone = bench
        .engine
        .set_view(vms, ViewSpec::Tasks)
        .await
        .unwrap_err();
    assert_eq!(gone.code, "bad_request");
    let (_, running) = vm_in(&sim, &id, "Running");
    sim.world().rename_vm(&running, "renamed");
    let tree = bench.engine.open_view(ViewSpec::Connections).await.unwrap();
    let first = tokio::time::timeout(support::PATIENCE, frames.recv())
        .await
        .unwrap()
        .unwrap();
    assert!(
        matches!(first, Message::Frame { view, number: 1, .. } if view == tree),
        "{first:?}"
    );
    bench.engine.close_view(tree).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_window_speaks_json() {
    let bench = Bench::new().await;
    let call = |command: &'static str, arguments| {
        let engine = bench.engine.clone();
        async move { dispatch(&engine, command, arguments).await }
    };
    let startup = call("startup", json!({})).await.unwrap();
    assert_eq!(startup["version"], "0.0.0-test");
    assert_eq!(startup["keyring"], json!(null));
    let mut settings = startup["settings"].clone();
    settings["theme"] = "dark".into();
    settings["layout"] = json!({ "panes": [240, 3] });
    call("set_settings", json!({ "settings": settings }))
        .await
        .unwrap();
    assert_eq!(
        call("startup", json!({})).await.unwrap()["settings"],
        settings
    );
    let view = call("open_view", json!({ "spec": { "view": "tasks" } }))
        .await
        .unwrap();
    let view = u32::try_from(view.as_u64().unwrap()).unwrap();
    bench
        .shown("no tasks", view, |body| {
            (*body == ViewBody::Tasks(vec![])).then_some(())
        })
        .await;
    for (command, arguments) in [
        ("no_such_command", json!({})),
        ("open_view", json!({ "spec": 3 })),
        ("close_view", json!(null)),
        (
            "run_job",
            json!({ "job": "explode", "inputs": {}, "objects": [] }),
        ),
    ] {
        let told = call(command, arguments).await.unwrap_err();
        let params = BTreeMap::from_iter(told.params);
        assert_eq!(
            (told.code.as_str(), params["command"].as_str()),
            ("bad_request", command)
        );
    }
    assert_eq!(
        call(
            "run_job",
            json!({ "job": "start", "inputs": {}, "objects": [] })
        )
        .await
        .unwrap(),
        json!([])
    );
}
