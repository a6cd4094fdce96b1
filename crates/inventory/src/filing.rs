//! Where an object is filed when it is applied: the lists it stands in, its place in them, and the
//! text that filters look at. All of it follows from its own record, so that it is done once per
//! change and never per look.

use xapi::{Class, Object, OpaqueRef, Record, Text, Vm, VmKind};

use crate::{
    message,
    name::{SortKey, fold, fold_into},
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
    Uuid(Class, Text),
    /// What belongs to one object: a VM's VBDs, an SR's VDIs, … The VMs of a host are all that are
    /// resident on it, control domain included; the VMs of a VM are its snapshots. Messages name
    /// their object by its uuid and are filed under that.
    Within(Class, OpaqueRef),
    /// The VMs, hosts or interfaces that metrics tell about: metrics do not say whose they are.
    ToldBy(OpaqueRef),
    /// The messages about a threshold that was crossed, the newest first.
    Alarms,
}

/// How one object is filed.
#[derive(Debug, Default)]
pub(crate) struct Filing {
    /// Its place in each list that it stands in.
    pub key: SortKey,
    /// What filters look at, folded: the name first, then a line for each other thing.
    pub text: Box<str>,
}

impl Filing {
    /// How to file it; by default where it is only looked up by its reference.
    pub(crate) fn of(object: &Object) -> Self {
        match &object.record {
            Record::Pool(pool) => named(object, &pool.name_label, &pool.tags, &[&pool.uuid]),
            Record::Host(host) => {
                let more = [&*host.uuid, &*host.address, &*host.hostname];
                named(object, &host.name_label, &host.tags, &more)
            }
            Record::Vm(vm) => named(object, &vm.name_label, &vm.tags, &[&vm.uuid]),
            Record::VmGuestMetrics(guest) => Self {
                text: lines(guest.networks.values().map(Text::as_str)),
                ..Self::default()
            },
            Record::Sr(sr) => named(object, &sr.name_label, &sr.tags, &[&sr.uuid]),
            Record::Network(network) => named(
                object,
                &network.name_label,
                &network.tags,
                &[&network.uuid, &network.bridge],
            ),
            Record::Vdi(vdi) => named(object, &vdi.name_label, &vdi.tags, &[&vdi.uuid]),
            // What is without a name is found by what its row shows; a VM by its interfaces' MACs.
            Record::Vif(vif) => Self {
                text: fold(&vif.mac).into(),
                ..part(object, &vif.device)
            },
            Record::Vbd(vbd) => part(object, &vbd.userdevice),
            Record::Pif(pif) => part(object, &pif.device),
            Record::Pbd(_) | Record::Console(_) => part(object, ""),
            Record::Message(message) => Self {
                key: SortKey::newest_first(message.timestamp.unix(), &object.reference),
                text: lines([&*message.name, &*message.body].into_iter()),
            },
            _ => Self::default(),
        }
    }
}

fn named(object: &Object, name: &str, tags: &[Text], more: &[&str]) -> Filing {
    let mut text = String::with_capacity(96);
    fold_into(name, &mut text);
    let key = SortKey::of_object(&text, &object.reference);
    for line in tags.iter().map(Text::as_str).chain(more.iter().copied()) {
        text.push('\n');
        fold_into(line, &mut text);
    }
    Filing {
        key,
        text: text.into(),
    }
}

fn part(object: &Object, device: &str) -> Filing {
    Filing {
        key: SortKey::of_object(&fold(device), &object.reference),
        text: Box::default(),
    }
}

/// The lists an object stands in.
pub(crate) fn places(record: &Record) -> Vec<Place> {
    let mut places = match record {
        Record::Pool(_) => vec![Place::All(Class::Pool)],
        Record::Host(host) => {
            let mut places = seen(&host.other_config, Place::All(Class::Host));
            told_by(&mut places, host.metrics.opaque());
            places
        }
        Record::Vm(vm) => places_of_vm(vm),
        Record::Sr(sr) => seen(&sr.other_config, Place::All(Class::Sr)),
        Record::Network(network) => {
            let internal = "is_host_internal_management_network";
            let unfinished = "XenCenterCreateInProgress";
            let hidden = [internal, unfinished]
                .iter()
                .any(|key| is_true(&network.other_config, key));
            if hidden {
                Vec::new()
            } else {
                seen(&network.other_config, Place::All(Class::Network))
            }
        }
        // What is not managed is the SR's own business (the parents of clones).
        Record::Vdi(vdi) if vdi.managed => {
            let mut places = seen(&vdi.other_config, Place::All(Class::Vdi));
            within(&mut places, Class::Vdi, vdi.sr.opaque());
            places
        }
        Record::Vdi(_) => Vec::new(),
        Record::Vbd(vbd) => parts(Class::Vbd, [vbd.vm.opaque(), vbd.vdi.opaque()]),
        Record::Vif(vif) => all_and_parts(Class::Vif, [vif.vm.opaque(), vif.network.opaque()]),
        Record::Pif(pif) => {
            let owners = [pif.host.opaque(), pif.network.opaque()];
            let mut places = all_and_parts(Class::Pif, owners);
            told_by(&mut places, pif.metrics.opaque());
            places
        }
        Record::Pbd(pbd) => all_and_parts(Class::Pbd, [pbd.host.opaque(), pbd.sr.opaque()]),
        Record::Console(console) => parts(Class::Console, [console.vm.opaque()]),
        Record::Message(message) => {
            let about = OpaqueRef::from(message.obj_uuid.as_str());
            let mut places = all_and_parts(Class::Message, [&about]);
            if message.name == message::ALARM {
                places.push(Place::Alarms);
            }
            places
        }
        _ => return Vec::new(),
    };
    let (class, uuid) = match record {
        Record::Pool(pool) => (Class::Pool, &pool.uuid),
        Record::Host(host) => (Class::Host, &host.uuid),
        Record::Vm(vm) => (Class::Vm, &vm.uuid),
        Record::Sr(sr) => (Class::Sr, &sr.uuid),
        Record::Vdi(vdi) => (Class::Vdi, &vdi.uuid),
        _ => return places,
    };
    if !uuid.is_empty() {
        places.push(Place::Uuid(class, uuid.clone()));
    }
    places
}

fn places_of_vm(vm: &Vm) -> Vec<Place> {
    let mut places = Vec::with_capacity(6);
    told_by(&mut places, vm.metrics.opaque());
    told_by(&mut places, vm.guest_metrics.opaque());
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

fn is_hidden(other_config: &xapi::Map<Text, Text>) -> bool {
    is_true(other_config, "HideFromXenCenter")
}

fn is_true(other_config: &xapi::Map<Text, Text>, key: &str) -> bool {
    other_config.get(key).is_some_and(|value| value == "true")
}

fn seen(other_config: &xapi::Map<Text, Text>, place: Place) -> Vec<Place> {
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

fn told_by(places: &mut Vec<Place>, metrics: &OpaqueRef) {
    if !metrics.is_null() {
        places.push(Place::ToldBy(metrics.clone()));
    }
}

/// The places of something that belongs to others.
fn parts<const N: usize>(class: Class, owners: [&OpaqueRef; N]) -> Vec<Place> {
    let mut places = Vec::with_capacity(N + 1);
    for owner in owners {
        within(&mut places, class.clone(), owner);
    }
    places
}

/// The same, where people see all of a class in one list too.
fn all_and_parts<const N: usize>(class: Class, owners: [&OpaqueRef; N]) -> Vec<Place> {
    let mut places = parts(class.clone(), owners);
    places.push(Place::All(class));
    places
}

/// The lines, folded.
fn lines<'a>(lines: impl Iterator<Item = &'a str>) -> Box<str> {
    let mut text = String::with_capacity(96);
    for (index, line) in lines.enumerate() {
        if index > 0 {
            text.push('\n');
        }
        fold_into(line, &mut text);
    }
    text.into()
}
