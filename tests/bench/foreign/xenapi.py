"""PyPI's XenAPI getting all objects of a pool into memory.

usage: xenapi.py URL USER PASSWORD
"""
import json
import resource
import sys
import time

import XenAPI

url, user, password = sys.argv[1:4]
begun = time.monotonic()
session = XenAPI.Session(url)
session.xenapi.login_with_password(user, password)
batch = session.xenapi.event_from(["*"], "", 1.0)
took = time.monotonic() - begun
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({"ms": took * 1e3, "cpu_ms": (used.ru_utime + used.ru_stime) * 1e3,
                  "peak": used.ru_maxrss * 1024, "objects": len(batch["events"])}))
