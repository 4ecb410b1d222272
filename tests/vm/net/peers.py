# SPDX-License-Identifier: MIT
"""What the tests with real peers share: certificates, upy, checks."""
import os
import socket
import subprocess
import sys
import tempfile
import textwrap
import threading
import time

UPY = os.path.abspath(os.environ.get("UPY", "upy"))
DEADLINE = 60

CA_CONFIG = """\
[ca]
default_ca = authority
[authority]
database = {0}/index
serial = {0}/serial
new_certs_dir = {0}
default_md = sha256
policy = policy
x509_extensions = extensions
[policy]
commonName = supplied
[extensions]
subjectAltName = {1}
"""


class Certificates:
    """Keys and certificates made with openssl in a directory."""

    def __init__(self, where):
        self.where = where
        for name in ("ca", "other"):
            self._openssl("req", "-x509", "-newkey", "ec", "-pkeyopt",
                          "ec_paramgen_curve:P-256", "-nodes", "-days", "30",
                          "-keyout", name + ".key", "-out", name + ".pem",
                          "-subj", "/CN=Authority " + name)
            self._openssl("x509", "-in", name + ".pem", "-outform", "der",
                          "-out", name + ".der")
        ec = ("ec", "-pkeyopt", "ec_paramgen_curve:P-256")
        self._make("rsa", ("rsa:2048",), "DNS:good.test,IP:127.0.0.1")
        self._make("ec", ec, "DNS:good.test,DNS:*.wild.test")
        self._make("client", ec, "DNS:client")
        self._make("stranger", ec, "DNS:good.test", "other")
        self._make("expired", ec, "DNS:good.test", "ca", "200101000000Z",
                   "200201000000Z")
        self._make("future", ec, "DNS:good.test", "ca", "450101000000Z",
                   "460201000000Z")

    def path(self, name):
        return os.path.join(self.where, name)

    def _openssl(self, *args):
        subprocess.run(("openssl",) + args, cwd=self.where, check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def _make(self, name, key, names, ca="ca", start=None, end=None):
        self._openssl("req", "-newkey", *key, "-nodes", "-keyout",
                      name + ".key", "-out", name + ".csr", "-subj",
                      "/CN=" + name)
        folder = self.path("issued-" + name)
        os.mkdir(folder)
        open(os.path.join(folder, "index"), "w").close()
        with open(os.path.join(folder, "serial"), "w") as f:
            f.write(os.urandom(4).hex() + "\n")
        with open(self.path(name + ".cnf"), "w") as f:
            f.write(CA_CONFIG.format(folder, names))
        when = ("-startdate", start, "-enddate", end) if start else (
            "-days", "30")
        self._openssl("ca", "-batch", "-notext", "-config", name + ".cnf",
                      "-cert", ca + ".pem", "-keyfile", ca + ".key", "-in",
                      name + ".csr", "-out", name + ".pem", *when)
        self._openssl("x509", "-in", name + ".pem", "-outform", "der",
                      "-out", name + ".der")
        self._openssl("pkey", "-in", name + ".key", "-outform", "der",
                      "-out", name + ".key.der")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Listener:
    """Answers every connection with handle(socket) in a thread."""

    def __init__(self, handle):
        self.handle = handle
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        while True:
            try:
                client, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,),
                             daemon=True).start()

    def _serve(self, client):
        try:
            self.handle(client)
        except OSError:
            pass
        finally:
            client.close()

    def close(self):
        self.socket.close()


def environment():
    # memory that AddressSanitizer holds back would look like a leak
    sanitizer = os.environ.get("ASAN_OPTIONS", "") + ":quarantine_size_mb=1"
    return dict(os.environ, MICROPYPATH=".:.frozen", ASAN_OPTIONS=sanitizer)


def start(program, *args, cwd=None, option=()):
    """upy running this program text; its first line of output is awaited
    where the caller needs it to be ready."""
    return subprocess.Popen(
        [UPY, *option, "-c", textwrap.dedent(program), *map(str, args)],
        cwd=cwd, env=environment(), stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finish(child):
    try:
        out, err = child.communicate(timeout=DEADLINE)
    except subprocess.TimeoutExpired:
        child.kill()
        out, err = child.communicate()
        raise AssertionError("no end: %s%s" % (out, err)) from None
    return out, err, child.returncode


def run(program, *args, cwd=None, option=()):
    out, err, status = finish(start(program, *args, cwd=cwd, option=option))
    if status != 0:
        raise AssertionError("status %d\n%s%s" % (status, out, err))
    return out


def same(got, want):
    if got != want:
        raise AssertionError("got %r\nwant %r" % (got, want))


def main(cases, setup=None, long_cases=()):
    """Runs cases (functions of one argument, what setup(directory) gives);
    names as arguments choose some of them, UPY_LONG adds the long ones."""
    failed = 0
    named = sys.argv[1:]
    chosen = [c for c in [*cases, *long_cases] if c.__name__ in named]
    if not named:
        chosen = [*cases, *(long_cases if os.environ.get("UPY_LONG") else ())]
    with tempfile.TemporaryDirectory(prefix="upy-peers-") as where:
        given = setup(where) if setup else where
        for number, case in enumerate(chosen, 1):
            try:
                began = time.monotonic()
                case(given)
                print("ok %d - %s # %.1f s" % (
                    number, case.__name__, time.monotonic() - began),
                      flush=True)
            except (AssertionError, OSError,
                    subprocess.SubprocessError) as error:
                failed += 1
                print("not ok %d - %s" % (number, case.__name__))
                print("# " + str(error).replace("\n", "\n# "), flush=True)
    print("1..%d" % len(chosen))
    return 1 if failed else 0
