//! A VM that goes to another pool, or is copied there: which host, which storage for each disk, which
//! network in the place of each of its own.
//!
//! The other pool is asked first, on its own connection, to let something come (`host.migrate_receive`). What
//! it answers is a key to that pool: it is passed on to the VM's own pool, which does the rest by itself, and
//! written nowhere. A program that ends in between has lost it, and the move is not gone on with.

mod host;
mod inputs;
mod maps;
mod processor;

use xapi::{
    Host, Map, Network, OpaqueRef, RecordOf, Ref, Text, Vbd, VbdType, Vif, Vm, VmOperation,
    VmPowerState, calls,
};

pub(crate) use self::inputs::Elsewhere;
use self::maps::{Disk, Interface};
use super::{Operation, operation};
use crate::{
    connection::ConnectionInfo,
    jobs::{
        Job, Plan, Refusal, Subject,
        form::{FieldKind, FormField},
        host::landing::Landing,
        parts::{Part, Parts},
        plan::Effect,
    },
    key::ObjectKey,
    look,
    problem::Problem,
};

/// So many go at once: their disks share the wire between the pools.
pub(crate) const AT_ONCE: u32 = 2;

const OPERATION: Operation = Operation::new(
    VmOperation::MigrateSend,
    &[
        VmPowerState::Running,
        VmPowerState::Halted,
        VmPowerState::Suspended,
    ],
);
const COPY: Operation = Operation::new(VmOperation::MigrateSend, &[VmPowerState::Halted]);

/// Whether a VM goes, or something like it comes to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Going {
    /// It goes.
    Moves,
    /// It stays, and another one like it comes to be there.
    IsCopied,
}

impl Going {
    /// Whether a VM can go now, wherever to.
    ///
    /// # Errors
    /// The reason why not.
    pub(super) fn check(self, subject: &Subject<'_>) -> Result<(), Refusal> {
        match self {
            Self::IsCopied => COPY.check(subject)?,
            Self::Moves => OPERATION.check(subject)?,
        }
        let vm = subject.vm().ok_or_else(|| Problem::new("bad_request"))?;
        let world = subject.connection.world;
        if vm.power_state == VmPowerState::Running
            && operation::lacks_feature(world, vm, operation::SUSPEND)
        {
            return Err(Problem::new("needs_tools").into());
        }
        let has_disc = world
            .within::<Vbd>(&subject.key.opaque())
            .any(|(_, vbd)| vbd.r#type == VbdType::Cd && !vbd.empty);
        // Of one that is halted the server leaves the disc behind by itself.
        if has_disc && vm.power_state != VmPowerState::Halted {
            let fix = (vm.power_state == VmPowerState::Running).then_some(Job::EjectDisc);
            return Err(Refusal::from(Problem::new("disc_inserted")).fixed_by(fix, subject.key));
        }
        match host::others(subject).next() {
            Some(_) => Ok(()),
            None => Err(Problem::new("no_other_pool").into()),
        }
    }

    /// What has to be said; the places there are asked for once it is known where that is.
    pub(super) fn fields(
        subjects: &[Subject<'_>],
        there: Option<&Subject<'_>>,
    ) -> impl IntoIterator<Item = FormField> {
        let choices = host::choices(subjects);
        let destination = FormField::required("destination", FieldKind::Choice { choices });
        let mut fields = vec![destination.subject()];
        fields.extend(maps::fields(subjects, there));
        fields
    }
}

/// All that is decided of a VM that goes to another pool.
struct Journey<'a> {
    there: &'a ConnectionInfo<'a>,
    host: Ref<Host>,
    network: Ref<Network>,
    disks: Vec<Disk<'a>>,
    interfaces: Vec<Interface<'a>>,
}

impl Elsewhere {
    /// Several VMs that may go to any host of a pool are spread over it, the largest first.
    pub(super) fn parts(
        &self,
        subjects: &[Subject<'_>],
        part: impl Fn(Self, &ObjectKey) -> Part,
    ) -> Option<Parts> {
        let first = subjects.first()?;
        let there = self.there(first).ok()?;
        if self.destination.class() == Host::CLASS {
            return None;
        }
        let mut landing = Landing::new(there, &[]);
        let fits = |subject: &Subject<'_>, host: &OpaqueRef| host::check(subject, there, host);
        let places = landing.place_where(subjects, fits, host::needs);
        let all = subjects.iter().zip(places);
        let parts = all.map(|(subject, place)| {
            let destination = place.as_ref().map(|host| {
                let host: Ref<Host> = host.clone().into();
                ObjectKey::to(there.id, &host)
            });
            let said = Self {
                destination: destination.unwrap_or_else(|_| self.destination.clone()),
                ..self.clone()
            };
            Part {
                refusal: place.err(),
                ..part(said, subject.key)
            }
        });
        Some(Parts {
            parts: parts.collect(),
            beside: landing.memory(),
            at_once: usize::try_from(AT_ONCE).ok(),
            ..Parts::default()
        })
    }

    fn there<'a>(&self, subject: &Subject<'a>) -> Result<&'a ConnectionInfo<'a>, Problem> {
        let mut known = subject.connections.iter();
        let there = known.find(|info| *info.id == self.destination.connection);
        there.ok_or_else(|| Problem::new("no_such_object"))
    }

    /// What would be done; the answer of the second step is the VM there.
    pub(super) fn plan(&self, subject: &Subject<'_>, going: Going) -> Result<Plan, Refusal> {
        let vm = subject.vm().ok_or_else(|| Problem::new("bad_request"))?;
        let journey = self.journey(subject, vm)?;
        let there = journey.there;
        let mut plan = Plan::default();
        has_no_twin(subject, vm, there)?;
        match going {
            Going::Moves => {
                journey.is_alone(subject)?;
                journey.tell_move(&mut plan, subject, vm);
            }
            Going::IsCopied => journey.tell_places(&mut plan, subject),
        }
        for field in ["resident_on", "power_state", "VBDs", "VIFs"] {
            plan.expect(subject, field);
        }
        let receive = calls::host::migrate_receive(&journey.host, &journey.network, &Map::new());
        plan.call(receive).answers_secret().on(there.id);
        let options: Map<Text, Text> = match going {
            Going::Moves => Map::new(),
            Going::IsCopied => Map::from([("copy".into(), "true".into())]),
        };
        let send = calls::vm::migrate_send(
            &subject.reference(),
            &Map::new(),
            vm.power_state == VmPowerState::Running,
            &maps::disk_map(&journey.disks),
            &maps::interface_map(&journey.interfaces),
            &options,
            None,
            None,
        );
        plan.call_with_answer(0, send, 1).weight = 20;
        Ok(plan)
    }

    fn journey<'a>(&self, subject: &Subject<'a>, vm: &'a Vm) -> Result<Journey<'a>, Refusal> {
        let there = self.there(subject)?;
        let host = host::chosen(subject, there, &self.destination)?;
        Ok(Journey {
            there,
            network: host::management(there, host.opaque())?,
            disks: maps::disks(self, subject, vm, there, host.opaque())?,
            interfaces: maps::interfaces(self, subject, there, host.opaque())?,
            host,
        })
    }
}

/// A server that fails on the way, or is asked to stop, destroys there whatever has the UUID of the VM or of one of
/// its snapshots: also when it was copying, and also what was there before.
fn has_no_twin(subject: &Subject<'_>, vm: &Vm, there: &ConnectionInfo<'_>) -> Result<(), Problem> {
    let is_there = |one: &Vm| {
        let found = || there.world.by_uuid(&Vm::CLASS, &one.uuid);
        !one.uuid.is_empty() && found().is_some()
    };
    let mut all = std::iter::once(vm).chain(maps::snapshots(subject).map(|(_, vm)| vm));
    match all.any(is_there) {
        true => Err(Problem::new("vm_is_there").with("pool", there.name())),
        false => Ok(()),
    }
}

impl Journey<'_> {
    /// Whether no other VM has one of the disks, though it be halted: they leave the pool, and it would be without.
    fn is_alone(&self, subject: &Subject<'_>) -> Result<(), Problem> {
        let world = subject.connection.world;
        let machines = maps::machines(subject);
        let drives = |disk: &Disk<'_>| world.within::<Vbd>(disk.reference.opaque());
        let mut drives = self.disks.iter().flat_map(drives);
        match drives.find(|(_, vbd)| !machines.contains(vbd.vm.opaque())) {
            Some((_, vbd)) => {
                let name = world.name_of(vbd.vm.opaque()).unwrap_or_default();
                Err(Problem::new("disk_used_by").with("vm", name))
            }
            None => Ok(()),
        }
    }

    fn tell_move(&self, plan: &mut Plan, subject: &Subject<'_>, vm: &Vm) {
        let here = look::pool_link(subject.connection);
        plan.change("pool", subject, here, look::pool_link(self.there));
        if vm.power_state == VmPowerState::Running {
            plan.change(
                "host",
                subject,
                look::link_to(subject.connection, &vm.resident_on),
                look::link_to(self.there, &self.host),
            );
        }
        self.tell_places(plan, subject);
    }

    fn tell_places(&self, plan: &mut Plan, subject: &Subject<'_>) {
        let own = |disk: &&Disk<'_>| !disk.vdi.is_a_snapshot;
        for disk in self.disks.iter().filter(own) {
            plan.effect(Effect::ChangeOther {
                object: subject.key_of(&disk.reference),
                name: disk.vdi.name_label.to_string(),
                field: "sr".to_owned(),
                before: look::link_to(subject.connection, &disk.vdi.sr),
                after: look::link_to(self.there, &disk.sr),
            });
        }
        let mut told: Vec<&Ref<Network>> = Vec::new();
        for interface in &self.interfaces {
            let network = &interface.vif.network;
            if told.contains(&network) {
                continue;
            }
            told.push(network);
            plan.effect(Effect::Change {
                object: subject.key_of::<Vif>(&interface.reference),
                field: "network".to_owned(),
                before: look::link_to(subject.connection, network),
                after: look::link_to(self.there, &interface.network),
            });
        }
    }
}

/// The pool that something comes to be in, for what a plan tells.
pub(super) fn place_of(
    elsewhere: &Elsewhere,
    subject: &Subject<'_>,
) -> Result<crate::view::Cell, Problem> {
    Ok(look::pool_link(elsewhere.there(subject)?))
}

/// The connection that calls are made on which follow there.
pub(super) fn connection_of(elsewhere: &Elsewhere) -> &crate::key::ConnectionId {
    &elsewhere.destination.connection
}
