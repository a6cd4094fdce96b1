#!/usr/bin/env python3
"""Make, refuse and undo everything that can be made, and print one normalised line per answer.

usage: calls_probe.py http://HOST:PORT USER PASSWORD > answers.txt
       calls_probe.py --compare REAL.txt OURS.txt      (exit 1 where they differ)

Where probe.py asks for the shape of everything, this asks for work: machines, copies, snapshots, disks, interfaces,
storage, networks, hosts, schedules, messages, tasks, with their commonest refusals, and what events follow. An answer is
reduced to its error with its parameters, to the kinds of its fields and what may be done to the object, to a task's end,
to the head of an HTTP reply; references and uuids become #.

It needs a pool of its own, of three hosts or more, with running and halted VMs, a shared SR, a local SR and an ISO SR: it
changes the pool. What comes after a call that failed is still asked, as far as it can be.
"""
import http.client
import json
import re
import socket
import sys
import time
import urllib.parse

NULL = "OpaqueRef:NULL"
NOBODY = "OpaqueRef:00000000-0000-0000-0000-000000000000"
GIB = 1 << 30


def compare(real, ours):
    """Names of what differs, each with both answers; what is only in one of both differs as well."""
    read = lambda f: dict(line.rstrip("\n").split("\t", 1) for line in open(f) if "\t" in line)
    a, b = read(real), read(ours)
    differing = [name for name in a if a[name] != b.get(name)]
    for name in differing:
        print(f"{name}\n  real {a[name]}\n  ours {b.get(name, 'not reached')}")
    print(f"{len(a)} answers, {len(differing)} differ, {sum(name not in b for name in a)} of them not reached")
    return 1 if differing else 0


def failure(values):
    """A failure's parameters without what no two servers share: references, and how many of them there are."""
    short = [re.sub(r"OpaqueRef:[0-9a-f-]+|[0-9a-f]{8}-[0-9a-f-]{27}", "#", str(value))[:70] for value in values]
    short = [value for i, value in enumerate(short) if i < 2 or not value == short[i - 1] == short[i - 2] == "#"]
    return json.dumps(short, ensure_ascii=False)


def kind(value):
    if isinstance(value, str):
        return "ref" if value.startswith("OpaqueRef:") else "str"
    return {bool: "bool", int: "int", float: "float", list: "list", dict: "map"}.get(type(value), "null")


def fields(record):
    """A record's fields with their kinds; what is allowed is told in full."""
    told = {name: kind(value) for name, value in record.items()}
    if "allowed_operations" in record:
        told["allowed_operations"] = ",".join(sorted(record["allowed_operations"]))
    return " ".join(f"{name}={told[name]}" for name in sorted(told))


def reduced(answer):
    """An answer in one line."""
    if "error" in answer:
        error = answer["error"]
        return f"err {error.get('message')} {failure(error.get('data') or [])}"
    result = answer["result"]
    if isinstance(result, dict) and "error_info" in result:
        return f"task {result['status']} {failure(result['error_info'])} {'a result' if result['result'] else 'no result'}"
    if isinstance(result, dict) and "events" in result:
        happened = sorted({f"{event['class']}:{event['operation']}" for event in result["events"]})
        return f"events {' '.join(happened)}"
    if isinstance(result, dict) and result and all(key.startswith("OpaqueRef:") for key in result):
        one = next(iter(result.values()))
        return f"ok of each: {fields(one) if isinstance(one, dict) else kind(one)}"
    if isinstance(result, dict):
        return f"ok {fields(result)}" if "uuid" in result else f"ok map of {' '.join(sorted(result))}"
    if isinstance(result, list):
        return f"ok list of {' '.join(sorted({kind(item) for item in result})) or 'none'}"
    return "ok" if result == "" else f"ok {kind(result)}"


def head(reply):
    """Status and content type of a raw HTTP reply."""
    lines = reply.split(b"\r\n\r\n", 1)[0].decode("latin1").split("\r\n")
    types = [line.split(":", 1)[1].split(";")[0].strip() for line in lines if line.lower().startswith("content-type:")]
    return " ".join(["HTTP", *lines[0].split(" ")[1:], *types])


class Refused(Exception):
    """A call on which the next ones depend has failed."""


class Server:
    """A session, and what was answered."""

    def __init__(self, url, user, password):
        parts = urllib.parse.urlsplit(url)
        self.host, self.port, self.user, self.password = parts.hostname, parts.port or 80, user, password
        self.session = self.post("session.login_with_password", [user, password, "1.0", "calls probe"])["result"]

    def post(self, method, params):
        connection = http.client.HTTPConnection(self.host, self.port, timeout=90)
        body = json.dumps({"method": method, "params": params, "id": 1, "jsonrpc": "2.0"})
        connection.request("POST", "/jsonrpc", body, {"content-type": "application/json"})
        return json.loads(connection.getresponse().read())

    def ask(self, name, method, *params):
        """A question whose answer counts. Gives back the result, or None."""
        answer = self.post(method, [self.session, *params])
        print(f"{name}\t{reduced(answer)}", flush=True)
        return answer.get("result")

    def need(self, method, *params):
        """A call that only prepares."""
        answer = self.post(method, [self.session, *params])
        if "error" in answer:
            raise Refused(f"{method} {answer['error']}")
        return answer["result"]

    def end(self, name, task):
        """Waits until a task ends; how it did counts."""
        if task is None:
            return
        self.wait(task)
        self.ask(name, "task.get_record", task)
        self.need("task.destroy", task)

    def wait(self, task):
        for _ in range(200):
            if self.need("task.get_status", task) != "pending":
                return
            time.sleep(0.2)

    def done(self, method, *params):
        """An operation as a task that only prepares."""
        task = self.need(f"Async.{method}", *params)
        self.wait(task)
        self.need("task.destroy", task)

    def run(self, name, method, *params):
        """An operation as a task: both its beginning and its end count."""
        self.end(f"{name}-task", self.ask(f"{name}-async", f"Async.{method}", *params))

    def events(self, name, classes, do):
        """Which events follow."""
        token = self.need("event.from", classes, "", 5.0)["token"]
        do()
        time.sleep(1.5)
        self.ask(name, "event.from", classes, token, 5.0)

    def raw(self, name, request, body=b""):
        """Bytes to an HTTP handler; the head of the reply counts."""
        reply = b""
        with socket.create_connection((self.host, self.port), timeout=6) as stream:
            stream.sendall(request.encode() + body)
            try:
                while b"\r\n\r\n" not in reply and (piece := stream.recv(65536)):
                    reply += piece
                if b"metadata" in request.encode():
                    while piece := stream.recv(65536):
                        reply += piece
            except OSError:
                pass
        print(f"{name}\t{head(reply)}", flush=True)
        return reply

    def get(self, name, path):
        return self.raw(name, f"GET {path} HTTP/1.0\r\n\r\n")


class Pool:
    """What there is, in an order that does not change from one run to the next."""

    def __init__(self, server):
        def records(cls):
            rows = server.need(f"{cls}.get_all_records").items()
            return dict(sorted(rows, key=lambda row: (row[1].get("name_label", ""), row[1]["uuid"])))
        self.vms, self.srs, self.hosts = records("VM"), records("SR"), records("host")
        self.nets, self.pifs = records("network"), records("PIF")
        self.pool = next(iter(records("pool")))
        guests = records("VM_guest_metrics")
        plain = {ref: vm for ref, vm in self.vms.items()
                 if not (vm["is_a_template"] or vm["is_a_snapshot"] or vm["is_control_domain"])}
        helped = lambda vm: guests.get(vm["guest_metrics"], {}).get("PV_drivers_detected", False)
        self.running = [ref for ref, vm in plain.items() if vm["power_state"] == "Running" and helped(vm)]
        disks = {vbd["VM"] for vbd in records("VBD").values() if vbd["type"] == "Disk"}
        self.halted = [ref for ref, vm in plain.items() if vm["power_state"] == "Halted" and ref in disks]
        self.templates = [ref for ref, vm in self.vms.items() if vm["is_a_template"] and not vm["is_a_snapshot"]]
        storage = {ref: sr for ref, sr in self.srs.items() if sr["content_type"] != "iso"}
        self.shared = next(ref for ref, sr in storage.items() if sr["shared"])
        self.local = next(ref for ref, sr in storage.items() if not sr["shared"] and sr["type"] != "udev")
        self.iso = next(ref for ref, sr in self.srs.items() if sr["content_type"] == "iso")
        self.coordinator = server.need("pool.get_master", self.pool)
        self.supporter = next(host for host in self.hosts if host != self.coordinator)
        self.wired = [ref for ref, net in self.nets.items() if net["PIFs"]]


def machines(s):
    p = Pool(s)
    vm, running = p.halted[0], p.running[0]
    record = s.need("VM.get_record", vm)
    servers_own = {"uuid", "allowed_operations", "current_operations", "power_state", "resident_on", "VBDs", "VIFs", "consoles",
                   "metrics", "guest_metrics", "domid", "domarch", "snapshots", "children", "parent", "snapshot_of",
                   "crash_dumps", "VUSBs", "VGPUs", "VTPMs", "attached_PCIs", "last_booted_record", "blobs"}
    given = {name: value for name, value in record.items() if name not in servers_own}
    if made := s.ask("VM-create", "VM.create", {**given, "name_label": "made by VM.create"}):
        s.need("VM.destroy", made)
    s.ask("VM-create-missing-member", "VM.create", {"name_label": "x"})
    s.run("VM-copy", "VM.copy", vm, "copied", p.shared)
    s.run("VM-copy-running", "VM.copy", running, "copied", p.shared)
    half = str(GIB // 2)
    gib, two = str(GIB), str(2 * GIB)
    s.ask("VM-set_memory_limits", "VM.set_memory_limits", vm, gib, gib, gib, gib)
    s.ask("VM-set_memory_limits-order", "VM.set_memory_limits", vm, two, gib, gib, gib)
    s.ask("VM-set_memory_limits-running", "VM.set_memory_limits", running, gib, gib, gib, gib)
    s.ask("VM-set_memory_dynamic_range", "VM.set_memory_dynamic_range", vm, half, gib)
    s.ask("VM-set_VCPUs_max", "VM.set_VCPUs_max", vm, "4")
    s.ask("VM-set_VCPUs_at_startup", "VM.set_VCPUs_at_startup", vm, "2")
    s.ask("VM-set_VCPUs_at_startup-too-many", "VM.set_VCPUs_at_startup", vm, "8")
    s.ask("VM-set_VCPUs_max-running", "VM.set_VCPUs_max", running, "4")
    s.ask("VM-set_VCPUs_number_live", "VM.set_VCPUs_number_live", running, "2")
    s.ask("VM-set_VCPUs_number_live-too-many", "VM.set_VCPUs_number_live", running, "64")
    s.ask("VM-set_HVM_boot_params", "VM.set_HVM_boot_params", vm, {"order": "cdn", "firmware": "uefi"})
    s.ask("VM-set_platform", "VM.set_platform", vm, {**record["platform"], "cores-per-socket": "2"})
    s.ask("VM-set_platform-bad-cores", "VM.set_platform", vm, {**record["platform"], "cores-per-socket": "3"})
    s.ask("VM-set_actions_after_crash", "VM.set_actions_after_crash", vm, "restart")
    s.ask("VM-set_actions_after_crash-bad", "VM.set_actions_after_crash", vm, "explode")
    s.ask("VM-set_ha_restart_priority", "VM.set_ha_restart_priority", vm, "restart")
    s.ask("VM-set_ha_restart_priority-bad", "VM.set_ha_restart_priority", vm, "urgent")
    s.ask("VM-set_blocked_operations", "VM.set_blocked_operations", vm, {"destroy": "protected", "start": "not today"})
    s.run("VM-start-blocked", "VM.start", vm, False, False)
    s.ask("VM-destroy-blocked", "VM.destroy", vm)
    s.need("VM.set_blocked_operations", vm, {})
    s.ask("VM-set_affinity", "VM.set_affinity", vm, p.coordinator)
    s.ask("VM-get_possible_hosts", "VM.get_possible_hosts", vm)
    s.ask("VM-assert_can_boot_here", "VM.assert_can_boot_here", vm, p.coordinator)
    s.ask("VM-assert_operation_valid", "VM.assert_operation_valid", vm, "start")
    s.ask("VM-assert_operation_valid-refused", "VM.assert_operation_valid", vm, "suspend")
    s.ask("VM-get_allowed_VBD_devices", "VM.get_allowed_VBD_devices", vm)
    s.ask("VM-get_allowed_VIF_devices", "VM.get_allowed_VIF_devices", vm)
    s.ask("VM-start_on-unknown-host", "VM.start_on", vm, NULL, False, False)
    s.ask("VM-add_tags", "VM.add_tags", vm, "prod")
    s.post("VM.remove_from_other_config", [s.session, vm, "folder"])
    s.ask("VM-add_to_other_config", "VM.add_to_other_config", vm, "folder", "/a/b")
    s.ask("VM-add_to_other_config-duplicate", "VM.add_to_other_config", vm, "folder", "/a/c")
    s.ask("VM-remove_from_other_config", "VM.remove_from_other_config", vm, "folder")
    s.ask("VM-get_data_sources", "VM.get_data_sources", running)
    s.ask("VM-maximise_memory", "VM.maximise_memory", vm, str(4 * GIB), False)
    s.ask("VM-set_PV_args", "VM.set_PV_args", vm, "console=hvc0")
    s.ask("VM-set_start_delay", "VM.set_start_delay", vm, "30")
    s.ask("VM-set_order", "VM.set_order", vm, "2")
    s.ask("VM-clone-unknown", "VM.clone", NOBODY, "x")


def snapshots(s):
    p = Pool(s)
    vm, running = p.halted[0], p.running[0]
    s.events("event-from-after-VM.snapshot", ["*"], lambda: s.need("VM.snapshot", vm, "snap one"))
    snapshot = s.need("VM.get_snapshots", vm)[0]
    s.ask("VM-get_record-of-snapshot", "VM.get_record", snapshot)
    s.run("VM-checkpoint", "VM.checkpoint", running, "with memory")
    s.run("VM-revert-not-a-snapshot", "VM.revert", vm)
    s.events("event-from-after-VM.revert", ["*"], lambda: s.done("VM.revert", snapshot))
    s.run("VM-clone-of-snapshot", "VM.clone", snapshot, "from snapshot")
    s.ask("VM-start-of-snapshot", "VM.start", snapshot, False, False)
    s.ask("VM-snapshot-tree", "VM.get_record", vm)
    s.ask("VM-destroy-snapshot", "VM.destroy", snapshot)
    s.ask("VM-destroy-running", "VM.destroy", running)


def templates(s):
    p = Pool(s)
    vm, spare, running = p.halted[0], p.halted[1], p.running[0]
    template = next(ref for ref in p.templates if "disks" in p.vms[ref]["other_config"])
    made = s.need("VM.clone", template, "from template")
    s.ask("VM-provision-sr-empty", "VM.provision", made)
    s.ask("VM-provision-started-template", "VM.start", made, False, False)
    s.run("VM-provision", "VM.provision", made)
    s.ask("VM-provision-not-a-template", "VM.provision", vm)
    s.post("VM.hard_shutdown", [s.session, made])
    s.need("VM.destroy", made)
    s.ask("VM-set_is_a_template", "VM.set_is_a_template", spare, True)
    s.ask("VM-set_is_a_template-running", "VM.set_is_a_template", running, True)
    s.need("VM.set_is_a_template", spare, False)


def disks(s):
    p = Pool(s)
    vm, running = p.halted[0], p.running[0]
    disk = {"name_label": "new disk", "name_description": "", "SR": p.shared, "virtual_size": str(8 * GIB), "type": "user",
            "sharable": False, "read_only": False, "other_config": {}, "xenstore_data": {}, "sm_config": {}, "tags": []}
    vdi = s.ask("VDI-create", "VDI.create", disk)
    s.ask("VDI-create-on-iso", "VDI.create", {**disk, "SR": p.iso})
    s.ask("VDI-create-missing", "VDI.create", {"name_label": "x", "SR": p.shared})
    s.ask("VDI-resize", "VDI.resize", vdi, str(16 * GIB))
    s.ask("VDI-resize-shrink", "VDI.resize", vdi, str(4 * GIB))
    s.ask("VDI-snapshot", "VDI.snapshot", vdi, {})
    s.ask("VDI-clone", "VDI.clone", vdi, {})
    s.ask("VDI-set_name_label", "VDI.set_name_label", vdi, "renamed")
    s.ask("VDI-set_on_boot", "VDI.set_on_boot", vdi, "reset")
    s.ask("VDI-get_record", "VDI.get_record", vdi)
    drive = {"VM": running, "VDI": vdi, "userdevice": "5", "bootable": False, "mode": "RW", "type": "Disk", "unpluggable": True,
             "empty": False, "other_config": {}, "qos_algorithm_type": "", "qos_algorithm_params": {}}
    vbd = s.ask("VBD-create", "VBD.create", {**drive, "device": "", "currently_attached": False})
    s.ask("VBD-create-device-taken", "VBD.create", drive)
    s.events("event-from-after-VBD.plug", ["VBD", "VM", "VDI", "task"], lambda: s.done("VBD.plug", vbd))
    s.ask("VBD-plug-again", "VBD.plug", vbd)
    s.ask("VBD-get_record", "VBD.get_record", vbd)
    s.ask("VDI-destroy-attached", "VDI.destroy", vdi)
    s.ask("VBD-destroy-attached", "VBD.destroy", vbd)
    s.run("VBD-unplug", "VBD.unplug", vbd)
    s.ask("VBD-unplug-again", "VBD.unplug", vbd)
    s.ask("VBD-set_mode", "VBD.set_mode", vbd, "RO")
    s.ask("VBD-destroy", "VBD.destroy", vbd)
    s.ask("VBD-plug-halted", "VBD.plug", s.need("VM.get_VBDs", vm)[0])
    trays = [ref for ref in s.need("VM.get_VBDs", running) if s.need("VBD.get_type", ref) == "CD"]
    if trays:
        # Whatever lies in it is taken out first.
        s.post("VBD.eject", [s.session, trays[0]])
        s.ask("VBD-eject", "VBD.eject", trays[0])
        s.ask("VBD-eject-empty", "VBD.eject", trays[0])
    s.run("VDI-pool_migrate", "VDI.pool_migrate", vdi, p.local, {})
    s.ask("VDI-forget", "VDI.forget", vdi)
    s.ask("SR-scan", "SR.scan", p.shared)
    s.ask("VDI-destroy-gone", "VDI.destroy", vdi)


def interfaces(s):
    p = Pool(s)
    card = {"device": "3", "network": p.wired[0], "VM": p.running[0], "MAC": "", "MTU": "1500", "other_config": {},
            "qos_algorithm_type": "", "qos_algorithm_params": {}}
    vif = s.ask("VIF-create", "VIF.create",
                {**card, "locking_mode": "network_default", "ipv4_allowed": [], "ipv6_allowed": []})
    s.ask("VIF-create-bad-mac", "VIF.create", {**card, "device": "4", "MAC": "zz:zz"})
    s.ask("VIF-create-device-taken", "VIF.create", card)
    s.run("VIF-plug", "VIF.plug", vif)
    s.ask("VIF-move", "VIF.move", vif, p.wired[1])
    s.ask("VIF-set_locking_mode", "VIF.set_locking_mode", vif, "locked")
    s.ask("VIF-set_ipv4_allowed", "VIF.set_ipv4_allowed", vif, ["10.0.0.1"])
    s.ask("VIF-set_ipv4_allowed-bad", "VIF.set_ipv4_allowed", vif, ["ten"])
    s.ask("VIF-destroy-attached", "VIF.destroy", vif)
    s.ask("VIF-unplug", "VIF.unplug", vif)
    s.ask("VIF-destroy", "VIF.destroy", vif)
    used = next(ref for ref in p.wired if s.need("network.get_VIFs", ref))
    s.ask("network-destroy-in-use", "network.destroy", used)


def storage(s):
    p = Pool(s)
    here, nowhere = p.coordinator, {"server": "10.0.0.5"}
    place = {**nowhere, "serverpath": "/vms"}
    create = lambda config: ("SR.create", here, config, "0", "new nfs", "made by a probe", "nfs", "user", True, {})
    s.ask("SR-probe-nfs", "SR.probe", here, {**nowhere, "serverpath": "/x"}, "nfs", {})
    s.ask("SR-probe-nfs-missing", "SR.probe", here, {}, "nfs", {})
    s.ask("SR-probe-iscsi-iqns", "SR.probe", here, {"target": "10.0.0.5"}, "lvmoiscsi", {})
    s.ask("SR-probe_ext", "SR.probe_ext", here, {**nowhere, "serverpath": "/x"}, "nfs", {})
    s.ask("SR-create-missing", *create(nowhere))
    s.ask("SR-create-mount-error", *create({**nowhere, "serverpath": "/bad"}))
    method, *params = create(place)
    s.events("event-from-after-SR.create", ["SR", "PBD", "VDI", "task", "message"],
             lambda: s.end("SR-create-task", s.need(f"Async.{method}", *params)))
    sr = s.need("SR.get_by_name_label", "new nfs")[0]
    s.ask("SR-get_record", "SR.get_record", sr)
    links = s.need("SR.get_PBDs", sr)
    s.ask("PBD-get_record", "PBD.get_record", links[0])
    s.ask("SR-destroy-attached", "SR.destroy", sr)
    s.ask("SR-forget-attached", "SR.forget", sr)
    s.run("PBD-unplug", "PBD.unplug", links[0])
    s.ask("PBD-unplug-again", "PBD.unplug", links[0])
    s.ask("PBD-plug", "PBD.plug", links[0])
    s.ask("PBD-create-duplicate", "PBD.create", {"host": here, "SR": sr, "device_config": {}, "other_config": {}})
    uuid = s.need("SR.get_uuid", sr)
    for link in links:
        s.need("PBD.unplug", link)
    s.need("PBD.destroy", links[-1])
    s.ask("SR-forget", "SR.forget", sr)
    back = s.ask("SR-introduce", "SR.introduce", uuid, "back again", "", "nfs", "user", True, {})
    link = s.ask("PBD-create", "PBD.create", {"host": here, "SR": back, "device_config": place, "other_config": {}})
    s.ask("PBD-plug-introduced", "PBD.plug", link)
    s.ask("SR-set_name_description", "SR.set_name_description", back, "x")
    s.ask("SR-update", "SR.update", back)
    s.need("PBD.unplug", link)
    s.ask("SR-destroy", "SR.destroy", back)
    s.ask("SR-scan-no-pbd", "SR.scan", back)
    links = s.need("SR.get_PBDs", p.shared)
    used = next(ref for ref in links if s.need("PBD.get_host", ref) == s.need("VM.get_resident_on", p.running[0]))
    s.ask("PBD-unplug-in-use", "PBD.unplug", used)
    s.ask("pool-set_default_SR", "pool.set_default_SR", p.pool, p.shared)
    s.ask("pool-set_suspend_image_SR", "pool.set_suspend_image_SR", p.pool, p.shared)
    s.ask("SR-get_supported_types", "SR.get_supported_types")


def networks(s):
    p = Pool(s)
    blank = {"name_label": "new network", "name_description": "", "other_config": {}, "MTU": "1500", "tags": []}
    net = s.ask("network-create", "network.create", blank)
    cards = [ref for ref, pif in p.pifs.items() if pif["host"] == p.coordinator and pif["physical"]]
    managing = next(ref for ref in cards if p.pifs[ref]["management"])
    # Cards that are bonded are set free first.
    for bond in {pif["bond_slave_of"] for pif in p.pifs.values()} - {NULL}:
        s.need("Bond.destroy", bond)
    free = [ref for ref in cards if not p.pifs[ref]["management"] and not p.pifs[ref]["IP"]]
    tag = lambda number: ("pool.create_VLAN_from_PIF", free[0], net, number)
    s.events("event-from-after-VLAN", ["network", "PIF", "VLAN", "message"],
             lambda: s.ask("pool-create_VLAN_from_PIF", *tag("77")))
    s.ask("pool-create_VLAN_from_PIF-exists", *tag("77"))
    s.ask("pool-create_VLAN_from_PIF-bad-tag", *tag("9999"))
    s.ask("VLAN-get_all_records", "VLAN.get_all_records")
    s.ask("network-destroy-with-pif", "network.destroy", net)
    for pif in s.need("network.get_PIFs", net):
        s.ask("VLAN-destroy", "VLAN.destroy", s.need("PIF.get_VLAN_master_of", pif))
    s.ask("network-destroy", "network.destroy", net)
    bond_net = s.need("network.create", {**blank, "name_label": "bond network"})
    s.ask("Bond-create-one", "Bond.create", bond_net, free[:1], "", "balance-slb", {})
    s.end("Bond-create-task", s.post("Async.Bond.create", [s.session, bond_net, free[:2], "", "active-backup", {}]).get("result"))
    if bonds := s.ask("Bond-get_all_records", "Bond.get_all_records"):
        made = next((ref for ref, bond in bonds.items() if free[0] in bond["slaves"]), next(iter(bonds)))
        s.ask("Bond-set_mode", "Bond.set_mode", made, "balance-slb")
        s.ask("Bond-destroy", "Bond.destroy", made)
    s.ask("PIF-scan", "PIF.scan", p.coordinator)
    s.ask("PIF-reconfigure_ip-bad", "PIF.reconfigure_ip", free[0], "Static", "300.1.1.1", "255.255.255.0", "", "")
    s.ask("PIF-unplug-management", "PIF.unplug", managing)
    s.ask("PIF-plug", "PIF.plug", free[0])
    s.ask("PIF-reconfigure_ip-none", "PIF.reconfigure_ip", free[0], "None", "", "", "", "")
    s.ask("tunnel-create", "tunnel.create", free[0], bond_net)
    s.ask("host-management_reconfigure-no-ip", "host.management_reconfigure", free[0])
    s.ask("network_sriov-create", "network_sriov.create", free[0], bond_net)


def pools(s):
    p = Pool(s)
    s.ask("pool-eject-coordinator", "pool.eject", p.coordinator)
    s.ask("pool-designate_new_master-self", "pool.designate_new_master", p.coordinator)
    s.ask("pool-ha_compute_max", "pool.ha_compute_max_host_failures_to_tolerate")
    s.ask("pool-ha_compute_hypothetical", "pool.ha_compute_hypothetical_max_host_failures_to_tolerate", {p.halted[0]: "restart"})
    s.ask("pool-set_ha_host_failures_to_tolerate", "pool.set_ha_host_failures_to_tolerate", p.pool, "1")
    s.ask("pool-get_license_state", "pool.get_license_state", p.pool)
    s.ask("pool-set_name_label", "pool.set_name_label", p.pool, "renamed pool")
    s.ask("pool-set_tags", "pool.set_tags", p.pool, ["lab"])
    s.ask("pool-get_record", "pool.get_record", p.pool)
    s.ask("pool-has_extension", "pool.has_extension", p.pool, "nosuch")
    s.ask("pool-set_migration_compression", "pool.set_migration_compression", p.pool, True)
    s.ask("pool-set_gui_config", "pool.set_gui_config", p.pool, {})


def hosts(s):
    p = Pool(s)
    here, there = p.coordinator, p.supporter

    def out_and_in():
        s.ask("host-disable", "host.disable", there)
        time.sleep(0.5)
        s.ask("host-enable", "host.enable", there)
    s.events("event-from-after-host.disable", ["host", "message", "VM", "pool"], out_and_in)
    s.ask("host-reboot-enabled", "host.reboot", there)
    s.ask("host-shutdown-enabled", "host.shutdown", there)
    s.ask("host-destroy-live", "host.destroy", there)
    s.ask("host-get_server_certificate", "host.get_server_certificate", here)
    s.ask("host-get_servertime", "host.get_servertime", here)
    s.ask("host-get_server_localtime", "host.get_server_localtime", here)
    s.ask("host-call_plugin-missing", "host.call_plugin", here, "updater.py", "check_update", {})
    s.ask("host-compute_memory_overhead", "host.compute_memory_overhead", here)
    s.ask("host-compute_free_memory", "host.compute_free_memory", here)
    s.ask("host-set_name_label", "host.set_name_label", there, p.hosts[there]["name_label"])
    s.ask("host-set_iscsi_iqn", "host.set_iscsi_iqn", there, "iqn.2026-11.example:h1")
    s.ask("host-set_iscsi_iqn-bad", "host.set_iscsi_iqn", there, "")
    s.ask("host-power_on", "host.power_on", there)
    s.ask("host-retrieve_wlb_evacuate_recommendations", "host.retrieve_wlb_evacuate_recommendations", there)
    s.ask("host-get_uncooperative_resident_VMs", "host.get_uncooperative_resident_VMs", here)
    s.ask("host-backup_rrds", "host.backup_rrds", here, 0.0)
    s.ask("host-get_record", "host.get_record", there)
    s.ask("host-migrate_receive", "host.migrate_receive", there, p.wired[0], {})
    s.ask("VM-assert_can_migrate", "VM.assert_can_migrate", p.running[0], {}, True, {}, {}, {})
    s.ask("VM-migrate_send-bad-dest", "VM.migrate_send", p.running[0], {}, True, {}, {}, {})
    s.end("VM-pool_migrate-halted-task", s.need("Async.VM.pool_migrate", p.halted[2], there, {"live": "true"}))


def groups(s):
    p = Pool(s)
    vm = p.halted[2]
    group = s.ask("VM_appliance-create", "VM_appliance.create", {"name_label": "app", "name_description": ""})
    s.ask("VM-set_appliance", "VM.set_appliance", vm, group)
    s.run("VM_appliance-start", "VM_appliance.start", group, False)
    s.run("VM_appliance-clean_shutdown", "VM_appliance.clean_shutdown", group)
    s.ask("VM_appliance-hard_shutdown", "VM_appliance.hard_shutdown", group)
    s.ask("VM_appliance-get_record", "VM_appliance.get_record", group)
    s.ask("VM_appliance-destroy", "VM_appliance.destroy", group)
    nightly = {"name_label": "nightly", "name_description": "", "enabled": True, "type": "snapshot", "frequency": "daily",
               "schedule": {"hour": "2", "min": "30"}, "retained_snapshots": "7"}
    schedule = s.ask("VMSS-create", "VMSS.create", nightly)
    s.ask("VMSS-create-bad-schedule", "VMSS.create", {**nightly, "schedule": {"hour": "99", "min": "7"}})
    s.ask("VM-set_snapshot_schedule", "VM.set_snapshot_schedule", vm, schedule)
    s.ask("VMSS-destroy-with-VM", "VMSS.destroy", schedule)
    s.need("VM.set_snapshot_schedule", vm, NULL)
    s.ask("VMSS-destroy", "VMSS.destroy", schedule)


def notes(s):
    p = Pool(s)
    vm = p.halted[2]
    uuid = p.vms[vm]["uuid"]
    note = s.ask("message-create", "message.create", "CAPTURED", "3", "VM", uuid, "a body")
    s.ask("message-get", "message.get", "VM", uuid, "19700101T00:00:00Z")
    s.ask("message-get_since", "message.get_since", "20300101T00:00:00Z")
    s.ask("message-create-bad-class", "message.create", "X", "3", "Nosuch", "u", "b")
    s.ask("message-destroy", "message.destroy", note)
    s.ask("message-destroy-again", "message.destroy", note)
    task = s.ask("task-create", "task.create", "mine", "for a probe")
    s.ask("task-cancel-own", "task.cancel", task)
    s.ask("task-get_record", "task.get_record", task)
    s.ask("task-destroy", "task.destroy", task)
    s.ask("task-cancel-gone", "task.cancel", task)
    s.ask("secret-create", "secret.create", {"value": "s3cret", "other_config": {}})
    s.ask("subject-create", "subject.create", {"subject_identifier": "S-1-5-21-1", "other_config": {}})
    s.ask("VTPM-create-running", "VTPM.create", p.running[0], False)
    s.ask("VTPM-create", "VTPM.create", vm, False)
    s.ask("VGPU-create", "VGPU.create", vm, NULL, "0", {}, NULL)
    s.ask("VM-create_new_blob", "VM.create_new_blob", vm, "note", "text/plain", True)
    s.ask("session-get_record", "session.get_record", s.session)
    s.ask("session-get_all_subject_identifiers", "session.get_all_subject_identifiers")
    s.ask("session-get_rbac_permissions", "session.get_rbac_permissions", s.session)
    s.ask("event-inject", "event.inject", "VM", vm)
    for cls in ["Certificate", "GPU_group", "PUSB", "Feature", "SDN_controller", "Cluster"]:
        s.ask(f"{cls}-get_all_records", f"{cls}.get_all_records")
    for cls in ["Repository", "PVS_site", "LVHD", "host_patch"]:
        s.ask(f"{cls}-get_all", f"{cls}.get_all")
    s.ask("no-async-mode", "Async.VM.get_name_label", vm)


def power(s):
    p = Pool(s)
    vm = p.running[0]
    s.ask("VM-power_state_reset-running", "VM.power_state_reset", vm)
    s.ask("VM-hard_reboot", "VM.hard_reboot", vm)
    s.ask("VM-pause", "VM.pause", vm)
    s.ask("VM-suspend-paused", "VM.suspend", vm)
    s.ask("VM-unpause", "VM.unpause", vm)
    s.end("VM-suspend-task", s.need("Async.VM.suspend", vm))
    s.ask("VM-get_record-suspended", "VM.get_record", vm)
    s.end("VM-resume_on-task", s.need("Async.VM.resume_on", vm, p.coordinator, False, False))
    s.end("VM-hard_shutdown-task", s.need("Async.VM.hard_shutdown", vm))


def handlers(s):
    p = Pool(s)
    halted, running = p.vms[p.halted[3]]["uuid"], p.vms[p.running[0]]["uuid"]
    q = "session_id=" + s.session
    task = s.need("task.create", "export", "")
    s.get("http-export-running-vm", f"/export?{q}&task_id={task}&uuid={running}")
    s.end("http-export-running-vm-task", task)
    s.get("http-export-unknown", f"/export?{q}&uuid=nope")
    s.get("http-export-no-session", f"/export?uuid={halted}")
    exported = s.get("http-export_metadata", f"/export_metadata?{q}&uuid={halted}")
    task = s.need("task.create", "import", "")
    put = lambda path, length: f"PUT {path} HTTP/1.0\r\nContent-Length: {length}\r\n\r\n"
    s.raw("http-import-garbage", put(f"/import?{q}&task_id={task}", 512), b"x" * 512)
    s.end("http-import-garbage-task", task)
    s.raw("http-import-chunked", f"PUT /import?{q} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")
    metadata = exported.split(b"\r\n\r\n", 1)[-1]
    task = s.need("task.create", "dry run", "")
    s.raw("http-import_metadata-dry_run", put(f"/import_metadata?{q}&task_id={task}&dry_run=true", len(metadata)), metadata)
    s.end("http-import_metadata-dry_run-task", task)
    s.get("http-rrd_updates-no-start", f"/rrd_updates?{q}&host=true")
    s.get("http-vm_rrd-halted", f"/vm_rrd?{q}&uuid={halted}")
    s.raw("http-audit_log", f"GET /audit_log?{q}&since=2026-11-29T08:39:00 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    s.get("http-xmldbdump", f"/pool/xmldbdump?{q}")
    s.get("http-vncsnapshot", f"/vncsnapshot?{q}&uuid={running}")
    s.get("http-blob-unknown", f"/blob?{q}&ref=OpaqueRef:x")
    s.raw("http-cors-options", "OPTIONS /jsonrpc HTTP/1.1\r\nHost: x\r\nOrigin: http://a\r\n"
                               "Access-Control-Request-Headers: content-type\r\n\r\n")
    s.raw("http-long-header", f"GET /{'a' * 1200} HTTP/1.1\r\nHost: x\r\n\r\n")


SECTIONS = [machines, snapshots, templates, disks, interfaces, storage, networks, pools, hosts, groups, notes, power, handlers]

if __name__ == "__main__":
    if sys.argv[1] == "--compare":
        sys.exit(compare(*sys.argv[2:4]))
    server = Server(*sys.argv[1:4])
    for section in SECTIONS:
        try:
            section(server)
        except (Refused, LookupError, StopIteration, TypeError) as why:
            print(f"{section.__name__} broke off: {why!r}", file=sys.stderr)
