//! A threshold was crossed that somebody has set: by a VM, a host, an SR or the pool. One about a control
//! domain is about its host.

use xapi::{Host, Message, Pool, RecordOf, Sr, Text, Vm, VmKind};

use super::{messages, wakes};
use crate::{
    health::{
        Severity, Sign,
        rule::{Look, Rule, Wake},
    },
    message,
    problem::Problem,
    world::World,
};

/// A pool raises an alarm again each hour while its cause lasts; one that is older is over.
const ALARM_LASTS: i64 = 90 * 60;

pub(super) struct OfVm;
pub(super) struct OfHost;
pub(super) struct OfSr;
pub(super) struct OfPool;

/// The alarms about what has this uuid, as far as they last as long as the newest one is new; of each kind
/// the newest.
fn find(world: &World, uuid: &str, signs: &mut Vec<Sign>) {
    if uuid.is_empty() {
        return;
    }
    let mut newest = None;
    let mut kinds: Vec<String> = Vec::new();
    let all = messages::about(world, uuid);
    for (reference, alarm) in all.filter(|(_, alarm)| alarm.name == message::ALARM) {
        let at = alarm.timestamp.unix();
        if at <= newest.get_or_insert(at).saturating_sub(ALARM_LASTS) {
            return;
        }
        let kind = message::alarm(alarm, "").code;
        if !kinds.contains(&kind) {
            kinds.push(kind);
            let until = at.saturating_add(ALARM_LASTS);
            signs.push(Sign::new(Severity::Degraded).about(reference).until(until));
        }
    }
}

fn say<T: RecordOf>(look: &Look<'_, T>, sign: &Sign, sentence: Problem) -> Problem {
    let name = sentence.params.get("name").map_or("", String::as_str);
    let alarm = look.about::<Message>(sign);
    alarm.map_or_else(|| sentence.clone(), |alarm| message::alarm(alarm, name))
}

macro_rules! alarm_of {
    ($rule:ident, $class:ty, $wakes:expr, $find:expr) => {
        impl Rule for $rule {
            type Of = $class;
            const ID: &'static str = "alarm_raised";
            const WOKEN_BY: &'static [Wake] = $wakes;

            fn find(look: &Look<'_, Self::Of>, signs: &mut Vec<Sign>) {
                let find: fn(&Look<'_, Self::Of>, &mut Vec<Sign>) = $find;
                find(look, signs);
            }

            fn say(look: &Look<'_, Self::Of>, sign: &Sign, sentence: Problem) -> Problem {
                say(look, sign, sentence)
            }
        }
    };
}

alarm_of!(OfVm, Vm, &[wakes::MESSAGE], |look, signs| {
    if look.record.kind() == VmKind::Machine {
        find(look.world, &look.record.uuid, signs);
    }
});
alarm_of!(OfSr, Sr, &[wakes::MESSAGE], |look, signs| {
    find(look.world, &look.record.uuid, signs);
});
alarm_of!(OfPool, Pool, &[wakes::MESSAGE], |look, signs| {
    find(look.world, &look.record.uuid, signs);
});
alarm_of!(
    OfHost,
    Host,
    &[wakes::MESSAGE, DOMAIN_OF_HOST],
    |look, signs| {
        find(look.world, &look.record.uuid, signs);
        let is_own = |vm: &&Vm| {
            vm.kind() == VmKind::ControlDomain && vm.resident_on.opaque() == look.reference
        };
        let named = look.get(&look.record.control_domain).filter(is_own);
        // Before 7.1 the record has no member for it.
        let resident = || look.world.within::<Vm>(look.reference).map(|(_, vm)| vm);
        if let Some(domain) = named.or_else(|| resident().find(is_own)) {
            find(look.world, &domain.uuid, signs);
        }
    }
);

/// Which domain controls a host makes a difference to it.
const DOMAIN_OF_HOST: Wake = Wake {
    class: Vm::CLASS,
    subjects: |change, slots| {
        let of_domain = |vm: &'_ Vm| -> Option<(Text, xapi::Ref<Host>)> {
            let is_domain = vm.kind() == VmKind::ControlDomain;
            is_domain.then(|| (vm.uuid.clone(), vm.resident_on.clone()))
        };
        if change.differs(of_domain) {
            let vms = change.records::<Vm>();
            slots.extend(vms.filter_map(|(_, vm)| change.world.slot_of(&vm.resident_on)));
        }
    },
};
