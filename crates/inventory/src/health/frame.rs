//! The list of findings, of all pools, of one, or of one object: by rule, the gravest first.

use std::cmp::Reverse;

use xapi::{Object, OpaqueRef, Pool, RecordOf};

use super::{
    put_off::{PutOff, PutOffs},
    rule::{AnyRule, Place},
    rules::RULES,
    sign::{Severity, Sign},
    told::holds,
};
use crate::{
    connection::ConnectionInfo,
    index::is_hidden,
    jobs,
    key::ObjectKey,
    look,
    name::fold,
    objects::describe,
    view::{Cell, HealthCounts, HealthFrame, HealthRow, HealthSpec, Mend},
};

/// So many findings of a rule are shown without being asked for.
const FEW: usize = 20;

/// A finding: what a rule has found at an object, by the connection that it came by.
struct Finding<'a> {
    info: &'a ConnectionInfo<'a>,
    rule: &'static AnyRule,
    object: &'a Object,
    sign: &'a Sign,
    put_off: Option<PutOff>,
}

impl<'a> Finding<'a> {
    /// What it is told of: two rules of one name may find the same thing from two sides.
    fn identity(&self) -> (&'a str, &'static str, &'a OpaqueRef) {
        let about = match self.sign.about.is_null() {
            true => &self.object.reference,
            false => &self.sign.about,
        };
        (self.info.id.as_str(), self.rule.id, about)
    }

    fn key(&self, place: &Place) -> ObjectKey {
        ObjectKey::new(self.info.id, &place.class, &place.reference)
    }

    fn link(&self, place: &Place) -> Cell {
        let Some(object) = self.info.world.object(&place.class, &place.reference) else {
            return Cell::None;
        };
        // What has no page is only named.
        match describe(&object.record).row_kind() {
            Some(_) => look::link(self.info, &place.class, &place.reference),
            None => Cell::text(look::name(object)),
        }
    }

    fn row(&self) -> HealthRow {
        let told = (self.rule.tell)(self.info.world, self.object, self.sign);
        let own = Place {
            class: self.object.class(),
            reference: self.object.reference.clone(),
        };
        let others = told.also.iter().filter(|place| **place != own);
        let objects = std::iter::once(&own).chain(others);
        let links = objects.map(|place| self.link(place));
        let (connection, rule, about) = self.identity();
        let about_uuid = self.info.world.find(about);
        let uuid = about_uuid.map_or("", |about| about.record.uuid());
        HealthRow::Finding {
            id: format!("{connection}/{rule}/{about}", about = about.as_str()),
            rule: rule.to_owned(),
            severity: self.sign.severity,
            sentence: told.sentence,
            objects: links.filter(|link| *link != Cell::None).collect(),
            object: self.key(&own),
            uuid: (!uuid.is_empty()).then(|| uuid.to_owned()),
            pool: self.info.name().to_owned(),
            kept_at: self
                .info
                .world
                .pool()
                .map(|(pool, _)| ObjectKey::new(self.info.id, &Pool::CLASS, pool)),
            since: (self.sign.from > i64::MIN).then_some(self.sign.from),
            mend: told.mend.and_then(|(job, place)| {
                let object = self.key(&place);
                jobs::is_for(self.info, job, &object).then(|| Mend {
                    job,
                    refusal: jobs::check(self.info, job, &object).err(),
                    object,
                })
            }),
            put_off: self.put_off.clone(),
        }
    }

    /// Whether each word is in a name, or means its rule.
    fn passes(&self, spec: &HealthSpec, words: &[String]) -> bool {
        if words.is_empty() {
            return true;
        }
        let name = fold(look::name_on(self.info, self.object));
        let pool = fold(self.info.name());
        words.iter().all(|word| {
            let meant = spec.meanings.get(word);
            let is_meant = meant.is_some_and(|rules| rules.iter().any(|id| id == self.rule.id));
            is_meant || name.contains(word.as_str()) || pool.contains(word.as_str())
        })
    }
}

/// Whether somebody has hidden an object from people.
fn is_put_away(object: &Object) -> bool {
    let config = describe(&object.record).other_config();
    config.is_some_and(is_hidden)
}

/// The findings of one connection that hold now, each once, of one object or of all.
fn findings<'a>(info: &'a ConnectionInfo<'a>, spec: &HealthSpec) -> Vec<Finding<'a>> {
    let world = info.world;
    let put_offs = PutOffs::of(world);
    let only = spec.object.as_ref();
    let only = only.filter(|object| object.class() != Pool::CLASS && !object.is_connection());
    let slot = only.map(|object| world.slot(&object.class(), &object.opaque()));
    let all: Vec<_> = match slot {
        Some(slot) => slot
            .map(|slot| (slot, world.signs(slot)))
            .into_iter()
            .collect(),
        None => world.all_signs().collect(),
    };
    let mut found: Vec<Finding<'a>> = Vec::new();
    for (slot, signs) in all {
        let Some(entry) = world.at(slot).filter(|entry| !is_put_away(&entry.object)) else {
            continue;
        };
        for sign in signs.iter().filter(|sign| holds(info, sign)) {
            if let Some(rule) = RULES.get(usize::from(sign.rule)) {
                let uuid = entry.object.record.uuid();
                found.push(Finding {
                    info,
                    rule,
                    object: &entry.object,
                    sign,
                    put_off: put_offs.get(world, uuid, sign, info.now),
                });
            }
        }
    }
    let order = |finding: &Finding<'a>| (finding.identity().2.as_str(), finding.sign.rule);
    found.sort_by(|one, other| order(one).cmp(&order(other)));
    found.dedup_by(|later, earlier| later.identity() == earlier.identity());
    found
}

/// Counts findings by how bad they are, those that were put off apart.
fn counts(found: &[Finding<'_>]) -> HealthCounts {
    let mut counts = HealthCounts::default();
    for finding in found {
        let count = match (&finding.put_off, finding.sign.severity) {
            (Some(_), _) => &mut counts.put_off,
            (None, Severity::Broken) => &mut counts.broken,
            (None, Severity::Degraded) => &mut counts.degraded,
            (None, Severity::Notice) => &mut counts.notices,
        };
        *count += 1;
    }
    counts
}

/// The findings of these connections, as far as they are seen.
pub fn frame(connections: &[ConnectionInfo<'_>], spec: &HealthSpec) -> HealthFrame {
    let wanted = spec.connection.as_ref();
    let wanted = wanted.or(spec.object.as_ref().map(|object| &object.connection));
    let shown = connections
        .iter()
        .filter(|info| wanted.map_or(!info.hidden, |wanted| info.id == wanted));
    let mut found: Vec<Finding<'_>> = shown.flat_map(|info| findings(info, spec)).collect();
    let counts = counts(&found);
    let words: Vec<String> = spec.filter.split_whitespace().map(fold).collect();
    found.retain(|finding| {
        finding.put_off.is_some() == spec.put_off
            && finding.sign.severity >= spec.least
            && finding.passes(spec, &words)
    });
    let matches = u32::try_from(found.len()).unwrap_or(u32::MAX);
    let mut groups: Vec<Vec<Finding<'_>>> = Vec::new();
    found.sort_by_key(|finding| finding.rule.id);
    for finding in found {
        match groups.last_mut() {
            Some(group) if group[0].rule.id == finding.rule.id => group.push(finding),
            _ => groups.push(vec![finding]),
        }
    }
    for group in &mut groups {
        group.sort_by_cached_key(|finding| {
            let name = fold(look::name_on(finding.info, finding.object));
            (
                Reverse(finding.sign.severity),
                name,
                finding.identity().2.as_str().to_owned(),
            )
        });
    }
    groups.sort_by_key(|group| (Reverse(group[0].sign.severity), group[0].sign.rule));
    let mut rows = Vec::new();
    let mut total = 0_u32;
    let wanted = spec.offset..spec.offset.saturating_add(spec.rows);
    let mut push = |row: &dyn Fn() -> HealthRow| {
        if wanted.contains(&total) {
            rows.push(row());
        }
        total = total.saturating_add(1);
    };
    for group in &groups {
        let rule = group[0].rule.id;
        let expanded = (group.len() <= FEW) != spec.toggled.contains(rule);
        push(&|| HealthRow::Rule {
            rule: rule.to_owned(),
            severity: group[0].sign.severity,
            count: u32::try_from(group.len()).unwrap_or(u32::MAX),
            expanded,
        });
        for finding in group.iter().filter(|_| expanded) {
            push(&|| finding.row());
        }
    }
    HealthFrame {
        counts,
        total,
        matches,
        offset: spec.offset,
        rows,
    }
}
