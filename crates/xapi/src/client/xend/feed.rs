//! Changes of a host that tells little of them.
//!
//! An event names an object; its record is asked for. But events come only of what was done through
//! the API, and never of what is measured: so everything is looked through every few seconds as well,
//! and what differs from the last time is a change. An event that was lost is made good by that, too.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::time::Duration;

use tokio::time::Instant;

use super::super::session::Session;
use super::ear::{Ear, Heard};
use super::{CLASSES, adopt, list};
use crate::change::Change;
use crate::class::{Class, Object, Record, RecordOf};
use crate::enums::{EventOperation, VmPowerState};
use crate::error::{Error, Result};
use crate::record::{HostCpu, Vm};
use crate::reference::{OpaqueRef, Ref};

/// So often everything is looked through, at least: what is measured is told in no other way.
const LOOK: Duration = Duration::from_secs(5);

type Name = (Class, OpaqueRef);

/// The changes of one host, from the beginning.
#[derive(Debug, Default)]
pub(crate) struct Feed {
    /// What was told so far. None before the first list.
    known: Option<HashMap<Name, Record>>,
    /// What events were heard of and not looked at yet.
    pending: BTreeSet<Name>,
    /// When everything is looked through again.
    due: Option<Instant>,
    ear: Option<Ear>,
}

impl Feed {
    /// Begins a new list with the next batch.
    pub(crate) fn restart(&mut self) {
        self.known = None;
        self.pending.clear();
    }

    /// The next changes, of these classes (`*` for all); none if nothing differs. May be dropped at
    /// any time.
    pub(crate) async fn next(
        &mut self,
        session: &Session,
        wanted: &[String],
    ) -> Result<Vec<Change>> {
        let every = session.current()?.transport.timeouts.event.min(LOOK);
        let ear = self.ear.get_or_insert_with(|| Ear::open(session));
        loop {
            while let Ok(heard) = ear.heard.try_recv() {
                note(&mut self.pending, &mut self.due, heard);
            }
            let Some(known) = &mut self.known else {
                let found = look(session, wanted, &HashMap::new()).await?;
                self.due = Some(Instant::now() + every);
                let mut changes = vec![Change::Init];
                changes.extend(found.iter().map(|(name, record)| {
                    Change::InitApply(Object {
                        reference: name.1.clone(),
                        record: record.clone(),
                    })
                }));
                changes.push(Change::InitDone);
                self.known = Some(found);
                return Ok(changes);
            };
            let due = *self.due.get_or_insert_with(Instant::now);
            if due <= Instant::now() {
                let found = look(session, wanted, known).await?;
                self.due = Some(Instant::now() + every);
                self.pending.clear();
                let changes = difference(known, &found);
                *known = found;
                return Ok(changes);
            }
            if !self.pending.is_empty() {
                let fresh = ask(session, wanted, &self.pending, known).await?;
                self.pending.clear();
                let changes = apply(known, fresh);
                if !changes.is_empty() {
                    return Ok(changes);
                }
            }
            tokio::select! {
                heard = ear.heard.recv() => match heard {
                    Some(heard) => note(&mut self.pending, &mut self.due, heard),
                    // The session has ended; whoever asks next is told so.
                    None => tokio::time::sleep_until(due).await,
                },
                () = tokio::time::sleep_until(due) => {}
            }
        }
    }
}

/// Remembers what an event is about. What came or went takes others with it.
fn note(pending: &mut BTreeSet<Name>, due: &mut Option<Instant>, heard: Heard) {
    let event = match heard {
        Heard::Event(event) => event,
        Heard::Begun => {
            *due = None;
            return;
        }
    };
    if event.operation != EventOperation::Mod {
        *due = None;
    }
    if CLASSES.contains(&event.class) {
        pending.insert((event.class, event.reference));
    }
}

fn wants(wanted: &[String], class: &Class) -> bool {
    wanted.iter().any(|name| {
        let name = name.split('/').next().unwrap_or_default();
        name == "*" || name.eq_ignore_ascii_case(class.name())
    })
}

/// Everything there is. Of a class that cannot be listed this time it is what was known.
async fn look(
    session: &Session,
    wanted: &[String],
    known: &HashMap<Name, Record>,
) -> Result<HashMap<Name, Record>> {
    let mut found = HashMap::with_capacity(known.len());
    for class in CLASSES.iter().filter(|class| wants(wanted, class)) {
        match list(session, class).await {
            Ok(objects) => found.extend(objects.into_iter().map(|object| {
                let name = (class.clone(), object.reference);
                (name, object.record)
            })),
            Err(error @ Error::Api(_)) => {
                tracing::warn!(%class, %error, "cannot be listed");
                let before = known.iter().filter(|(name, _)| name.0 == *class);
                found.extend(before.map(|(name, record)| (name.clone(), record.clone())));
            }
            Err(error) => return Err(error),
        }
    }
    relate(&mut found);
    Ok(found)
}

/// The objects of that name as they are now, none for those that are no more; and with a machine
/// what changes with its state.
async fn ask(
    session: &Session,
    wanted: &[String],
    names: &BTreeSet<Name>,
    known: &HashMap<Name, Record>,
) -> Result<Vec<(Name, Option<Record>)>> {
    let mut fresh = Vec::new();
    let mut asked = HashSet::new();
    let mut to_ask: Vec<Name> = names.iter().rev().cloned().collect();
    while let Some(name) = to_ask.pop() {
        if !wants(wanted, &name.0) || !asked.insert(name.clone()) {
            continue;
        }
        match session.record_of(&name.0, &name.1).await {
            Ok(object) => {
                let record = object.map(|object| object.record);
                if let Some(Record::Vm(vm)) = &record {
                    to_ask.push((Class::VmMetrics, vm.metrics.opaque().clone()));
                    to_ask.extend(
                        vm.consoles
                            .iter()
                            .map(|c| (Class::Console, c.opaque().clone())),
                    );
                }
                fresh.push((name, record));
            }
            Err(error @ Error::Api(_)) => {
                tracing::warn!(class = %name.0, %error, "cannot be told of");
                fresh.push((name.clone(), known.get(&name).cloned()));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(fresh)
}

/// Puts news into what is known; what became of it.
fn apply(known: &mut HashMap<Name, Record>, fresh: Vec<(Name, Option<Record>)>) -> Vec<Change> {
    let mut found = known.clone();
    for (name, record) in fresh {
        match record {
            Some(record) => _ = found.insert(name, record),
            None => _ = found.remove(&name),
        }
    }
    relate(&mut found);
    let changes = difference(known, &found);
    *known = found;
    changes
}

fn difference(before: &HashMap<Name, Record>, after: &HashMap<Name, Record>) -> Vec<Change> {
    let changed = after
        .iter()
        .filter(|(name, record)| before.get(*name) != Some(*record))
        .map(|((_, reference), record)| {
            Change::Apply(Object {
                reference: reference.clone(),
                record: record.clone(),
            })
        });
    let gone = before
        .keys()
        .filter(|name| !after.contains_key(*name))
        .map(|(class, reference)| Change::Delete {
            class: class.clone(),
            reference: reference.clone(),
        });
    changed.chain(gone).collect()
}

/// Says of objects what only others know: drives and interfaces are attached while their machine
/// has a domain, and processors are those of the host.
fn relate(objects: &mut HashMap<Name, Record>) {
    let up: HashSet<Ref<Vm>> = objects
        .iter()
        .filter_map(|((_, reference), record)| {
            let state = &Vm::from_record(record)?.power_state;
            matches!(state, VmPowerState::Running | VmPowerState::Paused)
                .then(|| reference.clone().into())
        })
        .collect();
    let cpu = objects.values().find_map(HostCpu::from_record).cloned();
    for record in objects.values_mut() {
        match record {
            Record::Vbd(vbd) => vbd.currently_attached = up.contains(&vbd.vm),
            Record::Vif(vif) => vif.currently_attached = up.contains(&vif.vm),
            Record::Host(host) => {
                if let Some(cpu) = &cpu {
                    adopt::equip(host, cpu);
                }
            }
            _ => {}
        }
    }
}
