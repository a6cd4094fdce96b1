//! How a real server refused the calls that Pooldeck and the examples make, and we with it. Each line is one captured
//! answer (`tests/interop/calls-answers.txt` has them all): the call, then code and parameters.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.

mod common;

use common::{Client, Failed, pool};
use poolsim::Sim;
use serde_json::{Value, json};

const NULL: &str = "OpaqueRef:NULL";
const NOBODY: &str = "OpaqueRef:00000000-0000-0000-0000-000000000000";

async fn start() -> (Sim, Client) {
    let sim = pool(2, 20).await;
    let client = Client::login(&sim).await;
    (sim, client)
}

/// Makes the calls, each of which must be refused like that.
async fn refused<const N: usize>(client: &Client, calls: [(&str, Value, &str, &[&str]); N]) {
    for (method, params, code, expected) in calls {
        let expected = expected.iter().map(|it| (*it).to_owned()).collect();
        assert_eq!(
            client.fails(method, params).await,
            Failed(code.to_owned(), expected),
            "{method}"
        );
    }
}

#[tokio::test]
async fn a_machine_in_the_wrong_state() {
    let (_sim, client) = start().await;
    let (on, off) = (client.vm("web-01").await, client.vm("build-agent-01").await);
    let (on, off) = (on.as_str(), off.as_str());
    let host = client.vm_field(on, "resident_on").await;
    const STATE: &str = "VM_BAD_POWER_STATE";
    refused(
        &client,
        [
            (
                "VM.start",
                json!([on, false, false]),
                STATE,
                &[on, "halted", "running"],
            ),
            (
                "VM.clone",
                json!([on, "x"]),
                STATE,
                &[on, "halted", "running"],
            ),
            (
                "VM.copy",
                json!([on, "x", NULL]),
                STATE,
                &[on, "halted", "running"],
            ),
            (
                "VM.destroy",
                json!([on]),
                STATE,
                &[on, "halted, suspended", "running"],
            ),
            (
                "VM.resume",
                json!([on, false, false]),
                STATE,
                &[on, "suspended", "running"],
            ),
            ("VM.unpause", json!([on]), STATE, &[on, "paused", "running"]),
            (
                "VM.set_VCPUs_max",
                json!([on, 4]),
                STATE,
                &[on, "halted", "running"],
            ),
            (
                "VM.set_memory_limits",
                json!([on, 1, 1, 1, 1]),
                STATE,
                &[on, "halted", "running"],
            ),
            (
                "VM.pool_migrate",
                json!([off, host, {}]),
                STATE,
                &[off, "running", "halted"],
            ),
            (
                "VM.clean_shutdown",
                json!([off]),
                STATE,
                &[off, "running", "halted"],
            ),
            (
                "VM.suspend",
                json!([off]),
                STATE,
                &[off, "running", "halted"],
            ),
            ("VM.pause", json!([off]), STATE, &[off, "running", "halted"]),
            (
                "VM.assert_operation_valid",
                json!([off, "suspend"]),
                STATE,
                &[off, "running", "halted"],
            ),
            (
                "VM.power_state_reset",
                json!([on]),
                "HOST_IS_LIVE",
                &[host.as_str().unwrap()],
            ),
        ],
    )
    .await;
    client.ok("VM.pause", json!([on])).await;
    let paused: [_; 1] = [(
        "VM.suspend",
        json!([on]),
        STATE,
        &[on, "running", "paused"] as &[&str],
    )];
    refused(&client, paused).await;
}

#[tokio::test]
async fn a_machine_that_is_none_or_not_there() {
    let (_sim, client) = start().await;
    let off = client.vm("build-agent-01").await;
    let template = client.vm("Debian Bookworm 12").await;
    let snapshot = client.ok("VM.snapshot", json!([off, "s"])).await;
    let (off, template, snapshot) = (&*off, &*template, snapshot.as_str().unwrap());
    let open = client.ok("VM.clone", json!([template, "open"])).await;
    refused(
        &client,
        [
            (
                "VM.start",
                json!([template, false, false]),
                "VM_IS_TEMPLATE",
                &[template, "start"],
            ),
            (
                "VM.start",
                json!([snapshot, false, false]),
                "VM_IS_SNAPSHOT",
                &[snapshot, "start"],
            ),
            ("VM.revert", json!([off]), "VM_REVERT_FAILED", &[off, NULL]),
            (
                "VM.provision",
                json!([off]),
                "PROVISION_ONLY_ALLOWED_ON_TEMPLATE",
                &[],
            ),
            ("VM.provision", json!([open]), "UUID_INVALID", &["sr", ""]),
            (
                "VM.clone",
                json!([NOBODY, "x"]),
                "HANDLE_INVALID",
                &["VM", NOBODY],
            ),
            (
                "VM.start_on",
                json!([off, NULL, false, false]),
                "HANDLE_INVALID",
                &["host", NULL],
            ),
            (
                "VM.migrate_send",
                json!([off, {}, true, {}, {}, {}]),
                "INTERNAL_ERROR",
                &["Not_found"],
            ),
            (
                "Async.VM.get_name_label",
                json!([off]),
                "Fault",
                &["No async mode for this operation (rpc: VM.get_name_label)"],
            ),
        ],
    )
    .await;
}

#[tokio::test]
async fn a_machine_that_somebody_protected() {
    let (_sim, client) = start().await;
    let (on, off) = (client.vm("web-01").await, client.vm("build-agent-01").await);
    let host = client.vm_field(&on, "resident_on").await;
    let blocked = json!({"destroy": "protected", "start": "not today"});
    client
        .ok("VM.set_blocked_operations", json!([off, blocked]))
        .await;
    client
        .ok(
            "VM.add_to_blocked_operations",
            json!([on, "clean_shutdown", "no"]),
        )
        .await;
    client.ok("host.disable", json!([host])).await;
    let host = host.as_str().unwrap();
    refused(
        &client,
        [
            (
                "VM.start",
                json!([off, false, false]),
                "OPERATION_BLOCKED",
                &[&off, "not today"],
            ),
            (
                "VM.destroy",
                json!([off]),
                "OPERATION_BLOCKED",
                &[&off, "protected"],
            ),
            (
                "VM.clean_shutdown",
                json!([on]),
                "OPERATION_BLOCKED",
                &[&on, "no"],
            ),
        ],
    )
    .await;
    client
        .ok("VM.set_blocked_operations", json!([off, {}]))
        .await;
    let out: [_; 1] = [(
        "VM.start_on",
        json!([off, host, false, false]),
        "HOST_DISABLED",
        &[host] as &[&str],
    )];
    refused(&client, out).await;
}

#[tokio::test]
async fn settings_that_make_no_sense() {
    let (_sim, client) = start().await;
    let off = client.vm("build-agent-01").await;
    let off = off.as_str();
    client.ok("VM.set_VCPUs_max", json!([off, 4])).await;
    client
        .ok("VM.add_to_other_config", json!([off, "colour", "red"]))
        .await;
    let uuid = client.vm_field(off, "uuid").await;
    refused(
        &client,
        [
            (
                "VM.set_memory_limits",
                json!([off, 2, 1, 1, 1]),
                "MEMORY_CONSTRAINT_VIOLATION_ORDER",
                &[],
            ),
            (
                "VM.set_VCPUs_at_startup",
                json!([off, 8]),
                "INVALID_VALUE",
                &[
                    "VCPU values must satisfy: 0 < VCPUs_at_startup ≤ VCPUs_max",
                    "8",
                ],
            ),
            (
                "VM.set_ha_restart_priority",
                json!([off, "urgent"]),
                "INVALID_VALUE",
                &["ha_restart_priority", "urgent"],
            ),
            (
                "VM.set_actions_after_crash",
                json!([off, "explode"]),
                "INTERNAL_ERROR",
                &["Failure(\"Unknown tag/contents\")"],
            ),
            (
                "VM.add_to_other_config",
                json!([off, "colour", "blue"]),
                "MAP_DUPLICATE_KEY",
                &["VM", "other_config", off, "colour"],
            ),
            (
                "message.create",
                json!(["X", 3, "Nosuch", uuid, "b"]),
                "INTERNAL_ERROR",
                &["Failure(\"Unknown tag/contents\")"],
            ),
            (
                "message.create",
                json!(["X", 3, "Pool", "x", "b"]),
                "UUID_INVALID",
                &["Pool", "x"],
            ),
            (
                "subject.create",
                json!([{"subject_identifier": "S-1", "other_config": {}}]),
                "AUTH_IS_DISABLED",
                &[],
            ),
        ],
    )
    .await;
}

#[tokio::test]
async fn a_task_that_a_client_made_is_its_own() {
    let (_sim, client) = start().await;
    let task = client.ok("task.create", json!(["mine", ""])).await;
    client.ok("task.cancel", json!([task])).await;
    let record = client.ok("task.get_record", json!([task])).await;
    assert_eq!(record["status"], "pending", "nobody heard the wish");
    let wishes = record["current_operations"].as_object().unwrap();
    assert!(wishes.values().eq(["cancel"]), "{wishes:?}");
    client.ok("task.destroy", json!([task])).await;
    // One that is gone needs no stopping.
    client.ok("task.cancel", json!([task])).await;
}
