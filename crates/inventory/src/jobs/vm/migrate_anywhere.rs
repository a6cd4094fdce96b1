//! Move running VMs to wherever in their pool they fit.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::migrate::Migrate;
use crate::{
    jobs::{Definition, Form, Plan, Refusal, Subject, host::moves, parts::Parts},
    key::ObjectKey,
    problem::Problem,
};

/// What has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "MigrateAnywhereInputs")]
pub struct MigrateAnywhere {
    /// How many move at once.
    #[serde(default = "moves::usual_at_once")]
    pub at_once: u32,
}

impl Definition for MigrateAnywhere {
    const METHODS: &'static [&'static str] = &["VM.pool_migrate"];
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.is_machine()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        Migrate::check(subject)
    }

    fn form(_subjects: &[Subject<'_>]) -> Form {
        moves::form()
    }

    fn parts(&self, subjects: &[Subject<'_>]) -> Option<Parts> {
        let mut parts = Parts {
            at_once: moves::at_once(self.at_once),
            ..Parts::default()
        };
        for (connection, vms) in moves::by_pool(subjects) {
            let vms: Vec<ObjectKey> = vms.iter().map(|vm| vm.key.clone()).collect();
            moves::add_moves(&mut parts, connection, &vms, &[]);
        }
        Some(parts)
    }

    /// Each is planned as the move that it is.
    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let parts = self.parts(&[*subject]).unwrap_or_default().parts;
        let part = parts.into_iter().next();
        let part = part.ok_or_else(|| Problem::new("no_other_host"))?;
        part.refusal
            .map_or_else(|| part.request.plan_for(subject), Err)
    }
}
