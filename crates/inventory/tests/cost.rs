//! What things cost, counted in allocations: these are the same on every machine, whatever else it
//! does. A bound that is broken says that something is made for each object, or each change, that
//! was not made before. (What counts memory replaces the allocator: these tests stand by themselves.)

#![allow(clippy::unwrap_used)]

#[path = "../examples/ten_thousand/pool.rs"]
mod pool;

use allocation_counter::{AllocationInfo, measure};
use inventory::{ConnectionId, ConnectionInfo, Writer, table, tree, view::TreeSpec};
use xapi::Change;

/// Sizes to compare: what is said to cost nothing more in a bigger pool is counted in both.
const SMALL: usize = 1_000;
const BIG: usize = 4_000;

fn listed(vms: usize) -> Writer {
    let mut writer = Writer::new();
    writer.apply(pool::list(pool::objects(vms)));
    writer
}

fn look<T>(writer: &Writer, look: impl FnOnce(&[ConnectionInfo<'_>]) -> T) -> T {
    let (store, id) = (writer.store(), ConnectionId::from("c"));
    let world = store.read();
    look(&[pool::info(&id, &world)])
}

/// What some work allocates, its result not yet dropped.
fn count<T>(work: impl FnOnce() -> T) -> AllocationInfo {
    let mut done = None;
    measure(|| done = Some(work()))
}

fn each(count: u64, of: usize) -> f64 {
    count as f64 / of as f64
}

#[track_caller]
fn at_most(what: &str, found: f64, bound: f64) {
    println!("{what}: {found:.1}, at most {bound}");
    assert!(found <= bound, "{what}: {found:.1}, at most {bound}");
}

#[test]
fn a_list() {
    let mut per_vm = Vec::new();
    for vms in [SMALL, BIG] {
        let objects = pool::objects(vms);
        let of = objects.len();
        let mut writer = Writer::new();
        let taken = count(|| writer.apply(pool::list(objects)));
        // Lists are kept in pieces, which grow one by one: that is a tenth of an allocation.
        at_most("allocations per object", each(taken.count_total, of), 4.9);
        // What is held beside the records themselves, at the worst moment. An object is larger where
        // another package of the workspace has serde_json keep the order of maps.
        let held = taken.bytes_max;
        at_most("bytes per VM", each(held, vms), 2_650.0);
        per_vm.push(each(taken.count_total, vms));
    }
    at_most("growth with the pool", per_vm[1] / per_vm[0], 1.05);
}

#[test]
fn what_is_sent_again_costs_nothing() {
    let mut writer = listed(SMALL);
    let same: Vec<Change> = pool::objects(SMALL)
        .into_iter()
        .map(Change::Apply)
        .collect();
    let of = same.len();
    let taken = count(|| writer.apply(same));
    at_most("allocations per object", each(taken.count_total, of), 0.01);
}

#[test]
fn a_window() {
    for vms in [SMALL, BIG] {
        let writer = listed(vms);
        let spec = pool::tree("", (vms / 2) as u32);
        let window = count(|| look(&writer, |infos| tree::frame(infos, &spec)));
        at_most("of the tree", each(window.count_total, 50), 6.5);
        let everything = TreeSpec {
            rows: 0,
            ..TreeSpec::default()
        };
        let plan = count(|| look(&writer, |infos| tree::frame(infos, &everything)));
        at_most(
            "of no row at all",
            each(plan.count_total, pool::hosts(vms)),
            16.0,
        );
    }
}

#[test]
fn sorting_and_filtering() {
    let writer = listed(BIG);
    let made = |column: Option<&str>, filter: &str| {
        let spec = pool::vms(column, filter);
        let made = count(|| look(&writer, |infos| table::frame(infos, &spec)));
        each(made.count_total, BIG)
    };
    at_most("by name", made(None, ""), 0.3);
    at_most("by a number", made(Some("memory"), ""), 0.3);
    at_most("by a text", made(Some("host"), ""), 5.5);
    at_most("filtered", made(None, "host-7"), 16.0);
}

/// A frame after some changes costs what these changes cost, and not what the pool does.
#[test]
fn a_storm() {
    for vms in [SMALL, BIG] {
        let mut writer = listed(vms);
        let bounds = [1_700.0, 1_700.0, 5_700.0];
        let specs = [
            pool::vms(None, ""),
            pool::vms(Some("memory"), ""),
            pool::vms(Some("host"), "host-1"),
        ];
        let filtered = pool::tree("web-00", 0);
        let mut tables = specs.each_ref().map(|_| table::Projection::default());
        let mut tree = tree::Projection::default();
        for frame in 0..3 {
            let first = frame * 250;
            let changes: Vec<Change> = (first..first + 250).map(|n| pool::gust(n, vms)).collect();
            let taken = count(|| writer.apply(changes));
            at_most("allocations per change", each(taken.count_total, 250), 7.5);
            for ((kept, spec), bound) in tables.iter_mut().zip(&specs).zip(bounds) {
                let shown = count(|| look(&writer, |infos| kept.frame(infos, spec)));
                // The first look is at everything.
                if frame > 0 {
                    at_most("of a list's frame", shown.count_total as f64, bound);
                }
            }
            let shown = count(|| look(&writer, |infos| tree.frame(infos, &filtered)));
            if frame > 0 {
                at_most("of the tree's frame", shown.count_total as f64, 400.0);
            }
        }
    }
}
