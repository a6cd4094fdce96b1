"""What a script of ours leaves behind is what the job does: both on pools made of the same seed.

The script is the one that the window copies for a job, run by PyPI's XenAPI; the job is run by the engine
(crates/engine/examples/job.rs). Compared is what changed: names and values, not references, uuids and times.
"""
import json
import os
import re
import subprocess
import sys
import xmlrpc.client

CLASSES = ["VM", "VBD", "VDI", "VIF", "SR", "network", "host"]
#: Follows from the moment, not from what was done.
VOLATILE = {"uuid", "allowed_operations", "current_operations", "MAC", "location", "domid", "resident_on",
            "metrics", "guest_metrics", "last_boot_CPU_flags", "last_booted_record", "transition_period",
            "physical_utilisation", "virtual_allocation", "snapshot_metadata", "snapshot_info"}
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
GIB = 2 ** 30

#: A job: its name, what it is done to, what is said with it.
JOBS = [
    ("rename", ("VM", "Halted"), lambda find: {"name": "renamed \"by hand\" éß"}),
    ("setProcessors", ("VM", "Halted"), lambda find: {"vcpus": 2, "vcpusMax": 4, "coresPerSocket": 2}),
    ("snapshot", ("VM", "Halted"), lambda find: {"name": "before"}),
    ("clone", ("VM", "Halted"), lambda find: {"name": "another"}),
    ("createDisk", ("VM", "Halted"), lambda find: {
        "name": "data", "size": 3 * GIB, "sr": find("SR", "NFS on nas-01"), "bootable": False}),
    ("createVm", ("pool", ""), lambda find: {
        "template": find("VM", "Golden web server"), "name": "made-by-script", "description": "of a script",
        "vcpus": 2, "start": False}),
]


class Pool:
    """A session of our own on a simulated pool."""

    def __init__(self, url, user, password):
        self.url, self.user, self.password = url, user, password
        self.server = xmlrpc.client.ServerProxy(url)
        self.session = self.ask("session.login_with_password", user, password, login=True)

    def ask(self, method, *params, login=False):
        call = self.server
        for part in method.split("."):
            call = getattr(call, part)
        answer = call(*params) if login else call(self.session, *params)
        assert answer["Status"] == "Success", (method, answer)
        return answer["Value"]

    def records(self):
        return {name: self.ask(f"{name}.get_all_records") for name in CLASSES}

    def find(self, kind, name):
        """A key as the window names an object; "@" is the connection."""
        found = self.ask(f"{kind}.get_by_name_label", name)
        assert len(found) == 1, (kind, name, found)
        return {"connection": "@", "class": kind, "reference": found[0]}

    def subject(self, kind, state):
        if kind == "pool":
            return self.ask("pool.get_all")[0]
        machines = [(one["name_label"], reference) for reference, one in self.ask("VM.get_all_records").items()
                    if one["power_state"] == state and not one["is_a_template"] and not one["is_a_snapshot"]
                    and not one["is_control_domain"]]
        # The same one in each pool: names are unique among them.
        return min(machines)[1]


def labels(records):
    """A name for each reference that is the same in pools made of the same seed."""
    known = {}
    for kind in ("SR", "network", "host", "VM", "VDI", "VBD", "VIF"):
        for reference, one in records[kind].items():
            if kind in ("VBD", "VIF"):
                place = one.get("userdevice", one.get("device"))
                known[reference] = f"{kind} {place} of {known.get(one['VM'], '?')}"
            else:
                known[reference] = f"{kind} {one['name_label']}"
    return known


def plain(value, known):
    if isinstance(value, dict):
        return {plain(key, known): plain(item, known) for key, item in value.items()}
    if isinstance(value, list):
        return sorted((plain(item, known) for item in value), key=repr)
    if isinstance(value, xmlrpc.client.DateTime):
        return "time"
    if isinstance(value, str):
        if value.startswith("OpaqueRef:"):
            return known.get(value, "something else")
        return UUID.sub("uuid", value)
    return value


def changes(before, after):
    """What is new, gone or different, as a sorted list."""
    known, was = labels(after), labels(before)
    told = []
    for kind in CLASSES:
        for reference, one in after[kind].items():
            old = before[kind].get(reference, {})
            for field, value in one.items():
                if field not in VOLATILE and value != old.get(field):
                    told.append((known[reference], field, repr(plain(value, known))))
        told += [(was[reference], "gone", "") for reference in before[kind] if reference not in after[kind]]
    return sorted(told)


def main(program, first, second, user, password):
    environment = {**os.environ, "POOLDECK_PASSWORD": password, "PYTHONWARNINGS": "ignore"}
    compared = 0
    for job, (kind, state), inputs in JOBS:
        outcomes = []
        for url, what in ((first, "script"), (second, "run")):
            pool = Pool(url, user, password)
            subject = pool.subject(kind, state)
            request = json.dumps({"job": job, "inputs": inputs(pool.find)})
            before = pool.records()
            asked = subprocess.run([program, url, user, what, kind, subject, request], env=environment,
                                   stdout=subprocess.PIPE, text=True, timeout=180)
            assert asked.returncode == 0, f"{job}: {what} ended with {asked.returncode}"
            if what == "script":
                # It asks for the password; without a terminal it reads it from what it is given.
                subprocess.run([sys.executable, "-c", asked.stdout, url, user], input=password + "\n", text=True,
                               env=environment, check=True, timeout=180, stderr=subprocess.DEVNULL)
            outcomes.append(changes(before, pool.records()))
        script, done = outcomes
        assert script, f"{job}: the script has changed nothing"
        only_script = [one for one in script if one not in done]
        only_done = [one for one in done if one not in script]
        assert not only_script and not only_done, f"{job}: only the script {only_script}, only the job {only_done}"
        compared += len(script)
        print(f"    {job}: {len(script)} changes alike")
    assert compared > 100, f"only {compared} changes were compared"


if __name__ == "__main__":
    main(*sys.argv[1:])
