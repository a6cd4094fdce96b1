//! What the projections of a pool of 10,000 VMs cost, and what a storm of 5,000 changes a second
//! does, in time of the processor: `cargo run --release -p inventory --example ten_thousand [VMS]`.
//!
//! The figures are for looking at, not for judging: nothing depends on them. `tests/cost.rs` judges.

mod pool;

use std::time::Duration;

use inventory::{
    ConnectionId, Writer, page, query, search, table, tree,
    view::{Grouping, ListKind, TreeLevel, TreeSpec},
};
use rustix::time::{ClockId, clock_gettime};
use xapi::{Change, Class, OpaqueRef};

/// Time of the processor that this thread has had: others on the machine do not count.
fn now() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(
        u64::try_from(time.tv_sec).unwrap_or(0),
        u32::try_from(time.tv_nsec).unwrap_or(0),
    )
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = now();
    let done = work();
    (done, now() - start)
}

fn time<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let (done, took) = timed(work);
    println!("{what:<28} {:>9.2} ms", took.as_secs_f64() * 1000.0);
    done
}

fn main() {
    let vms = std::env::args()
        .nth(1)
        .and_then(|text| text.parse().ok())
        .unwrap_or(10_000);
    let mut writer = Writer::new();
    let objects = pool::objects(vms);
    let again = objects.clone();
    let same: Vec<Change> = objects.iter().cloned().map(Change::Apply).collect();
    time(&format!("list of {} objects", objects.len()), || {
        writer.apply(pool::list(objects))
    });
    time("the same list again", || writer.apply(pool::list(again)));
    time("all of it sent again", || writer.apply(same));
    let moves: Vec<Change> = (0..5_000)
        .map(|n| Change::Apply(pool::vm(n % vms, (n + 1) % pool::hosts(vms))))
        .collect();
    time("5,000 VMs move", || writer.apply(moves));
    looks(&writer, vms);
    storm(&mut writer, vms);
}

/// The tree by levels of properties, with its first groups.
fn tree_by(levels: &[&str]) -> TreeSpec {
    let level = |name: &&str| TreeLevel::Property {
        name: (*name).to_owned(),
    };
    TreeSpec {
        grouping: Grouping::Levels,
        levels: levels.iter().map(level).collect(),
        ..pool::tree("", 0)
    }
}

fn looks(writer: &Writer, vms: usize) {
    let (store, id) = (writer.store(), ConnectionId::from("c"));
    let world = store.read();
    let infos = [pool::info(&id, &world)];
    let middle = (vms / 2) as u32;
    let key = inventory::ObjectKey::new(&id, &Class::Vm, &OpaqueRef::from("OpaqueRef:vm-77"));
    time("tree, top", || tree::frame(&infos, &pool::tree("", 0)));
    time("tree, middle", || {
        tree::frame(&infos, &pool::tree("", middle))
    });
    time("tree, filter of a name", || {
        tree::frame(&infos, &pool::tree("web-00", 0))
    });
    time("tree, filter of nothing", || {
        tree::frame(&infos, &pool::tree("ab:zz", 0))
    });
    for levels in [&["status"][..], &["pool", "tag", "status"][..]] {
        let what = format!("tree by {}", levels.join(", "));
        time(&what, || tree::frame(&infos, &tree_by(levels)));
    }
    let selection: Vec<inventory::ObjectKey> = (0..vms.min(1_000))
        .map(|n| {
            inventory::ObjectKey::new(
                &id,
                &Class::Vm,
                &format!("OpaqueRef:vm-{n}").as_str().into(),
            )
        })
        .collect();
    time("actions of 1,000 VMs", || {
        inventory::jobs::actions(&infos, &selection)
    });
    time("tree, an object's place", || {
        tree::spot(&infos, &pool::tree("", 0), &key)
    });
    for column in [None, Some("memory"), Some("address"), Some("host")] {
        let what = format!("table by {}", column.unwrap_or("name"));
        time(&what, || table::frame(&infos, &pool::vms(column, "")));
    }
    time("table, filter of a value", || {
        table::frame(&infos, &pool::vms(None, "host-7"))
    });
    for asked in ["state:running memory>1G -tag:test", "disk.size>1G"] {
        let what = format!("table, {asked}");
        time(&what, || table::frame(&infos, &pool::vms(None, asked)));
    }
    time("what a filter offers", || {
        query::read(&infos, "host:", 5, Some(ListKind::Vms))
    });
    let (mut kept, mut spec) = (table::Projection::default(), pool::vms(Some("memory"), ""));
    kept.frame(&infos, &spec);
    spec.offset = middle;
    time("table, scrolled", || kept.frame(&infos, &spec));
    time("search", || search::search(&infos, "web-77", 20));
    time("page", || page::page(&infos[0], &key));
}

/// So many frames, twenty of which are a second.
const FRAMES: usize = 100;
/// So many changes between two frames.
const BETWEEN: usize = 250;

fn storm(writer: &mut Writer, vms: usize) {
    let (store, id) = (writer.store(), ConnectionId::from("c"));
    let trees = [pool::tree("", 40), pool::tree("web-00", 0)];
    let tables = [
        pool::vms(None, ""),
        pool::vms(Some("memory"), ""),
        pool::vms(Some("address"), ""),
        pool::vms(Some("host"), "host-7"),
    ];
    let names = ["tree", "tree, filtered", "table by name", "by memory"];
    let names = [&names[..], &["by address", "by host, filtered"]].concat();
    let mut kept_trees = trees.each_ref().map(|_| tree::Projection::default());
    let mut kept_tables = tables.each_ref().map(|_| table::Projection::default());
    let mut applied = Duration::ZERO;
    let mut kept = [Duration::ZERO; 6];
    let mut anew = [Duration::ZERO; 6];
    for frame in 0..=FRAMES {
        // As they come from the server: some at once, and many times between two frames.
        for batch in 0..25 {
            let first = frame * BETWEEN + batch * 10;
            let changes: Vec<Change> = (first..first + 10).map(|n| pool::gust(n, vms)).collect();
            applied += timed(|| writer.apply(changes)).1;
        }
        let world = store.read();
        let infos = [pool::info(&id, &world)];
        let mut count = |index: usize, times: (Duration, Duration)| {
            // The first frame opens the view.
            if frame > 0 {
                kept[index] += times.0;
                anew[index] += times.1;
            }
        };
        for (index, spec) in trees.iter().enumerate() {
            let (a, fast) = timed(|| kept_trees[index].frame(&infos, spec));
            let (b, slow) = timed(|| tree::frame(&infos, spec));
            assert_eq!(a, b);
            count(index, (fast, slow));
        }
        for (index, spec) in tables.iter().enumerate() {
            let (a, fast) = timed(|| kept_tables[index].frame(&infos, spec));
            let (b, slow) = timed(|| table::frame(&infos, spec));
            assert_eq!(a, b);
            count(2 + index, (fast, slow));
        }
    }
    println!("\n5,000 changes a second, 20 frames a second, of a core:");
    let share = |time: Duration| 100.0 * time.as_secs_f64() / (FRAMES as f64 / 20.0);
    println!("{:<28} {:>9.2} %", "changes taken in", share(applied));
    let beside = beside_snapshots(writer, vms);
    let what = "while a snapshot is held";
    println!("{what:<28} {:>9.2} %", share(beside));
    for ((name, kept), anew) in names.iter().zip(kept).zip(anew) {
        let (kept, anew) = (share(kept), share(anew));
        let ratio = anew / kept;
        println!("{name:<28} {kept:>9.2} %   made anew {anew:>9.2} %   {ratio:>6.1} times");
    }
}

/// What taking the same changes in costs when somebody always holds a snapshot, as old as a frame:
/// what is changed for the first time since it was taken is copied.
fn beside_snapshots(writer: &mut Writer, vms: usize) -> Duration {
    let store = writer.store();
    let mut applied = Duration::ZERO;
    for frame in 0..FRAMES {
        let snapshot = store.read();
        for batch in 0..25 {
            let first = frame * BETWEEN + batch * 10;
            let changes: Vec<Change> = (first..first + 10).map(|n| pool::gust(n, vms)).collect();
            applied += timed(|| writer.apply(changes)).1;
        }
        drop(snapshot);
    }
    applied
}
