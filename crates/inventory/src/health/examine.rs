//! When rules look: at everything once a list is complete, then at what a change concerns.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use xapi::{Class, Object};

use super::{
    rule::{AnyRule, Change, Wake},
    rules::RULES,
    sign::Sign,
};
use crate::{sorted_index::Slot, world::World};

/// The rules that a change of an object of some class concerns, by their places in the list.
#[derive(Default)]
struct Concerned {
    /// Those about such objects.
    own: Vec<u16>,
    /// Those about others.
    woken: Vec<(u16, &'static Wake)>,
}

static CONCERNED: LazyLock<FxHashMap<Class, Concerned>> = LazyLock::new(|| {
    let mut all: FxHashMap<Class, Concerned> = FxHashMap::default();
    for (place, rule) in numbered() {
        all.entry(rule.class.clone()).or_default().own.push(place);
        for wake in rule.woken_by {
            let concerned = all.entry(wake.class.clone()).or_default();
            concerned.woken.push((place, wake));
        }
    }
    all
});

fn numbered() -> impl Iterator<Item = (u16, &'static AnyRule)> {
    (0..).zip(RULES)
}

/// Lets all rules look at everything.
pub(crate) fn everything(world: &mut World) {
    for (place, rule) in numbered() {
        let slots: Vec<Slot> = world.slots_of_class(&rule.class).collect();
        for slot in slots {
            look_again(world, place, slot);
        }
    }
}

/// Lets the rules look again that a change concerns; the world has it already. `woken` is room to work in,
/// which is given so that a storm of changes takes no more of it.
pub(crate) fn changed(world: &mut World, slot: Slot, old: Option<&Object>, woken: &mut Vec<Slot>) {
    let now = world.at(slot).map(|entry| entry.object.clone());
    let Some(class) = now.as_deref().or(old).map(Object::class) else {
        return;
    };
    let Some(concerned) = CONCERNED.get(&class) else {
        return;
    };
    if now.is_some() {
        for place in &concerned.own {
            look_again(world, *place, slot);
        }
    }
    for (place, wake) in &concerned.woken {
        let change = Change {
            world,
            old,
            new: now.as_deref(),
        };
        (wake.subjects)(&change, woken);
        woken.sort_unstable();
        woken.dedup();
        for subject in woken.drain(..) {
            look_again(world, *place, subject);
        }
    }
}

/// Lets one rule look again at what is in a slot.
fn look_again(world: &mut World, place: u16, slot: Slot) {
    let Some((rule, entry)) = RULES.get(usize::from(place)).zip(world.at(slot)) else {
        return;
    };
    let mut found: Vec<Sign> = Vec::new();
    if entry.object.class() == rule.class {
        (rule.find)(world, &entry.object, &mut found);
    }
    for sign in &mut found {
        sign.rule = place;
        sign.id = rule.id;
    }
    world.set_signs(slot, place, found);
}
