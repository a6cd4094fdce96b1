//! Delete a network to which nothing is connected, with its VLANs on all hosts.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{IpConfigurationMode, Network, Pif, Vlan, calls};

use crate::{
    jobs::{Definition, Plan, Refusal, Risk, Subject, plan::Effect},
    problem::Problem,
    view::Cell,
};

/// Nothing has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "DeleteNetworkInputs")]
pub struct DeleteNetwork {}

impl Definition for DeleteNetwork {
    const METHODS: &'static [&'static str] = &["VLAN.create", "VLAN.destroy", "network.destroy"];
    const RISK: Risk = Risk::Interruption;

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.record_of::<Network>().is_some()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        let network = of(subject)?;
        let is_system = network
            .other_config
            .get("is_host_internal_management_network");
        if is_system.is_some_and(|is| is.as_str() == "true") {
            return Err(Problem::new("network_is_system").into());
        }
        let count = network.vifs.len();
        if count > 0 {
            return Err(Problem::new("network_in_use")
                .with("count", count.to_string())
                .into());
        }
        let nics = subject
            .connection
            .world
            .within::<Pif>(&subject.key.opaque());
        for (_, pif) in nics {
            if pif.vlan_master_of.is_null() {
                return Err(Problem::new("network_has_nic")
                    .with("nic", &pif.device)
                    .into());
            }
            // A host has an address on it: it may reach its storage there, and no server refuses that.
            let has_address = matches!(
                pif.ip_configuration_mode,
                IpConfigurationMode::Static | IpConfigurationMode::Dhcp
            );
            if pif.management || pif.disallow_unplug || has_address {
                return Err(Problem::new("network_is_system").into());
            }
        }
        Ok(())
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let network = of(subject)?;
        let mut plan = Plan::default();
        plan.effect(Effect::Remove {
            object: subject.key.clone(),
            name: network.name_label.to_string(),
            size: Cell::None,
            freed: Cell::None,
        });
        let world = subject.connection.world;
        for (_, pif) in world.within::<Pif>(&subject.key.opaque()) {
            let step = plan.call(calls::vlan::destroy(&pif.vlan_master_of));
            if let Some(vlan) = world.get::<Vlan>(&pif.vlan_master_of) {
                let network = subject.reference();
                step.undo(calls::vlan::create(&vlan.tagged_pif, vlan.tag, &network));
            }
        }
        plan.expect(subject, "VIFs");
        plan.call(calls::network::destroy(&subject.reference()));
        Ok(plan)
    }
}

fn of<'a>(subject: &Subject<'a>) -> Result<&'a Network, Problem> {
    let network = subject.record_of::<Network>();
    network.ok_or_else(|| Problem::new("bad_request"))
}
