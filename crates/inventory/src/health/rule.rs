//! What a rule is.

use xapi::{Class, Object, OpaqueRef, RecordOf, Ref};

use super::sign::Sign;
use crate::{index::IndexKey, jobs::Job, look, problem::Problem, sorted_index::Slot, world::World};

/// A day, in seconds.
pub(super) const DAY: i64 = 24 * 60 * 60;

/// One thing that may be wrong with objects of one class. It looks at the object and at what the object
/// leads to, and at nothing that is not named in [`WOKEN_BY`](Self::WOKEN_BY).
pub(super) trait Rule {
    /// The class of the objects that it is about.
    type Of: RecordOf + 'static;

    /// Its name: of its sentence (`problem.<id>`), of its heading (`healthRule.<id>`), and under which
    /// people put its findings off.
    const ID: &'static str;

    /// Whose changes make it look again, beside those of the object itself.
    const WOKEN_BY: &'static [Wake] = &[];

    /// What is wrong with an object.
    fn find(look: &Look<'_, Self::Of>, signs: &mut Vec<Sign>);

    /// Puts values into its sentence, which has the object's `name` already.
    fn say(_look: &Look<'_, Self::Of>, _sign: &Sign, sentence: Problem) -> Problem {
        sentence
    }

    /// What else is concerned, so that it is shown beside the object.
    fn also(_look: &Look<'_, Self::Of>, _sign: &Sign) -> Vec<Place> {
        Vec::new()
    }

    /// The job that mends it, and what it is done to.
    fn mend(_look: &Look<'_, Self::Of>, _sign: &Sign) -> Option<(Job, Place)> {
        None
    }
}

/// Which object, in its world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub class: Class,
    pub reference: OpaqueRef,
}

impl Place {
    pub(super) fn of<T: RecordOf>(reference: &OpaqueRef) -> Self {
        Self {
            class: T::CLASS,
            reference: reference.clone(),
        }
    }
}

/// An object that a rule looks at.
pub(super) struct Look<'a, T> {
    pub(super) world: &'a World,
    pub(super) reference: &'a OpaqueRef,
    pub(super) record: &'a T,
}

impl<'a, T: RecordOf> Look<'a, T> {
    /// The object itself, as a place.
    pub(super) fn place(&self) -> Place {
        Place::of::<T>(self.reference)
    }

    /// The record that a reference leads to.
    pub(super) fn get<U: RecordOf>(&self, reference: &Ref<U>) -> Option<&'a U> {
        self.world.get(reference)
    }

    /// The name of another object.
    pub(super) fn name_of<U: RecordOf>(&self, reference: &Ref<U>) -> &'a str {
        let object = self.world.object(&U::CLASS, reference.opaque());
        object.map_or("", |object| look::name(object))
    }

    /// What the sign is about beside the object.
    pub(super) fn about<U: RecordOf>(&self, sign: &Sign) -> Option<&'a U> {
        self.world.record(&sign.about)
    }
}

/// A change of an object, once the world has it.
pub(crate) struct Change<'a> {
    pub(crate) world: &'a World,
    /// What it was; none: it is new.
    pub(crate) old: Option<&'a Object>,
    /// What it is; none: it is gone.
    pub(crate) new: Option<&'a Object>,
}

impl<'a> Change<'a> {
    /// What it was and what it is, as far as it was and is.
    pub(super) fn records<T: RecordOf + 'a>(&self) -> impl Iterator<Item = (&'a OpaqueRef, &'a T)> {
        let both = self.old.into_iter().chain(self.new);
        both.filter_map(|object| Some((&object.reference, T::from_record(&object.record)?)))
    }

    /// Its reference.
    pub(super) fn reference(&self) -> OpaqueRef {
        let object = self.new.or(self.old);
        object.map_or_else(OpaqueRef::null, |object| object.reference.clone())
    }

    /// Whether something that is told by a function is another than it was; so it is when the object
    /// comes or goes.
    pub(super) fn differs<T: RecordOf + 'a, V: PartialEq>(
        &self,
        tell: impl Fn(&'a T) -> V,
    ) -> bool {
        let tell = |object: &'a Object| T::from_record(&object.record).map(&tell);
        self.old.and_then(tell) != self.new.and_then(tell)
    }

    /// Whether the object is new, or gone.
    pub(super) fn comes_or_goes(&self) -> bool {
        self.old.is_some() != self.new.is_some()
    }

    /// The slots that stand in a list.
    pub(super) fn listed(&self, key: &IndexKey) -> impl Iterator<Item = Slot> + use<'a> {
        self.world.slots_in(key)
    }
}

/// Whose changes wake a rule, and what it looks at then.
pub(crate) struct Wake {
    pub(crate) class: Class,
    pub(crate) subjects: fn(&Change<'_>, &mut Vec<Slot>),
}

/// A rule without its type.
pub(crate) struct AnyRule {
    pub(crate) id: &'static str,
    pub(crate) class: Class,
    pub(crate) woken_by: &'static [Wake],
    pub(crate) find: fn(&World, &Object, &mut Vec<Sign>),
    pub(crate) tell: fn(&World, &Object, &Sign) -> Told,
}

/// What there is to say of a sign.
pub(crate) struct Told {
    pub(crate) sentence: Problem,
    pub(crate) also: Vec<Place>,
    pub(crate) mend: Option<(Job, Place)>,
}

impl AnyRule {
    pub(super) const fn of<R: Rule>() -> Self {
        Self {
            id: R::ID,
            class: <R::Of as RecordOf>::CLASS,
            woken_by: R::WOKEN_BY,
            find: find::<R>,
            tell: tell::<R>,
        }
    }
}

fn look_at<'a, R: Rule>(world: &'a World, object: &'a Object) -> Option<Look<'a, R::Of>> {
    Some(Look {
        world,
        reference: &object.reference,
        record: R::Of::from_record(&object.record)?,
    })
}

fn find<R: Rule>(world: &World, object: &Object, signs: &mut Vec<Sign>) {
    if let Some(look) = look_at::<R>(world, object) {
        R::find(&look, signs);
    }
}

fn tell<R: Rule>(world: &World, object: &Object, sign: &Sign) -> Told {
    let sentence = Problem::new(R::ID).with("name", look::name(object));
    match look_at::<R>(world, object) {
        Some(look) => Told {
            sentence: R::say(&look, sign, sentence),
            also: R::also(&look, sign),
            mend: R::mend(&look, sign),
        },
        None => Told {
            sentence,
            also: Vec::new(),
            mend: None,
        },
    }
}
