//! Let new disks go to a storage where nobody says otherwise.

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use xapi::{Pool, RecordOf, Sr, calls};

use super::{is_default, of};
use crate::{
    jobs::{Definition, Plan, Refusal, Subject, disk, plan::Effect, setting},
    key::ObjectKey,
    look,
    problem::Problem,
    view::Cell,
};

/// Nothing has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "SetDefaultSrInputs")]
pub struct SetDefaultSr {}

impl Definition for SetDefaultSr {
    const METHODS: &'static [&'static str] = &["pool.set_default_SR"];

    fn is_for(subject: &Subject<'_>) -> bool {
        of(subject).is_ok_and(disk::storage::is_for_disks)
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        match is_default(subject) {
            true => Err(Problem::new("nothing_changes").into()),
            false => Ok(()),
        }
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let sr = of(subject)?;
        let world = subject.connection.world;
        let Some((reference, pool)) = world.pool() else {
            return Err(Problem::new("no_such_object").into());
        };
        let key = ObjectKey::new(subject.connection.id, &Pool::CLASS, reference);
        let mut plan = Plan::default();
        plan.effect(Effect::ChangeOther {
            object: key.clone(),
            name: subject.connection.name().to_owned(),
            field: "defaultSr".to_owned(),
            before: look::link_to::<Sr>(subject.connection, &pool.default_sr),
            after: Cell::Text {
                text: sr.name_label.to_string(),
            },
        });
        if !sr.shared {
            plan.odd(Problem::new("sr_of_one_host"));
        }
        let pool_ref = reference.into();
        let calls = [&subject.reference::<Sr>(), &pool.default_sr]
            .map(|to| calls::pool::set_default_sr(&pool_ref, to));
        let of_pool = Subject {
            key: &key,
            object: None,
            ..*subject
        };
        setting::set(
            &mut plan,
            &of_pool,
            "default_SR",
            json!(subject.reference::<Sr>()),
            calls,
        );
        Ok(plan)
    }
}
