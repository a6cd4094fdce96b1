//! What is shown of the pools behind a Xen Orchestra.

use engine::api::{ConnectionKind, KeepPassword, ViewBody, ViewSpec, XoServerStatus};
use inventory::view::TreeSpec;
use xapi::{Class, Pif, VmKind};

use crate::scene::{Scene, ours, theirs, uuid_of};

#[tokio::test(flavor = "multi_thread")]
async fn the_pools_behind_it_hold_what_the_pools_hold() {
    let (scene, id, pools) = Scene::connected().await;
    for (sim, pool) in scene.sims.iter().zip(&pools) {
        for class in ["pool", "host", "VM", "SR", "VDI", "network"] {
            let (theirs, ours) = (
                theirs(sim, class),
                ours(&scene.bench, pool, &Class::from_wire(class)),
            );
            assert!(!theirs.is_empty(), "{class}");
            assert_eq!(ours, theirs, "{class}");
        }
        let store = scene.bench.engine.store(pool).unwrap();
        let world = store.read();
        for class in [Class::Vbd, Class::Vif, Class::Pif, Class::Pbd] {
            assert!(world.count(&class) > 0, "{class}");
        }
        // What one object says of another leads there.
        let (_, record) = world.pool().unwrap();
        assert!(world.get(&record.master).is_some());
        let pif = world.objects().find(|object| object.class() == Class::Pif);
        let pif = world.record::<Pif>(&pif.unwrap().reference).unwrap();
        assert!(world.get(&pif.host).is_some() && world.get(&pif.network).is_some());
        for (reference, vm) in world.vms().filter(|(_, vm)| vm.kind() == VmKind::Machine) {
            assert!(vm.vbds.iter().all(|vbd| world.get(vbd).is_some()));
            for console in &vm.consoles {
                assert_eq!(world.get(console).unwrap().location, reference.as_str());
            }
        }
    }
    let parent = scene
        .bench
        .standing("itself", &id, |view| Some(view.clone()))
        .await;
    assert_eq!((parent.kind, parent.objects), (ConnectionKind::Xo, 0));
    let view = scene
        .bench
        .standing("Lyon", &pools[0], |view| Some(view.clone()))
        .await;
    assert_eq!((view.name.as_str(), view.parent), ("Lyon", Some(id)));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_tree_shows_the_pools_below_it() {
    let (scene, _, _) = Scene::connected().await;
    let spec = ViewSpec::Tree(TreeSpec {
        rows: 500,
        ..TreeSpec::default()
    });
    let tree = scene
        .bench
        .engine
        .open_view(&"main".into(), spec)
        .await
        .unwrap();
    let names = scene
        .bench
        .shown("both pools", tree, |body| {
            let ViewBody::Tree(frame) = body else {
                return None;
            };
            let names: Vec<String> = frame.rows.iter().map(|row| row.name.clone()).collect();
            let has = |name: &str| names.iter().any(|other| other == name);
            (has("Lyon") && has("Paris")).then_some(names)
        })
        .await;
    assert!(names.len() > 2, "{names:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn its_servers_are_listed_and_can_be_changed() {
    let (scene, id, pools) = Scene::connected().await;
    let bench = &scene.bench;
    let spec = ViewSpec::XoServers {
        connection: id.clone(),
    };
    let view = bench.engine.open_view(&"main".into(), spec).await.unwrap();
    let servers = bench
        .shown("two servers", view, |body| match body {
            ViewBody::XoServers(servers) if servers.len() == 2 => Some(servers.clone()),
            _ => None,
        })
        .await;
    let lyon = servers
        .iter()
        .find(|server| server.pool == Some(uuid_of(&scene.sims[0])));
    let lyon = lyon.unwrap().clone();
    assert_eq!(lyon.status, XoServerStatus::Connected);
    assert_eq!(
        (lyon.pool_name.as_deref(), lyon.connection.as_ref()),
        (Some("Lyon"), Some(&pools[0]))
    );
    assert!(!lyon.members.is_empty());

    bench
        .engine
        .xo_enable_server(id.clone(), lyon.id.clone(), false)
        .await
        .unwrap();
    bench
        .state("a lost pool", &pools[0], crate::support::is_stale)
        .await;
    bench
        .engine
        .xo_enable_server(id.clone(), lyon.id.clone(), true)
        .await
        .unwrap();
    bench.live(&pools[0]).await;

    let before = bench.vault.holds("x");
    bench
        .engine
        .xo_remove_server(id.clone(), lyon.id.clone())
        .await
        .unwrap();
    bench.connection_gone(&pools[0]).await;
    assert_eq!(before, bench.vault.holds("x"));
    let kept = std::fs::read_to_string(bench.folder.path().join("config/servers.json")).unwrap();
    assert!(
        !kept.contains(pools[0].as_str()) && kept.contains(pools[1].as_str()),
        "{kept}"
    );

    let host = lyon.host.clone();
    let wrong = engine::api::NewXoServer {
        host: host.clone(),
        username: "root".into(),
        password: engine::secret::Secret::new("wrong"),
        label: "Lyon again".into(),
        allow_unauthorized: true,
    };
    let refused = bench
        .engine
        .xo_add_server(id.clone(), wrong)
        .await
        .unwrap_err();
    assert!(!format!("{refused:?}").contains("\"wrong\""), "{refused:?}");
    let right = engine::api::NewXoServer {
        host,
        username: "root".into(),
        password: engine::secret::Secret::new(crate::support::PASSWORD),
        label: "Lyon again".into(),
        allow_unauthorized: true,
    };
    bench.engine.xo_add_server(id.clone(), right).await.unwrap();
    let again = bench
        .shown("the new server", view, |body| match body {
            ViewBody::XoServers(servers) => servers
                .iter()
                .find(|server| server.label == "Lyon again" && server.connection.is_some())
                .cloned(),
            _ => None,
        })
        .await;
    assert_ne!(again.connection.as_ref(), Some(&pools[0]));
    bench.live(&again.connection.unwrap()).await;

    bench.engine.set_read_only(id.clone(), true).await.unwrap();
    let refused = bench
        .engine
        .xo_remove_server(id.clone(), again.id)
        .await
        .unwrap_err();
    assert_eq!(refused.code, "read_only");
    let refused = bench
        .engine
        .xo_remove_server(pools[1].clone(), "x".into())
        .await
        .unwrap_err();
    assert_eq!(refused.code, "not_supported");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_it_may_not_change_itself_is_read_only_here() {
    let (scene, id, pools) = Scene::connected().await;
    let bench = &scene.bench;
    let spec = ViewSpec::XoServers {
        connection: id.clone(),
    };
    let view = bench.engine.open_view(&"main".into(), spec).await.unwrap();
    let server = bench
        .shown("the server", view, |body| match body {
            ViewBody::XoServers(servers) => servers
                .iter()
                .find(|server| server.connection.as_ref() == Some(&pools[0]))
                .map(|server| server.id.clone()),
            _ => None,
        })
        .await;
    let client = xo::Connector::new(xo::Endpoint::parse(&scene.xo.url()).unwrap());
    let client = client.connect().await.unwrap();
    let who = xo::SignIn::password(crate::scene::ADMIN, crate::support::PASSWORD);
    client.sign_in(&who).await.unwrap();
    let params = serde_json::json!({ "id": server, "readOnly": true });
    client.run("server.set", params).await.unwrap();
    // Whatever is changed here, the servers are looked at.
    let unknown = bench
        .engine
        .xo_enable_server(id.clone(), "none".into(), true);
    assert!(unknown.await.is_err());
    let bound = |view: &engine::api::ConnectionView| view.read_only.then_some(());
    bench.standing("a bound pool", &pools[0], bound).await;
    let free = |view: &engine::api::ConnectionView| (!view.read_only).then_some(());
    bench.standing("a free pool", &pools[1], free).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_last_known_is_shown_before_anything_is_connected() {
    let (scene, id, pools) = Scene::connected().await;
    scene.bench.engine.shutdown().await;
    let (folder, vault) = (scene.bench.folder.clone(), scene.bench.vault.clone());
    let Scene { sims, xo, .. } = scene;
    xo.stop().await;
    let bench = crate::scene::next_start(folder, vault).await;
    for pool in &pools {
        let view = bench
            .standing("an old pool", pool, |view| {
                (view.objects > 10).then(|| view.clone())
            })
            .await;
        assert_eq!(view.parent.as_ref(), Some(&id));
        assert!(view.as_of.is_some());
    }
    drop(sims);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_may_not_see_servers_sees_pools() {
    let scene = Scene::new().await;
    let wanted = engine::api::NewConnection {
        user: "viewer@admin.net".into(),
        password: engine::secret::Secret::new(format!("{}-viewer", crate::support::PASSWORD)),
        ..scene.wanted(KeepPassword::Ask)
    };
    let id = scene.bench.engine.add_connection(wanted).await.unwrap();
    let pools = scene.live_pools(&id).await;
    let spec = ViewSpec::XoServers {
        connection: id.clone(),
    };
    let view = scene
        .bench
        .engine
        .open_view(&"main".into(), spec)
        .await
        .unwrap();
    let body = scene
        .bench
        .shown("no servers", view, |body| Some(body.clone()))
        .await;
    assert_eq!(body, ViewBody::XoServers(Vec::new()));
    assert_eq!(pools.len(), 2);
}
