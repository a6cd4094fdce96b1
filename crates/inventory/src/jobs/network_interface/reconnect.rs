//! Connect a network interface to another network, while its VM runs or not.

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use xapi::{Network, RecordOf, calls};

use super::interface::{Interface, check, networks};
use crate::{
    jobs::{
        Definition, Form, Plan, Refusal, Subject,
        form::{FieldKind, FormField, Initial},
        setting,
    },
    key::ObjectKey,
    look,
    problem::Problem,
};

/// What has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "MoveInterfaceInputs")]
pub struct MoveInterface {
    /// The network.
    pub network: ObjectKey,
}

impl Definition for MoveInterface {
    const METHODS: &'static [&'static str] = &["VIF.move"];
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        Interface::of(subject).is_some()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        Ok(Interface::named(subject)?.is_settled()?)
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        let choices = networks(subjects);
        let now = Initial::of_all(subjects, |subject| {
            let network = Interface::of(subject)?.vif.network.opaque();
            Some(json!(ObjectKey::new(
                subject.connection.id,
                &Network::CLASS,
                network
            )))
        });
        Form::of([FormField::required("network", FieldKind::Choice { choices }).initially(now)])
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let Interface { vif, .. } = Interface::named(subject)?;
        let (network, _) = check(subject, &self.network)?;
        if network == vif.network {
            return Err(Problem::new("nothing_changes").into());
        }
        let mut plan = Plan::default();
        plan.change(
            "network",
            subject,
            look::link_to(subject.connection, &vif.network),
            look::link_to(subject.connection, &network),
        );
        let reference = subject.reference();
        let calls = [&network, &vif.network].map(|to| calls::vif::r#move(&reference, to));
        setting::set(&mut plan, subject, "network", json!(network), calls);
        Ok(plan)
    }
}
