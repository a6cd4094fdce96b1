//! Every captured answer, through both codecs.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde_json::Value;
use xapi::codec::{json, xml};
use xapi::{
    ApiError, Class, Error, Event, EventBatch, EventOperation, Object, OpaqueRef, Record, RecordOf,
    Ref, Task, TaskStatus, Vm, VmKind, VmPowerState,
};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/wire")
}

fn capture(name: &str) -> Vec<u8> {
    std::fs::read(folder().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn reply<T: DeserializeOwned>(name: &str) -> Result<T, Error> {
    if name.ends_with(".xml") {
        xml::decode_reply(&capture(name))
    } else {
        json::decode_reply(&capture(name))
    }
}

fn objects(name: &str) -> Vec<Object> {
    let class = name
        .trim_start_matches("get_all_records-")
        .split('.')
        .next()
        .unwrap();
    let class = Class::from_wire(class);
    assert!(!matches!(class, Class::Unknown(_)), "{class}");
    if name.ends_with(".xml") {
        xml::decode_objects(&class, &capture(name)).unwrap()
    } else {
        json::decode_objects(&class, &capture(name)).unwrap()
    }
}

fn names(start: &str, end: &str) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with(start) && name.ends_with(end))
        .collect();
    names.sort();
    names
}

/// All of the record is in typed fields, and it is written back as it came.
#[track_caller]
fn check_whole(record: &Record, original: &Value) {
    assert!(!matches!(record, Record::Unknown { .. }), "{record:?}");
    assert_eq!(record.extra().map(BTreeMap::len), Some(0), "{record:?}");
    let written = serde_json::to_value(record).unwrap();
    for (name, value) in original.as_object().unwrap() {
        assert_eq!(written.get(name), Some(value), "{}.{name}", record.class());
    }
}

#[test]
fn all_records_of_every_class() {
    let files = names("get_all_records-", ".json");
    assert_eq!(files.len(), 18);
    let mut count = 0;
    for file in files {
        let original: Value = serde_json::from_slice(&capture(&file)).unwrap();
        for object in objects(&file) {
            let original = &original["result"][object.reference.as_str()];
            check_whole(&object.record, original);
            assert_eq!(object.record.uuid(), original["uuid"]);
            count += 1;
        }
    }
    assert!(count > 50, "{count}");
}

#[test]
fn both_codecs_give_the_same_records() {
    let files = names("get_all_records-", ".xml");
    assert_eq!(files.len(), 4);
    for file in files {
        let by_reference = |objects: Vec<Object>| -> BTreeMap<OpaqueRef, Record> {
            objects
                .into_iter()
                .map(|o| (o.reference, o.record))
                .collect()
        };
        let from_xml = by_reference(objects(&file));
        let from_json = by_reference(objects(&file.replace(".xml", ".json")));
        assert!(!from_xml.is_empty());
        assert_eq!(from_xml, from_json, "{file}");
    }
}

#[test]
fn initial_events_hold_every_object() {
    let batch: EventBatch = reply("event-from-initial.json").unwrap();
    let original: Value = serde_json::from_slice(&capture("event-from-initial.json")).unwrap();
    let originals = original["result"]["events"].as_array().unwrap();
    assert_eq!(batch.events.len(), originals.len());
    let mut counts: BTreeMap<String, i64> = BTreeMap::new();
    for (event, original) in batch.events.iter().zip(originals) {
        // Even the first answer has a few changes among the additions.
        assert_eq!(event.operation.as_str(), original["operation"]);
        assert_ne!(event.operation, EventOperation::Del);
        assert_eq!(event.reference.as_str(), original["ref"]);
        let class = original["class"].as_str().unwrap();
        assert_eq!(event.class, Class::from_wire(class));
        assert_eq!(Some(&*event.class.name().to_lowercase()), Some(class));
        match &event.class {
            Class::Unknown(_) => assert!(matches!(event.record, Some(Record::Unknown { .. }))),
            _ => check_whole(event.record.as_ref().unwrap(), &original["snapshot"]),
        }
        *counts.entry(class.to_owned()).or_default() += 1;
    }
    for (class, count) in counts {
        assert_eq!(batch.valid_ref_counts.get(&class), Some(&count), "{class}");
    }
    assert_eq!(batch.token.len(), 41);
}

#[test]
fn initial_events_by_xml() {
    let batch: EventBatch = reply("event-from-initial-vm.xml").unwrap();
    let machines = objects("get_all_records-VM.xml");
    assert_eq!(batch.events.len(), machines.len());
    for machine in machines {
        let event = batch
            .events
            .iter()
            .find(|event| event.reference == machine.reference)
            .unwrap();
        assert_eq!(event.record.as_ref(), Some(&machine.record));
    }
    assert_eq!(batch.valid_ref_counts["vm"], batch.events.len() as i64);
}

#[test]
fn events_of_a_rename_and_a_start() {
    for (file, operation) in [
        ("event-from-rename.json", EventOperation::Mod),
        ("event-from-rename.xml", EventOperation::Mod),
        ("event-from-vm-start.json", EventOperation::Mod),
    ] {
        let batch: EventBatch = reply(file).unwrap();
        assert!(
            batch
                .events
                .iter()
                .any(|event| event.operation == operation),
            "{file}"
        );
        for event in &batch.events {
            match &event.record {
                Some(record) => {
                    assert_eq!(record.class(), event.class);
                    assert_eq!(record.extra().map(BTreeMap::len), Some(0), "{record:?}");
                }
                None => assert_eq!(event.operation, EventOperation::Del),
            }
        }
    }
    let batch: EventBatch = reply("event-from-rename.json").unwrap();
    let vm = Vm::from_record(batch.events[0].record.as_ref().unwrap()).unwrap();
    assert_eq!(vm.name_label, "renamed ☕ <b>&amp;");
    assert_eq!(
        reply::<String>("get-name.xml").unwrap(),
        "renamed ☕ <b>&amp;"
    );

    let quiet: EventBatch = reply("event-from-timeout.json").unwrap();
    assert!(quiet.events.is_empty() && !quiet.token.is_empty());
}

#[test]
fn events_of_the_old_kind() {
    let events: Value = reply("event-next.json").unwrap();
    assert_eq!(events.as_array().unwrap().len(), 1);
    // The event alone is decoded as those of a batch are.
    let whole = format!(r#"{{"jsonrpc":"2.0","result":{{"events":{events},"token":"1"}},"id":1}}"#);
    let batch: EventBatch = json::decode_reply(whole.as_bytes()).unwrap();
    let [
        Event {
            record: Some(record),
            ..
        },
    ] = &batch.events[..]
    else {
        panic!("{:?}", batch.events);
    };
    assert_eq!(record.name_label(), Some("renamed ☕ <b>&amp;"));
}

#[test]
fn logins() {
    for name in ["login.json", "login.json1", "login.xml"] {
        let session: OpaqueRef = reply(name).unwrap();
        assert!(session.as_str().starts_with("OpaqueRef:"), "{name}");
    }
    for name in [
        "logout.json",
        "register.json",
        "set-name.json",
        "task-destroy.json",
    ] {
        assert_eq!(reply::<()>(name), Ok(()), "{name}");
    }
}

#[test]
fn errors() {
    #[track_caller]
    fn check(name: &str, code: &str, params: &[&str]) {
        for outcome in [
            reply::<OpaqueRef>(name).unwrap_err(),
            reply::<()>(name).unwrap_err(),
            reply::<Vec<Ref<Vm>>>(name).unwrap_err(),
        ] {
            let Error::Api(error) = outcome else {
                panic!("{name}: {outcome:?}");
            };
            assert_eq!(error.code(), code, "{name}");
            assert_eq!(error.params(), params, "{name}");
        }
    }
    for name in ["handle-invalid.json", "handle-invalid.xml"] {
        check(name, "HANDLE_INVALID", &["VM", "OpaqueRef:bad"]);
    }
    for name in ["host-is-slave.json", "host-is-slave.xml"] {
        check(name, "HOST_IS_SLAVE", &["127.0.0.1"]);
    }
    for name in ["session-invalid.json", "session-invalid.xml"] {
        check(name, "SESSION_INVALID", &["OpaqueRef:gone"]);
    }
    for name in [
        "login-wrong-password.json",
        "login-wrong-password.json1",
        "login-wrong-password.xml",
    ] {
        let Err(Error::Api(ApiError::AuthenticationFailed { user, odd, .. })) =
            reply::<String>(name)
        else {
            panic!("{name}");
        };
        assert_eq!((user.as_str(), odd), ("root", None));
    }
    for name in ["vm-bad-power-state.json", "vm-bad-power-state.xml"] {
        let Err(Error::Api(ApiError::BadPowerState {
            expected, actual, ..
        })) = reply::<()>(name)
        else {
            panic!("{name}");
        };
        assert!(!expected.is_empty() && !actual.is_empty());
    }
    check(
        "event-from-bad-token.json",
        "EVENT_FROM_TOKEN_PARSE_FAILURE",
        &["rubbish"],
    );
    check("method-unknown.json", "MESSAGE_METHOD_UNKNOWN", &["VM.fly"]);
    check(
        "parameter-count.json",
        "MESSAGE_PARAMETER_COUNT_MISMATCH",
        &["VM.start", "3", "0"],
    );
    check(
        "event-next-unregistered.json",
        "SESSION_NOT_REGISTERED",
        &["trackid=a02a401931f40129ce407398ec7feffc"],
    );
    check(
        "wrong-type.json",
        "INTERNAL_ERROR",
        &["Failure(\"Expected bool, got 'S(false)'\")"],
    );
}

#[test]
fn pages_are_not_answers() {
    for name in ["malformed-json.txt", "malformed-xml.txt", "batch.txt"] {
        let page = capture(name);
        for outcome in [
            json::decode_reply::<()>(&page),
            xml::decode_reply::<()>(&page),
        ] {
            let Err(Error::NotXapi { reason, .. }) = outcome else {
                panic!("{name}: {outcome:?}");
            };
            assert_eq!(reason, "its answer is no reply of the API", "{name}");
        }
    }
    assert!(matches!(
        json::decode_reply::<()>(&capture("login.xml")),
        Err(Error::NotXapi { .. })
    ));
    assert!(matches!(
        xml::decode_reply::<()>(&capture("login.json")),
        Err(Error::NotXapi { .. })
    ));
}

#[test]
fn a_cut_anywhere_is_told() {
    for name in [
        "login.json",
        "login.json1",
        "handle-invalid.json",
        "get_all_records-PBD.json",
    ] {
        let whole = capture(name);
        for end in 1..whole.trim_ascii_end().len() {
            let outcome: Result<Value, Error> = json::decode_reply(&whole[..end]);
            assert_eq!(outcome, Err(Error::Cut), "{name} at {end}");
        }
    }
    for name in ["login.xml", "handle-invalid.xml"] {
        let whole = capture(name);
        let start = whole
            .windows(16)
            .position(|w| w == b"<methodResponse>")
            .unwrap()
            + 16;
        for end in start..whole.len() {
            let outcome: Result<Value, Error> = xml::decode_reply(&whole[..end]);
            assert_eq!(outcome, Err(Error::Cut), "{name} at {end}");
        }
    }
}

#[test]
fn tasks() {
    let states = ["task-0.json", "task-1.json", "task-4.json"]
        .map(|name| reply::<Task>(name).unwrap())
        .map(|task| (task.status, task.progress));
    assert_eq!(states[0], (TaskStatus::Pending, 0.0));
    assert_eq!(states[1].0, TaskStatus::Pending);
    assert!(states[1].1 > 0.3 && states[1].1 < 0.4);
    assert_eq!(states[2], (TaskStatus::Success, 1.0));
    let failed: Task = reply("task-clone-running-vm.json").unwrap();
    assert_eq!(failed.status, TaskStatus::Failure);
    assert_eq!(failed.error_info[0], "VM_BAD_POWER_STATE");
    assert!(failed.subtask_of.is_null() && !failed.finished.is_never());
}

#[test]
fn the_machines_are_what_they_were() {
    let machines = objects("get_all_records-VM.json");
    let kind = |kind| {
        machines
            .iter()
            .filter_map(|object| Vm::from_record(&object.record))
            .filter(|vm| vm.kind() == kind)
            .collect::<Vec<_>>()
    };
    let real = kind(VmKind::Machine);
    assert_eq!(real.len(), 6);
    assert_eq!(kind(VmKind::ControlDomain).len(), 1);
    assert_eq!(kind(VmKind::Template).len(), 2);
    for vm in real {
        assert!(vm.memory_static_max > 0 && vm.vcpus_max > 0);
        assert!(matches!(
            vm.power_state,
            VmPowerState::Running | VmPowerState::Halted
        ));
        assert_eq!(
            vm.power_state == VmPowerState::Running,
            !vm.resident_on.is_null()
        );
    }
}
