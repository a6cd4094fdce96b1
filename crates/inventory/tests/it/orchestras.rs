//! Pools behind a server of Xen Orchestra, in the tree.

use inventory::{
    tree,
    view::{Status, TreeSpec},
};
use xapi::{Class, Pool};

use crate::pool::{Connected, lab, look_at, picture, put, whole_tree};

/// A pool by itself, an Orchestra with two pools (one is lost), and one that has none.
fn estate() -> Vec<Connected> {
    let named = |name: &str| Pool {
        name_label: name.into(),
        ..Pool::default()
    };
    let mut xo = Connected::new("xo");
    xo.orchestra = true;
    let mut empty = Connected::new("empty");
    empty.orchestra = true;
    empty.status = Status::Connecting;
    let mut far = Connected::with("far", [put("p", named("Far"))]);
    far.behind = Some("xo".into());
    far.status = Status::Stale;
    let mut near = Connected::with("near", lab());
    near.behind = Some("xo".into());
    // Not in the order of the tree: pools come and go.
    vec![
        near,
        Connected::with("alone", [put("p", named("Alone"))]),
        xo,
        far,
        empty,
    ]
}

fn shown(all: &[Connected], spec: &TreeSpec) -> String {
    picture(&look_at(all, |infos| tree::frame(infos, spec)))
}

#[test]
fn pools_stand_below_their_orchestra() {
    let toggled = ["near/host/uuid-of-host-1", "near/host/uuid-of-host-10"];
    let spec = TreeSpec {
        toggled: toggled.map(str::to_owned).into(),
        ..whole_tree()
    };
    let expect = "\
Alone (live) 0
▾ xo.example (live) 5
  Far (stale) 0
  ▾ Lab (live) 5
    ▸ host-1 (ok)
    host-2 (ok)
    ▸ host-10 (ok)
    Été (suspended)
    lost (halted)
    ▸ storage 1
    ▸ networks 1
    ▸ templates 2
empty.example (connecting)
";
    assert_eq!(shown(&estate(), &spec), expect);
}

#[test]
fn positions_are_counted_at_each_level() {
    let all = estate();
    let frame = look_at(&all, |infos| tree::frame(infos, &whole_tree()));
    let position = |name: &str| {
        let row = frame.rows.iter().find(|row| row.name == name).unwrap();
        (row.depth, row.position)
    };
    assert_eq!(position("xo.example"), (0, (2, 3)));
    assert_eq!(position("Far"), (1, (1, 2)));
    assert_eq!(position("Lab"), (1, (2, 2)));
    assert_eq!(position("host-2"), (2, (2, 8)));
    assert_eq!(position("web-01"), (3, (2, 2)));
}

#[test]
fn a_closed_orchestra_hides_its_pools() {
    let spec = TreeSpec {
        toggled: ["xo".to_owned()].into(),
        ..whole_tree()
    };
    let expect = "\
Alone (live) 0
▸ xo.example (live) 5
empty.example (connecting)
";
    assert_eq!(shown(&estate(), &spec), expect);
}

#[test]
fn an_orchestra_is_shown_for_what_is_found_below_it() {
    let filtered = |filter: &str| {
        let spec = TreeSpec {
            filter: filter.into(),
            ..whole_tree()
        };
        shown(&estate(), &spec)
    };
    let expect = "\
▾ xo.example (live) 5
  ▾ Lab (live) 5
    ▾ host-1 (ok)
      web-01 (running)
";
    assert_eq!(filtered("web-01"), expect);
    let by_its_name = filtered("empty.ex");
    assert_eq!(by_its_name, "empty.example (connecting)\n");
}

#[test]
fn what_is_below_a_closed_orchestra_is_found() {
    let all = estate();
    let spec = TreeSpec {
        toggled: ["xo".to_owned()].into(),
        ..whole_tree()
    };
    let near = all.iter().find(|one| one.id.as_str() == "near").unwrap();
    let key = near.key(Class::Vm, "web");
    let spot = look_at(&all, |infos| tree::spot(infos, &spec, &key)).unwrap();
    assert_eq!(spot.index, 6);
    assert_eq!(spot.toggled, Default::default());
}

#[test]
fn a_pool_whose_orchestra_is_gone_stands_by_itself() {
    let mut all = estate();
    all.retain(|one| !one.orchestra);
    let closed = TreeSpec {
        toggled: ["near".to_owned()].into(),
        ..whole_tree()
    };
    let expect = "\
▸ Lab (live) 5
Alone (live) 0
Far (stale) 0
";
    assert_eq!(shown(&all, &closed), expect);
}
