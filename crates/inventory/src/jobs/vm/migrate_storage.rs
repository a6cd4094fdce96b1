//! Move a VM to a host of its pool together with its disks.

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use xapi::{
    Host, Map, Network, OpaqueRef, Pif, Ref, Sr, Vdi, Vm, VmKind, VmOperation, VmPowerState, calls,
};

use super::{Operation, destination, operation, removal};
use crate::{
    jobs::{
        Definition, Form, Plan, Refusal, Subject,
        disk::storage,
        form::{FieldKind, FormField, Initial},
        plan::Effect,
    },
    key::ObjectKey,
    look,
    problem::Problem,
};

const OPERATION: Operation = Operation::new(
    VmOperation::MigrateSend,
    &[
        VmPowerState::Running,
        VmPowerState::Halted,
        VmPowerState::Suspended,
    ],
);

/// What has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "MigrateWithStorageInputs")]
pub struct MigrateWithStorage {
    /// The host to move to.
    pub host: ObjectKey,
    /// The storage for the disks.
    pub sr: ObjectKey,
}

impl Definition for MigrateWithStorage {
    const METHODS: &'static [&'static str] = &["VM.migrate_send", "host.migrate_receive"];
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.is_machine()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        OPERATION.check(subject)?;
        let vm = subject.vm().ok_or_else(|| Problem::new("bad_request"))?;
        let runs = vm.power_state == VmPowerState::Running;
        if runs && operation::lacks_feature(subject.connection.world, vm, operation::SUSPEND) {
            return Err(Problem::new("needs_tools").into());
        }
        Ok(())
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        let hosts = destination::choices_with_disks(subjects, Self::check);
        let here = Initial::of_all(subjects, |subject| {
            let host = &subject.vm()?.resident_on;
            subject.connection.world.host(host)?;
            let key = ObjectKey::to(subject.connection.id, host);
            Some(json!(key))
        });
        let srs = storage::choices_anywhere(subjects);
        Form::of([
            FormField::required("host", FieldKind::Choice { choices: hosts }).initially(here),
            FormField::required("sr", FieldKind::Choice { choices: srs }),
        ])
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let vm = subject.vm().ok_or_else(|| Problem::new("bad_request"))?;
        destination::check_with_disks(subject, vm, &self.host)?;
        let host: Ref<Host> = self.host.opaque().into();
        let disks = disks(subject, vm);
        let sr: Ref<Sr> = self.sr.opaque().into();
        let moving = disks.iter().filter(|(_, vdi)| vdi.sr != sr);
        let bytes = moving.clone().map(|(_, vdi)| vdi.virtual_size).sum();
        storage::check_on(subject, &self.sr, Some(host.opaque()), bytes)?;
        if vm.resident_on == host && moving.clone().next().is_none() {
            return Err(Problem::new("already_there").into());
        }
        let network = management(subject, host.opaque())?;

        let mut plan = Plan::default();
        if vm.resident_on != host && vm.power_state == VmPowerState::Running {
            plan.effect(destination::becomes(subject, vm, &host));
        }
        for (disk, vdi) in moving {
            plan.effect(Effect::Change {
                object: ObjectKey::to(subject.connection.id, disk),
                field: "sr".to_owned(),
                before: look::link_to(subject.connection, &vdi.sr),
                after: look::link_to(subject.connection, &sr),
            });
        }
        plan.expect(subject, "resident_on");
        plan.expect(subject, "power_state");
        plan.expect(subject, "VBDs");
        let map: Map<Ref<Vdi>, Ref<Sr>> = disks
            .iter()
            .map(|(disk, _)| (disk.clone(), sr.clone()))
            .collect();
        plan.call(calls::host::migrate_receive(&host, &network, &Map::new()))
            .answers_secret();
        plan.call_with_answer(
            0,
            calls::vm::migrate_send(
                &subject.reference(),
                &Map::new(),
                vm.power_state == VmPowerState::Running,
                &map,
                &Map::new(),
                &Map::new(),
                None,
                None,
            ),
            1,
        )
        .weight = 20;
        Ok(plan)
    }
}

/// All that moves: the disks of the machine and of its snapshots, and the memory that it or one of
/// them is suspended with. The server asks for each to be named.
pub(super) fn disks<'a>(subject: &Subject<'a>, vm: &'a Vm) -> Vec<(Ref<Vdi>, &'a Vdi)> {
    let world = subject.connection.world;
    let own = subject.key.opaque();
    let snapshots = world
        .within::<Vm>(&own)
        .filter(|(_, one)| one.kind() == VmKind::Snapshot)
        .map(|(reference, one)| (reference.clone(), one));
    let mut all: Vec<(Ref<Vdi>, &Vdi)> = Vec::new();
    for (reference, one) in std::iter::once((own.clone(), vm)).chain(snapshots) {
        let disks = removal::disks(subject, &reference).into_iter();
        all.extend(disks.map(|(disk, vdi, _)| (disk, vdi)));
        let image = &one.suspend_vdi;
        all.extend(world.get::<Vdi>(image).map(|vdi| (image.clone(), vdi)));
    }
    all
}

/// The network over which a host is managed.
pub(super) fn management(subject: &Subject<'_>, host: &OpaqueRef) -> Result<Ref<Network>, Problem> {
    let mut pifs = subject.connection.world.all::<Pif>();
    pifs.find(|(_, pif)| pif.management && pif.host.opaque() == host)
        .map(|(_, pif)| pif.network.clone())
        .ok_or_else(|| Problem::new("no_management_network"))
}
