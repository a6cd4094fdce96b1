//! Attach storage to the hosts that do not reach it: those whose way to it is down, and those that have none.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{Host, HostMetrics, OpaqueRef, Pbd, Ref, Sr, SrOperation, Text, calls};

use super::{attach_to, is_of_the_pool, may, of};
use crate::{
    jobs::{
        Confidential, Definition, Plan, Refusal, Subject,
        plan::{ToldAfter, Tolerance},
    },
    look,
    problem::Problem,
    view::Cell,
};

/// Nothing has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "PlugSrInputs")]
pub struct PlugSr {}

impl Definition for PlugSr {
    const METHODS: &'static [&'static str] =
        &["PBD.plug", "PBD.unplug", "PBD.create", "PBD.destroy"];

    fn is_for(subject: &Subject<'_>) -> bool {
        is_of_the_pool(subject)
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        let world = subject.connection.world;
        let mut pbds = world.within::<Pbd>(&subject.key.opaque()).peekable();
        if pbds.peek().is_none() {
            return Err(Problem::new("no_way_to_sr").into());
        }
        if pbds.all(|(_, pbd)| pbd.currently_attached) && without_way(subject).is_empty() {
            return Err(Problem::new("already_active").into());
        }
        if missing(subject).next().is_none() && without_way(subject).is_empty() {
            return Err(Problem::new("hosts_down").into());
        }
        may(subject, &SrOperation::Plug)
    }

    fn is_likely(subject: &Subject<'_>) -> bool {
        missing(subject).next().is_some()
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let mut plan = Plan::default();
        let new = without_way(subject);
        let linked = |attached: bool| {
            let world = subject.connection.world;
            let pbds = world.within::<Pbd>(&subject.key.opaque());
            let counted = pbds.filter(move |(_, pbd)| attached || pbd.currently_attached);
            counted.map(|(_, pbd)| look::link_to(subject.connection, &pbd.host))
        };
        let more = new
            .iter()
            .map(|host| look::link_to::<Host>(subject.connection, host));
        let after = Cell::list(linked(true).chain(more));
        plan.change("hostsAttached", subject, Cell::list(linked(false)), after);
        for (pbd, _) in missing(subject) {
            let pbd = pbd.into();
            plan.call(calls::pbd::plug(&pbd))
                .tolerated(Tolerance::OneIsEnough)
                .undo(calls::pbd::unplug(&pbd));
        }
        let mut config = of(subject)?
            .pbds
            .iter()
            .find_map(|pbd| subject.connection.world.get(pbd))
            .map(|pbd: &Pbd| pbd.device_config.clone())
            .unwrap_or_default();
        // Servers that make no secrets of them have passwords there in clear; they are written nowhere.
        let clear = config.iter().filter(|(key, _)| key.ends_with("password"));
        let clear: Vec<(Text, Text)> = clear.map(|(k, v)| (k.clone(), v.clone())).collect();
        for (key, password) in clear.into_iter().filter(|_| !new.is_empty()) {
            let mark = plan.secret(&Confidential::said(&password))?;
            config.insert(key, mark.as_str().into());
        }
        for host in new {
            attach_to(
                &mut plan,
                &subject.reference(),
                &host,
                &config,
                Tolerance::OneIsEnough,
            );
        }
        plan.told_after = Some(ToldAfter::HostsWithout(subject.key.opaque().to_string()));
        Ok(plan)
    }
}

/// The ways to it that are not there, of hosts that answer: a host that is down attaches its storage when
/// it starts. The coordinator's first: others reach some kinds of storage through it.
fn missing<'a>(subject: &Subject<'a>) -> impl Iterator<Item = (&'a OpaqueRef, &'a Pbd)> {
    let world = subject.connection.world;
    let coordinator = world.coordinator().map(|(host, _)| host);
    let pbds = world.within::<Pbd>(&subject.key.opaque());
    let mut found: Vec<_> = pbds
        .filter(|(_, pbd)| !pbd.currently_attached && answers(subject, &pbd.host))
        .collect();
    found.sort_by_key(|(_, pbd)| Some(pbd.host.opaque()) != coordinator);
    found.into_iter()
}

/// The hosts that answer and have no way to storage that all share.
fn without_way(subject: &Subject<'_>) -> Vec<Ref<Host>> {
    let world = subject.connection.world;
    let is_shared = subject.record_of::<Sr>().is_some_and(|sr| sr.shared);
    let all = world.all::<Host>().filter(|_| is_shared);
    let hosts = all.map(|(host, _)| Ref::<Host>::from(host));
    let has_way = |host: &Ref<Host>| {
        let mut pbds = world.within::<Pbd>(&subject.key.opaque());
        pbds.any(|(_, pbd)| pbd.host == *host)
    };
    hosts
        .filter(|host| !has_way(host) && answers(subject, host))
        .collect()
}

/// Whether a host answers.
fn answers(subject: &Subject<'_>, host: &Ref<Host>) -> bool {
    let world = subject.connection.world;
    let host = world.get(host);
    let metrics = host.and_then(|host: &Host| world.get::<HostMetrics>(&host.metrics));
    metrics.is_none_or(|metrics| metrics.live)
}
