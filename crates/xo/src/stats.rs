//! Measurements of machines, hosts and storage.

use std::collections::BTreeMap;

use serde::de::{Deserialize, Deserializer};
use serde_json::Value;

/// How close together measurements are, and how far they reach back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Granularity {
    /// Every five seconds, ten minutes back.
    Seconds,
    /// Every minute, two hours back.
    Minutes,
    /// Every hour, a week back.
    Hours,
    /// Every day, a year back.
    Days,
}

impl Granularity {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Seconds => "seconds",
            Self::Minutes => "minutes",
            Self::Hours => "hours",
            Self::Days => "days",
        }
    }
}

/// Measurements, of several things at the same moments.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stats {
    /// When the last of them was taken: seconds since 1970, by the pool's clock.
    pub end: i64,
    /// Seconds from one to the next.
    pub interval: i64,
    /// What was measured, oldest first; nothing where nothing is known. The names are those of the
    /// server, with the parts that it nests joined by slashes: `memory` and `memoryFree` in bytes,
    /// `cpuUsage` and `cpus/0` in percent, `vifs/rx/0` and `xvds/w/a` in bytes per second, a host's
    /// `load`.
    pub series: BTreeMap<String, Vec<Option<f64>>>,
}

impl<'de> Deserialize<'de> for Stats {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut answer = Value::deserialize(deserializer)?;
        let whole = |value: Option<&Value>| value.and_then(Value::as_f64).unwrap_or(0.0) as i64;
        let mut stats = Self {
            end: whole(answer.get("endTimestamp")),
            interval: whole(answer.get("interval")),
            series: BTreeMap::new(),
        };
        if let Some(measured) = answer.get_mut("stats").map(Value::take) {
            collect(String::new(), measured, &mut stats.series);
        }
        Ok(stats)
    }
}

/// Lists nest in maps and in lists of lists, as deep as the server likes.
fn collect(name: String, value: Value, series: &mut BTreeMap<String, Vec<Option<f64>>>) {
    let below = |part: &str| match name.as_str() {
        "" => part.to_owned(),
        name => format!("{name}/{part}"),
    };
    match value {
        Value::Object(parts) => {
            for (part, value) in parts {
                collect(below(&part), value, series);
            }
        }
        Value::Array(parts) if parts.iter().any(Value::is_array) => {
            for (index, value) in parts.into_iter().enumerate() {
                collect(below(&index.to_string()), value, series);
            }
        }
        Value::Array(values) => {
            series.insert(name, values.iter().map(Value::as_f64).collect());
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn nested_series_get_one_name() {
        let stats: Stats = serde_json::from_value(json!({
            "endTimestamp": 1795219060, "interval": 5,
            "stats": {
                "cpus": {"0": [1.5, null], "1": [2, 3]},
                "memory": [1024],
                "vifs": {"rx": {"0": [7]}, "tx": [[8], [9]]},
                "odd": "text",
            },
        }))
        .unwrap();
        assert_eq!((stats.end, stats.interval), (1_795_219_060, 5));
        let names: Vec<&str> = stats.series.keys().map(String::as_str).collect();
        let expect = [
            "cpus/0",
            "cpus/1",
            "memory",
            "vifs/rx/0",
            "vifs/tx/0",
            "vifs/tx/1",
        ];
        assert_eq!(names, expect);
        assert_eq!(stats.series["cpus/0"], [Some(1.5), None]);
        assert_eq!(
            serde_json::from_value::<Stats>(json!(7)).unwrap(),
            Stats::default()
        );
    }
}
