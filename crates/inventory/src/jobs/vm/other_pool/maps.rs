//! Which storage there takes which disk, and which network there is in the place of which.

use serde_json::json;
use xapi::{Map, Network, OpaqueRef, Pif, Pool, RecordOf, Ref, Sr, Vdi, Vif, Vm};

use super::inputs::{Elsewhere, NetworkElsewhere};
use crate::{
    connection::ConnectionInfo,
    jobs::{
        Subject,
        disk::storage,
        form::{Choice, Fact, FieldKind, FormField, Initial},
        vm::{migrate_storage, removal},
    },
    key::ObjectKey,
    problem::Problem,
    world::World,
};

/// So many disks and networks can be told apart.
const MOST: u32 = 64;

/// A disk, and where it goes.
pub(super) struct Disk<'a> {
    pub(super) reference: Ref<Vdi>,
    pub(super) vdi: &'a Vdi,
    pub(super) sr: Ref<Sr>,
}

/// A network interface, and where it is connected then.
pub(super) struct Interface<'a> {
    pub(super) reference: Ref<Vif>,
    pub(super) vif: &'a Vif,
    pub(super) network: Ref<Network>,
}

/// What the server is told of disks.
pub(super) fn disk_map(disks: &[Disk<'_>]) -> Map<Ref<Vdi>, Ref<Sr>> {
    let disks = disks.iter();
    disks
        .map(|disk| (disk.reference.clone(), disk.sr.clone()))
        .collect()
}

/// What the server is told of network interfaces.
pub(super) fn interface_map(interfaces: &[Interface<'_>]) -> Map<Ref<Vif>, Ref<Network>> {
    let interfaces = interfaces.iter();
    interfaces
        .map(|one| (one.reference.clone(), one.network.clone()))
        .collect()
}

/// All disks that come too: those of snapshots go where the disk goes that they are of.
pub(super) fn disks<'a>(
    elsewhere: &Elsewhere,
    subject: &Subject<'a>,
    vm: &'a Vm,
    there: &ConnectionInfo<'_>,
    host: &OpaqueRef,
) -> Result<Vec<Disk<'a>>, Problem> {
    let mut disks = Vec::new();
    let mut needed: Vec<(&ObjectKey, i64)> = Vec::new();
    for (reference, vdi) in migrate_storage::disks(subject, vm) {
        let original = match vdi.is_a_snapshot {
            true => &vdi.snapshot_of,
            false => &reference,
        };
        let own = subject.key_of(original);
        let said = elsewhere
            .disks
            .iter()
            .find(|one| one.disk.as_ref() == Some(&own));
        let sr = said
            .and_then(|one| one.to_sr.as_ref())
            .unwrap_or(&elsewhere.sr);
        match needed.iter_mut().find(|(known, _)| *known == sr) {
            Some((_, bytes)) => *bytes = bytes.saturating_add(vdi.virtual_size),
            None => needed.push((sr, vdi.virtual_size)),
        }
        disks.push(Disk {
            reference,
            vdi,
            sr: sr.opaque().into(),
        });
    }
    for (sr, bytes) in needed {
        storage::check_in(there, sr, Some(host), bytes)?;
    }
    Ok(disks)
}

/// All network interfaces, those of snapshots too: the server asks for each of them.
pub(super) fn interfaces<'a>(
    elsewhere: &Elsewhere,
    subject: &Subject<'a>,
    there: &ConnectionInfo<'_>,
    host: &OpaqueRef,
) -> Result<Vec<Interface<'a>>, Problem> {
    let mut interfaces = Vec::new();
    for (reference, vif) in all_interfaces(subject) {
        let own = subject.key_of(&vif.network);
        let mut said = elsewhere.networks.iter();
        let said = said.find(|one| one.network.as_ref() == Some(&own));
        let said = said.and_then(|one| one.to_network.clone());
        let name = subject.connection.world.name_of(vif.network.opaque());
        let name = name.unwrap_or_default();
        let chosen = said.or_else(|| like_named(there, name));
        let missing = || Problem::new("network_not_mapped").with("network", name);
        let network = reached(there, host, &chosen.ok_or_else(missing)?)?;
        interfaces.push(Interface {
            reference: reference.clone().into(),
            vif,
            network,
        });
    }
    Ok(interfaces)
}

/// A VM's snapshots.
pub(super) fn snapshots<'a>(
    subject: &Subject<'a>,
) -> impl Iterator<Item = (&'a OpaqueRef, &'a Vm)> {
    let world: &'a World = subject.connection.world;
    let all = world.within::<Vm>(&subject.key.opaque());
    all.filter(|(_, vm)| vm.is_a_snapshot)
}

/// All that goes: the VM with its snapshots.
pub(super) fn machines(subject: &Subject<'_>) -> Vec<OpaqueRef> {
    let snapshots = snapshots(subject).map(|(reference, _)| reference.clone());
    std::iter::once(subject.key.opaque())
        .chain(snapshots)
        .collect()
}

fn all_interfaces<'a>(subject: &Subject<'a>) -> Vec<(&'a OpaqueRef, &'a Vif)> {
    let world: &'a World = subject.connection.world;
    let machines = machines(subject);
    machines
        .iter()
        .flat_map(|machine| world.within::<Vif>(machine))
        .collect()
}

/// The network there that is called like one here, where only one is.
fn like_named(there: &ConnectionInfo<'_>, name: &str) -> Option<ObjectKey> {
    let mut named = there
        .world
        .networks()
        .filter(|(_, network)| network.name_label == name && !name.is_empty());
    match (named.next(), named.next()) {
        (Some((only, _)), None) => Some(ObjectKey::new(there.id, &Network::CLASS, only)),
        _ => None,
    }
}

/// A network there, if the host has it.
fn reached(
    there: &ConnectionInfo<'_>,
    host: &OpaqueRef,
    key: &ObjectKey,
) -> Result<Ref<Network>, Problem> {
    let reference: Ref<Network> = key.opaque().into();
    if key.connection != *there.id {
        return Err(Problem::new("network_of_other_pool"));
    }
    let network = there.world.get(&reference);
    let network = network.ok_or_else(|| Problem::new("no_such_object"))?;
    let mut pifs = there.world.within::<Pif>(reference.opaque()).peekable();
    // A network without any is inside each host.
    if pifs.peek().is_some() && !pifs.any(|(_, pif)| pif.host.opaque() == host) {
        return Err(Problem::new("network_unseen").with("network", &network.name_label));
    }
    Ok(reference)
}

/// What is asked of storage and networks, with what there is to choose from once it is known where.
pub(super) fn fields(subjects: &[Subject<'_>], there: Option<&Subject<'_>>) -> Vec<FormField> {
    let host = there.filter(|there| there.key.class() != Pool::CLASS);
    let host = host.map(|host| host.key.opaque());
    let connection = there.map(|there| there.connection);
    let srs = |bytes: i64| match connection {
        Some(connection) => storage::choices_in(connection, host.as_ref(), bytes),
        None => Vec::new(),
    };
    let all: Vec<(ObjectKey, &Vdi, String)> = subjects.iter().flat_map(own_disks).collect();
    let whole: i64 = all.iter().map(|(_, vdi, _)| vdi.virtual_size).sum();
    let choices = srs(whole);
    let usual = connection.and_then(|connection| usual(connection, &choices));
    let sr = FormField::required("sr", FieldKind::Choice { choices });
    let disks = all.into_iter().map(disk_choice).collect();
    let exceptions = FieldKind::Rows {
        fields: vec![
            FormField::required("disk", FieldKind::Choice { choices: disks }),
            FormField::required("toSr", FieldKind::Choice { choices: srs(0) }),
        ],
        max: MOST,
    };
    let networks = FieldKind::Rows {
        fields: vec![
            FormField::required(
                "network",
                FieldKind::Choice {
                    choices: networks_of(subjects),
                },
            ),
            FormField::required(
                "toNetwork",
                FieldKind::Choice {
                    choices: connection.map_or_else(Vec::new, networks_in),
                },
            ),
        ],
        max: MOST,
    };
    let value = |value| Initial::Value { value };
    vec![
        sr.initially(usual.map_or(Initial::Empty, value)),
        FormField::required("disks", exceptions).optional(),
        FormField::required("networks", networks)
            .optional()
            .initially(connection.map_or(Initial::Empty, |there| {
                value(json!(paired(subjects, there)))
            })),
    ]
}

/// The default storage there if it is fit, else the only one that is.
fn usual(there: &ConnectionInfo<'_>, choices: &[Choice]) -> Option<serde_json::Value> {
    let default = there.world.pool().map(|(_, pool)| &pool.default_sr);
    let default = default.map(|sr| ObjectKey::to(there.id, sr));
    let mut fit = choices.iter().filter(|choice| choice.refusal.is_none());
    let usual = fit.clone().find(|choice| choice.object == default);
    let only = match (fit.next(), fit.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    };
    usual.or(only).map(|choice| choice.value.clone())
}

/// A VM's own disks, each with the name of the VM.
fn own_disks<'a>(subject: &Subject<'a>) -> Vec<(ObjectKey, &'a Vdi, String)> {
    let disks = removal::disks(subject, &subject.key.opaque()).into_iter();
    disks
        .map(|(disk, vdi, _)| (subject.key_of(&disk), vdi, subject.name().to_owned()))
        .collect()
}

fn disk_choice((key, vdi, vm): (ObjectKey, &Vdi, String)) -> Choice {
    Choice {
        value: json!(key),
        name: vdi.name_label.to_string(),
        object: Some(key),
        facts: vec![
            Fact {
                field: "size".to_owned(),
                value: crate::view::Cell::bytes(vdi.virtual_size),
            },
            Fact {
                field: "vms".to_owned(),
                value: crate::view::Cell::text(vm),
            },
        ],
        refusal: None,
    }
}

/// The networks that VMs and their snapshots are connected to, each once.
fn used<'a>(subjects: &[Subject<'a>]) -> Vec<(ObjectKey, &'a str)> {
    let mut networks: Vec<(ObjectKey, &'a str)> = Vec::new();
    for subject in subjects {
        for (_, vif) in all_interfaces(subject) {
            let key = subject.key_of(&vif.network);
            let name = subject.connection.world.name_of(vif.network.opaque());
            if networks.iter().all(|(known, _)| *known != key) {
                networks.push((key, name.unwrap_or_default()));
            }
        }
    }
    networks
}

fn networks_of(subjects: &[Subject<'_>]) -> Vec<Choice> {
    let used = used(subjects).into_iter();
    used.map(|(key, name)| network_choice(key, name)).collect()
}

fn networks_in(there: &ConnectionInfo<'_>) -> Vec<Choice> {
    let networks = there.world.shown::<Network>();
    networks
        .map(|(reference, network)| {
            let key = ObjectKey::new(there.id, &Network::CLASS, reference);
            network_choice(key, &network.name_label)
        })
        .collect()
}

fn network_choice(key: ObjectKey, name: &str) -> Choice {
    Choice {
        value: json!(key),
        name: name.to_owned(),
        object: Some(key),
        facts: Vec::new(),
        refusal: None,
    }
}

/// Each network with the one of the same name there, if there is one.
fn paired(subjects: &[Subject<'_>], there: &ConnectionInfo<'_>) -> Vec<NetworkElsewhere> {
    let used = used(subjects).into_iter();
    used.map(|(key, name)| NetworkElsewhere {
        to_network: like_named(there, name),
        network: Some(key),
    })
    .collect()
}
