//! How a task ended.

use serde::de::DeserializeOwned;

use super::Task;
use crate::api_error::ApiError;
use crate::codec::outcome::api_error;
use crate::codec::xml;
use crate::enums::TaskStatus;
use crate::error::{Error, Result};

impl Task {
    /// What the task came to, decoded, if this record says that it is done. (The result in the
    /// record is XML-RPC, whatever codec the session speaks.)
    ///
    /// The error is the task's own: [`Error::Api`] or [`Error::Cancelled`].
    pub fn outcome<T: DeserializeOwned>(&self) -> Option<Result<T>> {
        match self.status {
            TaskStatus::Success => Some(xml::decode_result(&self.result)),
            TaskStatus::Failure => Some(Err(
                match api_error(self.error_info.iter().map(String::from).collect()) {
                    ApiError::TaskCancelled { .. } => Error::Cancelled,
                    error => Error::Api(error),
                },
            )),
            TaskStatus::Cancelled => Some(Err(Error::Cancelled)),
            TaskStatus::Pending | TaskStatus::Cancelling | TaskStatus::Unknown(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Vm;
    use crate::reference::{OpaqueRef, Ref};

    fn done<T: DeserializeOwned>(result: &str) -> Result<T> {
        let task = Task {
            status: TaskStatus::Success,
            result: result.into(),
            ..Task::default()
        };
        task.outcome().unwrap()
    }

    #[test]
    fn results_are_decoded() {
        let vm = Ref::<Vm>::from("OpaqueRef:1");
        assert_eq!(done("<value>OpaqueRef:1</value>"), Ok(vm.clone()));
        assert_eq!(
            done("<value><string>OpaqueRef:1</string></value>"),
            Ok(vm.clone())
        );
        assert_eq!(done("OpaqueRef:1"), Ok(vm.clone()));
        assert_eq!(
            done("<value><array><data><value>OpaqueRef:1</value></data></array></value>"),
            Ok(vec![vm])
        );
        assert_eq!(
            done("<value><array><data/></array></value>"),
            Ok(Vec::<OpaqueRef>::new())
        );
        for nothing in ["", "<value></value>", "<value/>", "OpaqueRef:1"] {
            assert_eq!(done(nothing), Ok(()));
        }
        assert_eq!(done("<value>17</value>"), Ok(17));
        assert_eq!(done("<value>a &lt; b</value>"), Ok("a < b".to_owned()));
        assert_eq!(done("a < b"), Ok("a < b".to_owned()));
        assert_eq!(done("<value>cut"), Ok("<value>cut".to_owned()));
        assert!(matches!(
            done::<Vec<OpaqueRef>>("<value>1</value>"),
            Err(Error::Unexpected(_))
        ));
    }

    #[test]
    fn failures_are_told_apart() {
        let ended = |status: TaskStatus, info: &[&str]| {
            let task = Task {
                status,
                error_info: info.iter().map(|text| (*text).into()).collect(),
                ..Task::default()
            };
            task.outcome::<()>()
        };
        assert_eq!(ended(TaskStatus::Pending, &[]), None);
        assert_eq!(ended(TaskStatus::Unknown("?".into()), &[]), None);
        assert_eq!(
            ended(TaskStatus::Cancelled, &[]),
            Some(Err(Error::Cancelled))
        );
        assert_eq!(
            ended(TaskStatus::Failure, &["TASK_CANCELLED", "OpaqueRef:1"]),
            Some(Err(Error::Cancelled))
        );
        let Some(Err(Error::Api(error))) = ended(
            TaskStatus::Failure,
            &["VM_BAD_POWER_STATE", "OpaqueRef:1", "halted", "running"],
        ) else {
            panic!("not an API error");
        };
        assert!(matches!(error, ApiError::BadPowerState { .. }));
        assert!(matches!(
            ended(TaskStatus::Failure, &[]),
            Some(Err(Error::Api(_)))
        ));
    }
}
