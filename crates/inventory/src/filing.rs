//! Where an object is filed when it is applied: the lists it stands in, its place in them, and the
//! text that filters look at. All of it follows from its own record, so that it is done once per
//! change and never per look.

use std::collections::BTreeMap;

use xapi::{Class, Message, OpaqueRef, Record, Vm, VmKind};

use crate::{
    name::{SortKey, fold},
    view::Cell,
};

/// The name of a sorted list of objects. What is hidden from people stands in no [`Place::All`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Place {
    /// All that people see of a class; of `VM`: the machines proper.
    All(Class),
    /// Templates that somebody made.
    CustomTemplates,
    /// Templates that came with the product.
    DefaultTemplates,
    /// Snapshots of all VMs.
    Snapshots,
    /// The machines shown under a host: those that run on it, and those at rest that call it home.
    On(OpaqueRef),
    /// The machines at rest that call no host home.
    Homeless,
    /// The object of a class that has this uuid; only of classes that messages are about.
    Uuid(Class, Box<str>),
    /// What belongs to one object: a VM's VBDs, an SR's VDIs, … The VMs of a host are all that are
    /// resident on it, control domain included; the VMs of a VM are its snapshots. Messages name
    /// their object by its uuid and are filed under that.
    Within(Class, OpaqueRef),
}

/// An object's place in a list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Placed {
    /// Where it stands.
    pub key: SortKey,
    /// Which object.
    pub reference: OpaqueRef,
}

/// How one object is filed.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Filing {
    /// The lists it stands in.
    pub places: Vec<Place>,
    /// Its place in each of them.
    pub key: SortKey,
    /// What filters look at, folded: the name first, then a line for each other thing.
    pub text: Box<str>,
}

impl Filing {
    /// How to file it; none: it is only looked up by its reference.
    pub(crate) fn of(record: &Record) -> Option<Self> {
        let mut filing = match record {
            Record::Pool(pool) => Self::named(
                &pool.name_label,
                vec![Place::All(Class::Pool)],
                &pool.tags,
                &[&pool.uuid],
            ),
            Record::Host(host) => {
                let places = seen(&host.other_config, Place::All(Class::Host));
                let more = [&*host.uuid, &*host.address, &*host.hostname];
                Self::named(&host.name_label, places, &host.tags, &more)
            }
            Record::Vm(vm) => Self::named(&vm.name_label, places_of_vm(vm), &vm.tags, &[&vm.uuid]),
            Record::VmGuestMetrics(guest) => Self {
                text: fold(&join(guest.networks.values().map(String::as_str))).into(),
                ..Self::default()
            },
            Record::Sr(sr) => {
                let places = seen(&sr.other_config, Place::All(Class::Sr));
                Self::named(&sr.name_label, places, &sr.tags, &[&sr.uuid])
            }
            Record::Network(network) => {
                let internal = "is_host_internal_management_network";
                let unfinished = "XenCenterCreateInProgress";
                let hidden = [internal, unfinished]
                    .iter()
                    .any(|key| is_true(&network.other_config, key));
                let places = if hidden {
                    Vec::new()
                } else {
                    seen(&network.other_config, Place::All(Class::Network))
                };
                Self::named(
                    &network.name_label,
                    places,
                    &network.tags,
                    &[&network.uuid, &network.bridge],
                )
            }
            Record::Vdi(vdi) => {
                // What is not managed is the SR's own business (the parents of clones).
                let mut places = Vec::new();
                if vdi.managed {
                    places = seen(&vdi.other_config, Place::All(Class::Vdi));
                    within(&mut places, Class::Vdi, vdi.sr.opaque());
                }
                Self::named(&vdi.name_label, places, &vdi.tags, &[&vdi.uuid])
            }
            Record::Vbd(vbd) => Self::part(
                Class::Vbd,
                &vbd.userdevice,
                &[vbd.vm.opaque(), vbd.vdi.opaque()],
                &[],
            ),
            Record::Vif(vif) => Self::part(
                Class::Vif,
                &vif.device,
                &[vif.vm.opaque(), vif.network.opaque()],
                &[&vif.mac],
            ),
            Record::Pif(pif) => Self::part(
                Class::Pif,
                &pif.device,
                &[pif.host.opaque(), pif.network.opaque()],
                &[&pif.mac, &pif.ip],
            ),
            Record::Pbd(pbd) => {
                Self::part(Class::Pbd, "", &[pbd.host.opaque(), pbd.sr.opaque()], &[])
            }
            Record::Console(console) => Self::part(Class::Console, "", &[console.vm.opaque()], &[]),
            Record::Message(message) => Self::message(message),
            _ => return None,
        };
        let class = record.class();
        if matches!(
            class,
            Class::Pool | Class::Host | Class::Vm | Class::Sr | Class::Vdi
        ) {
            filing.places.push(Place::Uuid(class, record.uuid().into()));
        }
        Some(filing)
    }

    fn named(name: &str, places: Vec<Place>, tags: &[String], more: &[&str]) -> Self {
        let lines = [name]
            .into_iter()
            .chain(tags.iter().map(String::as_str))
            .chain(more.iter().copied());
        Self {
            places,
            key: SortKey::natural(name),
            text: fold(&join(lines)).into(),
        }
    }

    /// Something without a name that belongs to others.
    fn part(class: Class, device: &str, owners: &[&OpaqueRef], more: &[&str]) -> Self {
        let mut places = vec![Place::All(class.clone())];
        for owner in owners {
            within(&mut places, class.clone(), owner);
        }
        let lines = [device].into_iter().chain(more.iter().copied());
        Self {
            places,
            key: SortKey::natural(device),
            text: fold(&join(lines)).into(),
        }
    }

    fn message(message: &Message) -> Self {
        let mut places = vec![Place::All(Class::Message)];
        within(
            &mut places,
            Class::Message,
            &OpaqueRef::from(message.obj_uuid.as_str()),
        );
        Self {
            places,
            key: SortKey::newest_first(message.timestamp.unix()),
            text: fold(&join([&*message.name, &*message.body].into_iter())).into(),
        }
    }
}

fn places_of_vm(vm: &Vm) -> Vec<Place> {
    let mut places = Vec::new();
    within(&mut places, Class::Vm, vm.resident_on.opaque());
    let hidden = is_hidden(&vm.other_config);
    match vm.kind() {
        VmKind::ControlDomain => {}
        VmKind::Snapshot => {
            if !hidden {
                places.push(Place::Snapshots);
            }
            within(&mut places, Class::Vm, vm.snapshot_of.opaque());
        }
        VmKind::Template if hidden || is_true(&vm.other_config, "xensource_internal") => {}
        VmKind::Template => places.push(if is_default_template(vm) {
            Place::DefaultTemplates
        } else {
            Place::CustomTemplates
        }),
        VmKind::Machine if hidden => {}
        VmKind::Machine => {
            places.push(Place::All(Class::Vm));
            places.push(match home(vm) {
                Some(host) => Place::On(host.clone()),
                None => Place::Homeless,
            });
        }
    }
    places
}

/// The host under which a machine is shown.
pub(crate) fn home(vm: &Vm) -> Option<&OpaqueRef> {
    [&vm.resident_on, &vm.affinity]
        .into_iter()
        .find(|host| !host.is_null())
        .map(|host| host.opaque())
}

/// Whether a template came with the product. (Before 7.2 the record has no member for it.)
fn is_default_template(vm: &Vm) -> bool {
    vm.is_default_template || is_true(&vm.other_config, "default_template")
}

/// Whether a template came with the product, as a word.
pub(crate) fn template_kind(vm: &Vm) -> Cell {
    if is_default_template(vm) {
        Cell::term("defaultTemplate")
    } else {
        Cell::term("customTemplate")
    }
}

fn is_hidden(other_config: &BTreeMap<String, String>) -> bool {
    is_true(other_config, "HideFromXenCenter")
}

fn is_true(other_config: &BTreeMap<String, String>, key: &str) -> bool {
    other_config.get(key).is_some_and(|value| value == "true")
}

fn seen(other_config: &BTreeMap<String, String>, place: Place) -> Vec<Place> {
    if is_hidden(other_config) {
        Vec::new()
    } else {
        vec![place]
    }
}

fn within(places: &mut Vec<Place>, class: Class, owner: &OpaqueRef) {
    if !owner.is_null() {
        places.push(Place::Within(class, owner.clone()));
    }
}

fn join<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    let mut text = String::new();
    for (index, line) in lines.enumerate() {
        if index > 0 {
            text.push('\n');
        }
        text.push_str(line);
    }
    text
}
