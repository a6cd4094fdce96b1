//! What alarms say: messages about a threshold that was crossed.

use xapi::Message;

use crate::problem::Problem;

/// The name of such messages.
pub(crate) const ALARM: &str = "ALARM";

/// What is measured in shares of a whole, and the sentence for each.
const SHARES: &[(&str, &str)] = &[
    ("cpu_usage", "alarm_cpu"),
    ("fs_usage", "alarm_filesystem"),
    ("log_fs_usage", "alarm_filesystem"),
    ("mem_usage", "alarm_memory"),
    ("physical_utilisation", "alarm_storage"),
];

/// What is measured in bytes a second.
const RATES: &[(&str, &str)] = &[
    ("network_usage", "alarm_network"),
    ("disk_usage", "alarm_disk"),
];

/// The sentence of an alarm about what is called `name`: what is measured, how much it is and from
/// where on it is too much. An alarm that says none of this is only told of.
pub(crate) fn alarm(message: &Message, name: &str) -> Problem {
    let body = message.body.as_str();
    let problem = |code: &str| Problem::new(code).with("name", name);
    let (Some(what), Some(value)) = (attribute(body, "name"), value(body)) else {
        return problem("alarm_raised");
    };
    let level = attribute(body, "alarm_trigger_level").and_then(|level| level.parse().ok());
    let find = |list: &[(&str, &'static str)]| {
        let found = list.iter().find(|(known, _)| *known == what);
        found.map(|(_, code)| *code)
    };
    let told = |code: &str, show: fn(f64) -> String| match level {
        Some(level) => problem(code)
            .with("value", show(value))
            .with("level", show(level)),
        None => problem("alarm_other")
            .with("what", what)
            .with("value", show(value)),
    };
    match (find(SHARES), find(RATES)) {
        (Some(code), _) => told(code, |share| format!("{:.0}", share * 100.0)),
        (_, Some(code)) => told(code, |bytes| format!("{:.0}", bytes / 1024.0)),
        _ => problem("alarm_other")
            .with("what", what)
            .with("value", format!("{value}")),
    }
}

/// `value: 0.97`, at the beginning of a line.
fn value(body: &str) -> Option<f64> {
    let line = body
        .lines()
        .find_map(|line| line.trim().strip_prefix("value:"))?;
    let number = line.split_whitespace().next()?.parse().ok()?;
    f64::is_finite(number).then_some(number)
}

/// `<name value="cpu_usage"/>`.
fn attribute<'a>(body: &'a str, element: &str) -> Option<&'a str> {
    let mut rest = body;
    loop {
        let (_, after) = rest.split_once('<')?;
        rest = after;
        if let Some(inside) = after.strip_prefix(element)
            && inside.starts_with(char::is_whitespace)
        {
            let (_, quoted) = inside
                .split_once('>')
                .map_or(inside, |(tag, _)| tag)
                .split_once("value=")?;
            let quote = quoted.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            return quoted[1..].split(quote).next();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_what_an_alarm_measured() {
        let check = |body: &str, expect: &[&str]| {
            let message = Message {
                name: ALARM.into(),
                body: body.into(),
                ..Message::default()
            };
            let problem = alarm(&message, "web");
            let mut found = vec![problem.code.as_str()];
            found.extend(problem.params.values().map(String::as_str));
            assert_eq!(found, expect, "{body}");
        };
        let config = |name: &str, level: &str| {
            format!(
                "config:\n<variable>\n <name value=\"{name}\"/>\n <alarm_trigger_level value=\"{level}\"/>\n</variable>"
            )
        };
        check(
            &format!("value: 0.972314\n{}", config("cpu_usage", "0.9")),
            &["alarm_cpu", "90", "web", "97"],
        );
        check(
            &format!("value: 2097152\n{}", config("network_usage", "1048576")),
            &["alarm_network", "1024", "web", "2048"],
        );
        check(
            &format!("value: 12.5\n{}", config("runstate_full_run", "9")),
            &["alarm_other", "web", "12.5", "runstate_full_run"],
        );
        check(
            "value: 0.5\n<name value='cpu_usage'/>",
            &["alarm_other", "web", "50", "cpu_usage"],
        );
        for nothing in [
            "",
            "value: \n<name value=\"cpu_usage\"/>",
            "value: 1",
            "value: inf\n<name value=\"x\"/>",
            "<name value=",
        ] {
            check(nothing, &["alarm_raised", "web"]);
        }
    }
}
