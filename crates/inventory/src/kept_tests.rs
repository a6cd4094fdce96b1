use serde_json::Value;
use xapi::{Cluster, Host, Network, Object, Pbd, Pool, Record, RecordOf, Task, Text, Vdi, Vm};

use super::*;
use crate::{Store, Writer};

fn object(reference: &str, record: impl RecordOf) -> Object {
    Object {
        reference: reference.into(),
        record: record.into_record(),
    }
}

fn map(entries: &[(&str, &str)]) -> xapi::Map<Text, Text> {
    let entry = |(key, value): &(&str, &str)| (Text::from(*key), Text::from(*value));
    entries.iter().map(entry).collect()
}

fn holding(objects: impl IntoIterator<Item = Object>) -> Store {
    let mut writer = Writer::new();
    writer.apply(objects.into_iter().map(Change::Apply));
    writer.store()
}

fn again(bytes: &[u8]) -> Store {
    let mut writer = Writer::new();
    writer.apply(decode(bytes).unwrap().changes);
    writer.store()
}

fn a_vm(n: usize) -> Object {
    let vm = Vm {
        uuid: format!("uuid-{n}").into(),
        name_label: format!("Wéb {n}: password=\"it\"").into(),
        power_state: xapi::VmPowerState::Running,
        memory_dynamic_max: 1 << 33,
        tags: vec!["prod".into()].into(),
        other_config: map(&[("folder", "/a"), ("auto_poweron", "true")]),
        resident_on: "OpaqueRef:host".into(),
        ..Vm::default()
    };
    object(&format!("OpaqueRef:vm-{n}"), vm)
}

#[test]
fn what_is_kept_comes_back() {
    let host = Host {
        name_label: "host-1".into(),
        software_version: map(&[("product_version", "8.3")]),
        ..Host::default()
    };
    let misfit = Network {
        extra: [("MTU".to_owned(), Value::from("many"))].into(),
        ..Network::default()
    };
    let few = [
        object("OpaqueRef:host", host),
        object("OpaqueRef:odd \"name\"", Pool::default()),
        object("OpaqueRef:net", misfit),
    ];
    let store = holding(few.into_iter().chain((0..3000).map(a_vm)));
    let bytes = encode(&store.read(), 1_795_000_000).unwrap();
    assert_eq!(decode(&bytes).unwrap().as_of, 1_795_000_000);
    let copy = again(&bytes);
    assert_eq!(*copy.read(), *store.read());
    assert_eq!(copy.read().len(), 3003);
    assert_eq!(encode(&copy.read(), 1_795_000_000).unwrap(), bytes);
    assert!(bytes.len() < 3000 * 100, "{} bytes", bytes.len());
}

#[test]
fn the_same_objects_are_true_later() {
    let store = holding((0..10).map(a_vm));
    let bytes = encode(&store.read(), 1_795_000_000).unwrap();
    let later = redate(bytes.clone(), 1_795_000_060).unwrap();
    assert_eq!(later, encode(&store.read(), 1_795_000_060).unwrap());
    let mut damaged = bytes.clone();
    damaged[HEAD] ^= 1;
    assert_eq!(redate(damaged, 0), Err(KeptError::Corrupt));
    assert_eq!(redate(bytes[..9].to_vec(), 0), Err(KeptError::Foreign));
}

#[test]
fn nothing_is_kept_of_nothing() {
    let bytes = encode(&World::default(), 0).unwrap();
    assert_eq!(
        decode(&bytes).unwrap().changes,
        [Change::Init, Change::InitDone]
    );
}

/// One of everything that may hold a secret; each has the word in it that is looked for.
fn secrets() -> Vec<Object> {
    let text = || "hunter2".to_owned();
    let pool = Pool {
        ha_configuration: map(&[("timeout", "hunter2")]),
        gui_config: map(&[("x", "hunter2")]),
        health_check_config: map(&[("x", "hunter2")]),
        guest_agent_config: map(&[("x", "hunter2")]),
        wlb_username: text().into(),
        repository_proxy_username: text().into(),
        repository_proxy_password: "OpaqueRef:hunter2".into(),
        other_config: map(&[
            ("ldap.Password", "hunter2"),
            ("iscsi_CHAP_user", "hunter2"),
            ("x", "curl -H 'Authorization_Token: hunter2'"),
            ("proxy", "http://root:hunter2@proxy:3128/"),
        ]),
        ..Pool::default()
    };
    let host = Host {
        external_auth_configuration: map(&[("user", "hunter2")]),
        power_on_config: map(&[("power_on_user", "hunter2")]),
        other_config: map(&[("api-key", "hunter2"), ("session_id", "hunter2")]),
        ..Host::default()
    };
    let vm = Vm {
        name_description: "root password: hunter2".into(),
        pv_args: "rootpw=hunter2".into(),
        xenstore_data: map(&[("vm-data/x", "hunter2")]),
        nvram: map(&[("EFI-variables", "hunter2")]),
        last_booted_record: text().into(),
        snapshot_metadata: text().into(),
        platform: map(&[("user-data", "hunter2")]),
        other_config: map(&[
            ("xo:cloud-config", "hunter2"),
            ("init", "#cloud-config\nhunter2"),
            ("key", "-----BEGIN OPENSSH PRIVATE KEY-----\nhunter2"),
            ("json", r#"{"user":"a","passwd":"hunter2"}"#),
        ]),
        extra: [("new_member".to_owned(), Value::from("hunter2"))].into(),
        ..Vm::default()
    };
    let pbd = Pbd {
        device_config: map(&[("server", "hunter2"), ("cifspassword", "hunter2")]),
        ..Pbd::default()
    };
    let vdi = Vdi {
        xenstore_data: map(&[("x", "hunter2")]),
        sm_config: map(&[("chapPassword", "hunter2")]),
        ..Vdi::default()
    };
    let sr = xapi::Sr {
        sm_config: map(&[("secret_uuid", "hunter2")]),
        ..xapi::Sr::default()
    };
    let cluster = Cluster {
        cluster_token: text().into(),
        cluster_config: map(&[("x", "hunter2")]),
        ..Cluster::default()
    };
    let task = Task {
        result: text().into(),
        ..Task::default()
    };
    let unknown = |class: &str| Object {
        reference: format!("OpaqueRef:{class}").as_str().into(),
        record: Record::Unknown {
            class: Class::from_wire(class),
            value: serde_json::json!({ "uuid": "1", "value": "hunter2" }),
        },
    };
    vec![
        object("OpaqueRef:pool", pool),
        object("OpaqueRef:host", host),
        object("OpaqueRef:vm", vm),
        object("OpaqueRef:pbd", pbd),
        object("OpaqueRef:vdi", vdi),
        object("OpaqueRef:sr", sr),
        object("OpaqueRef:cluster", cluster),
        object("OpaqueRef:task", task),
        unknown("secret"),
        unknown("session"),
        unknown("user"),
        unknown("VMPP"),
    ]
}

#[test]
fn no_secret_is_kept() {
    let all = secrets();
    for object in &all {
        let text = serde_json::to_string(&object.record).unwrap();
        assert!(text.contains("hunter2"), "{text}");
    }
    let count = all.len();
    let copy = again(&encode(&holding(all).read(), 0).unwrap());
    let copy = copy.read();
    assert_eq!(
        copy.len(),
        count - 6,
        "tasks, and classes that are not described, are not kept"
    );
    for object in copy.objects() {
        let text = serde_json::to_string(&object.record).unwrap();
        assert!(!text.contains("hunter2"), "{text}");
    }
}

#[test]
fn what_is_known_of_a_pool_is_known_at_the_next_start() {
    let live = objects::tests::captured();
    let mut again = Writer::new();
    again.apply(
        decode(&encode(&live.store().read(), 0).unwrap())
            .unwrap()
            .changes,
    );
    // A PBD's configuration may hold passwords in clear; the rest is told again by the server.
    let forgotten = ["PBD.target ", "message.", "subject.", "role."];
    let is_forgotten = |of: &str| forgotten.iter().any(|start| of.starts_with(start));
    let lines = |writer: &Writer| -> Vec<String> {
        let known = objects::tests::known(writer).into_iter();
        let known = known.filter(|known| !is_forgotten(&known.object));
        known
            .map(|known| format!("{} is {:?}", known.object, known.value))
            .collect()
    };
    let (before, after) = (lines(&live), lines(&again));
    assert!(before.len() > 800, "{}", before.len());
    for (before, after) in before.iter().zip(&after) {
        assert_eq!(before, after);
    }
    assert_eq!(before.len(), after.len());
}

#[test]
fn what_nobody_has_named_is_not_kept() {
    let vm = Vm {
        name_label: "a".into(),
        memory_target: 7,
        other_config: map(&[("folder", "/a"), ("anything", "else")]),
        platform: map(&[("vga", "std"), ("cores-per-socket", "2")]),
        ..Vm::default()
    };
    let store = holding([object("OpaqueRef:vm", vm)]);
    let copy = again(&encode(&store.read(), 0).unwrap());
    let copy = copy.read();
    let (_, vm) = copy.vms().next().unwrap();
    assert_eq!((vm.name_label.as_str(), vm.memory_target), ("a", 0));
    assert_eq!(vm.other_config, map(&[("folder", "/a")]));
    assert_eq!(vm.platform, map(&[("cores-per-socket", "2")]));
}

#[test]
fn what_people_write_stays() {
    for harmless in [
        "Web server, rack 4: second from the top",
        "https://wiki.example/x?page=3",
        "user@example.com: ask first",
        "<restriction property=\"vcpus-max\" max=\"16\"/>",
        "The password is on paper",
        "10.0.0.1:443",
    ] {
        assert!(!tells_a_secret(harmless), "{harmless}");
    }
    for telling in [
        "password=x",
        "Password : x",
        "admin_password: x",
        "'token' => 'x'; a: b",
        "smb://guest:x@nas/share",
    ] {
        assert!(tells_a_secret(telling), "{telling}");
    }
}

#[test]
fn what_is_too_long_for_a_page_is_left_out() {
    let vm = Vm {
        name_label: "vm".into(),
        name_description: "x".repeat(LONGEST_TEXT + 1).into(),
        tags: vec!["a".repeat(LONGEST_TEXT).into(); 1 + LONGEST_OBJECT / LONGEST_TEXT].into(),
        ..Vm::default()
    };
    let less = Vm {
        tags: Vec::new().into(),
        ..vm.clone()
    };
    let store = holding([object("much", vm), object("less", less)]);
    let copy = again(&encode(&store.read(), 0).unwrap());
    let copy = copy.read();
    assert_eq!(copy.len(), 1, "an object beyond all measure is left out");
    let (_, vm) = copy.vms().next().unwrap();
    assert_eq!(
        (vm.name_label.as_str(), vm.name_description.as_str()),
        ("vm", "")
    );
}

/// Bytes with a good checksum, whatever is in them.
fn sealed(sections: &[u8]) -> Vec<u8> {
    let mut checked = 0_i64.to_le_bytes().to_vec();
    checked.extend(sections);
    let mut bytes = MAGIC.to_vec();
    bytes.extend(VERSION.to_le_bytes());
    bytes.extend(crc32fast::hash(&checked).to_le_bytes());
    bytes.extend(checked);
    bytes
}

fn section_of(class: &str, text: &[u8], said: u32) -> Vec<u8> {
    let packed = lz4_flex::block::compress(text);
    let mut section = vec![class.len() as u8];
    section.extend(class.bytes());
    section.extend(said.to_le_bytes());
    section.extend((packed.len() as u32).to_le_bytes());
    section.extend(packed);
    section
}

#[test]
fn anything_else_is_refused() {
    let store = holding((0..20).map(a_vm));
    let good = encode(&store.read(), 7).unwrap();
    for end in 0..good.len() {
        assert!(decode(&good[..end]).is_err(), "cut at {end}");
    }
    for at in 0..good.len() {
        let mut bad = good.clone();
        bad[at] ^= 0x10;
        let expected = if at < MAGIC.len() + 2 {
            KeptError::Foreign
        } else {
            KeptError::Corrupt
        };
        assert_eq!(decode(&bad), Err(expected), "flipped at {at}");
    }
    assert_eq!(decode(b""), Err(KeptError::Foreign));
    assert_eq!(decode(b"{\"json\": true}"), Err(KeptError::Foreign));
    assert_eq!(decode(&vec![0; LONGEST + 1]), Err(KeptError::TooLarge));
}

#[test]
fn a_good_checksum_is_not_believed() {
    let text = br#"{"result":{"OpaqueRef:1":{"name_label":"a"}}}"#;
    let length = text.len() as u32;
    let one = sealed(&section_of("VM", text, length));
    assert_eq!(decode(&one).unwrap().changes.len(), 3);
    for (bad, error) in [
        (section_of("VM", text, length + 1), KeptError::Corrupt),
        (section_of("VM", text, length - 1), KeptError::Corrupt),
        (section_of("VM", text, u32::MAX), KeptError::TooLarge),
        (section_of("VM", text, 9 << 20), KeptError::Corrupt),
        (section_of("VM", b"{\"result\":", 10), KeptError::Corrupt),
        (
            section_of("VM", b"{\"error\":[\"NO\"]}", 16),
            KeptError::Corrupt,
        ),
        (vec![200, b'V'], KeptError::Corrupt),
        (vec![1, 0xff, 0, 0, 0, 0, 0, 0, 0, 0], KeptError::Corrupt),
    ] {
        assert_eq!(decode(&sealed(&bad)), Err(error));
    }
    let foreign = sealed(&section_of("secret", text, length));
    assert_eq!(decode(&foreign).unwrap().changes.len(), 2);
}

#[test]
fn a_disk_that_is_full_is_told() {
    let store = holding((0..3000).map(a_vm));
    let needed = encode(&store.read(), 0).unwrap().len();
    for room in [0, 5, needed / 2, needed - 1] {
        let mut disk = vec![0; room];
        let written = Keeping::of(&store.read()).write(0, Cursor::new(&mut disk[..]));
        assert_eq!(written.unwrap_err().kind(), io::ErrorKind::WriteZero);
        assert!(decode(&disk).is_err(), "{room} of {needed} bytes");
    }
}

#[test]
fn what_the_tree_shows_comes_first() {
    let vdi = Object {
        reference: "OpaqueRef:disk".into(),
        record: xapi::Vdi::default().into_record(),
    };
    let store = holding([vdi, a_vm(1), a_vm(2)]);
    let bytes = encode(&store.read(), 7).unwrap();
    let mut kinds = Vec::new();
    decode_by_portions(&bytes, |as_of, portion| {
        assert_eq!(as_of, 7);
        kinds.extend(portion.iter().map(|change| match change {
            Change::InitApply(object) => format!("listed {}", object.class().name()),
            Change::Apply(object) => format!("added {}", object.class().name()),
            other => format!("{other:?}"),
        }));
    })
    .unwrap();
    assert_eq!(
        kinds,
        ["Init", "listed VM", "listed VM", "InitDone", "added VDI"]
    );
}

#[test]
fn a_file_in_another_order_is_read_all_the_same() {
    let text = br#"{"result":{"OpaqueRef:1":{"name_label":"a"}}}"#;
    let section = |class: &str| section_of(class, text, text.len() as u32);
    let store = again(&sealed(&[section("VDI"), section("VM")].concat()));
    assert_eq!(store.read().len(), 2);
}

#[test]
fn what_comes_before_a_fault_is_given_out() {
    let text = br#"{"result":{"OpaqueRef:1":{"name_label":"a"}}}"#;
    let good = section_of("VM", text, text.len() as u32);
    let bad = section_of("VM", b"{\"result\":", 10);
    let mut portions = Vec::new();
    let error = decode_by_portions(&sealed(&[good, bad].concat()), |_, portion| {
        portions.push(portion)
    });
    assert_eq!(error, Err(KeptError::Corrupt));
    let [begin, objects] = &portions[..] else {
        panic!("{portions:?}");
    };
    assert_eq!(begin, &[Change::Init]);
    assert!(matches!(&objects[..], [Change::InitApply(_)]));
}
