//! Members, records and events.

use std::collections::BTreeMap;
use std::fmt::Debug;

use serde::de::DeserializeOwned;
use serde_json::json;
use xapi::codec::json as by_json;
use xapi::{
    Class, DataSource, Error, Event, EventBatch, EventOperation, Extra, Map, Object, Record, Ref,
    Text, Vbd, Vm, VmMetrics, VmOperation, VmPowerState,
};

use crate::{json_reply, xml_reply};

/// Each of these texts is a record with one member, which `pick` finds in it as expected.
#[track_caller]
fn check_member<R, T>(texts: &[&str], pick: impl Fn(&R) -> T, expect: T)
where
    R: DeserializeOwned,
    T: Debug + PartialEq,
{
    for text in texts {
        let record: R = if text.starts_with('<') {
            let member = format!("<value><struct><member>{text}</member></struct></value>");
            xml_reply(&member).unwrap()
        } else {
            json_reply(&format!("{{{text}}}")).unwrap()
        };
        assert_eq!(pick(&record), expect, "{text}");
    }
}

#[test]
fn every_encoding_of_a_member_is_read() {
    check_member(
        &[
            r#""memory_target": 5"#,
            r#""memory_target": "5""#,
            r#""memory_target": 5.0"#,
            "<name>memory_target</name><value>5</value>",
            "<name>memory_target</name><value><int>5</int></value>",
            "<name>memory_target</name><value><i4>5</i4></value>",
            "<name>memory_target</name><value><i8>5</i8></value>",
            "<name>memory_target</name><value><string>5</string></value>",
            "<name>memory_target</name><value> \n <i4>5</i4> </value>",
        ],
        |vm: &Vm| (vm.memory_target, vm.extra.len()),
        (5, 0),
    );
    check_member(
        &[
            r#""memory_target": 9007199254740993"#,
            r#""memory_target": "9007199254740993""#,
        ],
        |vm: &Vm| vm.memory_target,
        9_007_199_254_740_993,
    );
    check_member(
        &[
            r#""HVM_shadow_multiplier": 1"#,
            r#""HVM_shadow_multiplier": 1.0"#,
            r#""HVM_shadow_multiplier": "1""#,
            "<name>HVM_shadow_multiplier</name><value><double>1</double></value>",
            "<name>HVM_shadow_multiplier</name><value>1.0</value>",
        ],
        |vm: &Vm| vm.hvm_shadow_multiplier,
        1.0,
    );
    check_member(
        &[
            r#""is_a_template": true"#,
            r#""is_a_template": 1"#,
            r#""is_a_template": "true""#,
            "<name>is_a_template</name><value><boolean>1</boolean></value>",
            "<name>is_a_template</name><value>1</value>",
        ],
        |vm: &Vm| (vm.is_a_template, vm.extra.len()),
        (true, 0),
    );
    check_member(
        &[
            r#""VDI": """#,
            r#""VDI": "OpaqueRef:NULL""#,
            r#""VDI": "Ref:*""#,
            r#""VDI": null"#,
            "<name>VDI</name><value></value>",
            "<name>VDI</name><value/>",
            "<name>VDI</name><value>OpaqueRef:NULL</value>",
        ],
        |vbd: &Vbd| (vbd.vdi.is_null(), vbd.extra.len()),
        (true, 0),
    );
    check_member(
        &[
            r#""snapshot_time": "20261121T00:49:53Z""#,
            r#""snapshot_time": "2026-11-21T00:49:53Z""#,
            "<name>snapshot_time</name><value><dateTime.iso8601>20261121T00:49:53Z</dateTime.iso8601></value>",
            "<name>snapshot_time</name><value>20261121T00:49:53</value>",
        ],
        |vm: &Vm| vm.snapshot_time.unix(),
        1_795_222_193,
    );
    check_member(
        &[
            r#""VCPUs_CPU": {"0": 3, "1": "2"}"#,
            "<name>VCPUs_CPU</name><value><struct><member><name>0</name><value>3</value></member>\
             <member><name>1</name><value>2</value></member></struct></value>",
        ],
        |metrics: &VmMetrics| metrics.vcpus_cpu.clone(),
        Map::from([(0, 3), (1, 2)]),
    );
    check_member(
        &[
            r#""power_state": "Crashed""#,
            "<name>power_state</name><value>Crashed</value>",
        ],
        |vm: &Vm| vm.power_state.clone(),
        VmPowerState::Unknown("Crashed".into()),
    );
    check_member(
        &[r#""blocked_operations": {"start": "no", "fly": "why"}"#],
        |vm: &Vm| vm.blocked_operations.clone(),
        Map::from([
            (VmOperation::Start, "no".into()),
            (VmOperation::Unknown("fly".into()), Text::from("why")),
        ]),
    );
}

#[test]
fn non_finite_numbers_are_read_outside_of_strings_only() {
    let source = |text: &str| -> DataSource { json_reply(text).unwrap() };
    let read = source(
        r#"{"name_label":"NaN -Infinity \" NaN","value":NaN,"min":-Infinity,"max":Infinity}"#,
    );
    assert!(read.value.is_nan());
    assert_eq!((read.min, read.max), (f64::NEG_INFINITY, f64::INFINITY));
    assert_eq!(read.name_label, "NaN -Infinity \" NaN");
    assert!(read.extra.is_empty());
    assert!(source(r#"{"value":"NaN"}"#).value.is_nan());
    assert!(source(r#"{"value":null}"#).value.is_nan());
    // Also where the caller's own types are plain ones.
    assert!(json_reply::<f64>("NaN").unwrap().is_nan());
    assert_eq!(
        json_reply::<Vec<f64>>("[1, -Infinity, -2.5]").unwrap()[1],
        f64::NEG_INFINITY
    );
    assert!(
        xml_reply::<f64>("<value><double>nan</double></value>")
            .unwrap()
            .is_nan()
    );
    assert_eq!(
        xml_reply::<f64>("<value><double>-inf</double></value>"),
        Ok(f64::NEG_INFINITY)
    );
    // Other words are no JSON.
    assert!(matches!(
        json_reply::<f64>("Nan"),
        Err(Error::NotXapi { .. })
    ));
}

#[test]
fn a_wrong_type_is_kept_beside_the_record() {
    let vm: Vm = json_reply(
        r#"{"name_label": {"not": "text"}, "memory_target": "many", "is_a_template": "perhaps",
            "power_state": 7, "snapshot_time": "yesterday", "VBDs": "none", "platform": [1],
            "resident_on": 12, "VCPUs_max": 1.5, "uuid": "u", "quantum_state": [1, null]}"#,
    )
    .unwrap();
    assert_eq!(vm.uuid, "u");
    assert_eq!(vm.extra.len(), 10, "{:?}", vm.extra);
    assert_eq!(vm.extra["name_label"], json!({"not": "text"}));
    assert_eq!(vm.extra["memory_target"], json!("many"));
    assert_eq!(vm.extra["quantum_state"], json!([1, null]));
    assert_eq!(
        Vm {
            extra: Extra::new(),
            uuid: Text::new(),
            ..vm.clone()
        },
        Vm::default()
    );
    // What is written back is what came.
    let written = serde_json::to_value(&vm).unwrap();
    assert_eq!(written["name_label"], json!({"not": "text"}));
    assert_eq!(written["quantum_state"], json!([1, null]));
    assert_eq!(written["VCPUs_at_startup"], json!(0));
    assert_eq!(serde_json::from_value::<Vm>(written).unwrap(), vm);
}

#[test]
fn a_wrong_element_spoils_nothing_but_itself() {
    let vm: Vm = json_reply(
        r#"{"VBDs": ["OpaqueRef:1", 5, "OpaqueRef:2", {"a": []}],
            "platform": {"acpi": "1", "nx": ["?"], "pae": "true"}}"#,
    )
    .unwrap();
    assert_eq!(vm.vbds, ["OpaqueRef:1", "OpaqueRef:2"].map(Ref::from));
    assert_eq!(vm.platform.len(), 2);
    assert_eq!(
        vm.extra["VBDs"],
        json!(["OpaqueRef:1", 5, "OpaqueRef:2", {"a": []}])
    );
    assert_eq!(
        vm.extra["platform"],
        json!({"acpi": "1", "nx": ["?"], "pae": "true"})
    );
    let metrics: VmMetrics = json_reply(r#"{"VCPUs_CPU": {"0": 1, "one": 2}}"#).unwrap();
    assert_eq!(metrics.vcpus_cpu, Map::from([(0, 1)]));
    assert_eq!(metrics.extra["VCPUs_CPU"], json!({"0": 1, "one": 2}));
}

#[test]
fn the_last_of_a_member_counts() {
    let vm: Vm =
        json_reply(r#"{"uuid": [], "name_label": "a", "uuid": "b", "name_label": "c"}"#).unwrap();
    assert_eq!(
        (vm.uuid.as_str(), vm.name_label.as_str(), vm.extra.len()),
        ("b", "c", 0)
    );
}

#[test]
fn records_that_are_none() {
    let reply = br#"{"jsonrpc":"2.0","result":{"OpaqueRef:1":{"uuid":"u"},"OpaqueRef:2":"?",
                     "OpaqueRef:3":[1]},"id":1}"#;
    let objects = by_json::decode_objects(&Class::Vm, reply).unwrap();
    assert!(matches!(&objects[0].record, Record::Vm(vm) if vm.uuid == "u"));
    assert_eq!(
        objects[1..],
        [("OpaqueRef:2", json!("?")), ("OpaqueRef:3", json!([1]))].map(|(reference, value)| {
            let record = Record::Unknown {
                class: Class::Vm,
                value,
            };
            Object {
                reference: reference.into(),
                record,
            }
        })
    );
}

#[test]
fn events_that_are_odd() {
    let batch: EventBatch = json_reply(
        r#"{"token": "t", "valid_ref_counts": {"vm": "3", "pool": 1}, "news": [],
            "events": [
              {"id": 7, "class": "vm", "operation": "del", "ref": "OpaqueRef:1"},
              {"id": "8", "snapshot": {"uuid": "early"}, "class": "vm", "operation": "add",
               "ref": "OpaqueRef:2", "timestamp": 12.5, "obj_uuid": "x"},
              {"id": "9", "class": "wormhole", "operation": "mod", "ref": "OpaqueRef:3",
               "snapshot": {"uuid": "w", "name_label": "n"}},
              {"id": "10", "class": "vm", "operation": "mod", "ref": "OpaqueRef:4"},
              {"id": "11", "class": "vm", "operation": "fold", "ref": "OpaqueRef:5",
               "snapshot": {}},
              "not an event", 5
            ]}"#,
    )
    .unwrap();
    assert_eq!(
        batch.valid_ref_counts,
        BTreeMap::from([("vm".into(), 3), ("pool".into(), 1)])
    );
    let [deleted, early, unknown, bare, odd] = &batch.events[..] else {
        panic!("{:?}", batch.events);
    };
    assert_eq!(
        (deleted.id.as_str(), &deleted.operation),
        ("7", &EventOperation::Del)
    );
    assert!(deleted.record.is_none() && bare.record.is_none());
    assert!(matches!(&early.record, Some(Record::Vm(vm)) if vm.uuid == "early"));
    assert_eq!(unknown.class, Class::Unknown("wormhole".into()));
    let record = unknown.record.as_ref().unwrap();
    assert_eq!((record.uuid(), record.name_label()), ("w", Some("n")));
    assert_eq!(odd.operation, EventOperation::Unknown("fold".into()));
    // Written, and read again.
    for event in &batch.events {
        let whole = json!({"token": "t", "events": [event]}).to_string();
        assert_eq!(
            json_reply::<EventBatch>(&whole).unwrap().events,
            std::slice::from_ref(event)
        );
    }
    assert!(bare.clone().into_change().is_none());
    assert!(matches!(
        json_reply::<EventBatch>("{}"),
        Err(Error::Unexpected(_))
    ));
    assert_eq!(Event::default().class.name(), "");
}
