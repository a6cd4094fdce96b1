#!/usr/bin/env python3
"""What programs did with xend's first Xen-API, done by Python's own XML-RPC client.

usage: xend_story.py URL

Logs in with empty strings, lists the machines, looks at metrics, pauses and resumes one, is refused a
start, and hears of what it did by event.next. References are uuids, numbers are texts, and what
answers nothing answers "".
"""
import sys
import threading
import xmlrpc.client

DOM0 = "00000000-0000-0000-0000-000000000000"


class Refused(Exception):
    pass


class Xen:
    """A session, over a connection of its own."""

    def __init__(self, url, session=None):
        self.server = xmlrpc.client.ServerProxy(url)
        self.session = session

    def login(self):
        self.session = self.answer("session.login_with_password", "", "")

    def answer(self, method, *params):
        reply = getattr(self.server, method)(*params)
        if reply["Status"] != "Success":
            assert reply["Status"] in ("Failure", "Error"), reply
            raise Refused(reply["ErrorDescription"])
        return reply["Value"]

    def call(self, method, *params):
        return self.answer(method, self.session, *params)

    def refusal(self, method, *params):
        try:
            value = self.call(method, *params)
        except Refused as refused:
            return refused.args[0]
        raise AssertionError(f"{method} answered {value!r}")


def main():
    (url,) = sys.argv[1:]
    xen = Xen(url)

    # Two parameters and no more; the session counts in all other counts.
    try:
        xen.answer("session.login_with_password", "", "", "1.0")
        raise AssertionError("three parameters were taken")
    except Refused as refused:
        assert refused.args[0] == ["MESSAGE_PARAMETER_COUNT_MISMATCH", "session.login_with_password", "2", "3"], refused
    xen.login()
    assert len(xen.session) == 36 and xen.session.count("-") == 4, "the session is no uuid"

    vms = xen.call("VM.get_all")
    assert DOM0 in vms and len(vms) > 4, vms
    names = {xen.call("VM.get_name_label", vm): vm for vm in vms}
    assert names["Domain-0"] == DOM0
    guest = names["guest002"]
    assert xen.call("VM.get_by_uuid", guest) == guest
    assert xen.call("VM.get_by_name_label", "guest002") == [guest]
    assert xen.call("VM.get_actions_after_reboot", guest) == "restart"
    assert xen.call("VM.get_power_state", guest) == "Running"
    record = xen.call("VM.get_record", guest)
    assert record["uuid"] == guest and record["memory_static_max"] == "268435456", record
    assert "allowed_operations" not in record and "guest_metrics" not in record

    metrics = xen.call("VM.get_metrics", guest)
    assert xen.call("VM_metrics.get_memory_actual", metrics) == "268435456"
    utilisation = xen.call("VM_metrics.get_VCPUs_utilisation", metrics)
    assert list(utilisation) == ["0"] and 0 <= utilisation["0"] <= 1, utilisation
    record = xen.call("VM_metrics.get_record", metrics)
    assert record["VCPUs_number"] == "1" and record["VCPUs_flags"]["0"] == ["online", "running"], record
    assert isinstance(record["start_time"], xmlrpc.client.DateTime)

    (host,) = xen.call("host.get_all")
    total, free = (int(xen.call(f"host_metrics.get_memory_{which}", xen.call("host.get_metrics", host)))
                   for which in ("total", "free"))
    assert 0 < free < total, (free, total)
    assert guest in xen.call("host.get_resident_VMs", host)
    assert 0 <= xen.call("host_cpu.get_utilisation", xen.call("host.get_host_CPUs", host)[0]) <= 1
    disk = xen.call("VBD.get_record", xen.call("VM.get_VBDs", guest)[0])
    assert disk["device"] == "xvda" and xen.call("VDI.get_record", disk["VDI"])["SR"] in xen.call("SR.get_all")
    assert xen.call("console.get_protocol", xen.call("VM.get_consoles", guest)[0]) == "rfb"

    # Another connection waits for events, as a program has to: event.next blocks until there is one.
    heard = []
    listener = Xen(url, xen.session)
    assert listener.call("event.register", ["VM"]) == ""
    waiting = threading.Thread(target=lambda: heard.extend(listener.call("event.next")), daemon=True)
    waiting.start()

    assert xen.call("VM.pause", guest) == ""
    waiting.join(10)
    (event,) = heard
    assert event["class"] == "VM" and event["operation"] == "mod" and event["field"] == "power_state", event
    assert event["ref"] == guest == event["obj_uuid"] and "snapshot" not in event, event
    assert xen.call("VM.get_power_state", guest) == "Paused"
    assert xen.call("VM.unpause", guest) == ""
    assert xen.call("VM.get_power_state", guest) == "Running"
    assert [event["field"] for event in listener.call("event.next")] == ["power_state"]
    assert listener.call("event.unregister", []) == ""

    # States with a capital, after the machine.
    assert xen.refusal("VM.start", guest, False) == ["VM_BAD_POWER_STATE", guest, "Halted", "Running"]
    assert xen.refusal("VM.resume", guest, False) == ["VM_BAD_POWER_STATE", guest, "Suspended", "Running"]
    assert xen.refusal("VM.suspend", names["guest001"]) == ["VM_BAD_POWER_STATE", names["guest001"], "Running", "Halted"]
    assert xen.refusal("VM.pause", "nobody") == ["HANDLE_INVALID", "VM", "nobody"]
    assert xen.refusal("VM.start", guest) == ["MESSAGE_PARAMETER_COUNT_MISMATCH", "VM.start", "3", "2"]
    for absent in ("pool.get_all", "event.from", "VM.get_allowed_operations", "VM_guest_metrics.get_all"):
        assert xen.refusal(absent) == ["MESSAGE_METHOD_UNKNOWN", absent]

    # A whole life.
    other = names["guest001"]
    assert xen.call("VM.start", other, True) == ""
    assert xen.call("VM.get_power_state", other) == "Paused"
    assert xen.call("VM.unpause", other) == ""
    assert xen.call("VM.suspend", other) == ""
    assert xen.call("VM.get_power_state", other) == "Suspended"
    assert xen.call("VM.resume", other, False) == ""
    assert xen.call("VM.hard_reboot", other) == ""
    assert xen.call("VM.get_power_state", other) == "Running"
    assert xen.call("VM.hard_shutdown", other) == ""
    assert xen.call("VM.get_power_state", other) == "Halted"
    task = xen.call("Async.VM.start", other, False)
    assert xen.call("task.get_name_label", task) == "VM.start"
    while xen.call("task.get_status", task) == "pending":
        pass
    assert xen.call("task.get_status", task) == "success"
    assert "VM.start" in xen.call("host.list_methods")
    assert "VM.start" in xen.server.system.listMethods()

    assert xen.call("session.logout") == ""
    assert xen.refusal("VM.get_all") == ["SESSION_INVALID", xen.session]
    print(f"  {len(vms)} machines")


main()
