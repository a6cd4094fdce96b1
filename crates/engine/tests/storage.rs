//! New storage by conversation: what the server tells at each step, what is made of it, and what is left where a step
//! fails.
#![allow(clippy::unwrap_used, clippy::expect_used)] // In what the tests share.

mod support;

use engine::api::TaskState;
use inventory::{Job, ObjectKey, Problem, jobs::Found};
use poolsim::{
    faults::{Fault, Replies},
    targets::{CHAP_PORTAL, FILER, FORGOTTEN_ON_FILER, FORGOTTEN_ON_PORTAL, PORTAL},
    value::Ref,
};
use serde_json::{Value, json};
use support::{
    request,
    scene::{Scene, scene},
};

impl Scene {
    fn pool_key(&self) -> ObjectKey {
        let pool = self.sim.world().pool();
        self.key("pool", &pool)
    }

    /// What can be chosen in a field of new storage.
    async fn asks(&self, field: &str, said: &Value) -> Result<Vec<Found>, Problem> {
        let asked = request(Job::CreateSr, said.clone());
        let (window, object) = ("main".into(), self.pool_key());
        self.bench
            .engine
            .ask_server(&window, 1, asked, field.to_owned(), object)
            .await
    }

    async fn finds(&self, field: &str, said: &Value) -> Vec<Found> {
        self.asks(field, said).await.unwrap()
    }

    /// The storage with this name.
    fn storage(&self, name: &str) -> Option<Ref> {
        let world = self.sim.world();
        let mut all = world.db.all("SR").into_iter();
        all.find(|sr| world.db.text(sr, "name_label") == name)
    }

    /// How many hosts have it attached, of how many that have a way to it.
    fn attached(&self, sr: &Ref) -> (usize, usize) {
        let world = self.sim.world();
        let pbds = world.db.refs(sr, "PBDs");
        let plugged = pbds
            .iter()
            .filter(|pbd| world.db.flag(pbd, "currently_attached"));
        (plugged.count(), pbds.len())
    }

    fn hosts(&self) -> Vec<Ref> {
        self.sim.world().db.all("host")
    }

    /// A host that is not the coordinator.
    fn supporter(&self) -> Ref {
        let world = self.sim.world();
        let coordinator = world.coordinator();
        let mut hosts = world.db.all("host").into_iter();
        hosts.find(|host| *host != coordinator).unwrap()
    }
}

fn named<'a>(found: &'a [Found], name: &str) -> &'a Value {
    let hit = found.iter().find(|one| one.name.contains(name));
    &hit.unwrap_or_else(|| panic!("no {name} among {found:?}"))
        .value
}

/// All that is said of a volume of a portal, but what lies there.
async fn chosen_volume(scene: &Scene, number: &str) -> Value {
    let mut said = json!({ "kind": "srIscsi", "name": "archive", "server": PORTAL });
    said["iqn"] = named(&scene.finds("iqn", &said).await, "archive").clone();
    said["lun"] = named(&scene.finds("lun", &said).await, number).clone();
    // Whoever makes new storage there types what it is made over.
    said["overwrite"] = said["lun"].clone();
    said
}

#[tokio::test(flavor = "multi_thread")]
async fn a_volume_is_found_from_its_portal_on_and_taken() {
    let scene = scene().await;
    let mut said = chosen_volume(&scene, "LUN 0").await;
    let there = scene.finds("content", &said).await;
    assert_eq!(there.len(), 1);
    assert_eq!(there[0].value, json!({ "is": "new" }));
    said["content"] = there[0].value.clone();
    scene.runs(Job::CreateSr, said, &scene.pool_key()).await;
    let sr = scene.storage("archive").expect("it was made");
    let count = scene.hosts().len();
    assert_eq!(scene.attached(&sr), (count, count));
}

#[tokio::test(flavor = "multi_thread")]
async fn storage_that_lies_there_is_attached_again_and_written_over_only_by_its_name() {
    let scene = scene().await;
    let mut said = chosen_volume(&scene, "LUN 1").await;
    let there = scene.finds("content", &said).await;
    let terms: Vec<_> = there.iter().filter_map(|one| one.term.as_deref()).collect();
    assert_eq!(terms, ["srAttachFound", "srFormatOver"]);
    // Without a word on it nothing is done.
    let pool = scene.pool_key();
    let refused = |said: Value| {
        let (engine, pool) = (&scene.bench.engine, pool.clone());
        async move {
            let asked = request(Job::CreateSr, said);
            engine
                .run_job(asked, vec![pool], None)
                .await
                .unwrap_err()
                .code
        }
    };
    assert_eq!(refused(said.clone()).await, "sr_content_unknown");
    said["content"] = there[1].value.clone();
    assert_eq!(refused(said.clone()).await, "sr_name_not_typed");
    said["content"] = there[0].value.clone();
    scene.runs(Job::CreateSr, said.clone(), &pool).await;
    let sr = scene.storage("archive").expect("it is attached");
    assert_eq!(scene.sim.world().db.text(&sr, "uuid"), FORGOTTEN_ON_PORTAL);
    let count = scene.hosts().len();
    assert_eq!(scene.attached(&sr), (count, count));
    // Now it is the pool's, and is neither attached nor lost once more.
    let known = |found: &[Found]| {
        let refusals = found
            .iter()
            .map(|one| one.refusal.clone().map(|why| why.code));
        refusals.collect::<Vec<_>>() == vec![Some("sr_known_already".to_owned()); 2]
    };
    let asked = || async { Some(scene.finds("content", &said).await).filter(|found| known(found)) };
    test_support::eventually_some("that it is known", asked).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_formatted_over_by_its_name_is_gone() {
    let scene = scene().await;
    let mut said = chosen_volume(&scene, "LUN 1").await;
    said["content"] = scene.finds("content", &said).await[1].value.clone();
    said["overwrite"] = FORGOTTEN_ON_PORTAL.split('-').next().unwrap().into();
    scene.runs(Job::CreateSr, said, &scene.pool_key()).await;
    let sr = scene.storage("archive").expect("it was made");
    assert_ne!(scene.sim.world().db.text(&sr, "uuid"), FORGOTTEN_ON_PORTAL);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_portal_a_wrong_password_and_a_wrong_folder_say_so() {
    let scene = scene().await;
    let code = |field: &'static str, said: Value| {
        let scene = &scene;
        async move { scene.asks(field, &said).await.unwrap_err().code }
    };
    let at = |server: &str| json!({ "kind": "srIscsi", "server": server });
    assert_eq!(code("iqn", at("")).await, "server_missing");
    assert_eq!(code("iqn", at("10.99.9.9")).await, "portal_unreachable");
    let mut vault = at(CHAP_PORTAL);
    vault["iqn"] = named(&scene.finds("iqn", &vault).await, "vault").clone();
    assert_eq!(code("lun", vault.clone()).await, "chap_wrong");
    vault["user"] = "pool".into();
    vault["password"] = "guess".into();
    assert_eq!(code("lun", vault.clone()).await, "chap_wrong");
    vault["password"] = "chap-secret".into();
    assert_eq!(scene.finds("lun", &vault).await.len(), 1);
    let filer = |server: &str| json!({ "kind": "srNfs", "server": server });
    assert_eq!(
        code("export", filer("10.99.9.9")).await,
        "filer_unreachable"
    );
    let mut wrong = filer(FILER);
    wrong["export"] = "/volume1/none".into();
    assert_eq!(code("content", wrong).await, "SR_BACKEND_FAILURE");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filer_tells_its_folders_and_forgotten_storage_comes_back() {
    let scene = scene().await;
    let mut said = json!({ "kind": "srNfs", "name": "old", "server": FILER });
    let folders = scene.finds("export", &said).await;
    said["export"] = named(&folders, "/volume1/old").clone();
    let there = scene.finds("content", &said).await;
    let terms: Vec<_> = there.iter().filter_map(|one| one.term.as_deref()).collect();
    assert_eq!(terms, ["srAttachFound", "srMakeBeside"]);
    said["content"] = there[0].value.clone();
    scene.runs(Job::CreateSr, said, &scene.pool_key()).await;
    let sr = scene.storage("old").expect("it is attached");
    assert_eq!(scene.sim.world().db.text(&sr, "uuid"), FORGOTTEN_ON_FILER);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_that_cannot_attach_it_is_named_and_the_password_is_kept_nowhere() {
    let scene = scene().await;
    let far = scene.supporter();
    scene.sim.world().targets.cut_off(&far, CHAP_PORTAL);
    let name = scene.sim.world().db.text(&far, "name_label").to_owned();
    let mut said = json!({
        "kind": "srIscsi", "name": "vault", "server": CHAP_PORTAL, "user": "pool", "password": "chap-secret",
    });
    said["iqn"] = named(&scene.finds("iqn", &said).await, "vault").clone();
    said["lun"] = named(&scene.finds("lun", &said).await, "LUN 0").clone();
    said["overwrite"] = said["lun"].clone();
    said["content"] = scene.finds("content", &said).await[0].value.clone();
    let end = scene.run(Job::CreateSr, said, &scene.pool_key()).await;
    assert_eq!(end.state, TaskState::Succeeded, "{end:?}");
    let remark = end
        .remarks
        .iter()
        .find(|remark| remark.code == "sr_not_on_hosts");
    assert_eq!(remark.unwrap().params["hosts"], name);
    let sr = scene.storage("vault").expect("it was made");
    let count = scene.hosts().len();
    assert_eq!(scene.attached(&sr), (count - 1, count));
    let told = serde_json::to_string(
        &scene
            .bench
            .engine
            .task_request(end.id.clone())
            .await
            .unwrap(),
    );
    assert!(!told.unwrap().contains("chap-secret"));
    let world = scene.sim.world();
    for pbd in world.db.refs(&sr, "PBDs") {
        assert!(!format!("{:?}", world.db.value(&pbd, "device_config")).contains("chap-secret"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_iso_library_on_a_share_needs_its_password() {
    let scene = scene().await;
    let mut said = json!({
        "kind": "srSmbIso", "name": "discs", "share": r"\\10.99.0.2\iso", "user": "reader", "password": "wrong",
    });
    let end = scene
        .run(Job::CreateSr, said.clone(), &scene.pool_key())
        .await;
    assert_eq!(end.state, TaskState::Failed, "{end:?}");
    assert_eq!(scene.storage("discs"), None);
    said["password"] = "smb-secret".into();
    scene.runs(Job::CreateSr, said, &scene.pool_key()).await;
    let sr = scene.storage("discs").expect("it was made");
    let world = scene.sim.world();
    let config = world.db.value(&sr, "other_config").unwrap();
    assert_eq!(config.member("auto-scan").unwrap().as_str(), "true");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_of_a_host_is_listed_and_taken() {
    let scene = scene().await;
    let host = scene.supporter();
    let mut said = json!({ "kind": "srExt", "name": "spare", "host": scene.key("host", &host) });
    said["device"] = named(&scene.finds("device", &said).await, "ata-example-new").clone();
    said["overwrite"] = "ata-example-new".into();
    said["content"] = scene.finds("content", &said).await[0].value.clone();
    scene.runs(Job::CreateSr, said, &scene.pool_key()).await;
    let sr = scene.storage("spare").expect("it was made");
    assert_eq!(scene.attached(&sr), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_attached_again_needs_its_coordinator_and_not_every_host() {
    let scene = scene().await;
    let said = json!({
        "kind": "srNfs", "name": "old", "server": FILER, "export": "/volume1/old",
        "content": { "is": "attach", "uuid": FORGOTTEN_ON_FILER },
    });
    let far = scene.supporter();
    let name = scene.sim.world().db.text(&far, "name_label").to_owned();
    scene.sim.world().targets.cut_off(&far, FILER);
    let end = scene
        .run(Job::CreateSr, said.clone(), &scene.pool_key())
        .await;
    assert_eq!(end.state, TaskState::Succeeded, "{end:?}");
    let is_of_hosts = |remark: &&Problem| remark.code == "sr_not_on_hosts";
    let remark = end.remarks.iter().find(is_of_hosts);
    assert_eq!(remark.unwrap().params["hosts"], name);
    let sr = scene.storage("old").expect("it is attached");
    let count = scene.hosts().len();
    assert_eq!(scene.attached(&sr), (count - 1, count));

    let scene = support::scene::scene().await;
    {
        let mut world = scene.sim.world();
        let coordinator = world.coordinator();
        world.targets.cut_off(&coordinator, FILER);
    }
    let end = scene.run(Job::CreateSr, said, &scene.pool_key()).await;
    assert_eq!(end.state, TaskState::Failed, "{end:?}");
    assert_eq!(scene.storage("old"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attachment_that_fails_at_any_step_leaves_nothing() {
    let scene = scene().await;
    for method in ["SR.introduce", "PBD.create", "PBD.plug"] {
        scene
            .sim
            .order(Fault::Refuse {
                code: "SR_BACKEND_FAILURE_47".to_owned(),
                replies: Replies {
                    methods: vec![method.to_owned()],
                    ..Replies::default()
                },
            })
            .await
            .unwrap();
        let said = json!({
            "kind": "srNfs", "name": "old", "server": FILER, "export": "/volume1/old",
            "content": { "is": "attach", "uuid": FORGOTTEN_ON_FILER },
        });
        let end = scene.run(Job::CreateSr, said, &scene.pool_key()).await;
        assert_eq!(end.state, TaskState::Failed, "{method}: {end:?}");
        assert_eq!(scene.storage("old"), None, "{method}");
        scene.sim.lift();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn storage_is_repaired_as_far_as_hosts_reach_it() {
    let scene = scene().await;
    let sr = scene.storage("Sicherungen (nas-02)").expect("it is there");
    let key = scene.key("SR", &sr);
    let count = scene.hosts().len();
    assert_eq!(scene.attached(&sr), (count - 1, count));
    // Of a host that has no way to it one is made.
    let missing = {
        let mut world = scene.sim.world();
        let pbds = world.db.refs(&sr, "PBDs");
        let pbd = pbds
            .into_iter()
            .find(|pbd| !world.db.flag(pbd, "currently_attached"));
        let pbd = pbd.unwrap();
        let host = world.db.reference(&pbd, "host");
        world.db.delete(&pbd);
        host
    };
    scene.may(Job::PlugSr, &key).await;
    scene.sim.world().targets.cut_off(&missing, "10.99.0.9");
    let end = scene.run(Job::PlugSr, json!({}), &key).await;
    assert_eq!(end.state, TaskState::Failed, "{end:?}");
    assert_eq!(scene.attached(&sr), (count - 1, count - 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn storage_comes_to_one_host_and_leaves_it_and_gives_back_what_is_free() {
    let scene = scene().await;
    let sr = scene.storage("Sicherungen (nas-02)").expect("it is there");
    let pbd = scene.find("PBD", |db, pbd| {
        db.reference(pbd, "SR") == sr && !db.flag(pbd, "currently_attached")
    });
    let key = scene.key("PBD", &pbd);
    scene.runs(Job::PlugPbd, json!({}), &key).await;
    assert!(scene.sim.world().db.flag(&pbd, "currently_attached"));
    scene.may(Job::UnplugPbd, &key).await;
    scene.runs(Job::UnplugPbd, json!({}), &key).await;
    assert!(!scene.sim.world().db.flag(&pbd, "currently_attached"));
    let fast = scene.storage("iSCSI rapide").expect("it is there");
    let fast = scene.key("SR", &fast);
    scene.may(Job::TrimSr, &fast).await;
    scene.runs(Job::TrimSr, json!({}), &fast).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_can_be_hung_up_on() {
    let scene = scene().await;
    let stall = Fault::Stall(Replies {
        methods: vec!["SR.probe".to_owned()],
        ..Replies::default()
    });
    scene.sim.order(stall).await.unwrap();
    let engine = scene.bench.engine.clone();
    let (window, object) = ("main".into(), scene.pool_key());
    let asked = request(
        Job::CreateSr,
        json!({ "kind": "srIscsi", "server": PORTAL }),
    );
    let asking = tokio::spawn(async move {
        engine
            .ask_server(&window, 7, asked, "iqn".to_owned(), object)
            .await
    });
    let heard = || async {
        let calls = scene.sim.calls();
        calls
            .iter()
            .any(|call| call.method == "SR.probe")
            .then_some(())
    };
    test_support::eventually_some("the question", heard).await;
    scene
        .bench
        .engine
        .stop_asking(&"main".into(), 7)
        .await
        .unwrap();
    let ended = asking.await.unwrap().unwrap_err();
    assert_eq!(ended.code, "cancelled");
}
