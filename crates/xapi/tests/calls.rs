//! Typed calls, made to a simulated pool by both codecs.

#![allow(clippy::unwrap_used)]

use std::time::Duration;

use xapi::{
    ApiError, Connector, Credentials, Endpoint, Error, Map, Session, Vm, VmPowerState, calls,
};

async fn pool(xml_only: bool) -> (poolsim::Sim, Session) {
    let config = poolsim::Config {
        hosts: 2,
        vms: 6,
        xml_only,
        operation_time: Duration::from_millis(20),
        background: false,
        ..Default::default()
    };
    let credentials = Credentials::new(&config.user, &config.password);
    let sim = poolsim::Sim::start(config).await.unwrap();
    let connector = Connector::new(Endpoint::parse(&sim.http_url()).unwrap());
    let session = connector.login(&credentials).await.unwrap();
    (sim, session)
}

/// Some machine that is halted.
fn halted(vms: &Map<xapi::Ref<Vm>, Vm>) -> (xapi::Ref<Vm>, Vm) {
    let mut vms = vms
        .iter()
        .filter(|(_, vm)| !vm.is_a_template && !vm.is_a_snapshot);
    let (reference, vm) = vms
        .find(|(_, vm)| vm.power_state == VmPowerState::Halted)
        .unwrap();
    (reference.clone(), vm.clone())
}

async fn story(xml_only: bool) {
    let (sim, session) = pool(xml_only).await;
    let vms = session.run(calls::vm::get_all_records()).await.unwrap();
    let (reference, vm) = halted(&vms);

    // Read one by one: a reference, a text, a number, a list, a map.
    let by_uuid = calls::vm::get_by_uuid(&vm.uuid);
    assert_eq!(session.run(by_uuid).await.unwrap(), reference);
    let same = session
        .run(calls::vm::get_record(&reference))
        .await
        .unwrap();
    assert_eq!(same.name_label, vm.name_label);
    let memory = calls::vm::get_memory_static_max(&reference);
    assert_eq!(session.run(memory).await.unwrap(), vm.memory_static_max);
    let disks = calls::vm::get_vbds(&reference);
    assert_eq!(session.run(disks).await.unwrap(), vm.vbds);

    // Written, and there afterwards.
    let rename = calls::vm::set_name_label(&reference, "made by a typed call");
    session.run(rename).await.unwrap();
    let note = calls::vm::add_to_other_config(&reference, "note", "ours");
    session.run(note).await.unwrap();
    let now = session
        .run(calls::vm::get_record(&reference))
        .await
        .unwrap();
    assert_eq!(now.name_label, "made by a typed call");
    assert_eq!(now.other_config["note"], "ours");

    // As a task, which answers what the call does.
    let copy = session
        .begin(calls::vm::clone(&reference, "its copy"))
        .await
        .unwrap();
    let copy = copy.wait(|_| ()).await.unwrap();
    let name = session.run(calls::vm::get_name_label(&copy)).await.unwrap();
    assert_eq!(name, "its copy");

    // Refused, with the reason's parameters by their names.
    let refused = session.run(calls::vm::pause(&reference)).await.unwrap_err();
    let Error::Api(refused) = refused else {
        panic!("{refused}");
    };
    assert!(
        matches!(refused, ApiError::BadPowerState { .. }),
        "{refused}"
    );
    assert_eq!(refused.parameter("vm").as_deref(), Some(reference.as_str()));
    assert_eq!(refused.parameter("actual").as_deref(), Some("halted"));

    session.logout().await.unwrap();
    sim.stop().await;
}

#[tokio::test]
async fn by_json() {
    story(false).await;
}

#[tokio::test]
async fn by_xml() {
    story(true).await;
}

#[tokio::test]
async fn an_upload_is_sent_whole_though_it_is_answered_before_it_is_read() {
    let (sim, session) = pool(false).await;
    let storage = {
        let world = sim.world();
        let takes_disks = |sr: &poolsim::value::Ref| {
            world.db.flag(sr, "shared") && world.db.text(sr, "content_type") != "iso"
        };
        let found = world.db.all("SR").into_iter().find(takes_disks);
        xapi::OpaqueRef::from(&*found.unwrap())
    };
    let vdi = xapi::Vdi {
        sr: storage.into(),
        virtual_size: 16 << 20,
        r#type: xapi::VdiType::User,
        on_boot: xapi::OnBoot::Persist,
        ..Default::default()
    };
    let disk = session.run(calls::vdi::create(&vdi)).await.unwrap();
    let disk: poolsim::value::Ref = disk.as_str().into();
    let task = session
        .run(calls::task::create("upload", ""))
        .await
        .unwrap();
    let path = format!("/import_raw_vdi?vdi={disk}&format=raw&task_id={task}");
    let bytes: Vec<u8> = (0..8_u32 << 20).map(|at| (at % 251) as u8).collect();
    session.put(&path, bytes.clone().into()).await.unwrap();
    assert!(sim.world().first_bytes(&disk, bytes.len()) == bytes);
    let status = session.run(calls::task::get_status(&task)).await.unwrap();
    assert_eq!(status, xapi::TaskStatus::Success);

    let task = session
        .run(calls::task::create("upload", ""))
        .await
        .unwrap();
    let path = format!("/import_raw_vdi?vdi=nobody&format=raw&task_id={task}");
    let refused = session.put(&path, bytes.into()).await.unwrap_err();
    assert!(
        matches!(refused, Error::Refused { status: 500, .. }),
        "{refused}"
    );
    let why = session
        .run(calls::task::get_error_info(&task))
        .await
        .unwrap();
    // A disk that is not there is an exception of the handler, not an error of the API.
    assert_eq!(why[0].as_str(), "INTERNAL_ERROR");
    session.logout().await.unwrap();
    sim.stop().await;
}
