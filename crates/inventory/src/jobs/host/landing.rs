//! Where VMs land that leave their hosts: the largest first, each at home if it can, else where most memory
//! is left.
//!
//! The server would choose by itself (`host.evacuate`), but it tells beforehand only which VMs cannot leave, and
//! its one call fails or succeeds for all. Planned here, a person sees where each goes before anything
//! moves, each is a task of its own that can be stopped and tried again, and all can be put back.

use std::cmp::Reverse;

use xapi::{Host, OpaqueRef, RecordOf, Vbd, VbdType, Vm};

use crate::{
    connection::ConnectionInfo,
    jobs::{
        Job, Refusal, Subject,
        parts::Beside,
        plan::Effect,
        vm::destination::{self, Room},
    },
    key::ObjectKey,
    problem::Problem,
    view::Cell,
    world::World,
};

/// The hosts of one world that take VMs, and what is left of their memory.
pub(crate) struct Landing<'a> {
    connection: &'a ConnectionInfo<'a>,
    hosts: Vec<Place<'a>>,
}

struct Place<'a> {
    reference: &'a OpaqueRef,
    host: &'a Host,
    before: Room,
    now: Room,
}

impl<'a> Landing<'a> {
    /// On all hosts of a pool but those that are being emptied.
    pub(crate) fn new(connection: &'a ConnectionInfo<'a>, emptied: &[OpaqueRef]) -> Self {
        let world = connection.world;
        let hosts = world.shown::<Host>();
        let hosts = hosts.filter(|(reference, _)| !emptied.contains(reference));
        Self {
            connection,
            hosts: hosts
                .map(|(reference, host)| Place {
                    reference,
                    host,
                    before: Room::of(world, reference, host),
                    now: Room::of(world, reference, host),
                })
                .collect(),
        }
    }

    /// Finds a place for each VM: its host, or why there is none, in the order in which they were given.
    pub(crate) fn place(&mut self, vms: &[Subject<'_>]) -> Vec<Result<OpaqueRef, Refusal>> {
        let world: &World = self.connection.world;
        let takes = |subject: &Subject<'_>, host: &OpaqueRef| {
            let vm = subject.vm().ok_or_else(|| Problem::new("bad_request"))?;
            destination::takes(world, &subject.key.opaque(), vm, host)
        };
        self.place_where(vms, takes, |subject| size(world, subject))
    }

    /// The same for VMs that a host takes for other reasons, and that need so much memory of it.
    pub(crate) fn place_where(
        &mut self,
        vms: &[Subject<'_>],
        takes: impl Fn(&Subject<'_>, &OpaqueRef) -> Result<(), Problem>,
        needs: impl Fn(&Subject<'_>) -> i64,
    ) -> Vec<Result<OpaqueRef, Refusal>> {
        let mut order: Vec<usize> = (0..vms.len()).collect();
        order.sort_by_key(|&index| Reverse(needs(&vms[index])));
        let mut found: Vec<Option<Result<OpaqueRef, Refusal>>> = vms.iter().map(|_| None).collect();
        for index in order {
            let needed = needs(&vms[index]);
            found[index] = Some(self.place_one(&vms[index], &takes, needed));
        }
        let nowhere = || Err(Problem::new("no_other_host").into());
        found
            .into_iter()
            .map(|one| one.unwrap_or_else(nowhere))
            .collect()
    }

    fn place_one(
        &mut self,
        subject: &Subject<'_>,
        takes: impl Fn(&Subject<'_>, &OpaqueRef) -> Result<(), Problem>,
        needed: i64,
    ) -> Result<OpaqueRef, Refusal> {
        let vm = subject.vm().ok_or_else(|| Problem::new("bad_request"))?;
        let reference = subject.key.opaque();
        let mut why = None;
        let mut best: Option<usize> = None;
        for (index, place) in self.hosts.iter().enumerate() {
            if vm.resident_on.opaque() == place.reference {
                continue;
            }
            match takes(subject, place.reference).and_then(|()| place.now.takes(needed)) {
                Err(problem) => drop(why.get_or_insert(problem)),
                Ok(()) if best.is_none_or(|other| self.is_better(vm, index, other)) => {
                    best = Some(index);
                }
                Ok(()) => {}
            }
        }
        if let Some(place) = best.and_then(|index| self.hosts.get_mut(index)) {
            place.now.fill(needed);
            return Ok(place.reference.clone());
        }
        let why = why.unwrap_or_else(|| Problem::new("no_other_host"));
        let is_disc = why.code == "storage_unseen" && self.is_kept_by_a_disc(&reference);
        Err(Refusal::from(why).fixed_by(is_disc.then_some(Job::EjectDisc), subject.key))
    }

    /// Whether a host is better for a VM than another one that it fits on: its home is, and else the one with
    /// more room.
    fn is_better(&self, vm: &Vm, index: usize, other: usize) -> bool {
        let (this, that) = (&self.hosts[index], &self.hosts[other]);
        let home = vm.affinity.opaque();
        that.reference != home && (this.reference == home || this.now.left() > that.now.left())
    }

    /// Whether it is only a disc that keeps a VM where it is: another host reaches all its disks.
    fn is_kept_by_a_disc(&self, vm: &OpaqueRef) -> bool {
        let world: &World = self.connection.world;
        self.hosts.iter().any(|place| {
            let drives = world.within::<Vbd>(vm).map(|(_, vbd)| vbd);
            let disks = drives.filter(|vbd| vbd.r#type != VbdType::Cd);
            destination::reaches(world, disks, place.reference).is_ok()
        })
    }

    /// What becomes of the memory of the hosts that take some.
    pub(crate) fn memory(&self) -> Vec<Beside> {
        let free = |room: &Room| match room.left().map(u64::try_from) {
            Some(Ok(bytes)) => Cell::Bytes { bytes },
            // Guests there give some of theirs.
            Some(Err(_)) => Cell::Bytes { bytes: 0 },
            None => Cell::None,
        };
        let taking = self.hosts.iter().filter(|place| place.now != place.before);
        taking
            .map(|place| {
                let object = ObjectKey::new(self.connection.id, &Host::CLASS, place.reference);
                Beside {
                    name: place.host.name_label.to_string(),
                    effect: Effect::Change {
                        object: object.clone(),
                        field: "free".to_owned(),
                        before: free(&place.before),
                        after: free(&place.now),
                    },
                    object,
                }
            })
            .collect()
    }
}

fn size(world: &World, subject: &Subject<'_>) -> i64 {
    subject.vm().map_or(0, |vm| destination::size(world, vm))
}
