//! Switch a pool's high availability on.

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use xapi::{Map, RecordOf, Sr, calls};

use super::{can_carry, count, down, most, of, protected, say_what_is_odd, tolerable};
use crate::{
    jobs::{
        Definition, Form, Plan, Refusal, Subject,
        disk::storage,
        form::{FieldKind, FormField, Initial},
    },
    key::ObjectKey,
    look,
    problem::Problem,
    view::Cell,
};

/// What has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "EnableHaInputs", optional_fields)]
#[serde(rename_all = "camelCase")]
pub struct EnableHa {
    /// The storage through which hosts tell each other that they live.
    pub sr: Option<ObjectKey>,
    /// How many hosts may fail so that all that is protected still starts.
    #[ts(type = "number")]
    pub failures: Option<i64>,
}

impl Definition for EnableHa {
    const METHODS: &'static [&'static str] =
        &["pool.set_ha_host_failures_to_tolerate", "pool.enable_ha"];
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        of(subject).is_ok()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        if of(subject)?.ha_enabled {
            return Err(Problem::new("ha_on").into());
        }
        match down(subject.connection.world) {
            Some(host) => Err(Problem::new("ha_host_down")
                .with("host", &*host.name_label)
                .into()),
            None => Ok(()),
        }
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        let choices = storage::choices_by(subjects, |subject, key| {
            can_carry(subject.connection.world, key)
        });
        let first = choices.iter().find(|choice| choice.refusal.is_none());
        let first = first.map_or(Initial::Empty, |choice| Initial::Value {
            value: choice.value.clone(),
        });
        let worlds = subjects.iter().map(|subject| subject.connection.world);
        let failures = FieldKind::Count {
            min: 0,
            max: worlds.map(most).min(),
        };
        let one = Initial::Value { value: json!(1) };
        Form::of([
            FormField::required("sr", FieldKind::Choice { choices }).initially(first),
            FormField::required("failures", failures).initially(one),
        ])
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let (pool, world) = (of(subject)?, subject.connection.world);
        let sr = self.sr.as_ref();
        let sr = sr.ok_or_else(|| Problem::new("ha_sr_missing"))?;
        can_carry(world, sr)?;
        let failures = tolerable(world, self.failures.unwrap_or(1))?;
        let mut plan = Plan::default();
        say_what_is_odd(&mut plan, world, failures);
        let sr_ref = sr.opaque().into();
        let link = look::link_to::<Sr>(subject.connection, &sr_ref);
        plan.change("ha", subject, Cell::flag(false), Cell::flag(true));
        plan.change("haTolerance", subject, Cell::None, count(failures));
        plan.change("haStorage", subject, Cell::None, link);
        plan.change(
            "haProtected",
            subject,
            Cell::None,
            Cell::count(protected(world)),
        );
        let reference = subject.reference();
        let before = pool.ha_host_failures_to_tolerate;
        if before != failures {
            let [call, back] = [failures, before]
                .map(|number| calls::pool::set_ha_host_failures_to_tolerate(&reference, number));
            plan.call(call).undo(back);
        }
        plan.expect(subject, "ha_enabled");
        plan.expect_of(
            world,
            &ObjectKey::new(subject.connection.id, &Sr::CLASS, sr_ref.opaque()),
            "PBDs",
        );
        plan.call(calls::pool::enable_ha(&[sr_ref], &Map::default()))
            .undo(calls::pool::disable_ha());
        Ok(plan)
    }
}
