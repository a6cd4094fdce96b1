//! The roles of the data model against what a real server (XAPI 26.17) gave six sessions of six roles:
//! `fixtures/permissions.txt` has the least of them for each permission.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use model::{Role, model};

/// What the real server names, and the least role that has it; those of single keys and of its HTTP
/// handlers are not the model's.
fn real() -> BTreeMap<&'static str, &'static str> {
    include_str!("fixtures/permissions.txt")
        .lines()
        .map(|line| line.split_once(' ').unwrap())
        .filter(|(name, _)| !name.contains('/'))
        .collect()
}

/// What the model names.
fn ours() -> BTreeMap<String, Role> {
    let classes = model().classes.iter();
    let messages = classes.flat_map(|class| {
        let named = |name: &str| format!("{}.{name}", class.name).to_lowercase();
        class
            .messages
            .iter()
            .filter(|message| !message.removed)
            .map(move |message| (named(&message.name), message.role))
    });
    messages.collect()
}

#[test]
fn what_a_real_server_lets_a_role_do_is_let_by_the_model() {
    let real = real();
    let differs: Vec<String> = ours()
        .into_iter()
        .filter_map(|(name, role)| {
            let theirs = *real.get(name.as_str())?;
            (theirs != role.name()).then(|| format!("{name}: {theirs} there, {} here", role.name()))
        })
        .collect();
    assert_eq!(differs, Vec::<String>::new());
}
