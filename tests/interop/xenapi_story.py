"""PyPI's XenAPI (XML-RPC) against a pool: log in, list, watch, start a VM, follow its task, log out.

usage: xenapi_story.py URL USER PASSWORD
"""
import sys
import time

import XenAPI

url, user, password = sys.argv[1:4]


def say(what):
    print(f"  {what}", flush=True)


try:
    XenAPI.Session(url, ignore_ssl=True).xenapi.login_with_password(user, "wrong", "1.0", "interop")
    sys.exit("a wrong password was let in")
except XenAPI.Failure as failure:
    assert failure.details[0] == "SESSION_AUTHENTICATION_FAILED", failure.details
say("a wrong password is refused")

session = XenAPI.Session(url, ignore_ssl=True)
session.xenapi.login_with_password(user, password, "1.0", "interop")
assert session.API_version == "2.23", session.API_version
say(f"logged in, API {session.API_version}")

vms = session.xenapi.VM.get_all_records()
real = {
    ref: vm
    for ref, vm in vms.items()
    if not (vm["is_a_template"] or vm["is_a_snapshot"] or vm["is_control_domain"])
}
assert len(real) >= 6, len(real)
assert all(isinstance(vm["memory_static_max"], str) for vm in real.values()), "ints are text in XML-RPC"
say(f"{len(vms)} VM records, {len(real)} of them VMs")

# («from» is a Python keyword.)
event_from = getattr(session.xenapi.event, "from")
batch = event_from(["vm", "task"], "", 5.0)
assert {event["ref"] for event in batch["events"] if event["class"] == "vm"} == set(vms)
token = batch["token"]

ref, vm = next((ref, vm) for ref, vm in real.items() if vm["power_state"] == "Halted" and "start" in vm["allowed_operations"])
task = session.xenapi.Async.VM.start(ref, False, False)
progress, powers, deadline = [], [], time.monotonic() + 60
while time.monotonic() < deadline:
    batch = event_from(["vm", "task"], token, 5.0)
    token = batch["token"]
    for event in batch["events"]:
        if event["ref"] == task and event["operation"] != "del":
            progress.append(float(event["snapshot"]["progress"]))
        if event["ref"] == ref:
            powers.append(event["snapshot"]["power_state"])
    if session.xenapi.task.get_status(task) != "pending":
        break
record = session.xenapi.task.get_record(task)
assert record["status"] == "success", record
assert float(record["progress"]) == 1.0 and record["result"] in ("", "<value></value>"), record
assert progress == sorted(progress) and progress, progress
session.xenapi.task.destroy(task)
assert session.xenapi.VM.get_power_state(ref) == "Running"
say(f"started «{vm['name_label']}»: progress {progress}, power state {powers}")

try:
    session.xenapi.VM.start(ref, False, False)
    sys.exit("a running VM was started")
except XenAPI.Failure as failure:
    assert failure.details == ["VM_BAD_POWER_STATE", ref, "halted", "running"], failure.details
say("starting it again is refused with VM_BAD_POWER_STATE")

session.xenapi.event.register(["vm"])
session.xenapi.VM.set_name_description(ref, "réécrit ☕ <b>&")
seen = session.xenapi.event.next()
assert any(event["ref"] == ref and event["snapshot"]["name_description"] == "réécrit ☕ <b>&" for event in seen), seen
session.xenapi.event.unregister(["vm"])
say("event.next tells of a change")

session.xenapi.VM.hard_shutdown(ref)
assert session.xenapi.VM.get_power_state(ref) == "Halted"
old = session._session
session.xenapi.logout()
answer = session.VM.get_all(old)
assert answer["ErrorDescription"][0] == "SESSION_INVALID", answer
say("logged out; the session is worth nothing now")
