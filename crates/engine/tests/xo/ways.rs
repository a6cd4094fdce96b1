//! The same pool directly and through a Xen Orchestra.

use engine::api::{ConnectionView, ViewBody};
use inventory::view::ListKind;

use crate::{
    scene::{Scene, next_start},
    support::{PASSWORD, name},
};

#[tokio::test(flavor = "multi_thread")]
async fn it_is_shown_once_and_by_the_way_that_is_preferred() {
    let (scene, _, pools) = Scene::connected().await;
    let bench = &scene.bench;
    let hosts = bench.list(ListKind::Hosts).await;
    let all = bench.rows(hosts, 4).await;
    assert!(all.iter().all(|row| pools.contains(&row.object.connection)));

    let direct = bench.add(&scene.sims[0].http_url(), "root", PASSWORD).await;
    bench.live(&direct).await;
    let is_hidden = |view: &ConnectionView| view.hidden.then(|| view.clone());
    let hidden = bench.standing("the hidden way", &pools[0], is_hidden).await;
    assert_eq!(hidden.same_as, std::slice::from_ref(&direct));
    let by = |way: &inventory::ConnectionId| {
        let way = way.clone();
        move |body: &ViewBody| match body {
            ViewBody::Table(table) => {
                let by_it = table.rows.iter().filter(|row| row.object.connection == way);
                (table.rows.len() == 4 && by_it.count() == 2)
                    .then(|| table.rows.iter().map(name).collect::<Vec<_>>())
            }
            _ => None,
        }
    };
    let names = bench.shown("each host once", hosts, by(&direct)).await;
    let mut once = names.clone();
    once.dedup();
    assert_eq!(once, names);

    bench.engine.prefer(pools[0].clone()).await.unwrap();
    let shown = bench
        .standing("the preferred way", &pools[0], |view| {
            (!view.hidden).then(|| view.clone())
        })
        .await;
    assert_eq!(shown.same_as, std::slice::from_ref(&direct));
    bench.standing("the other way", &direct, is_hidden).await;
    bench.shown("each host once", hosts, by(&pools[0])).await;

    bench.engine.shutdown().await;
    let bench = next_start(bench.folder.clone(), bench.vault.clone()).await;
    bench.live(&direct).await;
    bench.standing("the other way", &direct, is_hidden).await;

    // Who leaves the preferred way gets the other.
    bench.engine.disconnect(pools[0].clone()).await.unwrap();
    bench
        .standing("the way that is left", &direct, |view| {
            (!view.hidden).then_some(())
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn removing_it_leaves_nothing() {
    let (scene, id, pools) = Scene::connected().await;
    assert!(scene.bench.vault.holds(PASSWORD));
    let kept = scene.bench.engine.remove_connection(pools[0].clone()).await;
    assert_eq!(kept.unwrap_err().code, "xo_pool_there");
    scene
        .bench
        .engine
        .remove_connection(id.clone())
        .await
        .unwrap();
    for one in [&id, &pools[0], &pools[1]] {
        scene.bench.connection_gone(one).await;
    }
    assert!(!scene.bench.vault.holds(""), "the keyring is empty");
    let kept =
        std::fs::read_to_string(scene.bench.folder.path().join("config/servers.json")).unwrap();
    assert_eq!(kept.trim(), "[]");
    assert_eq!(
        scene.sims[0].sessions().len(),
        1,
        "its own session with the pool stays"
    );
}
