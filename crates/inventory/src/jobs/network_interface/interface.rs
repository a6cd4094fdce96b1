//! Interfaces: what ties a VM to a network.

use serde_json::json;
use xapi::{Network, OpaqueRef, Pif, RecordOf, Ref, Vif, Vm, calls};

use crate::{
    jobs::{
        Plan, Subject,
        form::{Choice, Fact},
        plan::Step,
        vm::settings::limits,
    },
    key::ObjectKey,
    problem::Problem,
    view::Cell,
    world::World,
};

/// What is said of a new interface.
const MEMBERS: &[&str] = &[
    "device",
    "network",
    "VM",
    "MAC",
    "MTU",
    "other_config",
    "locking_mode",
    "ipv4_allowed",
    "ipv6_allowed",
    "qos_algorithm_type",
    "qos_algorithm_params",
];
/// So many interfaces every server gives, where the template says nothing.
const USUAL_MOST: i64 = 7;
/// What a network moves in one piece, where it says nothing.
const USUAL_MTU: i64 = 1500;

/// An interface with its VM.
#[derive(Clone, Copy)]
pub(crate) struct Interface<'a> {
    pub(crate) vif: &'a Vif,
    pub(crate) vm: &'a Vm,
}

impl<'a> Interface<'a> {
    /// The interface that the subject is, snapshots' apart.
    pub(crate) fn of(subject: &Subject<'a>) -> Option<Self> {
        let vif = subject.record_of::<Vif>()?;
        let vm = subject.connection.world.vm(&vif.vm)?;
        (!vm.is_a_snapshot && !vm.is_control_domain).then_some(Self { vif, vm })
    }

    /// The same, with what is wrong where there is none.
    ///
    /// # Errors
    /// `bad_request`.
    pub(crate) fn named(subject: &Subject<'a>) -> Result<Self, Problem> {
        Self::of(subject).ok_or_else(|| Problem::new("bad_request"))
    }

    /// Whether nothing is under way with it.
    ///
    /// # Errors
    /// `op_in_progress`.
    pub(crate) fn is_settled(&self) -> Result<(), Problem> {
        match self.vif.current_operations.values().next() {
            Some(other) => Err(Problem::new("op_in_progress").with("operation", other.as_str())),
            None => Ok(()),
        }
    }
}

/// Makes an interface; it is taken away again if what follows fails.
pub(crate) fn make(plan: &mut Plan, vif: &Vif) -> Ref<Vif> {
    plan.create(calls::vif::create(vif), MEMBERS);
    let made = plan.latest();
    if let Some(step) = plan.steps.last_mut() {
        step.undo(calls::vif::destroy(&made));
    }
    made
}

/// Takes an interface away, with what makes it anew.
pub(crate) fn destroy<'a>(plan: &'a mut Plan, reference: &Ref<Vif>, vif: &Vif) -> &'a mut Step {
    let step = plan.call(calls::vif::destroy(reference));
    step.undo(calls::vif::create(vif));
    if let Some(undo) = &mut step.undo {
        undo.call.say_only(MEMBERS);
    }
    step
}

/// The position for a new interface.
///
/// # Errors
/// `too_many_interfaces`.
pub(crate) fn position(world: &World, reference: &OpaqueRef, vm: &Vm) -> Result<String, Problem> {
    let most = limits::recommended_max(vm, "number-of-vifs").unwrap_or(USUAL_MOST);
    let taken: Vec<&str> = world
        .within::<Vif>(reference)
        .map(|(_, vif)| vif.device.as_str())
        .collect();
    let mut all = (0..most).map(|position| position.to_string());
    let free = all.find(|position| !taken.contains(&position.as_str()));
    free.ok_or_else(|| Problem::new("too_many_interfaces").with("most", most.to_string()))
}

/// What a network moves in one piece.
pub(crate) fn mtu_of(network: &Network) -> i64 {
    match network.mtu {
        mtu if mtu > 0 => mtu,
        _ => USUAL_MTU,
    }
}

/// The networks of the subjects' pools, each with why it is not fit for one of them.
pub(crate) fn networks(subjects: &[Subject<'_>]) -> Vec<Choice> {
    let mut choices: Vec<Choice> = Vec::new();
    for subject in subjects {
        let connection = subject.connection;
        for (reference, network) in connection.world.shown::<Network>() {
            let key = ObjectKey::new(connection.id, &Network::CLASS, reference);
            let known = choices
                .iter()
                .any(|known| known.object.as_ref() == Some(&key));
            if known || is_internal(network) {
                continue;
            }
            let refusal = subjects
                .iter()
                .find_map(|subject| check(subject, &key).err());
            choices.push(Choice {
                value: json!(key),
                name: network.name_label.to_string(),
                object: Some(key),
                facts: vec![Fact {
                    field: "mtu".to_owned(),
                    value: Cell::Count {
                        count: mtu_of(network),
                    },
                }],
                refusal,
            });
        }
    }
    choices
}

/// The network by its key, if the subject's VM can be on it.
///
/// # Errors
/// The reason why not.
pub(crate) fn check<'a>(
    subject: &Subject<'a>,
    key: &ObjectKey,
) -> Result<(Ref<Network>, &'a Network), Problem> {
    if key.connection != subject.key.connection {
        return Err(Problem::new("other_pool"));
    }
    let world = subject.connection.world;
    let reference = key.opaque();
    let Some(network) = world.record::<Network>(&reference) else {
        return Err(Problem::new("no_such_object"));
    };
    let vm = subject
        .vm()
        .or_else(|| Interface::of(subject).map(|one| one.vm));
    if let Some(vm) = vm.filter(|vm| !vm.resident_on.is_null()) {
        let mut pifs = world.within::<Pif>(&reference).peekable();
        // A network without any is inside each host.
        if pifs.peek().is_some() && !pifs.any(|(_, pif)| pif.host == vm.resident_on) {
            return Err(Problem::new("network_unseen").with("network", &network.name_label));
        }
    }
    Ok((reference.into(), network))
}

/// Whether only the server itself uses it.
fn is_internal(network: &Network) -> bool {
    crate::index::is_true(&network.other_config, "is_host_internal_management_network")
}

/// A MAC address as it is sent; nothing stands for one that the server makes up.
///
/// # Errors
/// `mac_malformed`, or `mac_of_many` of an address that stands for several cards.
pub(crate) fn mac(said: &str) -> Result<String, Problem> {
    let text = said.trim().replace('-', ":").to_lowercase();
    if text.is_empty() {
        return Ok(text);
    }
    let parts: Vec<Option<u8>> = text
        .split(':')
        .map(|part| match part.len() {
            2 => u8::from_str_radix(part, 16).ok(),
            _ => None,
        })
        .collect();
    match parts.as_slice() {
        [Some(first), rest @ ..] if rest.len() == 5 && rest.iter().all(Option::is_some) => {
            match first & 1 {
                0 => Ok(text),
                _ => Err(Problem::new("mac_of_many").with("mac", text)),
            }
        }
        _ => Err(Problem::new("mac_malformed").with("mac", said.trim())),
    }
}

/// Whether another interface of the pool has the address already: odd, though nobody forbids it.
pub(crate) fn tell_of_double(plan: &mut Plan, world: &World, mac: &str, own: Option<&OpaqueRef>) {
    let is_same = |vif: &Vif| !mac.is_empty() && vif.mac.eq_ignore_ascii_case(mac);
    let other = world
        .all::<Vif>()
        .find(|(reference, vif)| is_same(vif) && Some(*reference) != own);
    if let Some((_, vif)) = other {
        let vm = world.name_of(vif.vm.opaque()).unwrap_or_default();
        plan.odd(Problem::new("mac_taken").with("mac", mac).with("vm", vm));
    }
}
