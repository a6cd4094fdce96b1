//! Making typed calls.

use serde::de::DeserializeOwned;

use super::session::Session;
use super::task::TaskHandle;
use crate::call::ApiCall;
use crate::error::Result;

impl Session {
    /// Makes a call: `session.run(calls::vm::start(&vm, false, false))`.
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub async fn run<T: DeserializeOwned>(&self, call: ApiCall<T>) -> Result<T> {
        let method = call.method();
        self.call(method, call.into_params()).await
    }

    /// Starts a call as a task: `session.begin(calls::vm::clone(&vm, name))`. The task's handle
    /// tells of its progress, and of what the call answers in the end.
    ///
    /// # Errors
    /// As [`call`](Self::call); servers refuse a call that [has no task](ApiCall::has_task). Some
    /// check the parameters at once, others in the task.
    pub async fn begin<T: DeserializeOwned>(&self, call: ApiCall<T>) -> Result<TaskHandle<T>> {
        let method = call.method();
        self.start(method, call.into_params()).await
    }
}
