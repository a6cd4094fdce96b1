"""vncdotool (a VNC client nobody here wrote) at a VM's console, through XAPI's CONNECT tunnel.

usage: vnc_story.py URL USER PASSWORD

A local port stands for the tunnel: whoever connects to it is passed on to the host that the console's
location names. The client types; what it captures before and after must differ.
"""
import hashlib
import http.client
import json
import os
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import urllib.parse

url, user, password = sys.argv[1:4]


def rpc(method, *params):
    parts = urllib.parse.urlparse(url)
    connection = (
        http.client.HTTPSConnection(parts.hostname, parts.port, context=ssl._create_unverified_context())
        if parts.scheme == "https"
        else http.client.HTTPConnection(parts.hostname, parts.port)
    )
    body = json.dumps({"jsonrpc": "2.0", "method": method, "params": params, "id": 1})
    connection.request("POST", "/jsonrpc", body, {"Content-Type": "application/json"})
    answer = json.loads(connection.getresponse().read())
    connection.close()
    assert "error" not in answer, answer
    return answer["result"]


def tunnel(location, session):
    """A socket behind the host's CONNECT, just after its answer's head."""
    parts = urllib.parse.urlparse(location)
    raw = socket.create_connection((parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)))
    if parts.scheme == "https":
        raw = ssl._create_unverified_context().wrap_socket(raw)
    raw.sendall(
        f"CONNECT {parts.path}?{parts.query} HTTP/1.0\r\nHost: {parts.hostname}\r\n"
        f"Cookie: session_id={session}\r\n\r\n".encode()
    )
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        byte = raw.recv(1)
        assert byte, head
        head += byte
    assert head.split(b" ", 2)[1] == b"200", head
    return raw


def pump(source, sink):
    try:
        while data := source.recv(65536):
            sink.sendall(data)
    except OSError:
        pass
    finally:
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


session = rpc("session.login_with_password", user, password, "1.0", "interop")
vms = rpc("VM.get_all_records", session)
consoles = rpc("console.get_all_records", session)
console = next(
    record
    for record in consoles.values()
    if record["protocol"] == "rfb" and not vms[record["VM"]]["is_control_domain"] and vms[record["VM"]]["power_state"] == "Running"
)
listener = socket.create_server(("127.0.0.1", 0))


def serve():
    while True:
        client, _ = listener.accept()
        host = tunnel(console["location"], session)
        threading.Thread(target=pump, args=(client, host), daemon=True).start()
        threading.Thread(target=pump, args=(host, client), daemon=True).start()


threading.Thread(target=serve, daemon=True).start()
with tempfile.TemporaryDirectory() as folder:
    before, after = (os.path.join(folder, name) for name in ("before.png", "after.png"))
    subprocess.run(
        [sys.executable, "-m", "vncdotool.command", "-s", f"127.0.0.1::{listener.getsockname()[1]}", "-t", "30",
         "pause", "0.3", "capture", before, "type", "hello", "pause", "0.7", "capture", after],
        check=True,
    )
    pictures = [open(name, "rb").read() for name in (before, after)]
assert len({hashlib.sha256(picture).digest() for picture in pictures}) == 2, "typing changed nothing"
print(f"  «{vms[console['VM']]['name_label']}»: pictures of {len(pictures[0])} and {len(pictures[1])} bytes, before and after typing")
rpc("session.logout", session)
