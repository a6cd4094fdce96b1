//! Any text in place of a filter: something is said of it, and it finds what it finds.

use std::collections::BTreeMap;

use inventory::{
    ConnectionId, ConnectionInfo, Writer, query, tree,
    view::{Status, TreeSpec},
};
use xapi::{Change, Object, RecordOf, Vm};

/// The filter, and a byte before it that says where the cursor is.
pub fn run(data: &[u8]) {
    let Some((cursor, text)) = data.split_first() else {
        return;
    };
    let Ok(text) = std::str::from_utf8(text) else {
        return;
    };
    let vm = Vm {
        name_label: "web".into(),
        tags: vec!["prod".into()].into(),
        ..Vm::default()
    };
    let mut writer = Writer::new();
    writer.apply([Change::Apply(Object {
        reference: "vm".into(),
        record: vm.into_record(),
    })]);
    let (store, id) = (writer.store(), ConnectionId::from("c"));
    let world = store.read();
    let infos = [ConnectionInfo {
        id: &id,
        way: Default::default(),
        address: "pool",
        status: Status::Live,
        read_only: false,
        permissions: None,
        hidden: false,
        now: 0,
        world: &world,
    }];
    let reading = query::read(&infos, text, u32::from(*cursor), None);
    let length = text.encode_utf16().count();
    assert!(reading.from <= reading.to && reading.to as usize <= length);
    for fault in &reading.faults {
        assert!(fault.from <= fault.to && fault.to as usize <= length);
    }
    let spec = TreeSpec {
        filter: text.to_owned(),
        meanings: BTreeMap::new(),
        rows: 10,
        ..TreeSpec::default()
    };
    tree::frame(&infos, &spec);
}
