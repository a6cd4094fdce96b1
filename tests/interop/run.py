#!/usr/bin/env python3
"""Programs that nobody here wrote, against poolsim.

usage: run.py POOLSIM JOB IMAGE [--work FOLDER]
       run.py --install-only [--work FOLDER]

Starts the simulator, asks it the questions that a real XAPI server answered (probe.py and
probe-answers.txt, calls_probe.py and calls-answers.txt; probe-differences.txt and calls-differences.txt
say where we may differ, and why), then lets PyPI's XenAPI, npm's xen-api and a VNC client do what they do, over HTTP and HTTPS, and Python's own XML-RPC client what old
programs did with xend, and runs scripts that the window writes. JOB is an example of the engine that does a job.
qemu-img and tar read what IMAGE writes, an example of images, and the other way round. Ends with «N passed, M failed».
Python packages and Node modules are installed below FOLDER (target/interop).
"""
import argparse
import contextlib
import pathlib
import re
import shutil
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
USER, PASSWORD = "root", "made-up-for-interop"
TWINS = [11, "--operation-time", "0.1"]

class Pool:
    """One simulated pool, for as long as the `with` lasts."""

    def __init__(self, program, seed, *more):
        self.command = [program, "--listen", "127.0.0.1:0", "--tls", "127.0.0.1:0",
                        "--hosts", "3", "--vms", "30",
                        # What hosts report by themselves would be told among the probe's events.
                        "--still", "--xend", "127.0.0.1:0",
                        "--seed", str(seed), "--user", USER, "--password", PASSWORD, *more]

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        ready = re.fullmatch(r"poolsim ready (http://\S+) (https://\S+)(?: .*)? xend (http://\S+)(?: xo (http://\S+))?.*\n", line)
        if not ready:
            self.process.kill()
            sys.exit(f"poolsim is not ready: {line!r}")
        self.http, self.https, self.xend, self.xo = ready.groups()
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(10)


def install(work):
    """The foreign clients, in versions that requirements.txt and package-lock.json name."""
    venv = work / "venv"
    python = venv / "bin" / "python"
    wanted = (HERE / "requirements.txt").read_text()
    marker = venv / "installed.txt"
    if not marker.exists() or marker.read_text() != wanted:
        subprocess.run([sys.executable, "-m", "venv", "--clear", venv], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "-r", HERE / "requirements.txt"], check=True)
        marker.write_text(wanted)
    node = work / "node"
    node.mkdir(parents=True, exist_ok=True)
    lock = (HERE / "package-lock.json").read_text()
    marker = node / "installed.txt"
    if not marker.exists() or marker.read_text() != lock:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, node / name)
        # Nothing that was downloaded needs to run to be installed.
        quietly = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run(["npm", "ci", *quietly], cwd=node, check=True)
        marker.write_text(lock)
    # A module is looked for from where the program lies.
    for name in ("xen_api_story.mjs", "xo_lib_story.mjs"):
        shutil.copy(HERE / name, node / name)
    return python, node


def probe(pool, work, script, kind, least, most):
    """Our answers to a probe must be the real server's, but for the differences with a reason."""
    ours = work / f"{kind}-answers.txt"
    with ours.open("w") as out:
        subprocess.run([sys.executable, HERE / script, pool.http, USER, PASSWORD], stdout=out, check=True, timeout=900)
    compared = subprocess.run([sys.executable, HERE / script, "--compare", HERE / f"{kind}-answers.txt", ours],
                              stdout=subprocess.PIPE, text=True).stdout
    *details, summary = compared.rstrip("\n").split("\n")
    print("  " + summary)
    differing = {line for line in details if not line.startswith("  ")}
    allowed = dict(line.split("\t", 1) for line in (HERE / f"{kind}-differences.txt").read_text().splitlines()
                   if line and not line.startswith("#"))
    assert len(allowed) <= most, f"{len(allowed)} differences allowed"
    assert all(reason.strip() for reason in allowed.values()), "a difference has no reason"
    answers = sum("\t" in line for line in ours.read_text().splitlines())
    assert answers > least, f"only {answers} answers"
    for name in sorted(differing & allowed.keys()):
        print(f"  may differ: {name}: {allowed[name]}")
    unexpected = sorted(differing - allowed.keys())
    if unexpected:
        print("\n".join(details))
    assert not unexpected, f"{len(unexpected)} answers differ: {unexpected}"
    gone = allowed.keys() - differing
    assert not gone, f"these do not differ any more: {sorted(gone)}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("poolsim", nargs="?")
    parser.add_argument("job", nargs="?")
    parser.add_argument("image", nargs="?")
    parser.add_argument("--install-only", action="store_true", help="only install the foreign clients")
    parser.add_argument("--work", type=pathlib.Path, default=HERE.parents[1] / "target" / "interop")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    work = options.work.resolve()
    python, node = install(work)
    if options.install_only:
        return 0
    if options.image is None:
        parser.error("which program is poolsim, which does a job, and which converts disks?")

    def program(*command):
        def check(url):
            subprocess.run([*command, url, USER, PASSWORD], check=True, timeout=180)
        return check

    stories = {
        "XenAPI (PyPI)": program(python, HERE / "xenapi_story.py"),
        "xen-api (npm)": program("node", node / "xen_api_story.mjs"),
        "vncdotool (PyPI)": program(python, HERE / "vnc_story.py"),
    }
    checks = [("probe, as a real server answered", [1],
               lambda pool: probe(pool, work, "probe.py", "probe", least=600, most=10))]
    for seed, (name, story) in enumerate(stories.items(), 2):
        checks.append((f"{name} over HTTP", [seed], lambda pool, story=story: story(pool.http)))
        checks.append((f"{name} over HTTPS", [seed], lambda pool, story=story: story(pool.https)))
    orchestra = program("node", node / "xo_lib_story.mjs")
    checks.append(("xo-lib (npm)", [9, "--xo", "127.0.0.1:0", "--xo-pools", "2"], lambda pool: orchestra(pool.xo)))

    xend_story = [sys.executable, HERE / "xend_story.py"]
    checks.append(("Python's xmlrpc.client against xend's Xen-API", [1],
                   lambda pool: subprocess.run([*xend_story, pool.xend], check=True, timeout=180)))

    checks.append(("what is made, refused and undone, as by a real server", [1, "--operation-time", "0.3"],
                   lambda pool: probe(pool, work, "calls_probe.py", "calls", least=250, most=20)))

    def scripts(pool):
        """Both pools are made of the same seed."""
        with Pool(options.poolsim, *TWINS) as twin:
            story = [python, HERE / "scripts_story.py", pathlib.Path(options.job).resolve()]
            subprocess.run([*story, pool.http, twin.http, USER, PASSWORD], check=True, timeout=600)

    checks.append(("the scripts that jobs are copied as do what the jobs do", TWINS, scripts))

    images = [sys.executable, HERE / "images_story.py", options.image, work / "images"]
    checks.append(("qemu-img and tar against images", None,
                   lambda _: subprocess.run(images, check=True, timeout=600)))

    passed = failed = 0
    for name, how, check in checks:
        print(name, flush=True)
        began = time.monotonic()
        try:
            with Pool(options.poolsim, *how) if how else contextlib.nullcontext() as pool:
                check(pool)
            outcome = "ok"
            passed += 1
        except Exception as error:  # One story's end must not hide the others'.
            outcome = f"FAILED: {error}"
            failed += 1
        print(f"  {outcome} ({time.monotonic() - began:.1f} s)", flush=True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
