// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `task`.

use super::*;

/// `task.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<Ref<Task>>> {
    ApiCall::plain("task.get_all", params![])
}

/// `task.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<Ref<Task>, Task>> {
    ApiCall::plain("task.get_all_records", params![])
}

/// `task.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<Ref<Task>, Task>> {
    ApiCall::plain("task.get_all_records_where", params![expr])
}

/// `task.get_by_name_label`; for the role read-only and those above it.
pub fn get_by_name_label(label: &str) -> ApiCall<List<Ref<Task>>> {
    ApiCall::plain("task.get_by_name_label", params![label])
}

/// `task.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<Ref<Task>> {
    ApiCall::plain("task.get_by_uuid", params![uuid])
}

/// `task.get_record`; for the role read-only and those above it.
pub fn get_record(task: &Ref<Task>) -> ApiCall<Task> {
    ApiCall::plain("task.get_record", params![task])
}

/// `task.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(task: &Ref<Task>) -> ApiCall<Text> {
    ApiCall::plain("task.get_uuid", params![task])
}

/// `task.get_name_label`; for the role read-only and those above it.
pub fn get_name_label(task: &Ref<Task>) -> ApiCall<Text> {
    ApiCall::plain("task.get_name_label", params![task])
}

/// `task.get_name_description`; for the role read-only and those above it.
pub fn get_name_description(task: &Ref<Task>) -> ApiCall<Text> {
    ApiCall::plain("task.get_name_description", params![task])
}

/// `task.get_allowed_operations`; for the role read-only and those above it.
pub fn get_allowed_operations(task: &Ref<Task>) -> ApiCall<List<TaskOperation>> {
    ApiCall::plain("task.get_allowed_operations", params![task])
}

/// `task.get_current_operations`; for the role read-only and those above it.
pub fn get_current_operations(task: &Ref<Task>) -> ApiCall<Map<Text, TaskOperation>> {
    ApiCall::plain("task.get_current_operations", params![task])
}

/// `task.get_created`; for the role read-only and those above it.
pub fn get_created(task: &Ref<Task>) -> ApiCall<DateTime> {
    ApiCall::plain("task.get_created", params![task])
}

/// `task.get_finished`; for the role read-only and those above it.
pub fn get_finished(task: &Ref<Task>) -> ApiCall<DateTime> {
    ApiCall::plain("task.get_finished", params![task])
}

/// `task.get_status`; for the role read-only and those above it.
pub fn get_status(task: &Ref<Task>) -> ApiCall<TaskStatus> {
    ApiCall::plain("task.get_status", params![task])
}

/// `task.get_resident_on`; for the role read-only and those above it.
pub fn get_resident_on(task: &Ref<Task>) -> ApiCall<Ref<Host>> {
    ApiCall::plain("task.get_resident_on", params![task])
}

/// `task.get_progress`; for the role read-only and those above it.
pub fn get_progress(task: &Ref<Task>) -> ApiCall<f64> {
    ApiCall::plain("task.get_progress", params![task])
}

/// `task.get_type`; for the role read-only and those above it.
pub fn get_type(task: &Ref<Task>) -> ApiCall<Text> {
    ApiCall::plain("task.get_type", params![task])
}

/// `task.get_result`; for the role read-only and those above it.
pub fn get_result(task: &Ref<Task>) -> ApiCall<Text> {
    ApiCall::plain("task.get_result", params![task])
}

/// `task.get_error_info`; for the role read-only and those above it.
pub fn get_error_info(task: &Ref<Task>) -> ApiCall<List<Text>> {
    ApiCall::plain("task.get_error_info", params![task])
}

/// `task.get_other_config`; for the role read-only and those above it.
pub fn get_other_config(task: &Ref<Task>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("task.get_other_config", params![task])
}

/// `task.get_subtask_of`; for the role read-only and those above it.
pub fn get_subtask_of(task: &Ref<Task>) -> ApiCall<Ref<Task>> {
    ApiCall::plain("task.get_subtask_of", params![task])
}

/// `task.get_subtasks`; for the role read-only and those above it.
pub fn get_subtasks(task: &Ref<Task>) -> ApiCall<List<Ref<Task>>> {
    ApiCall::plain("task.get_subtasks", params![task])
}

/// `task.get_backtrace`; for the role read-only and those above it.
pub fn get_backtrace(task: &Ref<Task>) -> ApiCall<Text> {
    ApiCall::plain("task.get_backtrace", params![task])
}

/// `task.set_other_config`; for the role read-only and those above it.
pub fn set_other_config(task: &Ref<Task>, value: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::plain("task.set_other_config", params![task, value])
}

/// `task.remove_from_other_config`; for the role read-only and those above it.
pub fn remove_from_other_config(task: &Ref<Task>, key: &str) -> ApiCall<()> {
    ApiCall::plain("task.remove_from_other_config", params![task, key])
}

/// `task.add_to_other_config`; for the role read-only and those above it.
pub fn add_to_other_config(task: &Ref<Task>, key: &str, value: &str) -> ApiCall<()> {
    ApiCall::plain("task.add_to_other_config", params![task, key, value])
}

/// `task.set_error_info`; for the role read-only and those above it.
pub fn set_error_info(task: &Ref<Task>, value: &[Text]) -> ApiCall<()> {
    ApiCall::plain("task.set_error_info", params![task, value])
}

/// `task.set_result`; for the role read-only and those above it.
pub fn set_result(task: &Ref<Task>, value: &str) -> ApiCall<()> {
    ApiCall::plain("task.set_result", params![task, value])
}

/// `task.set_progress`; for the role read-only and those above it.
pub fn set_progress(task: &Ref<Task>, value: f64) -> ApiCall<()> {
    ApiCall::plain("task.set_progress", params![task, value])
}

/// `task.set_status`; for the role read-only and those above it.
pub fn set_status(task: &Ref<Task>, value: &TaskStatus) -> ApiCall<()> {
    ApiCall::plain("task.set_status", params![task, value])
}

/// `task.cancel`; for the role read-only and those above it.
pub fn cancel(task: &Ref<Task>) -> ApiCall<()> {
    ApiCall::plain("task.cancel", params![task])
}

/// `task.destroy`; for the role read-only and those above it.
pub fn destroy(task: &Ref<Task>) -> ApiCall<()> {
    ApiCall::plain("task.destroy", params![task])
}

/// `task.create`; for the role read-only and those above it.
pub fn create(label: &str, description: &str) -> ApiCall<Ref<Task>> {
    ApiCall::plain("task.create", params![label, description])
}
