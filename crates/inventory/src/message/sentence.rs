//! What messages say, with what their bodies hold. A body is text that some program or script has written,
//! so what does not look as expected leaves the plain sentence of the name.

use xapi::Message;

use super::{ALARM, alarm};
use crate::problem::Problem;

/// The sentence of a message about what is called `about`.
pub(crate) fn sentence(message: &Message, about: &str) -> Problem {
    let body = message.body.as_str();
    let name = message.name.as_str();
    let told = match name {
        ALARM => Some(alarm(message, about)),
        "BOND_STATUS_CHANGED" => bond(body),
        "MULTIPATH_PERIODIC_ALERT" => paths(body),
        "HA_POOL_DROP_IN_PLAN_EXISTS_FOR" => failures(body),
        "FAILED_LOGIN_ATTEMPTS" => log_ins(body),
        "VM_MIGRATED" => migrated(body),
        "VM_STARTED" | "VM_RESUMED" => on_host(name, body),
        "CLUSTER_QUORUM_APPROACHING_LOST" => quorum(body),
        _ => None,
    };
    told.unwrap_or_else(|| Problem::new(name))
}

/// Whether a message that mostly tells of a loss tells of its end.
pub(super) fn is_repair(message: &Message) -> bool {
    let body = message.body.as_str();
    match message.name.as_str() {
        "BOND_STATUS_CHANGED" => links(body).is_some_and(|(up, of)| up == of),
        "MULTIPATH_PERIODIC_ALERT" => !body.is_empty() && unhealthy(body).is_none(),
        _ => false,
    }
}

/// `The status of the eth0+eth1 bond changed: 1/2 up (was 2/2)`.
fn bond(body: &str) -> Option<Problem> {
    let (up, of) = links(body)?;
    let words: Vec<&str> = body.split_whitespace().collect();
    let place = words.iter().position(|word| *word == "bond")?;
    let name = words.get(place.checked_sub(1)?)?;
    let code = if up == of {
        "message_bond_repaired"
    } else {
        "message_bond"
    };
    Some(
        Problem::new(code)
            .with("bond", *name)
            .with("up", up.to_string())
            .with("of", of.to_string()),
    )
}

/// How many links of how many are up.
fn links(body: &str) -> Option<(u32, u32)> {
    let (before, _) = body.split_once(" up")?;
    let (up, of) = before.split_whitespace().last()?.split_once('/')?;
    Some((up.parse().ok()?, of.parse().ok()?))
}

/// How many paths are not as they should be: of lines such as
/// `[20260821T10:00:00Z] host=<uuid>; host-name="h"; pbd=<uuid>; scsi_id=<id>; current=1; max=2` the first block.
fn paths(body: &str) -> Option<Problem> {
    if body.is_empty() {
        return None;
    }
    let Some(block) = unhealthy(body) else {
        return Some(Problem::new("message_paths_repaired"));
    };
    let count = block
        .lines()
        .filter(|line| line.contains("current="))
        .count();
    (count > 0).then(|| Problem::new("message_paths").with("count", count.to_string()))
}

/// The block of what is not well.
fn unhealthy(body: &str) -> Option<&str> {
    let (_, block) = body.split_once("Unhealthy paths:")?;
    Some(block.split("Events received").next().unwrap_or(block))
}

/// A number and nothing else: how many failures of hosts can still be survived.
fn failures(body: &str) -> Option<Problem> {
    let count: u32 = body.trim().parse().ok()?;
    Some(Problem::new("message_failures_survived").with("count", count.to_string()))
}

/// How many tried in vain. The rest is what somebody typed, not escaped, and is only shown as it is.
fn log_ins(body: &str) -> Option<Problem> {
    let count = element(body, "total").or_else(|| element(body, "unknown"))?;
    let count: u32 = count.trim().parse().ok()?;
    Some(Problem::new("message_failed_log_ins").with("count", count.to_string()))
}

/// `VM 'web' (uuid: …) migrated from host 'one' (uuid: …) to host 'two' (uuid: …)`. Names may hold anything, so the
/// last places that fit are taken.
fn migrated(body: &str) -> Option<Problem> {
    let (head, to) = body.rsplit_once(" to host '")?;
    let (_, from) = head.rsplit_once(" from host '")?;
    let named = |text: &str| Some(text.rsplit_once("' (uuid: ")?.0.to_owned());
    Some(
        Problem::new("message_migrated")
            .with("from", named(from)?)
            .with("to", named(to)?),
    )
}

/// `VM 'web' (uuid: …) started on host: one (uuid: …)`.
fn on_host(name: &str, body: &str) -> Option<Problem> {
    let (_, host) = body.rsplit_once(" on host: ")?;
    let (host, _) = host.rsplit_once(" (uuid: ")?;
    let code = match name {
        "VM_STARTED" => "message_started",
        _ => "message_resumed",
    };
    (!host.is_empty()).then(|| Problem::new(code).with("host", host))
}

/// How many hosts there are, and how many it takes.
fn quorum(body: &str) -> Option<Problem> {
    let number = |name: &str| element(body, name)?.trim().parse::<u32>().ok();
    Some(
        Problem::new("message_quorum")
            .with("hosts", number("total_hosts")?.to_string())
            .with("quorum", number("quorum")?.to_string()),
    )
}

/// The text of the first element of this name, which has no attributes.
fn element<'a>(body: &'a str, name: &str) -> Option<&'a str> {
    let (_, after) = body.split_once(&format!("<{name}>"))?;
    let (text, _) = after.split_once(&format!("</{name}>"))?;
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_told_as_far_as_it_is_understood() {
        let check = |name: &str, body: &str, expect: &[&str]| {
            let message = Message {
                name: name.into(),
                body: body.into(),
                ..Message::default()
            };
            let problem = sentence(&message, "web");
            let mut found = vec![problem.code.as_str()];
            found.extend(problem.params.values().map(String::as_str));
            assert_eq!(found, expect, "{name}: {body}");
        };
        let bond = "BOND_STATUS_CHANGED";
        check(
            bond,
            "The status of the eth0+eth1 bond changed: 1/2 up (was 2/2)",
            &["message_bond", "eth0+eth1", "2", "1"],
        );
        check(
            bond,
            "The status of the eth0+eth1 bond is: 2/2 up",
            &["message_bond_repaired", "eth0+eth1", "2", "2"],
        );
        for odd in ["", "bond 1/2 up", "1/x up", "The bond is up", "/ up"] {
            check(bond, odd, &[bond]);
        }
        let line =
            "[20260821T10:00:00Z] host=u; host-name=\"h\"; pbd=p; scsi_id=s; current=1; max=2";
        let events = format!("Events received during the last 120 seconds:\n{line}");
        check(
            "MULTIPATH_PERIODIC_ALERT",
            &format!("Unhealthy paths:\n{line}\n{line}\n{events}"),
            &["message_paths", "2"],
        );
        check(
            "MULTIPATH_PERIODIC_ALERT",
            &events,
            &["message_paths_repaired"],
        );
        check(
            "MULTIPATH_PERIODIC_ALERT",
            "",
            &["MULTIPATH_PERIODIC_ALERT"],
        );
        let drop = "HA_POOL_DROP_IN_PLAN_EXISTS_FOR";
        check(drop, "1", &["message_failures_survived", "1"]);
        check(drop, "-1", &[drop]);
        check(
            "FAILED_LOGIN_ATTEMPTS",
            "<body><total>12</total><known><username>a</total>b</username></known></body>",
            &["message_failed_log_ins", "12"],
        );
        check(
            "FAILED_LOGIN_ATTEMPTS",
            "<body><unknown>3</unknown></body>",
            &["message_failed_log_ins", "3"],
        );
        check(
            "FAILED_LOGIN_ATTEMPTS",
            "no body",
            &["FAILED_LOGIN_ATTEMPTS"],
        );
        check(
            "VM_MIGRATED",
            "VM 'a to host 'b' (uuid: 1)' (uuid: 2) migrated from host 'one' (uuid: 3) to host 'two' (uuid: 4)",
            &["message_migrated", "one", "two"],
        );
        check("VM_MIGRATED", "VM 'a' migrated", &["VM_MIGRATED"]);
        check(
            "VM_STARTED",
            "VM 'a' (uuid: 2) started on host: one (uuid: 3)",
            &["message_started", "one"],
        );
        check("VM_STARTED", "VM 'a' (uuid: 2) started", &["VM_STARTED"]);
        check(
            "CLUSTER_QUORUM_APPROACHING_LOST",
            "<body><message>m</message><total_hosts>3</total_hosts><quorum>2</quorum></body>",
            &["message_quorum", "3", "2"],
        );
        check("HA_HOST_FAILED", "anything", &["HA_HOST_FAILED"]);
        check("ALARM", "", &["alarm_raised", "web"]);
    }
}
