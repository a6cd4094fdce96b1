//! Hosts do not reach the storage on which they tell each other that they live.

use xapi::{OpaqueRef, Pbd, Pool, RecordOf, Ref, Sr, Vdi};

use super::wakes;
use crate::{
    health::{
        Severity, Sign,
        rule::{Look, Place, Rule, Wake},
    },
    problem::Problem,
};

pub(super) struct HaStatefileUnplugged;

impl Rule for HaStatefileUnplugged {
    type Of = Pool;
    const ID: &'static str = "ha_statefile_unplugged";
    const WOKEN_BY: &'static [Wake] = &[
        wakes::POOL_OF_PBD,
        Wake {
            class: Vdi::CLASS,
            subjects: |change, slots| {
                let is_statefile = |(_, vdi): (_, &Vdi)| vdi.r#type == xapi::VdiType::HaStatefile;
                if change.records::<Vdi>().any(is_statefile) {
                    wakes::pools(change, slots);
                }
            },
        },
    ];

    fn find(look: &Look<'_, Pool>, signs: &mut Vec<Sign>) {
        if !look.record.ha_enabled {
            return;
        }
        for statefile in look.record.ha_statefiles.iter() {
            let statefile: Ref<Vdi> = OpaqueRef::from(statefile.as_str()).into();
            let vdi = look.get(&statefile);
            let Some(vdi) = vdi.filter(|vdi| vdi.r#type == xapi::VdiType::HaStatefile) else {
                continue;
            };
            let pbds = look.world.within::<Pbd>(vdi.sr.opaque());
            let cut_off = pbds.filter(|(_, pbd)| !pbd.currently_attached).count();
            if let Ok(cut_off @ 1..) = i64::try_from(cut_off) {
                let sign = Sign::new(Severity::Broken).about(vdi.sr.opaque());
                signs.push(sign.number(cut_off));
            }
        }
    }

    fn say(look: &Look<'_, Pool>, sign: &Sign, sentence: Problem) -> Problem {
        let sr = look.about::<Sr>(sign);
        sentence
            .with("sr", sr.map_or("", |sr| sr.name_label.as_str()))
            .with("count", sign.number.to_string())
    }

    fn also(_look: &Look<'_, Pool>, sign: &Sign) -> Vec<Place> {
        vec![Place::of::<Sr>(&sign.about)]
    }
}
