//! Whether an object matches a filter.

use xapi::{Class, Record};

use crate::{
    filing::Place,
    world::{Entry, World},
};

/// Whether each of the folded words occurs in an object's name, tags, uuid or addresses. A VM's
/// addresses are those its guest tells and its interfaces' MACs.
pub(crate) fn matches(world: &World, entry: &Entry, words: &[String]) -> bool {
    words.iter().all(|word| {
        entry.text().contains(word.as_str())
            || guest_text(world, entry).is_some_and(|text| text.contains(word.as_str()))
            || of_interfaces(world, entry, word)
    })
}

fn guest_text<'a>(world: &'a World, entry: &Entry) -> Option<&'a str> {
    match &entry.object.record {
        Record::Vm(vm) if !vm.guest_metrics.is_null() => world
            .entry(&Class::VmGuestMetrics, vm.guest_metrics.opaque())
            .map(Entry::text),
        _ => None,
    }
}

fn of_interfaces(world: &World, entry: &Entry, word: &str) -> bool {
    // No other part of an interface is worth the look-up.
    let may_be_mac = word.len() >= 2
        && word
            .bytes()
            .all(|byte| byte.is_ascii_hexdigit() || byte == b':');
    if !may_be_mac || !matches!(entry.object.record, Record::Vm(_)) {
        return false;
    }
    let place = Place::Within(Class::Vif, entry.object.reference.clone());
    world.filed(&place).any(|vif| vif.text().contains(word))
}
