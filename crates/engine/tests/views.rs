//! What a window is shown, and how often.

mod support;

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use engine::{
    Hints, WindowId,
    api::{Message, Settings, Theme, ViewBody, ViewSpec},
    commands::dispatch,
};
use inventory::view::{Cell, ListKind, TableRow, TableSpec, TreeSpec};
use serde_json::json;
use support::{Bench, name, sim, vm_in};
use test_support::{finishes, stays};
use tokio::sync::mpsc::UnboundedReceiver;

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
        .open_view(&"main".into(), ViewSpec::Tree(spec.clone()))
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
        .open_view(&"main".into(), ViewSpec::Page { object: vm.clone() })
        .await
        .unwrap();
    bench
        .shown("the VM's page", page, |body| {
            matches!(body, ViewBody::Page(Some(page)) if page.name == vm_name).then_some(())
        })
        .await;
    let actions = bench
        .engine
        .open_view(&"main".into(), ViewSpec::Actions { objects: vec![vm] })
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
    let (bursts, changes) = (5, 200);
    for burst in 0..bursts {
        for number in 0..changes {
            let next = format!("changed {burst} {number}");
            assert!(sim.world().rename_vm(&last, &next));
            last = next;
        }
        bench
            .row("the last name", vms, |row| name(row) == last)
            .await;
    }
    let sent = frames(&bench) - before;
    let most = bursts * changes / 10;
    assert!(sent >= bursts && sent <= most, "{sent} frames");
    // Numbers grow by one, no frame is like the one before it, and silence is silent.
    let heard = bench.heard.lock().unwrap().frames[&vms].clone();
    for pair in heard.windows(2) {
        assert_eq!(pair[0].0 + 1, pair[1].0);
        assert!(pair[0].1 != pair[1].1);
    }
    let period = Duration::from_millis(500);
    stays("silence", period, || frames(&bench) == heard.len()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_loaded_again_starts_afresh() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let id = bench.connected(&sim).await;
    let vms = bench.list(ListKind::Vms).await;
    bench.rows(vms, 8).await;
    let (sender, mut frames) = tokio::sync::mpsc::unbounded_channel();
    bench.engine.attach(
        &"main".into(),
        std::sync::Arc::new(move |message| drop(sender.send(message))),
    );
    let gone = bench
        .engine
        .set_view(&"main".into(), vms, ViewSpec::Tasks)
        .await
        .unwrap_err();
    assert_eq!(gone.code, "bad_request");
    let (_, running) = vm_in(&sim, &id, "Running");
    sim.world().rename_vm(&running, "renamed");
    let tree = bench
        .engine
        .open_view(&"main".into(), ViewSpec::Connections)
        .await
        .unwrap();
    let first = finishes("a frame", frames.recv()).await.unwrap();
    assert!(
        matches!(first, Message::Frame { view, number: 1, .. } if view == tree),
        "{first:?}"
    );
    bench.engine.close_view(&"main".into(), tree).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_window_speaks_json() {
    let bench = Bench::new().await;
    let call = |command: &'static str, arguments| {
        let engine = bench.engine.clone();
        async move { dispatch(&engine, &"main".into(), command, arguments).await }
    };
    let startup = call("startup", json!({})).await.unwrap();
    assert_eq!(startup["version"], "0.0.0-test");
    assert_eq!(startup["keyring"], json!(null));
    let mut settings = startup["settings"].clone();
    settings["theme"] = "dark".into();
    call("set_settings", json!({ "settings": settings }))
        .await
        .unwrap();
    let layout = json!({ "changes": { "panes": [240, 3], "gone": null } });
    call("set_layout", layout).await.unwrap();
    let startup = call("startup", json!({})).await.unwrap();
    assert_eq!(startup["settings"], settings);
    assert_eq!(startup["layout"], json!({ "panes": [240, 3] }));
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
            json!({ "request": { "job": "explode", "inputs": {} }, "objects": [] }),
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
            json!({ "request": { "job": "start", "inputs": {} }, "objects": [] })
        )
        .await
        .unwrap(),
        json!([])
    );
}

/// A second window, and all that it is told.
fn open_second(bench: &Bench) -> (WindowId, UnboundedReceiver<Message>) {
    let window = WindowId::from("window-2");
    let (sender, messages) = tokio::sync::mpsc::unbounded_channel();
    let sink = move |message| drop(sender.send(message));
    bench.engine.attach(&window, Arc::new(sink));
    (window, messages)
}

#[allow(clippy::unwrap_used)] // In what the tests share.
async fn next(messages: &mut UnboundedReceiver<Message>) -> Message {
    let next = finishes("a message", messages.recv());
    next.await.unwrap()
}

/// The next frame of a view that shows rows as wanted: these.
async fn rows_of(
    messages: &mut UnboundedReceiver<Message>,
    of: u32,
    wanted: impl Fn(&[TableRow]) -> bool,
) -> Vec<TableRow> {
    loop {
        if let Message::Frame { view, body, .. } = next(messages).await
            && view == of
            && let ViewBody::Table(frame) = &*body
            && wanted(&frame.rows)
        {
            return frame.rows.clone();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_windows_see_the_same_each_by_its_own_views() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let id = bench.connected(&sim).await;
    let mine = bench.list(ListKind::Vms).await;
    let first = bench.rows(mine, 8).await;
    let (second, mut messages) = open_second(&bench);
    let spec = ViewSpec::Table(support::table(ListKind::Vms));
    let theirs = bench.engine.open_view(&second, spec).await.unwrap();
    let seen = rows_of(&mut messages, theirs, |rows| rows.len() == 8).await;
    assert_eq!(seen, first, "one projection, and so the same revisions");

    // What one window asks for is nobody else's to change.
    let main = WindowId::from("main");
    for (window, view) in [(&main, theirs), (&second, mine)] {
        let refused = bench.engine.set_view(window, view, ViewSpec::Tasks).await;
        assert_eq!(refused.unwrap_err().code, "bad_request");
    }

    // A row that has changed says so, and no other does.
    let (vm, vm_name) = vm_in(&sim, &id, "Running");
    sim.world().rename_vm(&vm_name, "renamed");
    let is_renamed = |row: &TableRow| row.object == vm;
    let now = rows_of(&mut messages, theirs, |rows| {
        let row = rows.iter().find(|row| is_renamed(row));
        row.is_some_and(|row| row.cells.contains(&Cell::text("renamed")))
    })
    .await;
    for row in &now {
        let before = seen.iter().find(|old| old.object == row.object).unwrap();
        assert_eq!(row.revision != before.revision, row != before, "{row:?}");
        assert_eq!(row.revision != before.revision, is_renamed(row), "{row:?}");
    }

    // Another part is asked for in one window; the other one keeps its own.
    let sorted = TableSpec {
        rows: 3,
        ..support::table(ListKind::Vms)
    };
    let set = bench
        .engine
        .set_view(&second, theirs, ViewSpec::Table(sorted));
    set.await.unwrap();
    rows_of(&mut messages, theirs, |rows| rows.len() == 3).await;
    let kept = bench.rows(mine, 8).await;
    assert!(kept.iter().any(is_renamed));

    // A window that is closed is told nothing any more.
    bench.engine.detach(&second);
    while messages.try_recv().is_ok() {}
    sim.world().rename_vm("renamed", "renamed-again");
    bench
        .row("the VM's newest name", mine, |row| {
            row.cells.contains(&Cell::text("renamed-again"))
        })
        .await;
    assert!(messages.try_recv().is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_window_sets_the_others_wear_and_layouts_are_each_ones_own() {
    let bench = Bench::new().await;
    let (second, mut messages) = open_second(&bench);
    let main = WindowId::from("main");
    let settings = Settings {
        theme: Theme::Dark,
        ..Settings::default()
    };
    let set = bench.engine.set_settings(&main, settings.clone());
    set.await.unwrap();
    assert_eq!(next(&mut messages).await, Message::Settings(settings));
    for (window, width) in [(&main, 240), (&second, 300)] {
        let changes = serde_json::from_value(json!({ "tree": width })).unwrap();
        bench.engine.set_layout(window, changes).await.unwrap();
    }
    for (window, width) in [(&main, 240), (&second, 300)] {
        let startup = bench.engine.startup(window).await.unwrap();
        assert_eq!(startup.layout["tree"], width);
        assert_eq!(startup.settings.theme, Theme::Dark);
    }
    // What is to be told once is told by the window that was used last.
    let hints = |name: &str| Hints {
        select: Some(name.into()),
        ..Hints::default()
    };
    bench.engine.focus(&main);
    bench.engine.go(hints("a"));
    bench.engine.focus(&second);
    bench.engine.go(hints("b"));
    let Message::Go { select, .. } = next(&mut messages).await else {
        panic!("something else came");
    };
    assert_eq!(select.as_deref(), Some("b"));
}
