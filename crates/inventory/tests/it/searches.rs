use inventory::search::search;
use xapi::VmPowerState;

use crate::pool::{Connected, lab, look_at, put, vm};

#[track_caller]
fn check(all: &[Connected], text: &str, limit: usize, expect: &[&str]) {
    let hits = look_at(all, |infos| search(infos, text, limit));
    assert_eq!(
        hits.iter().map(|hit| hit.name.as_str()).collect::<Vec<_>>(),
        expect
    );
}

#[test]
fn the_best_come_first() {
    let more = ["web", "Webmail", "old web", "cobweb"].map(|name| {
        put(
            &format!("a vm called {name}"),
            vm(name, VmPowerState::Halted, ""),
        )
    });
    let all = [Connected::with("a", lab().into_iter().chain(more))];
    check(
        &all,
        "web",
        9,
        &["web", "web-01", "Webmail", "old web", "cobweb"],
    );
    check(&all, "WEB", 2, &["web", "web-01"]);
    check(&all, "web old", 9, &["old web"]);
    check(&all, "10.0.0.7", 9, &["web-01"]);
    check(&all, "52:54:00:AB:CD", 9, &["web-01"]);
    check(&all, "uuid-of-nfs", 9, &["NFS"]);
    check(&all, "ete", 9, &["Été"]);
    check(&all, "prod", 9, &["db-02"]);
    check(&all, "host-1", 9, &["host-1", "host-10"]);
    check(&all, "lab", 9, &["Lab"]);
    check(&all, "debian", 9, &["Debian"]);
    check(&all, "upgrade", 9, &["before the upgrade"]);
    check(&all, "os:debian", 9, &["web-01"]);
    check(&all, "address:10.0.0.7", 9, &["web-01"]);
    check(&all, "Control domain", 9, &[]);
    check(&all, "hidden", 9, &[]);
    check(&all, "  ", 9, &[]);
    check(&all, "web", 0, &[]);
}

#[test]
fn hits_say_where_they_are() {
    let all = [Connected::with("a", lab()), Connected::with("b", lab())];
    let hits = look_at(&all, |infos| search(infos, "web-01", 9));
    assert_eq!(hits.len(), 2);
    assert!(hits.iter().all(|hit| hit.pool == "Lab"));
    assert_ne!(hits[0].object.connection, hits[1].object.connection);
}
