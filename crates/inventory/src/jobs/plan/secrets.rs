//! What was said in confidence and is sent with a plan's calls: the plan holds it beside its steps, in which
//! only a mark stands, so that whoever writes down or shows the steps has nothing to hide.

use serde_json::Value;

use super::{
    Plan,
    answers::{mentions_secret, replace, secret, secret_of},
    call::Call,
};
use crate::{jobs::Confidential, problem::Problem};

impl Plan {
    /// What stands for something that was said in confidence, in the parameters of calls.
    ///
    /// # Errors
    /// `confidence_forgotten`, where nobody knows it any more.
    pub(crate) fn secret(&mut self, said: &Confidential) -> Result<String, Problem> {
        said.text()?;
        self.secrets.push(said.clone());
        Ok(secret(self.secrets.len() - 1))
    }

    /// A call with what was said in confidence in its places; none where nobody knows it any more.
    #[must_use]
    pub fn with_secrets(&self, mut call: Call) -> Option<Call> {
        for param in &mut call.params {
            replace(param, &|text| match secret_of(text) {
                Some(index) => {
                    let said = self.secrets.get(index)?.text().ok()?;
                    Some(Some(Value::from(said.as_str())))
                }
                None => Some(None),
            })?;
        }
        Some(call)
    }

    /// Whether a step from `next` on is made with something that nobody knows any more.
    pub fn has_forgotten_from(&self, next: usize) -> bool {
        let mut calls = self
            .steps
            .iter()
            .skip(next)
            .filter_map(|step| step.act.call());
        calls.any(|call| mentions_secret(&call.params) && self.with_secrets(call.clone()).is_none())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    use super::*;
    use crate::jobs::plan::{Act, Step};

    #[test]
    fn what_was_said_in_confidence_is_only_in_what_is_sent() {
        let mut plan = Plan::default();
        let said: Confidential = from_value(json!("hunter2")).unwrap();
        let mark = plan.secret(&said).unwrap();
        let call = Call {
            method: "SR.create".to_owned(),
            params: vec![json!({ "chappassword": mark })],
            has_task: true,
            answers_secret: false,
            connection: None,
        };
        plan.steps.push(Step::of(Act::Call(call.clone())));
        let sent = plan.with_secrets(call.clone()).unwrap();
        assert_eq!(sent.params, [json!({ "chappassword": "hunter2" })]);
        assert_eq!(plan.without_secrets(0, &sent), call);
        let written = serde_json::to_string(&plan).unwrap();
        assert!(!written.contains("hunter2") && !format!("{plan:?}").contains("hunter2"));
        let read: Plan = serde_json::from_str(&written).unwrap();
        assert!(read.has_forgotten_from(0) && !plan.has_forgotten_from(0));
        assert_eq!(read.with_secrets(call), None);
    }
}
