#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The libraries in Python: installed by mip from an index that a web server
gives, run beside CPython's where it has them, and against real servers."""
import concurrent.futures
import difflib
import functools
import glob
import hashlib
import http.server
import json
import os
import pathlib
import re
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
TOP = os.path.join(HERE, "..", "..", "..")
LIB = os.path.join(TOP, "lib")
EXAMPLES = os.path.join(TOP, "examples")
sys.path.insert(0, os.path.join(HERE, "..", "net"))
from peers import (Certificates, DEADLINE, Listener, UPY,  # noqa: E402
                   environment, free_port, main, same)


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


class Echo(Quiet):
    """A page, and what it is sent back: for the examples."""

    def do_GET(self):
        body = b"hello"
        if self.command == "POST":
            body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET


def time_server(*answers):
    """Answers one request of NTP with each of these seconds: its port."""
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind(("127.0.0.1", 0))

    def serve_time():
        for seconds in answers:
            _, peer = s.recvfrom(100)
            s.sendto(b"\x1c" + bytes(39) + struct.pack("!II", seconds, 0),
                     peer)
        s.recvfrom(100)  # and then no more answers

    threading.Thread(target=serve_time, daemon=True).start()
    return s.getsockname()[1]


def examples_run(world):
    """Every example, with the server it needs, prints what is expected."""
    folder = os.path.join(world.where, "examples")
    shutil.copytree(EXAMPLES, folder)
    web = "http://127.0.0.1:%d" % serve(Echo)
    broker = Broker(world)
    mqtt_server = ("127.0.0.1", str(broker.port))
    arguments = {
        "asyncio_tasks": (str(free_port()),),
        "use_mip": (world.url, "stat", "example-target"),
        "use_ntptime": ("127.0.0.1", str(time_server(0xEE000000))),
        "use_requests": (web,),
        "use_urequests": (web,),
        "use_umqtt_simple": mqtt_server,
        "use_umqtt_robust": mqtt_server,
        "use_webrepl": (str(free_port()),),
    }

    def failure(name):
        out, status = world.upy(name + ".py", *arguments.get(name, ()),
                                cwd=folder)
        out = out.replace(world.url, "http://INDEX")
        with open(os.path.join(HERE, "examples", name + ".out"),
                  encoding="utf-8") as f:
            if out == f.read() and status == 0:
                return []
        return ["%s: status %d, got\n%s" % (name, status, out)]

    names = sorted(name[:-3] for name in os.listdir(EXAMPLES)
                   if name.endswith(".py"))
    try:
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            failed = sum(pool.map(failure, names), [])
    finally:
        broker.stop()
    assert not failed, "\n".join(failed)
    for name in world.names:
        assert "use_" + re.sub("[.-]", "_", name) in names, name


def unittest_finds_tests(world):
    folder = os.path.join(world.where, "found")
    os.makedirs(os.path.join(folder, "deep"))
    for name, body in (("test_one", "self.assertIn(1, [1])"),
                       ("deep/test_two", "self.fail('two')"),
                       ("other", "self.fail('not looked for')")):
        with open(os.path.join(folder, name + ".py"), "w") as f:
            f.write("import unittest\nclass Case(unittest.TestCase):\n"
                    "    def test_it(self):\n        %s\n" % body)

    def cases(*args):
        out, status = world.upy("-m", "unittest", *args, cwd=folder)
        return [line.split(" (")[0] + line.rpartition(" ...")[2]
                for line in out.splitlines() if " ..." in line], status

    same(cases(), (["test_it FAIL", "test_it ok"], 1))
    same(cases("discover", "-s", ".", "-p", "*one.py"), (["test_it ok"], 0))
    same(cases("discover", "deep"), (["test_it FAIL"], 1))
    same(cases("test_one"), (["test_it ok"], 0))
    same(cases("deep/test_two.py"), (["test_it FAIL"], 1))


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
        "Package not installed, nothing is changed",
        "Package not found: %s/package/py/nothing/latest.json 404" %
        world.url, "Package not installed, nothing is changed",
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


# What a package must not say, and what mip then says.
BAD_PACKAGES = {
    "up": ({"hashes": [["../up.py", "DIGEST"]]}, "bad path: ../up.py"),
    "inside": ({"hashes": [["a/../../b.py", "DIGEST"]]},
               "bad path: a/../../b.py"),
    "absolute": ({"hashes": [["/etc/x.py", "DIGEST"]]},
                 "bad path: /etc/x.py"),
    "backslash": ({"hashes": [["..\\x.py", "DIGEST"]]},
                  "bad path: ..\\x.py"),
    "nameless": ({"hashes": [["", "DIGEST"]]}, "bad path: "),
    "number": ({"hashes": [[5, "DIGEST"]]}, "bad path: 5"),
    "hash": ({"hashes": [["x.py", "../../secret"]]},
             "bad hash: ../../secret"),
    "short": ({"hashes": [["x.py", "ab"]]}, "bad hash: ab"),
    "odd": ({"hashes": ["x.py"]}, "bad hashes in the package"),
    "no-list": ({"urls": 5}, "bad urls in the package"),
    "needs-path": ({"deps": [["../other", "latest"]]},
                   "bad package name: ../other"),
    "needs-version": ({"deps": [["stat", "../1"]]}, "bad version: ../1"),
}


def mip_refuses_bad_packages(world):
    """Nothing of them is installed, nor of what they need or what needs
    them."""
    folder = os.path.join(world.where, "bad")
    shutil.copytree(world.index, folder)
    with open(os.path.join(LIB, "abc", "abc.py"), "rb") as f:
        digest = hashlib.sha256(f.read()).hexdigest()[:16]

    def package(name, text):
        where = os.path.join(folder, "package", "py", name)
        os.makedirs(where, exist_ok=True)
        with open(os.path.join(where, "latest.json"), "w") as f:
            f.write(text)

    for name, (content, _) in BAD_PACKAGES.items():
        text = json.dumps(content).replace("DIGEST", digest)
        package(name, text)
        package("of-" + name, json.dumps(
            {"hashes": [["sub/abc.py", digest]], "deps": [[name, "latest"]]}))
    package("no-json", "<html>")
    package("no-package", "[]")
    package("lost", json.dumps({"hashes": [["sub/abc.py", digest],
                                           ["sub/x.py", "0" * 16]]}))
    spoilt = os.path.join(folder, "file", "ff", "f" * 16)
    os.makedirs(os.path.dirname(spoilt), exist_ok=True)
    with open(spoilt, "w") as f:
        f.write("print('changed')\n")
    package("spoilt", json.dumps({"hashes": [["sub/abc.py", digest],
                                             ["sub/x.py", "f" * 16]]}))
    port = serve(functools.partial(Quiet, directory=folder))
    url = "http://127.0.0.1:%d" % port
    out = world.run("""
import mip, os, sys
os.mkdir("kept")
with open("kept/x.py", "w") as f:
    f.write("old")
for name in sys.argv[2:]:
    try:
        print(mip.install(name, index=sys.argv[1], target="kept"))
    except ValueError as e:
        print("ValueError:", e)
    print(os.listdir("kept"), open("kept/x.py").read())
""", url, *(prefix + name for name in BAD_PACKAGES
            for prefix in ("", "of-")), "../logging", "a/b", "",
                    "no-json", "no-package", "lost", "spoilt")
    want = []
    for _, reason in BAD_PACKAGES.values():
        want += ["ValueError: " + reason, "['x.py'] old"] * 2
    for name in "../logging", "a/b", "":
        want += ["ValueError: bad package name: " + name, "['x.py'] old"]
    for reason in ("Not a package: %s/package/py/no-json/latest.json" % url,
                   "Not a package: %s/package/py/no-package/latest.json" %
                   url,
                   "File not found: %s/file/00/%s 404" % (url, "0" * 16),
                   "Not what its hash says: %s/file/ff/%s" % (url, "f" * 16)):
        want += [reason, "Package not installed, nothing is changed", "False",
                 "['x.py'] old"]
    same([line for line in out.splitlines()
          if not line.startswith(("Installing", "Copying"))], want)


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
    finally:
        broker.stop()


class Subscriber:
    """mosquitto's client; the broker keeps for it what comes between."""

    def __init__(self, broker, topic):
        self.command = ["mosquitto_sub", "-h", "127.0.0.1", "-p",
                        str(broker.port), "-i", "listener", "-c", "-q", "2",
                        "-t", topic]
        subprocess.run([*self.command, "-E"], check=True, timeout=DEADLINE)

    def lines(self, count):
        return subprocess.run(
            [*self.command, "-C", str(count), "-F", "%q %p"], check=True,
            stdout=subprocess.PIPE, text=True,
            timeout=DEADLINE).stdout.splitlines()


def mqtt_exactly_once(world):
    """QoS 2 both ways, beside mosquitto's own clients."""
    broker = Broker(world)
    port = str(broker.port)
    try:
        listener = Subscriber(broker, "up/#")
        same(world.run(MQTT + """
c = client("two", keepalive=60)
c.connect(False)
c.subscribe("down/#", qos=2)
for i in range(30):
    c.publish("up/x", str(i), qos=2)
c.publish("down/own", "to myself", qos=2)
until(c, 1)
c.publish("up/last", "kept", retain=True, qos=2)
c.disconnect()
print("ready")
""", port), "b'down/own' b'to myself'\nready\n")
        same(listener.lines(31),
             ["2 %d" % i for i in range(30)] + ["2 kept"])
        for i in range(20):
            subprocess.run(["mosquitto_pub", "-h", "127.0.0.1", "-p", port,
                            "-q", "2", "-t", "down/x", "-m", str(i)],
                           check=True, timeout=DEADLINE)
        # What came while it was away waits for it; nothing comes twice.
        same(world.run(MQTT + """
c = client("two", keepalive=60)
print(c.connect(False))
c.set_callback(lambda topic, msg: seen.append(int(msg)))
until(c, 20)
c.ping()
c.publish("down/x", "20", qos=2)
until(c, 21)
print(seen == list(range(21)))
c.disconnect()
""", port), "1\nTrue\n")
    finally:
        broker.stop()


class Loose:
    """Between a client and the broker: ends the connection in the place of
    the first packet of each kind that it lets pass to no one."""

    def __init__(self, port, kinds):
        self.port = port
        self.kinds = list(kinds)
        self.listener = Listener(self.relay)

    def relay(self, client):
        with socket.create_connection(("127.0.0.1", self.port)) as broker:
            back = threading.Thread(target=self.pass_on,
                                    args=(broker, client), daemon=True)
            back.start()
            self.pass_on(client, broker)
            back.join()

    def pass_on(self, source, sink):
        data = source.makefile("rb")
        try:
            while True:
                head = data.read(2)
                # all packets of this test are short
                packet = head + data.read(head[1]) if head else b""
                if packet and packet[0] & 0xF0 in self.kinds:
                    self.kinds.remove(packet[0] & 0xF0)
                    break
                if not packet:
                    break
                sink.sendall(packet)
        except OSError:
            pass
        for s in source, sink:
            try:
                s.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


def mqtt_exactly_once_through_outages(world):
    """Whichever packet of the exchange is lost with the connection, the
    message arrives once."""
    broker = Broker(world)
    try:
        listener = Subscriber(broker, "once")
        loose = Loose(broker.port, (0x30, 0x50, 0x60, 0x70))
        same(world.run("""
import sys
from umqtt.robust import MQTTClient

class Client(MQTTClient):
    DELAY = 0.02

c = Client("once", "127.0.0.1", int(sys.argv[1]))
c.connect(False)
for i in range(8):
    c.publish("once", str(i), qos=2)
c.publish("once", "end", qos=2)
print("sent")
""", loose.listener.port), "sent\n")
        same(loose.kinds, [])
        same(listener.lines(9), ["2 %d" % i for i in range(8)] + ["2 end"])
    finally:
        broker.stop()


def mqtt_keepalive_and_will(world):
    """The broker gives up a client that is silent and sends its last will; a
    client that pings stays."""
    broker = Broker(world)
    try:
        same(world.run(MQTT + """
silent = client("silent", keepalive=1)
silent.set_last_will("will/silent", "kept", retain=True, qos=2)
silent.connect()
c = client("watch", keepalive=1)
c.connect()
c.subscribe("will/#", qos=2)
while not seen:
    c.ping()
    c.check_msg()
    time.sleep_ms(100)
print(c.check_msg())
later = client("later")
later.connect()
later.subscribe("will/#", qos=1)
until(later, 2)
c.disconnect()
""", broker.port), "b'will/silent' b'kept'\nNone\nb'will/silent' b'kept'\n")
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
    port = time_server(0xEE000000, 0x10)
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
""", port), "True\nTrue\n11\n")


CASES = [programs_as_in_cpython, examples_run, unittest_finds_tests,
         mip_installs, mip_installs_from_urls, mip_refuses_bad_packages,
         http_requests, https_requests, thousand_requests,
         many_forgotten_sockets, mqtt, mqtt_exactly_once,
         mqtt_exactly_once_through_outages, mqtt_over_tls,
         mqtt_through_outages, ntp]

# The broker takes its time to find a client silent.
LONG_CASES = [mqtt_keepalive_and_will]

if __name__ == "__main__":
    sys.exit(main(CASES, World, LONG_CASES))
