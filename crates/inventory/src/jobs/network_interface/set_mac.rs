//! Give a network interface another MAC address. The server makes another interface of it.

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use xapi::Vif;

use super::interface::{Interface, destroy, mac, make, tell_of_double};
use crate::{
    jobs::{
        Definition, Form, Job, Plan, Refusal, Subject,
        form::{FormField, Initial, text},
    },
    problem::Problem,
    view::Cell,
};

/// What has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "SetMacInputs")]
pub struct SetMac {
    /// The address; nothing: the server makes one up.
    #[serde(default)]
    pub mac: String,
}

impl Definition for SetMac {
    const METHODS: &'static [&'static str] = &["VIF.destroy", "VIF.create"];
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        Interface::of(subject).is_some()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        let interface = Interface::named(subject)?;
        interface.is_settled()?;
        match interface.vif.currently_attached {
            true => Err(Refusal::from(Problem::new("still_plugged"))
                .fixed_by(Some(Job::UnplugInterface), subject.key)),
            false => Ok(()),
        }
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        let now = Initial::of_only(subjects, |subject| {
            Some(json!(Interface::of(subject)?.vif.mac))
        });
        Form::of([FormField::required("mac", text()).optional().initially(now)])
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let Interface { vif, .. } = Interface::named(subject)?;
        let after = mac(&self.mac)?;
        if vif.mac.eq_ignore_ascii_case(&after) {
            return Err(Problem::new("nothing_changes").into());
        }
        let mut plan = Plan::default();
        plan.change(
            "mac",
            subject,
            Cell::code(vif.mac.as_str()),
            Cell::code(after.as_str()),
        );
        let own = subject.key.opaque();
        tell_of_double(&mut plan, subject.connection.world, &after, Some(&own));
        plan.expect(subject, "MAC");
        destroy(&mut plan, &subject.reference(), vif);
        let other = Vif {
            mac: after.into(),
            ..vif.clone()
        };
        make(&mut plan, &other);
        Ok(plan)
    }
}
