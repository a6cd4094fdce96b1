//! The kernel of a host has met a fault since it was started: what runs on it is not sure to go on.

use xapi::{Host, Message};

use super::{messages, wakes};
use crate::{
    health::{
        Severity, Sign,
        rule::{Look, Rule, Wake},
    },
    problem::Problem,
};

/// How the names of such messages begin.
const NAMES: &str = "HOST_KERNEL_ENCOUNTERED_";

pub(super) struct KernelFault;

impl Rule for KernelFault {
    type Of = Host;
    const ID: &'static str = "kernel_fault";
    const WOKEN_BY: &'static [Wake] = &[wakes::MESSAGE];

    fn find(look: &Look<'_, Host>, signs: &mut Vec<Sign>) {
        let host = look.record;
        let started = host
            .other_config
            .get("boot_time")
            .map_or("", |text| text.trim());
        let started = started.split('.').next().unwrap_or("").parse().unwrap_or(0);
        let mut told = messages::about(look.world, &host.uuid);
        let fault = told.find(|(_, message)| message.name.starts_with(NAMES));
        if let Some((message, told)) = fault
            && told.timestamp.unix() >= started
        {
            signs.push(Sign::new(Severity::Degraded).about(message));
        }
    }

    fn say(look: &Look<'_, Host>, sign: &Sign, sentence: Problem) -> Problem {
        let told: Option<&Message> = look.about(sign);
        let kind = told.and_then(|told| told.name.strip_prefix(NAMES));
        sentence.with("kind", kind.unwrap_or("").to_lowercase().replace('_', " "))
    }
}
