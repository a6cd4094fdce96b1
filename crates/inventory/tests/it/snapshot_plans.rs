//! Plans of what is done to snapshots: a world and inputs in, effects and calls out.

use inventory::Job;
use serde_json::json;
use xapi::{Class, Vdi, VmPowerState};

use crate::{
    pool::{put, vm},
    vm_plans::{check, disk, drive},
};

#[test]
fn a_machine_goes_back_to_a_snapshot() {
    check(
        &[],
        Job::Revert,
        json!({}),
        "one",
        "app powerState: running → halted
        app goes back to 100, cut off: true
        app name: app → app before
        app vcpus: 2 → 1
        = data disk_after_snapshot
        VM.revert(one)",
    );
    check(
        &[],
        Job::Revert,
        json!({ "before": " now " }),
        "three",
        "+ VM now
        app powerState: running → suspended
        app goes back to 300, cut off: true
        app name: app → app before
        app vcpus: 2 → 1
        = data disk_after_snapshot
        VM.snapshot(app, now)
        VM.revert(three)",
    );
    let mut busy = vm("app", VmPowerState::Halted, "");
    busy.current_operations = [("t".into(), xapi::VmOperation::Clone)].into();
    check(
        &[put("app", busy)],
        Job::Revert,
        json!({}),
        "one",
        "no: op_in_progress clone",
    );
    let gone = crate::pool::gone(Class::Vm, "app");
    check(
        &[gone],
        Job::Revert,
        json!({}),
        "one",
        "no: snapshot_of_none",
    );
}

#[test]
fn a_snapshot_is_deleted_with_its_disks_and_its_memory() {
    check(
        &[],
        Job::DeleteSnapshot,
        json!({}),
        "one",
        "- one – –
        - root of one 100 B 3 B
        VDI.destroy(root of one)
        VM.destroy(one)",
    );
    check(
        &[],
        Job::DeleteSnapshot,
        json!({}),
        "three",
        "- three – –
        - suspend image 100 B 7 B
        - root of three 100 B 3 B
        VM.hard_shutdown(three)
        VDI.destroy(root of three)
        VM.destroy(three)",
    );
    check(
        &[drive("web", "5", "root of two")],
        Job::DeleteSnapshot,
        json!({}),
        "two",
        "- two – –
        = root of two disk_used_by web-01
        VM.destroy(two)",
    );
    let shared = Vdi {
        sharable: true,
        ..disk("root of two", 3, "root")
    };
    check(
        &[put("root of two", shared)],
        Job::DeleteSnapshot,
        json!({}),
        "two",
        "- two – –
        = root of two disk_sharable
        VM.destroy(two)",
    );
}

#[test]
fn a_branch_goes_the_latest_first() {
    check(
        &[],
        Job::DeleteSnapshotBranch,
        json!({}),
        "one",
        "- two – –
        - root of two 100 B 3 B
        - three – –
        - suspend image 100 B 7 B
        - root of three 100 B 3 B
        - one – –
        - root of one 100 B 3 B
        VDI.destroy(root of two)
        VM.destroy(two)
        VM.hard_shutdown(three)
        VDI.destroy(root of three)
        VM.destroy(three)
        VDI.destroy(root of one)
        VM.destroy(one)",
    );
    check(
        &[],
        Job::DeleteSnapshotBranch,
        json!({}),
        "two",
        "no: no_later_snapshots",
    );
}

#[test]
fn a_snapshot_becomes_a_machine_or_a_template() {
    check(
        &[],
        Job::NewVmFromSnapshot,
        json!({ "name": "app 2" }),
        "one",
        "+ VM app 2
        VM.clone(one, app 2) ← VM.destroy($0) and its disks
        VM.provision($0)",
    );
    check(
        &[],
        Job::NewTemplateFromSnapshot,
        json!({ "name": "golden" }),
        "one",
        "+ VM golden
        VM.clone(one, golden) ← VM.destroy($0) and its disks
        VM.remove_from_other_config($0, instant)
        VM.add_to_other_config($0, instant, true)",
    );
    for job in [Job::NewVmFromSnapshot, Job::NewTemplateFromSnapshot] {
        check(
            &[],
            job,
            json!({ "name": "x" }),
            "three",
            "no: snapshot_with_memory",
        );
        check(&[], job, json!({ "name": " " }), "one", "no: name_missing");
    }
}
