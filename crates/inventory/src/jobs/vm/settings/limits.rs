//! What a template recommends at most for the machines made of it.

use xapi::Vm;

use crate::jobs::Subject;

/// The largest value that a VM's template recommends for a member, `vcpus-max` for one. It is written
/// as XML in the record: `<restriction field="vcpus-max" max="32" />`.
pub(crate) fn recommended_max(vm: &Vm, field: &str) -> Option<i64> {
    let text = vm.recommendations.as_str();
    let named = [
        format!("field=\"{field}\""),
        format!("property=\"{field}\""),
    ];
    let tag = text
        .split('<')
        .find(|tag| named.iter().any(|name| tag.contains(name.as_str())))?;
    let (_, value) = tag.split_once(" max=\"")?;
    value.split('"').next()?.parse().ok()
}

/// The largest value that all of the subjects' templates recommend.
pub(crate) fn of_all(subjects: &[Subject<'_>], field: &str) -> Option<i64> {
    let vms = subjects.iter().filter_map(Subject::vm);
    vms.filter_map(|vm| recommended_max(vm, field)).min()
}
