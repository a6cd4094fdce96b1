//! Attach storage to the hosts that do not reach it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{HostMetrics, OpaqueRef, Pbd, Sr, calls};

use crate::{
    jobs::{Definition, Plan, Refusal, Subject},
    look,
    problem::Problem,
    view::Cell,
};

/// Nothing has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "PlugSrInputs")]
pub struct PlugSr {}

impl Definition for PlugSr {
    const METHODS: &'static [&'static str] = &["PBD.plug"];

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.record_of::<Sr>().is_some()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        let world = subject.connection.world;
        let mut pbds = world.within::<Pbd>(&subject.key.opaque()).peekable();
        if pbds.peek().is_none() {
            return Err(Problem::new("no_way_to_sr").into());
        }
        if pbds.all(|(_, pbd)| pbd.currently_attached) {
            return Err(Problem::new("already_active").into());
        }
        match missing(subject).next() {
            Some(_) => Ok(()),
            None => Err(Problem::new("hosts_down").into()),
        }
    }

    fn is_likely(subject: &Subject<'_>) -> bool {
        missing(subject).next().is_some()
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let mut plan = Plan::default();
        let hosts = |attached: bool| {
            let pbds = subject
                .connection
                .world
                .within::<Pbd>(&subject.key.opaque());
            let counted = pbds.filter(|(_, pbd)| attached || pbd.currently_attached);
            Cell::list(counted.map(|(_, pbd)| look::link_to(subject.connection, &pbd.host)))
        };
        plan.change("hostsAttached", subject, hosts(false), hosts(true));
        for (pbd, _) in missing(subject) {
            let pbd = pbd.into();
            plan.call(calls::pbd::plug(&pbd))
                .undo(calls::pbd::unplug(&pbd));
        }
        Ok(plan)
    }
}

/// The ways to it that are not there, of hosts that answer: a host that is down attaches its storage when
/// it starts.
fn missing<'a>(subject: &Subject<'a>) -> impl Iterator<Item = (&'a OpaqueRef, &'a Pbd)> {
    let world = subject.connection.world;
    let pbds = world.within::<Pbd>(&subject.key.opaque());
    pbds.filter(move |(_, pbd)| {
        let host = world.get(&pbd.host);
        let metrics = host.and_then(|host: &xapi::Host| world.get::<HostMetrics>(&host.metrics));
        !pbd.currently_attached && metrics.is_none_or(|metrics| metrics.live)
    })
}
