//! A disk of a VM is not where it should be: the VM does not start, or has lost it.

use xapi::{Vbd, VbdType, Vdi, Vm, VmKind};

use super::wakes;
use crate::{
    health::{
        Severity, Sign,
        rule::{Look, Rule, Wake},
    },
    problem::Problem,
};

pub(super) struct DiskGone;

impl Rule for DiskGone {
    type Of = Vm;
    const ID: &'static str = "disk_gone";
    const WOKEN_BY: &'static [Wake] = &[wakes::VBD_OF_VM, wakes::VDI_OF_VM];

    fn find(look: &Look<'_, Vm>, signs: &mut Vec<Sign>) {
        if look.record.kind() != VmKind::Machine {
            return;
        }
        // Where no disk at all is known, they were not told yet.
        let told = look.world.count_of::<Vdi>() > 0;
        for (reference, vbd) in look.world.within::<Vbd>(look.reference) {
            let is_gone = match look.get(&vbd.vdi) {
                Some(vdi) => vdi.missing,
                None => told,
            };
            if is_gone && !vbd.empty && vbd.r#type == VbdType::Disk {
                signs.push(Sign::new(Severity::Broken).about(reference));
            }
        }
    }

    fn say(look: &Look<'_, Vm>, sign: &Sign, _sentence: Problem) -> Problem {
        let vbd = look.about::<Vbd>(sign);
        let disk = vbd.map(|vbd| match look.get(&vbd.vdi) {
            Some(vdi) => vdi.name_label.as_str(),
            None => vbd.userdevice.as_str(),
        });
        Problem::new(Self::ID)
            .with("vm", &look.record.name_label)
            .with("disk", disk.unwrap_or(""))
    }
}
