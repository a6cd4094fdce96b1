//! Any bytes in place of a pool's news: one reply of `event.from` to a line. The first is taken as the
//! whole list, the others as what changed; then everything is looked at, as a window would. And the
//! store is the same as one that was told of its objects at once.

use inventory::{
    ConnectionId, ConnectionInfo, ObjectKey, World, Writer, jobs, page, search, table, tree,
    view::{Grouping, ListKind, Status, TableSpec, TreeSpec},
};
use xapi::{Change, Event, EventBatch, codec::json};

/// More lines than these tell nothing new.
const BATCHES: usize = 20;

/// One reply to a line.
pub fn run(data: &[u8]) {
    let mut writer = Writer::new();
    for (index, line) in data.split(|byte| *byte == b'\n').take(BATCHES).enumerate() {
        let Ok(batch) = json::decode_reply::<EventBatch>(line) else {
            continue;
        };
        if index == 0 {
            writer.apply(batch.into_list());
        } else {
            writer.apply(batch.events.into_iter().filter_map(Event::into_change));
        }
    }
    let store = writer.store();
    let world = store.read();
    look(&world);
    same_when_listed(&world);
}

fn look(world: &World) {
    let id = ConnectionId::from("c");
    let infos = [ConnectionInfo {
        way: Default::default(),
        id: &id,
        address: "pool.example",
        status: Status::Live,
        read_only: false,
        permissions: None,
        hidden: false,
        now: 0,
        world,
    }];
    for grouping in [Grouping::Infrastructure, Grouping::Types] {
        let spec = TreeSpec {
            grouping,
            rows: 100,
            ..TreeSpec::default()
        };
        tree::frame(&infos, &spec);
    }
    for list in [
        ListKind::Vms,
        ListKind::Hosts,
        ListKind::Srs,
        ListKind::Networks,
    ] {
        let spec = TableSpec {
            list,
            connection: None,
            within: None,
            filter: String::new(),
            among: None,
            meanings: Default::default(),
            sort: None,
            offset: 0,
            rows: 100,
        };
        table::frame(&infos, &spec);
    }
    search::search(&infos, "a", 10);
    for object in world.objects().take(50) {
        let key = ObjectKey::new(&id, &object.class(), &object.reference);
        page::page(&infos[0], &key);
        jobs::actions(&infos, &[key]);
    }
}

fn same_when_listed(world: &World) {
    let objects = world
        .objects()
        .map(|object| Change::InitApply((**object).clone()));
    let list: Vec<Change> = std::iter::once(Change::Init)
        .chain(objects)
        .chain([Change::InitDone])
        .collect();
    let mut writer = Writer::new();
    writer.apply(list);
    let again = writer.store();
    let again = again.read();
    assert_eq!(again.len(), world.len());
    // A record with a NaN in it is not equal to itself.
    let comparable = world.objects().all(|object| *object == object.clone());
    assert!(!comparable || *again == *world);
}
