//! Say from where on a VM, a host or storage raises an alarm.

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use xapi::{Class, Host, Sr};

use crate::{
    alarms::{self, Alarm, PERFMON, variables},
    jobs::{
        Definition, Form, Plan, Refusal, Subject,
        entries::OTHER_CONFIG,
        form::{FieldKind, FormField, Initial},
        setting,
    },
    problem::Problem,
};

/// Seconds of a minute, in which people count here.
const MINUTE: i64 = 60;
/// A week, in minutes.
const MOST: i64 = 7 * 24 * 60;
/// What is offered at first: as long, and as long again.
const PERIOD: i64 = 5;
const REPEAT: i64 = 60;

/// What has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "SetAlarmsInputs")]
pub struct SetAlarms {
    /// All alarms of what is known to us. What somebody else watches stays as it is.
    #[serde(default)]
    pub alarms: Vec<AlarmInputs>,
}

/// One alarm.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct AlarmInputs {
    /// What is watched: `term.<what>`, which names the unit of the level.
    pub what: String,
    /// From where on it is too much, or too little.
    #[ts(type = "number")]
    pub level: i64,
    /// How many minutes it has to be so.
    #[ts(type = "number")]
    pub minutes: i64,
    /// For how many minutes nothing more is told then.
    #[ts(type = "number")]
    pub repeat: i64,
}

impl Definition for SetAlarms {
    const METHODS: &'static [&'static str] = &[
        "VM.add_to_other_config",
        "VM.remove_from_other_config",
        "host.add_to_other_config",
        "host.remove_from_other_config",
        "SR.add_to_other_config",
        "SR.remove_from_other_config",
    ];
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.is_machine()
            || subject.record_of::<Host>().is_some()
            || subject.record_of::<Sr>().is_some()
    }

    fn check(_subject: &Subject<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        let class = subjects.first().map(|subject| subject.key.class());
        let known = class.as_ref().map_or(&[][..], variables);
        let terms = known.iter().map(|known| known.term.0.to_owned()).collect();
        let count = |name: &str, max: i64, first: Option<i64>| {
            let kind = FieldKind::Count {
                min: 1,
                max: Some(max),
            };
            let field = FormField::required(name, kind);
            match first {
                Some(first) => field.initially(Initial::Value {
                    value: json!(first),
                }),
                None => field,
            }
        };
        let first = known.first().map(|known| json!(known.term.0));
        let first = first.map_or(Initial::Empty, |value| Initial::Value { value });
        let rows = FieldKind::Rows {
            fields: vec![
                FormField::required("what", FieldKind::Term { terms }).initially(first),
                count("level", i64::from(u32::MAX), None),
                count("minutes", MOST, Some(PERIOD)),
                count("repeat", MOST, Some(REPEAT)),
            ],
            max: u32::try_from(known.len()).unwrap_or(1),
        };
        let now = Initial::of_all(subjects, |subject| Some(json!(said(subject))));
        Form::of([FormField::required("alarms", rows)
            .optional()
            .initially(now)])
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let class = subject.key.class();
        let known = variables(&class);
        let text = OTHER_CONFIG.get(subject, PERFMON);
        let before = text.map(alarms::read).unwrap_or_default();
        let mut after: Vec<Alarm> = Vec::new();
        for said in &self.alarms {
            let variable = known.iter().find(|known| known.term.0 == said.what);
            let variable = variable.ok_or_else(|| Problem::new("bad_request"))?;
            if after.iter().any(|alarm| alarm.name == variable.name) {
                return Err(Problem::new("alarm_twice").into());
            }
            if said.level > variable.most {
                return Err(Problem::new("alarm_beyond_all").into());
            }
            // What nobody has changed keeps its numbers, which need not be whole in our units.
            let kept = before.iter().find(|alarm| {
                alarm.name == variable.name && AlarmInputs::of(&class, alarm).as_ref() == Some(said)
            });
            let anew = || {
                Alarm::new(
                    variable.name,
                    variable.level(said.level.max(1)),
                    said.minutes.clamp(1, MOST) * MINUTE,
                    said.repeat.clamp(1, MOST) * MINUTE,
                )
                .keeping(&before)
            };
            after.push(kept.cloned().unwrap_or_else(anew));
        }
        // What we do not know stays, and so does what a form cannot show: whose level is the daemon's own.
        let is_shown = |alarm: &&Alarm| AlarmInputs::of(&class, alarm).is_some();
        for alarm in before.iter().filter(|alarm| !is_shown(alarm)) {
            if after.iter().all(|other| other.name != alarm.name) {
                after.push(alarm.clone());
            }
        }
        let mut plan = Plan::default();
        let is_same =
            before.len() == after.len() && after.iter().all(|alarm| before.contains(alarm));
        if is_same {
            return setting::something(plan);
        }
        let written = alarms::written(&after);
        let cells = [text, written.as_deref()].map(|text| alarms::told(&class, text));
        let [was, is] = cells;
        plan.change("alarms", subject, was, is);
        OTHER_CONFIG.set(&mut plan, subject, PERFMON, written.as_deref())?;
        // A daemon on the host reads what is set each half an hour.
        plan.odd(Problem::new("alarm_takes_half_an_hour"));
        setting::something(plan)
    }
}

impl AlarmInputs {
    /// An alarm as a form says it; none where it cannot.
    fn of(class: &Class, alarm: &Alarm) -> Option<Self> {
        let known = variables(class)
            .iter()
            .find(|known| known.name == alarm.name)?;
        Some(Self {
            what: known.term.0.to_owned(),
            level: known.said(alarm.level?),
            minutes: (alarm.period / MINUTE).max(1),
            repeat: (alarm.repeat / MINUTE).max(1),
        })
    }
}

/// The alarms that are set, as a form says them.
fn said(subject: &Subject<'_>) -> Vec<AlarmInputs> {
    let class = subject.key.class();
    let set = OTHER_CONFIG.get(subject, PERFMON);
    let set = set.map(alarms::read).unwrap_or_default();
    set.iter()
        .filter_map(|alarm| AlarmInputs::of(&class, alarm))
        .collect()
}
