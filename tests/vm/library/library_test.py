#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The libraries in Python: installed by mip from an index that a web server
gives, run beside CPython's where it has them, and against real servers."""
import difflib
import functools
import glob
import hashlib
import http.server
import json
import os
import pathlib
import shutil
import signal
import socket
import ssl
import struct
import subprocess
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
LIB = os.path.join(HERE, "..", "..", "..", "lib")
sys.path.insert(0, os.path.join(HERE, "..", "net"))
from peers import (Certificates, DEADLINE, UPY, environment,  # noqa: E402
                   free_port, main, same)


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass

    def handle(self):
        try:
            super().handle()
        except OSError:
            pass


class Pages(Quiet):
    """What requests is tested with."""

    protocol_version = "HTTP/1.1"

    def answer(self, body=b"", status=200, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if "Transfer_Encoding" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def body(self):
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        data = b""
        while True:
            size = int(self.rfile.readline(), 16)
            data += self.rfile.read(size)
            self.rfile.readline()
            if not size:
                return data

    def do_GET(self):
        body = self.body()
        if self.path == "/chunked":
            self.answer(b"3\r\none\r\n4;x=y\r\ntwo \r\n5\r\nthree\r\n0\r\n\r\n",
                        Transfer_Encoding="chunked")
        elif self.path.startswith("/to/"):
            code, _, where = self.path[4:].partition("/")
            self.answer(b"moved", int(code), Location="/" + where)
        elif self.path == "/loop":
            self.answer(b"", 302, Location="/loop")
        elif self.path == "/missing":
            self.answer(b"no such thing", 404)
        elif self.path == "/none":
            self.answer(b"", 204)
        elif self.path == "/big":
            self.answer(bytes(range(256)) * 1024)
        elif self.path == "/slow":
            time.sleep(0.3)
            self.answer(b"late")
        elif self.path == "/cut":
            self.wfile.write(b"HTTP/1.0 200 OK\r\nContent-Length: 10\r\n\r\nab")
        elif self.path == "/until-end":
            self.wfile.write(b"HTTP/1.0 200\r\n\r\nno length")
        else:
            self.answer(json.dumps({
                "method": self.command, "path": self.path,
                "body": body.decode(),
                "type": self.headers.get("Content-Type"),
                "auth": self.headers.get("Authorization"),
                "x": self.headers.get("X-Test"),
            }).encode(), Content_Type="application/json")
        self.close_connection = True

    do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_GET


def serve(handler, context=None):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


class World:
    """The index, everything installed from it, and certificates."""

    def __init__(self, where):
        self.where = where
        index = os.path.join(where, "index")
        subprocess.run([sys.executable, os.path.join(LIB, "make_index.py"),
                        index], check=True)
        self.index = index
        self.port = serve(functools.partial(Quiet, directory=index))
        self.url = "http://127.0.0.1:%d" % self.port
        self.lib = os.path.join(where, "installed")
        self.names = sorted(os.path.basename(os.path.dirname(f)) for f in
                            glob.glob(os.path.join(LIB, "*", "manifest.py")))
        out, status = self.upy("-m", "mip", "install", "-i", self.url, "-t",
                               self.lib, *self.names)
        if status != 0:
            raise AssertionError(out)
        folder = os.path.join(where, "certificates")
        os.mkdir(folder)
        self.certificates = Certificates(folder)

    def upy(self, *args, cwd=None):
        env = environment()
        env["MICROPYPATH"] = self.lib + ":.frozen"
        child = subprocess.run([UPY] + list(args), cwd=cwd or self.where,
                               env=env, timeout=DEADLINE,
                               stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, text=True)
        return child.stdout, child.returncode

    def run(self, program, *args, option=()):
        out, status = self.upy(*option, "-c", program, *map(str, args))
        if status != 0:
            raise AssertionError("status %d\n%s" % (status, out))
        return out


def programs_as_in_cpython(world):
    """Each program here prints the same with CPython's modules."""
    failed = []
    for program in sorted(glob.glob(os.path.join(HERE, "*.py"))):
        if program.endswith("_test.py"):
            continue
        expected = pathlib.Path(program).with_suffix(".exp")
        work = os.path.join(world.where, "work")
        shutil.rmtree(work, ignore_errors=True)
        os.mkdir(work)
        if expected.exists():
            want = expected.read_text()
        else:
            want = subprocess.run(
                [sys.executable, "-B", program], cwd=work, timeout=DEADLINE,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                text=True, check=False).stdout
            shutil.rmtree(work)
            os.mkdir(work)
        got = world.upy(program, cwd=work)[0]
        if got != want:
            failed += difflib.unified_diff(
                want.splitlines(), got.splitlines(), "CPython",
                os.path.basename(program), lineterm="", n=1)
    if failed:
        raise AssertionError("\n".join(failed))


def examples_run(world):
    """Those that need no server; the others run below."""
    for name in world.names:
        example = os.path.join(LIB, name, "example.py")
        if name in ("mip", "ntptime", "requests", "umqtt.simple",
                    "umqtt.robust"):
            continue
        assert os.path.exists(example), name
        out, status = world.upy(example)
        assert status == 0 and out, "%s: %s" % (name, out)


def mip_installs(world):
    target = os.path.join(world.where, "target")
    out = world.run("""
import mip, sys
url, target = sys.argv[1:]
mip.install("umqtt.robust", index=url, target=target)
mip.install("umqtt.robust", index=url + "/", target=target, mpy=False)
mip.install("logging", index=url, target=target, version="0.6.2")
mip.install("logging", index=url, target=target, version="9.9")
mip.install("nothing", index=url, target=target)
mip.install(url + "/package/py/stat/latest.json", index=url, target=target)
""", world.url, target)
    lines = [line for line in out.splitlines() if "Installing" not in line]
    same(lines, [
        "Copying: %s/umqtt/robust.py" % target,
        "Copying: %s/umqtt/simple.py" % target, "Done",
        "Exists: %s/umqtt/robust.py" % target,
        "Exists: %s/umqtt/simple.py" % target, "Done",
        "Copying: %s/logging.py" % target, "Done",
        "Package not found: %s/package/py/logging/9.9.json 404" % world.url,
        "Package may be partially installed",
        "Package not found: %s/package/py/nothing/latest.json 404" %
        world.url, "Package may be partially installed",
        "Copying: %s/stat.py" % target, "Done"])
    with open(os.path.join(LIB, "stat", "stat.py"), "rb") as f:
        with open(os.path.join(target, "stat.py"), "rb") as g:
            same(g.read(), f.read())


def mip_installs_from_urls(world):
    """A package.json with relative URLs and a dependency, and one file."""
    folder = os.path.join(world.index, "mine")
    os.makedirs(os.path.join(folder, "src"))
    with open(os.path.join(folder, "src", "a.py"), "w") as f:
        f.write("a = 1\n")
    with open(os.path.join(folder, "package.json"), "w") as f:
        json.dump({"urls": [["pkg/a.py", "src/a.py"],
                            ["pkg/b.py", world.url + "/mine/src/a.py"]],
                   "deps": [["stat", "latest"]], "version": "1"}, f)
    with open(os.path.join(folder, "evil.json"), "w") as f:
        json.dump({"urls": [["../../evil.py", "src/a.py"]]}, f)
    target = os.path.join(world.where, "from-urls")
    out = world.run("""
import mip, sys
url, target = sys.argv[1:]
mip.install(url + "/mine/", index=url, target=target)
mip.install(url + "/mine/src/a.py", target=target)
for bad in (url + "/mine/evil.json", "github:nobody"):
    try:
        mip.install(bad, target=target)
    except ValueError as e:
        print(e)
for name in ("github:o/r/x.py", "gitlab:o/r"):
    print(mip._rewrite_url(name, "v1"))
""", world.url, target)
    assert "bad path: ../../evil.py\nnot a repository: github:nobody\n" in out
    same(out.splitlines()[-2:],
         ["https://raw.githubusercontent.com/o/r/v1/x.py",
          "https://gitlab.com/o/r/-/raw/v1/"])
    same(sorted(os.listdir(target)), ["a.py", "pkg", "stat.py"])
    same(sorted(os.listdir(target + "/pkg")), ["a.py", "b.py"])


def mip_refuses_damage(world):
    """A file that is not what its hash says is not left in place."""
    folder = os.path.join(world.where, "damaged")
    shutil.copytree(world.index, folder)
    digest = hashlib.sha256(open(os.path.join(LIB, "abc", "abc.py"), "rb")
                            .read()).hexdigest()[:16]
    with open(os.path.join(folder, "file", digest[:2], digest), "a") as f:
        f.write("print('changed')\n")
    port = serve(functools.partial(Quiet, directory=folder))
    out = world.run("""
import mip, sys
mip.install("abc", index=sys.argv[1], target="spoilt")
""", "http://127.0.0.1:%d" % port)
    assert "File not found: abc.py" in out and "partially" in out, out
    assert not os.path.exists(os.path.join(world.where, "spoilt/abc.py")), out


def http_requests(world):
    port = serve(Pages)
    same(world.run("""
import requests, sys
base = "http://127.0.0.1:" + sys.argv[1]

def show(r):
    print(r.status_code, r.reason, r.json())

show(requests.get(base + "/path?a=b", headers={"X-Test": "1"}))
show(requests.post(base + "/p", json={"a": [1, None]}))
show(requests.put(base, data="text", auth=("me", "secret")))
show(requests.patch(base + "?q", data=b"bytes"))
show(requests.delete(base + "/d"))
show(requests.post(base, data=iter([b"one", "two"])))
show(requests.post(base + "/to/303/other", data=b"x"))
show(requests.post(base + "/to/307/other", data=b"x"))
show(requests.get(base + "/to/301/to/302/end"))
r = requests.head(base + "/big")
print(r.status_code, r.content, r.headers["Content-Length"])
print(requests.get(base + "/chunked").text)
print(requests.get(base + "/until-end").text)
print(requests.get(base + "/missing").text, requests.get(base + "/none").text)
r = requests.get(base + "/big")
print(sum(len(piece) for piece in r.iter_content(1000)))
r.close()
for path, options in (("/loop", {}), ("/cut", {}), ("/slow", {"timeout": 0.1})):
    try:
        print(requests.get(base + path, **options).content)
    except Exception as e:
        print(type(e).__name__, e.args)
for url in ("ftp://x/", "http://127.0.0.1:1/", "https://127.0.0.1:1/"):
    try:
        requests.get(url)
    except Exception as e:
        print(type(e).__name__, e.args)
""", port, option=("-X", "heapsize=2M")), """\
200 OK {'method': 'GET', 'path': '/path?a=b', 'body': '', 'type': None, \
'auth': None, 'x': '1'}
200 OK {'method': 'POST', 'path': '/p', 'body': '{"a": [1, null]}', 'type': \
'application/json', 'auth': None, 'x': None}
200 OK {'method': 'PUT', 'path': '/', 'body': 'text', 'type': None, 'auth': \
'Basic bWU6c2VjcmV0', 'x': None}
200 OK {'method': 'PATCH', 'path': '/?q', 'body': 'bytes', 'type': None, \
'auth': None, 'x': None}
200 OK {'method': 'DELETE', 'path': '/d', 'body': '', 'type': None, 'auth': \
None, 'x': None}
200 OK {'method': 'POST', 'path': '/', 'body': 'onetwo', 'type': None, \
'auth': None, 'x': None}
200 OK {'method': 'GET', 'path': '/other', 'body': '', 'type': None, 'auth': \
None, 'x': None}
200 OK {'method': 'POST', 'path': '/other', 'body': 'x', 'type': None, \
'auth': None, 'x': None}
200 OK {'method': 'GET', 'path': '/end', 'body': '', 'type': None, 'auth': \
None, 'x': None}
200 b'' 262144
onetwo three
no length
no such thing\x20
262144
ValueError ('Too many redirects',)
OSError (104,)
OSError (110,)
ValueError ('Unsupported protocol: ftp',)
OSError (111,)
OSError (111,)
""")


def https_requests(world):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(world.certificates.path("rsa.pem"),
                            world.certificates.path("rsa.key"))
    port = serve(Pages, context)
    same(world.run("""
import requests, ssl, sys
base = "https://127.0.0.1:" + sys.argv[1]
print(requests.get(base + "/x").json()["path"])
for ca in ("ca", "other"):
    c = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    c.verify_mode = ssl.CERT_REQUIRED
    c.load_verify_locations(sys.argv[2] + ca + ".pem")
    try:
        print(len(requests.get(base + "/big", ssl_context=c).content))
    except ValueError as e:
        print(str(e).strip())
""", port, world.certificates.path(""), option=("-X", "heapsize=2M")),
         "/x\n262144\n"
         "The certificate is not correctly signed by the trusted CA\n")


def thousand_requests(world):
    """Closed or forgotten, they leave nothing behind."""
    port = serve(Pages)
    out = world.run("""
import gc, os, requests, sys
url = "http://127.0.0.1:%s/x" % sys.argv[1]

def figures():
    gc.collect()
    return gc.mem_alloc(), len(os.listdir("/proc/self/fd"))

requests.get(url).json()
before = figures()
for i in range(1000):
    r = requests.get(url)
    if i % 3 == 0:
        r.json()
    elif i % 3 == 1:
        r.close()
r = None
after = figures()
print(after[0] - before[0] < 4000, after[1] <= before[1], before, after)
""", port)
    assert out.startswith("True True"), out


def many_forgotten_sockets(world):
    """More than the system allows to be open: the forgotten ones go."""
    program = """
import socket
for i in range(2000):
    s = socket.socket()
print("done")
"""
    command = "ulimit -n 64; exec \"$0\" -c \"$1\""
    out = subprocess.run(["sh", "-c", command, UPY, program], check=True,
                         stdout=subprocess.PIPE, timeout=DEADLINE)
    same(out.stdout, b"done\n")


class Broker:
    """mosquitto with a plain and a TLS listener."""

    def __init__(self, world):
        self.port = free_port()
        self.tls_port = free_port()
        folder = os.path.join(world.where, "broker%d" % self.port)
        os.mkdir(folder)
        self.config = os.path.join(folder, "mosquitto.conf")
        with open(os.path.join(folder, "passwords"), "w") as f:
            f.write("")
        os.chmod(os.path.join(folder, "passwords"), 0o600)
        subprocess.run(["mosquitto_passwd", "-b",
                        os.path.join(folder, "passwords"), "me", "secret"],
                       check=True, stderr=subprocess.DEVNULL)
        c = world.certificates
        with open(self.config, "w") as f:
            f.write("per_listener_settings true\n"
                    "listener %d 127.0.0.1\nallow_anonymous true\n"
                    "listener %d 127.0.0.1\nallow_anonymous false\n"
                    "password_file %s\ncafile %s\ncertfile %s\nkeyfile %s\n"
                    "require_certificate true\nuser root\n"
                    % (self.port, self.tls_port,
                       os.path.join(folder, "passwords"), c.path("ca.pem"),
                       c.path("rsa.pem"), c.path("rsa.key")))
        self.start()

    def start(self):
        self.child = subprocess.Popen(
            ["mosquitto", "-c", self.config], stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 10
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                return
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.02)

    def stop(self):
        self.child.send_signal(signal.SIGKILL)
        self.child.wait()


MQTT = """
import sys, time
from umqtt.simple import MQTTClient, MQTTException

seen = []

def got(topic, msg):
    seen.append(msg)
    print(topic, len(msg) if len(msg) > 20 else msg)

# An acknowledgement may come before or after the message itself.
def until(c, count):
    while len(seen) < count:
        c.wait_msg()

def client(name, **options):
    c = MQTTClient(name, "127.0.0.1", int(sys.argv[1]), **options)
    c.set_callback(got)
    return c
"""


def mqtt(world):
    broker = Broker(world)
    try:
        same(world.run(MQTT + """
c = client("one", keepalive=30)
c.set_last_will("will/one", "gone", qos=1)
print(c.connect())
c.subscribe("t/#", qos=1)
c.subscribe(b"will/+")
c.publish("t/plain", "text")
until(c, 1)
c.publish(b"t/one", b"x" * 300, qos=1)
until(c, 2)
c.publish("t/kept", b"retained", retain=True, qos=1)
until(c, 3)
c.ping()
print(c.wait_msg())
print(c.check_msg())
other = client("two")
other.set_last_will("will/two", "lost")
other.connect()
other.subscribe("t/kept")
until(other, 4)
other.sock.close()
until(c, 5)
c.set_callback(lambda topic, msg: seen.append(int(msg)))
for i in range(200):
    c.publish("t/n", str(i), qos=i & 1)
until(c, 205)
print(seen[5:] == list(range(200)))
c.disconnect()
try:
    c.publish("t", "x")
except OSError as e:
    print(e)
kept = client("three")
print(kept.connect(False))
kept.disconnect()
print(kept.connect(False))
kept.disconnect()
""", broker.port).splitlines(), [
    "0", "b't/plain' b'text'", "b't/one' 300", "b't/kept' b'retained'",
    "None", "None", "b't/kept' b'retained'", "b'will/two' b'lost'", "True",
    "[Errno 9] EBADF", "0", "1"])
        same(world.upy(os.path.join(LIB, "umqtt.simple", "example.py"),
                       "127.0.0.1", str(broker.port)),
             ("b'example/echo' b'hello'\n", 0))
    finally:
        broker.stop()


def mqtt_over_tls(world):
    broker = Broker(world)
    try:
        same(world.run(MQTT + """
import ssl
where = sys.argv[2]

def context(ca, identity=None):
    c = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    c.verify_mode = ssl.CERT_REQUIRED
    c.load_verify_locations(where + ca + ".pem")
    if identity:
        c.load_cert_chain(where + identity + ".pem", where + identity + ".key")
    return c

c = client("tls", ssl=context("ca", "client"), user="me", password="secret")
c.connect()
c.subscribe("t")
c.publish("t", "over TLS", qos=1)
until(c, 1)
c.disconnect()
for options in (
    {"ssl": context("ca", "client"), "user": "me", "password": "wrong"},
    {"ssl": context("ca"), "user": "me", "password": "secret"},
    {"ssl": context("other", "client"), "user": "me", "password": "secret"},
):
    try:
        client("refused", **options).connect()
    except (OSError, ValueError, MQTTException) as e:
        print(type(e).__name__)
""", broker.tls_port, world.certificates.path("")),
             "b't' b'over TLS'\nMQTTException\nOSError\nValueError\n")
    finally:
        broker.stop()


def mqtt_through_outages(world):
    """The broker is killed in the middle; the client goes on by itself."""
    broker = Broker(world)
    env = environment()
    env["MICROPYPATH"] = world.lib + ":.frozen"
    child = subprocess.Popen([UPY, "-c", """
import sys, time
from umqtt.robust import MQTTClient

class Client(MQTTClient):
    DELAY = 0.05

c = Client("robust", "127.0.0.1", int(sys.argv[1]))
c.connect()
for i in range(40):
    c.publish("t", str(i), qos=1)
    if i == 10:
        print("ten")
    time.sleep_ms(20)
c.disconnect()
print("done")
""", str(broker.port)], env=env, stdout=subprocess.PIPE, text=True)
    try:
        same(child.stdout.readline(), "ten\n")
        broker.stop()
        broker.start()
        same(child.communicate(timeout=DEADLINE)[0], "done\n")
        same(child.returncode, 0)
    finally:
        child.kill()
        broker.stop()


def ntp(world):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind(("127.0.0.1", 0))

    def answer():
        for seconds in (0xEE000000, 0x10):
            _, peer = s.recvfrom(100)
            s.sendto(b"\x1c" + bytes(39) + struct.pack("!II", seconds, 0),
                     peer)

    threading.Thread(target=answer, daemon=True).start()
    same(world.run("""
import ntptime, sys
ntptime.host = "127.0.0.1"
ntptime.port = int(sys.argv[1])
print(ntptime.time() == 0xee000000 - 2208988800)
print(ntptime.time() == 0x100000010 - 2208988800)
ntptime.timeout = 0.05
try:
    ntptime.time()
except OSError as e:
    print(e.errno)
""", s.getsockname()[1]), "True\nTrue\n11\n")


CASES = [programs_as_in_cpython, examples_run, mip_installs,
         mip_installs_from_urls, mip_refuses_damage, http_requests,
         https_requests, thousand_requests, many_forgotten_sockets, mqtt,
         mqtt_over_tls, mqtt_through_outages, ntp]

if __name__ == "__main__":
    sys.exit(main(CASES, World))
