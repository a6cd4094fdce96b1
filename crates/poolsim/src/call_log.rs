//! The latest calls that arrived, without what may be secret.

use std::collections::VecDeque;
use std::time::SystemTime;

use crate::value::Value;
use crate::wire::Call;

/// How many calls are kept.
const CALLS: usize = 20_000;

/// A call that arrived.
#[derive(Clone, Debug)]
pub struct CallInfo {
    /// When.
    pub at: SystemTime,
    /// Number of the host it came to.
    pub host: usize,
    /// Its name, with `Async.` where it was said.
    pub method: String,
    /// Its text parameters (references among them) without the session, and without any that may be secret.
    pub params: Vec<String>,
    /// What the client wished to be written into the `other_config` of its task.
    pub other_config: Vec<(String, String)>,
    /// Whether it was answered at all: a fault may have lost it.
    pub heard: bool,
    /// Whether it came with a live session, and was not turned away for all that. If not, nothing was done for it.
    pub let_in: bool,
    /// Whether its answer was sent as it is.
    pub told: bool,
}

/// The latest calls, oldest first.
#[derive(Debug, Default)]
pub struct CallLog {
    calls: VecDeque<CallInfo>,
    /// How many were noted, those included that are not kept any more.
    noted: u64,
}

impl CallLog {
    /// Notes a call; its number.
    pub fn note(
        &mut self,
        host: usize,
        call: &Call,
        other_config: Vec<(String, String)>,
        heard: bool,
        let_in: bool,
    ) -> u64 {
        self.noted += 1;
        if self.calls.len() == CALLS {
            self.calls.pop_front();
        }
        self.calls.push_back(CallInfo {
            at: SystemTime::now(),
            host,
            method: call.method.clone(),
            params: tellable(call),
            other_config,
            heard,
            let_in,
            told: false,
        });
        self.noted
    }

    /// The call of that number was turned away after all, before anything was done for it: between its coming and its
    /// turn somebody ended its session, or the host lost its office.
    pub fn turn_away(&mut self, number: u64) {
        if let Some(call) = self.of_number(number) {
            call.let_in = false;
        }
    }

    /// The answer to the call of that number was sent.
    pub fn tell(&mut self, number: u64) {
        if let Some(call) = self.of_number(number) {
            call.told = true;
        }
    }

    fn of_number(&mut self, number: u64) -> Option<&mut CallInfo> {
        let since = usize::try_from(self.noted.saturating_sub(number)).unwrap_or(usize::MAX);
        self.calls.iter_mut().rev().nth(since)
    }

    /// All that are kept.
    pub fn all(&self) -> impl Iterator<Item = &CallInfo> {
        self.calls.iter()
    }
}

/// The text parameters that may be shown to anybody.
fn tellable(call: &Call) -> Vec<String> {
    let name = call.method.strip_prefix("Async.").unwrap_or(&call.method);
    let texts = |values: &[Value]| -> Vec<String> {
        let texts = values.iter().filter_map(|value| match value {
            Value::Text(text) => Some(text.to_string()),
            _ => None,
        });
        texts.collect()
    };
    if name.contains("login") {
        return texts(call.params.get(..1).unwrap_or_default());
    }
    let secret = ["session", "secret", "auth"]
        .contains(&name.split(['.', '_']).next().unwrap_or(name))
        || ["password", "join", "external_auth", "credential"]
            .iter()
            .any(|word| name.contains(word));
    if secret {
        return Vec::new();
    }
    texts(call.params.get(1..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_not_noted() {
        let check = |method: &str, params: &[&str], expect: &[&str]| {
            let call = Call {
                method: method.to_owned(),
                params: params.iter().map(|text| Value::text(*text)).collect(),
            };
            assert_eq!(tellable(&call), expect, "{method}");
        };
        check(
            "session.login_with_password",
            &["root", "hush", "1.0"],
            &["root"],
        );
        check(
            "session_slave_local_login_with_password",
            &["root", "hush"],
            &["root"],
        );
        check("session.logout", &["OpaqueRef:s"], &[]);
        check(
            "session.change_password",
            &["OpaqueRef:s", "hush", "hushhush"],
            &[],
        );
        check(
            "Async.pool.join",
            &["OpaqueRef:s", "10.0.0.1", "root", "hush"],
            &[],
        );
        check("secret.create", &["OpaqueRef:s", "hush"], &[]);
        check(
            "Async.VM.start",
            &["OpaqueRef:s", "OpaqueRef:vm"],
            &["OpaqueRef:vm"],
        );
    }

    #[test]
    fn a_call_that_is_turned_away_after_all_was_not_let_in() {
        let call = |method: &str| Call {
            method: method.to_owned(),
            params: Vec::new(),
        };
        let mut log = CallLog::default();
        let numbers: Vec<u64> = ["Async.VM.start", "VM.get_all", "Async.VM.suspend"]
            .into_iter()
            .map(|method| log.note(0, &call(method), Vec::new(), true, true))
            .collect();
        log.turn_away(numbers[1]);
        let let_in: Vec<bool> = log.all().map(|call| call.let_in).collect();
        assert_eq!(let_in, [true, false, true]);
        // One that is not kept any more is not mistaken for another.
        log.turn_away(0);
        assert_eq!(log.all().filter(|call| call.let_in).count(), 2);
    }
}
