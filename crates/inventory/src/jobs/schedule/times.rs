//! When snapshots are taken and of what kind, as it is said in a form and as the API writes it.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use ts_rs::TS;
use xapi::{Map, Text, Vmss, VmssFrequency, VmssType};

use crate::{
    jobs::form::{Choice, FieldKind, FormField, Initial, Term, several_terms, terms},
    problem::Problem,
    view::Cell,
};

/// The minutes at which a server looks at its schedules.
const MINUTES: [&str; 4] = ["0", "15", "30", "45"];
/// The days of a week.
const DAYS: [Day; 7] = [
    Day::Monday,
    Day::Tuesday,
    Day::Wednesday,
    Day::Thursday,
    Day::Friday,
    Day::Saturday,
    Day::Sunday,
];
/// A server keeps at least one and at most so many.
const MOST: i64 = 10;

/// What kind of snapshot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub enum SnapshotKind {
    /// Of the disks.
    #[default]
    #[serde(rename = "diskOnly")]
    Disks,
    /// Of the disks, and of the memory where the VM runs.
    #[serde(rename = "diskAndMemory")]
    Memory,
    /// Of the disks, with what the guest has written before.
    #[serde(rename = "diskQuiesced")]
    Quiesced,
}

/// How often.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum HowOften {
    /// Each hour.
    Hourly,
    /// Each day.
    #[default]
    Daily,
    /// On some days of each week.
    Weekly,
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Day {
    /// The first.
    Monday,
    /// The second.
    Tuesday,
    /// The third.
    Wednesday,
    /// The fourth.
    Thursday,
    /// The fifth.
    Friday,
    /// The sixth.
    Saturday,
    /// The seventh.
    Sunday,
}

impl Day {
    /// As the server calls it.
    fn name(self) -> &'static str {
        match self {
            Self::Monday => "Monday",
            Self::Tuesday => "Tuesday",
            Self::Wednesday => "Wednesday",
            Self::Thursday => "Thursday",
            Self::Friday => "Friday",
            Self::Saturday => "Saturday",
            Self::Sunday => "Sunday",
        }
    }
}

/// When, of what kind, and how many are kept.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(optional_fields)]
#[serde(rename_all = "camelCase")]
pub struct Times {
    /// Of what kind.
    #[serde(default)]
    pub kind: SnapshotKind,
    /// How often.
    #[serde(default)]
    pub frequency: HowOften,
    /// At which hour of the pool's own clock, unless hourly.
    #[ts(type = "number")]
    pub hour: Option<i64>,
    /// At which minute: 0, 15, 30 or 45.
    pub minute: Option<String>,
    /// On which days, if weekly.
    pub days: Option<Vec<Day>>,
    /// How many are kept.
    #[ts(type = "number")]
    pub retained: Option<i64>,
}

/// The same as the API takes it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Told {
    pub kind: VmssType,
    pub frequency: VmssFrequency,
    pub schedule: Map<Text, Text>,
    pub retained: i64,
}

impl Times {
    /// Checked.
    ///
    /// # Errors
    /// `hour_unknown`, `minute_unknown`, `days_missing` or `retained_range`.
    pub(super) fn told(&self) -> Result<Told, Problem> {
        let minute = self.minute.as_deref().unwrap_or(MINUTES[0]);
        if !MINUTES.contains(&minute) {
            return Err(Problem::new("minute_unknown"));
        }
        let mut schedule: Vec<(Text, Text)> = vec![("min".into(), minute.into())];
        if self.frequency != HowOften::Hourly {
            let hour = self.hour.unwrap_or_default();
            if !(0..24).contains(&hour) {
                return Err(Problem::new("hour_unknown"));
            }
            schedule.push(("hour".into(), hour.to_string().as_str().into()));
        }
        if self.frequency == HowOften::Weekly {
            let said = self.days.as_deref().unwrap_or_default();
            let days: Vec<&str> = DAYS
                .into_iter()
                .filter(|day| said.contains(day))
                .map(Day::name)
                .collect();
            if days.is_empty() {
                return Err(Problem::new("days_missing"));
            }
            schedule.push(("days".into(), days.join(",").as_str().into()));
        }
        let retained = self.retained.unwrap_or(7);
        if !(1..=MOST).contains(&retained) {
            return Err(Problem::new("retained_range").with("most", MOST.to_string()));
        }
        Ok(Told {
            kind: match self.kind {
                SnapshotKind::Disks => VmssType::Snapshot,
                SnapshotKind::Memory => VmssType::Checkpoint,
                SnapshotKind::Quiesced => VmssType::SnapshotWithQuiesce,
            },
            frequency: match self.frequency {
                HowOften::Hourly => VmssFrequency::Hourly,
                HowOften::Daily => VmssFrequency::Daily,
                HowOften::Weekly => VmssFrequency::Weekly,
            },
            schedule: schedule.into_iter().collect(),
            retained,
        })
    }

    /// As a schedule has them now.
    pub(super) fn of(schedule: &Vmss) -> Self {
        let part = |key: &str| schedule.schedule.get(key).map(|text| text.trim());
        Self {
            kind: match schedule.r#type {
                VmssType::Checkpoint => SnapshotKind::Memory,
                VmssType::SnapshotWithQuiesce => SnapshotKind::Quiesced,
                VmssType::Snapshot | VmssType::Unknown(_) => SnapshotKind::Disks,
            },
            frequency: match schedule.frequency {
                VmssFrequency::Hourly => HowOften::Hourly,
                VmssFrequency::Weekly => HowOften::Weekly,
                VmssFrequency::Daily | VmssFrequency::Unknown(_) => HowOften::Daily,
            },
            hour: part("hour").and_then(|hour| hour.parse().ok()),
            minute: part("min").map(str::to_owned),
            days: part("days").map(|days| {
                let is_on = |day: &Day| days.split(',').any(|known| known.trim() == day.name());
                DAYS.into_iter().filter(is_on).collect()
            }),
            retained: Some(schedule.retained_snapshots),
        }
    }

    /// The fields of a form for them, filled in as they are.
    pub(super) fn fields(self) -> Vec<FormField> {
        let value = |value: Value| Initial::Value { value };
        let plain = |texts: &[&str]| {
            let choice = |text: &&str| Choice {
                value: json!(text),
                name: (*text).to_owned(),
                object: None,
                facts: Vec::new(),
                refusal: None,
            };
            texts.iter().map(choice).collect::<Vec<Choice>>()
        };
        let kinds = terms([
            Term("diskOnly"),
            Term("diskAndMemory"),
            Term("diskQuiesced"),
        ]);
        let often = terms([Term("hourly"), Term("daily"), Term("weekly")]);
        let hours = FieldKind::Count {
            min: 0,
            max: Some(23),
        };
        let minutes = FieldKind::Choice {
            choices: plain(&MINUTES),
        };
        let days = several_terms([
            Term("monday"),
            Term("tuesday"),
            Term("wednesday"),
            Term("thursday"),
            Term("friday"),
            Term("saturday"),
            Term("sunday"),
        ]);
        let retained = FieldKind::Count {
            min: 1,
            max: Some(MOST),
        };
        vec![
            FormField::required("kind", kinds).initially(value(json!(self.kind))),
            FormField::required("frequency", often).initially(value(json!(self.frequency))),
            FormField::required("hour", hours).initially(value(json!(self.hour.unwrap_or(0)))),
            FormField::required("minute", minutes)
                .initially(value(json!(self.minute.as_deref().unwrap_or(MINUTES[0])))),
            FormField::required("days", days)
                .optional()
                .initially(value(json!(self.days.unwrap_or_default()))),
            FormField::required("retained", retained)
                .initially(value(json!(self.retained.unwrap_or(7)))),
        ]
    }
}

impl Told {
    /// What kind, in words of ours.
    pub(super) fn kind_cell(kind: &VmssType) -> Cell {
        match kind {
            VmssType::Snapshot => Cell::term("diskOnly"),
            VmssType::Checkpoint => Cell::term("diskAndMemory"),
            VmssType::SnapshotWithQuiesce => Cell::term("diskQuiesced"),
            VmssType::Unknown(other) => Cell::text(other),
        }
    }

    /// How often, in words of ours.
    pub(super) fn frequency_cell(frequency: &VmssFrequency) -> Cell {
        match frequency {
            VmssFrequency::Hourly => Cell::term("hourly"),
            VmssFrequency::Daily => Cell::term("daily"),
            VmssFrequency::Weekly => Cell::term("weekly"),
            VmssFrequency::Unknown(other) => Cell::text(other),
        }
    }
}
