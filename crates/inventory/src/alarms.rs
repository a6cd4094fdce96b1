//! Alarms that somebody has set: thresholds that the servers' daemon `perfmon` watches.
//!
//! They stand as one XML text in `other_config["perfmon"]` of a VM, a host or an SR:
//! `<config><variable><name value="cpu_usage"/><alarm_trigger_level value="0.8"/>…</variable></config>`. The
//! daemon reads it each half an hour. It stops reading at a variable that it cannot make sense of, so name, level
//! and period are always written.

use quick_xml::{
    Reader, Writer, XmlVersion,
    events::{BytesEnd, BytesStart, Event},
};
use xapi::{Class, RecordOf, Sr, Vm};

use crate::{jobs::form::Term, problem::Problem, view::Cell};

/// The key under which they stand.
pub(crate) const PERFMON: &str = "perfmon";

/// What the daemon takes where nothing is said, in seconds.
const PERIOD: i64 = 60;
const REPEAT: i64 = 3600;

/// What can be watched that people think of.
pub(crate) struct Variable {
    /// Its name for the daemon.
    pub name: &'static str,
    /// Its word, `term.<term>`, with the unit in which its level is said.
    pub term: Term,
    /// The sentence that tells of an alarm that is set: with `level`, `minutes`.
    pub sentence: &'static str,
    /// So much of the daemon's unit is one of what people say.
    factor: f64,
    /// The most that can be said.
    pub most: i64,
}

const PERCENT: f64 = 0.01;
const KIB: f64 = 1024.0;
/// Of KiB, in which the daemon counts memory.
const MIB: f64 = 1024.0;
const ANY: i64 = 1 << 40;

const CPU: Variable = Variable {
    name: "cpu_usage",
    term: Term("alarmCpu"),
    sentence: "alarm_set_cpu",
    factor: PERCENT,
    most: 100,
};
const NETWORK: Variable = Variable {
    name: "network_usage",
    term: Term("alarmNetwork"),
    sentence: "alarm_set_network",
    factor: KIB,
    most: ANY,
};
const DISK: Variable = Variable {
    name: "disk_usage",
    term: Term("alarmDisk"),
    sentence: "alarm_set_disk",
    factor: KIB,
    most: ANY,
};
const HOST_MEMORY: Variable = Variable {
    name: "memory_free_kib",
    term: Term("alarmMemoryFree"),
    sentence: "alarm_set_memory_free",
    factor: MIB,
    most: ANY,
};
const GUEST_MEMORY: Variable = Variable {
    name: "memory_internal_free",
    term: Term("alarmMemoryFree"),
    sentence: "alarm_set_memory_free",
    factor: MIB,
    most: ANY,
};
const SR_THROUGHPUT: Variable = Variable {
    name: "sr_io_throughput_total_per_host",
    term: Term("alarmThroughput"),
    sentence: "alarm_set_throughput",
    // Both count MiB.
    factor: 1.0,
    most: ANY,
};
const SR_USED: Variable = Variable {
    name: "physical_utilisation",
    term: Term("alarmUsed"),
    sentence: "alarm_set_used",
    factor: PERCENT,
    most: 100,
};

/// What can be watched of objects of a class.
pub(crate) fn variables(class: &Class) -> &'static [Variable] {
    const OF_VM: &[Variable] = &[CPU, NETWORK, DISK, GUEST_MEMORY];
    const OF_HOST: &[Variable] = &[CPU, NETWORK, HOST_MEMORY];
    const OF_SR: &[Variable] = &[SR_THROUGHPUT, SR_USED];
    if *class == Vm::CLASS {
        OF_VM
    } else if *class == Sr::CLASS {
        OF_SR
    } else {
        OF_HOST
    }
}

impl Variable {
    /// Its level in the unit of the daemon, of one in the unit of people.
    pub(crate) fn level(&self, said: i64) -> f64 {
        said as f64 * self.factor
    }

    /// Its level in the unit of people.
    pub(crate) fn said(&self, level: f64) -> i64 {
        (level / self.factor).round() as i64
    }
}

/// An alarm that is set.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Alarm {
    /// What is watched, by the daemon's name.
    pub name: String,
    /// From where on it is too much, or too little; none: the daemon's own.
    pub level: Option<f64>,
    /// How long it has to be so, in seconds.
    pub period: i64,
    /// How long nothing more is told then, in seconds.
    pub repeat: i64,
    /// All else that stands there: element and value.
    others: Vec<(String, String)>,
}

impl Alarm {
    /// One that is set anew.
    pub(crate) fn new(name: &str, level: f64, period: i64, repeat: i64) -> Self {
        Self {
            name: name.to_owned(),
            level: Some(level),
            period,
            repeat,
            others: Vec::new(),
        }
    }

    /// With whatever else was said of it before.
    pub(crate) fn keeping(mut self, before: &[Self]) -> Self {
        if let Some(before) = before.iter().find(|before| before.name == self.name) {
            self.others = before.others.clone();
        }
        self
    }

    /// What it is, as a sentence.
    pub(crate) fn told(&self, class: &Class) -> Cell {
        let minutes = (self.period / 60).max(1).to_string();
        let known = variables(class)
            .iter()
            .find(|known| known.name == self.name);
        let problem = match (known, self.level) {
            (Some(known), Some(level)) => {
                Problem::new(known.sentence).with("level", known.said(level).to_string())
            }
            _ => Problem::new("alarm_set_other").with("what", &self.name),
        };
        Cell::Said {
            problem: problem.with("minutes", minutes),
        }
    }
}

/// The alarms that a text sets. What cannot be read ends them, as it does for the daemon.
pub(crate) fn read(text: &str) -> Vec<Alarm> {
    let mut reader = Reader::from_str(text);
    let mut alarms = Vec::new();
    let mut open: Option<Vec<(String, String)>> = None;
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(start) if start.name().0 == "variable" => open = Some(Vec::new()),
            Event::End(end) if end.name().0 == "variable" => {
                alarms.extend(open.take().and_then(made));
            }
            Event::Start(child) | Event::Empty(child) => {
                if let (Some(children), Some(value)) = (&mut open, value(&child)) {
                    children.push((child.name().0.to_owned(), value));
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    alarms
}

/// The attribute `value`.
fn value(element: &BytesStart<'_>) -> Option<String> {
    let attribute = element.try_get_attribute("value").ok()??;
    let value = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?;
    Some(value.into_owned())
}

/// The alarm that the children of a `variable` make.
fn made(children: Vec<(String, String)>) -> Option<Alarm> {
    let mut alarm = Alarm {
        name: String::new(),
        level: None,
        period: PERIOD,
        repeat: REPEAT,
        others: Vec::new(),
    };
    let seconds = |value: &str, usual: i64| value.parse().ok().filter(|n| *n > 0).unwrap_or(usual);
    for (name, value) in children {
        match name.as_str() {
            "name" => alarm.name = value,
            "alarm_trigger_level" => {
                alarm.level = value.parse().ok().filter(|level: &f64| level.is_finite());
            }
            "alarm_trigger_period" => alarm.period = seconds(&value, PERIOD),
            "alarm_auto_inhibit_period" => alarm.repeat = seconds(&value, REPEAT),
            _ => alarm.others.push((name, value)),
        }
    }
    (!alarm.name.is_empty()).then_some(alarm)
}

/// The text that sets these alarms; none where there are none.
pub(crate) fn written(alarms: &[Alarm]) -> Option<String> {
    if alarms.is_empty() {
        return None;
    }
    let mut writer = Writer::new(Vec::new());
    // Nothing that is written into memory can fail.
    let _ = writer.write_event(Event::Start(BytesStart::new("config")));
    for alarm in alarms {
        let _ = writer.write_event(Event::Start(BytesStart::new("variable")));
        let level = alarm.level.map(|level| level.to_string());
        let own = [
            ("name", Some(alarm.name.clone())),
            ("alarm_trigger_level", level),
            ("alarm_trigger_period", Some(alarm.period.to_string())),
            ("alarm_auto_inhibit_period", Some(alarm.repeat.to_string())),
        ];
        let own = own
            .iter()
            .filter_map(|(name, value)| Some((*name, value.as_deref()?)));
        let others = alarm
            .others
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        for (name, value) in own.chain(others) {
            let mut child = BytesStart::new(name);
            child.push_attribute(("value", value));
            let _ = writer.write_event(Event::Empty(child));
        }
        let _ = writer.write_event(Event::End(BytesEnd::new("variable")));
    }
    let _ = writer.write_event(Event::End(BytesEnd::new("config")));
    String::from_utf8(writer.into_inner()).ok()
}

/// The alarms that are set in an object's `other_config`, each as a sentence.
pub(crate) fn told(class: &Class, text: Option<&str>) -> Cell {
    let alarms = text.map(read).unwrap_or_default();
    Cell::list(alarms.iter().map(|alarm| alarm.told(class)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SET: &str = "<config>\n <variable>\n  <name value=\"cpu_usage\"/>\n  <alarm_trigger_level \
        value=\"0.85\"/>\n  <alarm_trigger_period value=\"300\"/>\n  <alarm_priority value='2'/>\n </variable>\n \
        <variable><name value=\"a &lt; b\"></name></variable>\n</config>";

    #[test]
    fn what_is_set_is_read_as_the_daemon_reads_it() {
        let alarms = read(SET);
        assert_eq!(alarms.len(), 2);
        assert_eq!(alarms[0].name, "cpu_usage");
        assert_eq!(alarms[0].level, Some(0.85));
        assert_eq!((alarms[0].period, alarms[0].repeat), (300, 3600));
        assert_eq!(alarms[1].name, "a < b");
        assert_eq!((alarms[1].level, alarms[1].period), (None, 60));
        let check = |text: &str, expect: usize| assert_eq!(read(text).len(), expect, "{text}");
        check("", 0);
        check("no XML", 0);
        check("<config><variable/></config>", 0);
        check("<config><variable><name value='x'/>", 0);
        check("<variable><name value='x'/></variable><oh", 1);
        check("<variable><alarm_trigger_level value='1'/></variable>", 0);
    }

    #[test]
    fn what_is_written_says_the_same_with_all_that_was_there() {
        let alarms = read(SET);
        let text = written(&alarms).unwrap_or_default();
        assert_eq!(read(&text), alarms);
        assert!(text.contains("<alarm_priority value=\"2\"/>"), "{text}");
        assert_eq!(written(&[]), None);
        // Set anew, it keeps what nobody spoke of.
        let anew = Alarm::new("cpu_usage", 0.5, 600, 3600).keeping(&alarms);
        assert_eq!(anew.others, alarms[0].others);
    }

    #[test]
    fn levels_are_said_in_units_of_people() {
        let check = |variable: &Variable, said: i64, level: f64| {
            assert!(
                (variable.level(said) - level).abs() < 1e-9,
                "{}",
                variable.name
            );
            assert_eq!(variable.said(level), said, "{}", variable.name);
        };
        check(&CPU, 85, 0.85);
        check(&NETWORK, 2048, 2_097_152.0);
        check(&DISK, 1, 1024.0);
        check(&HOST_MEMORY, 512, 524_288.0);
        check(&SR_THROUGHPUT, 90, 90.0);
        check(&SR_USED, 80, 0.8);
    }
}
