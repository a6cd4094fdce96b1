//! What queries say of themselves: what they are asked to find is looked at from outside (`tests/it`).

use std::collections::BTreeMap;

use super::*;
use crate::{objects::CLASSES, view::QueryType};

#[track_caller]
fn faults(text: &str, expect: &[(&str, &str)]) {
    let mut found = Vec::new();
    Query::with_faults(text, &BTreeMap::new(), &mut found);
    let found: Vec<(&str, &str)> = found
        .iter()
        .map(|fault| (fault.code, fault.at.of(text)))
        .collect();
    assert_eq!(found, expect, "{text}");
}

#[test]
fn what_cannot_be_understood_is_told_with_its_place() {
    faults("web tag:prod memory>4G (os:debian or -host:h1)", &[]);
    faults("52:54:00:ab fe80::1 aa:bb:cc", &[]);
    faults("hots:web", &[("query_name_unknown", "hots")]);
    faults(
        "snapshot.agge>3d",
        &[("query_name_unknown", "snapshot.agge")],
    );
    faults("memory>", &[("query_value_missing", "memory>")]);
    faults("web memory>many", &[("query_no_share", "many")]);
    faults("memoryDynamicMax>many", &[("query_no_size", "many")]);
    faults("vcpus:4G", &[("query_no_number", "4G")]);
    faults("snapshot.age>old", &[("query_no_time", "old")]);
    faults("autoStart:maybe", &[("query_no_flag", "maybe")]);
    faults("state>running", &[("query_no_order", "running")]);
    faults("memory:1G..many", &[("query_no_share", "1G..many")]);
}

#[test]
fn everything_has_a_name() {
    for class in CLASSES {
        for property in (class.asked)() {
            let names = [Some(property.id), property.operator];
            for name in names.into_iter().flatten() {
                let types = Name::of(name).map(|name| name.types(|_| true));
                let types = types.unwrap_or_default();
                assert!(types.contains(&property.of_type), "{} {name}", class.class);
            }
        }
    }
}

#[test]
fn an_unfinished_query_is_no_filter() {
    for text in ["", "  ", "memory>", "-memory>", "memory:x", "()"] {
        assert!(Query::new(text, &BTreeMap::new()).is_all(), "{text}");
    }
    for text in ["tag:", "web", "memory>4G"] {
        assert!(!Query::new(text, &BTreeMap::new()).is_all(), "{text}");
    }
}

#[test]
fn what_hangs_on_what_is_known() {
    let is = |text: &str| {
        let query = Query::new(text, &BTreeMap::new());
        (query.asks, query.crosses, query.follows_clock)
    };
    assert_eq!(is("web"), (false, false, false));
    assert_eq!(is("memory>4G host:a"), (true, false, false));
    assert_eq!(is("disk.size>4G"), (true, true, false));
    assert_eq!(is("homeServer:a"), (true, true, false));
    assert_eq!(is("created>30d"), (true, false, true));
    assert_eq!(is("created>2026-01-01"), (true, false, false));
}

/// What is offered, and the part that it takes the place of.
#[track_caller]
fn check(text: &str, expect: &str, part: (u32, u32), expects: Option<QueryType>) {
    let at = text.find('|').unwrap();
    let text = text.replace('|', "");
    let reading = read(&[], &text, text[..at].encode_utf16().count() as u32, None);
    let first = reading.completions.first().map(|first| match first {
        crate::view::QueryCompletion::Property { text, .. }
        | crate::view::QueryCompletion::Step { text }
        | crate::view::QueryCompletion::Value { text, .. } => text.as_str(),
    });
    assert_eq!(first.unwrap_or(""), expect, "{text}");
    assert_eq!((reading.from, reading.to), part, "{text}");
    assert_eq!(reading.expects, expects, "{text}");
}

#[test]
fn what_may_stand_where_the_cursor_is() {
    check("é mem|", "memory", (2, 5), None);
    check("(hostna|)", "hostname", (1, 7), None);
    check("snapshot.na|", "snapshot.name", (0, 11), None);
    check("memory>4|", "", (7, 8), Some(QueryType::Share));
    check("mem|:4", "memory", (0, 3), None);
    check("\"mem|\"", "", (4, 4), None);
}
