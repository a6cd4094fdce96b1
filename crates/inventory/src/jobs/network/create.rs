//! Make a network: one that leads out of the hosts through a NIC, with a VLAN tag; or one inside of each host.

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use xapi::{Map, Network, Pif, RecordOf, Ref, Text, calls};

use crate::{
    jobs::{
        Definition, Form, Plan, Refusal, Subject,
        form::{Choice, Fact, FieldKind, FormField, Initial, said, said_lines, text},
        plan::{Effect, Step},
    },
    key::ObjectKey,
    look,
    problem::Problem,
};

/// What a tag may be: 0 would be no tag, and 4095 is nobody's.
const LEAST_TAG: i64 = 1;
const MOST_TAG: i64 = 4094;
/// What a packet may be, in bytes: the least that IPv4 asks for, and what jumbo frames have.
const LEAST_MTU: i64 = 68;
const MOST_MTU: i64 = 9216;
const USUAL_MTU: i64 = 1500;

/// What has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "CreateNetworkInputs", optional_fields)]
pub struct CreateNetwork {
    /// Its name.
    #[serde(default)]
    pub name: String,
    /// Its description; it may be empty.
    #[serde(default)]
    pub description: String,
    /// The NIC of the coordinator through which it leads out; the others' of the same name are taken with it. None:
    /// it stays inside of each host.
    pub nic: Option<ObjectKey>,
    /// Its VLAN tag, where it leads out.
    #[ts(type = "number")]
    pub vlan: Option<i64>,
    /// How large packets may be, in bytes.
    #[ts(type = "number")]
    pub mtu: Option<i64>,
    /// Whether new VMs get an interface on it.
    #[serde(default)]
    pub automatic: bool,
}

impl Definition for CreateNetwork {
    const METHODS: &'static [&'static str] = &[
        "network.create",
        "network.destroy",
        "pool.create_VLAN_from_PIF",
    ];
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.record_of::<xapi::Pool>().is_some()
    }

    fn check(_subject: &Subject<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        let count = |min, max| FieldKind::Count {
            min,
            max: Some(max),
        };
        let choices = subjects.iter().flat_map(nics).collect();
        let usual = Initial::Value {
            value: json!(USUAL_MTU),
        };
        Form::of([
            FormField::required("name", text()),
            FormField::required("description", FieldKind::Lines).optional(),
            FormField::required("nic", FieldKind::Choice { choices }).optional(),
            FormField::required("vlan", count(LEAST_TAG, MOST_TAG)).optional(),
            FormField::required("mtu", count(LEAST_MTU, MOST_MTU))
                .optional()
                .initially(usual),
            FormField::required("automatic", FieldKind::Switch)
                .optional()
                .initially(Initial::Value {
                    value: json!(false),
                }),
        ])
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let name = said(&self.name, "name_missing")?;
        let outside = self
            .nic
            .as_ref()
            .map(|nic| self.outside(subject, nic))
            .transpose()?;
        if outside.is_none() && self.vlan.is_some() {
            return Err(Problem::new("nic_missing").into());
        }
        let mtu = self.mtu.unwrap_or(USUAL_MTU);
        if !(LEAST_MTU..=MOST_MTU).contains(&mtu) {
            return Err(Problem::new("mtu_odd").into());
        }
        let mut other_config: Map<Text, Text> = Map::default();
        if self.automatic {
            other_config = [("automatic".into(), "true".into())].into();
        }
        let record = Network {
            name_label: name.as_str().into(),
            name_description: said_lines(&self.description).as_str().into(),
            mtu,
            other_config,
            ..Network::default()
        };
        let mut plan = Plan::default();
        plan.effect(Effect::Create {
            class: "network".to_owned(),
            name,
        });
        let made: Ref<Network> = Step::result(0);
        let members = ["name_label", "name_description", "MTU", "other_config"];
        plan.create(calls::network::create(&record), &members)
            .undo(calls::network::destroy(&made));
        if let Some((nic, tag)) = outside {
            plan.call(calls::pool::create_vlan_from_pif(&nic, &made, tag));
        }
        Ok(plan)
    }
}

impl CreateNetwork {
    /// Through which NIC it leads out, and with which tag.
    fn outside(&self, subject: &Subject<'_>, nic: &ObjectKey) -> Result<(Ref<Pif>, i64), Problem> {
        let world = subject.connection.world;
        let reference: Ref<Pif> = nic.opaque().into();
        let chosen = world
            .get(&reference)
            .filter(|_| nic.connection == *subject.connection.id);
        let Some(chosen) = chosen else {
            return Err(Problem::new("no_such_object"));
        };
        let tag = self.vlan.ok_or_else(|| Problem::new("vlan_missing"))?;
        if !(LEAST_TAG..=MOST_TAG).contains(&tag) {
            return Err(Problem::new("vlan_odd"));
        }
        let mut same = world.all::<Pif>().filter(|(_, pif)| {
            pif.device == chosen.device && pif.host == chosen.host && pif.vlan == tag
        });
        match same.next() {
            Some((_, pif)) => {
                let network = world.name_of(pif.network.opaque()).unwrap_or_default();
                let problem = Problem::new("vlan_exists").with("vlan", tag.to_string());
                Err(problem.with("network", network))
            }
            None => Ok((reference, tag)),
        }
    }
}

/// The NICs and bonds of the coordinator that a VLAN can go through, by name.
fn nics(subject: &Subject<'_>) -> Vec<Choice> {
    let world = subject.connection.world;
    let Some((coordinator, _)) = world.coordinator() else {
        return Vec::new();
    };
    let fits = |pif: &Pif| {
        (pif.physical || !pif.bond_master_of.is_empty())
            && pif.bond_slave_of.is_null()
            && pif.managed
    };
    let mut found: Vec<_> = world
        .within::<Pif>(coordinator)
        .filter(|(_, pif)| fits(pif))
        .collect();
    found.sort_by_key(|(_, pif)| pif.device.clone());
    let choice = |(reference, pif): (&xapi::OpaqueRef, &Pif)| {
        let key = ObjectKey::new(subject.connection.id, &Pif::CLASS, reference);
        Choice {
            value: json!(key),
            name: pif.device.to_string(),
            object: Some(key),
            facts: vec![Fact {
                field: "network".to_owned(),
                value: look::link_to(subject.connection, &pif.network),
            }],
            refusal: None,
        }
    };
    found.into_iter().map(choice).collect()
}
