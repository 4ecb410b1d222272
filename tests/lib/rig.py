# SPDX-License-Identifier: MIT
"""A whole gateway for one test: upyd, boards, a broker, in its own directory.

    with Rig() as rig:
        rig.start_gateway()
        rig.start_board("a")
        rig.wait_online("a")
        rig.ctl("exec", "a", "print(1)")

Programs come from the build directory in UPYD_BUILD (default: the directory
that automake's make runs in, two levels up). Nothing waits by sleeping: every
wait has a condition and a deadline.
"""
import ctypes
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.normpath(os.path.join(HERE, "..", ".."))
BUILD = os.path.abspath(os.environ.get("UPYD_BUILD") or
                        os.environ.get("abs_top_builddir") or
                        os.path.join(os.getcwd(), "..", ".."))
# Sanitized programs on a loaded two-core machine are slow to start.
PATIENCE = float(os.environ.get("UPYD_TEST_PATIENCE", "60"))


def die_with_parent():
    """In a new child: a test that is killed leaves no process behind."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


class Failure(Exception):
    """A test that did not hold."""


def check(condition, text):
    if not condition:
        raise Failure(text)


def wait_until(condition, what, timeout=None):
    """Polls until condition() is true; returns its value."""
    end = time.monotonic() + (timeout or PATIENCE)
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise Failure(f"not in time: {what}")
        time.sleep(0.02)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Result:
    def __init__(self, completed):
        self.status = completed.returncode
        self.out = completed.stdout.decode("utf-8", "replace")
        self.err = completed.stderr.decode("utf-8", "replace")
        self.raw = completed.stdout

    def __repr__(self):
        return f"status {self.status}\nstdout: {self.out}\nstderr: {self.err}"

    @property
    def json(self):
        return json.loads(self.out)


class Rig:
    def __init__(self, config=""):
        self.dir = tempfile.mkdtemp(prefix="upyd-test-")
        self.config = config
        self.processes = {}
        self.broker_port = None
        self.tcp_listen = "127.0.0.1:0"
        self.logs = {}

    def path(self, *names):
        return os.path.join(self.dir, *names)

    @staticmethod
    def program(name):
        folder = {"upyd": "daemon", "upyctl": "ctl", "upy": "vm/upy",
                  "upy-board": "device-agent"}[name]
        return os.path.join(BUILD, folder, name)

    # -- processes ---------------------------------------------------------

    def start(self, name, *command, env=None):
        log = open(self.path(name + ".log"), "ab")
        self.logs[name] = log.name
        environment = dict(os.environ, **(env or {}))
        process = subprocess.Popen(
            command, stdout=log, stderr=log, stdin=subprocess.DEVNULL,
            env=environment, preexec_fn=die_with_parent)
        log.close()
        self.processes[name] = process
        return process

    def stop(self, name, signo=signal.SIGTERM, timeout=None):
        process = self.processes.pop(name)
        if process.poll() is None:
            process.send_signal(signo)
        try:
            return process.wait(timeout or PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise Failure(f"{name} did not stop on signal {signo}") from None

    def kill(self, name):
        return self.stop(name, signal.SIGKILL)

    def log(self, name):
        with open(self.logs[name], encoding="utf-8",
                  errors="replace") as stream:
            return stream.read()

    # -- the gateway -------------------------------------------------------

    def write_config(self, extra=""):
        text = ("[gateway]\nname = test\n"
                f"[serial]\npattern = {self.dir}/tty*\n"
                f"[tcp]\nlisten = {self.tcp_listen}\n"
                "[http]\nlisten = 127.0.0.1:0\n"
                "[heartbeat]\ninterval-ms = 500\n")
        if self.broker_port:
            text += ("[mqtt]\nenabled = yes\nhost = 127.0.0.1\n"
                     f"port = {self.broker_port}\n")
        with open(self.path("upyd.conf"), "w", encoding="utf-8") as stream:
            stream.write(text + self.config + extra)
        return self.path("upyd.conf")

    def gateway_command(self):
        return [self.program("upyd"), "--foreground", "-c",
                self.path("upyd.conf"), "--state-dir", self.path("state"),
                "--runtime-dir", self.path("run")]

    def start_gateway(self, extra=""):
        self.write_config(extra)
        self.start("upyd", *self.gateway_command(),
                   env={"UPYD_WEB_DIR": os.path.join(BUILD, "web", "tree")})
        wait_until(self.gateway_answers, "upyd answers")

    def gateway_answers(self):
        if self.processes["upyd"].poll() is not None:
            raise Failure("upyd ended:\n" + self.log("upyd"))
        return self.ctl("gw", "info", "--json").status == 0

    @property
    def http(self):
        with open(self.path("run", "http.addr"), encoding="ascii") as stream:
            return stream.read().strip()

    @property
    def tcp(self):
        with open(self.path("run", "tcp.addr"), encoding="ascii") as stream:
            return stream.read().strip()

    def ctl(self, *words, stdin=b"", timeout=None, env=None):
        environment = dict(os.environ,
                           UPY_SOCKET=self.path("run", "control.sock"))
        environment.update(env or {})
        return Result(subprocess.run(
            [self.program("upyctl"), *words], input=stdin,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            timeout=timeout or PATIENCE * 2, env=environment, check=False))

    def ok(self, *words, **options):
        """upyctl that must succeed; returns its standard output."""
        result = self.ctl(*words, **options)
        check(result.status == 0, f"upyctl {' '.join(words)}: {result!r}")
        return result.out

    def fails(self, status, *words, **options):
        """upyctl that must fail with this status; returns its stderr."""
        result = self.ctl(*words, **options)
        check(result.status == status,
              f"upyctl {' '.join(words)}: want status {status}: {result!r}")
        return result.err

    # -- boards ------------------------------------------------------------

    def start_board(self, name, *options, tcp=False, link=None):
        link = ["--connect", self.tcp] if tcp else \
            ["--serial", self.path(link or "tty" + name)]
        self.start(name, self.program("upy-board"), *link, "--state",
                   self.path(name + ".flash"), "--name", name, "--control",
                   self.path(name + ".sock"), "-v", *options)

    def board(self, name):
        result = self.ctl("status", name, "--json")
        return result.json if result.status == 0 else None

    def found(self):
        return self.ctl("board", "found", "--json").json

    def adopt(self, name):
        """Waits until a board that calls itself so is found; adopts it."""
        def seen():
            return [board for board in self.found()
                    if board.get("name") == name]
        board = wait_until(seen, f"{name} is found")[0]
        self.ok("board", "adopt", board["id"], name)
        self.wait_online(name)
        return board["id"]

    def wait_online(self, name, online=True):
        def state():
            board = self.board(name)
            return board and board["online"] == online and board
        return wait_until(state, f"{name} online={online}")

    def board_control(self, name, line):
        with socket.socket(socket.AF_UNIX) as control:
            control.settimeout(PATIENCE)
            control.connect(self.path(name + ".sock"))
            control.sendall(line.encode() + b"\n")
            return control.makefile().readline().strip()

    # -- the broker --------------------------------------------------------

    def start_broker(self):
        self.broker_port = self.broker_port or free_port()
        conf = self.path("mosquitto.conf")
        with open(conf, "w", encoding="ascii") as stream:
            stream.write(f"listener {self.broker_port} 127.0.0.1\n"
                         "allow_anonymous true\n")
        program = shutil.which("mosquitto") or "/usr/sbin/mosquitto"
        self.start("mosquitto", program, "-c", conf)
        wait_until(lambda: self.publish("up", "1") == 0, "the broker")

    def publish(self, topic, payload, *options):
        return subprocess.run(
            ["mosquitto_pub", "-h", "127.0.0.1", "-p",
             str(self.broker_port), "-t", topic, "-m", payload, *options],
            stderr=subprocess.DEVNULL, check=False).returncode

    def subscribe_one(self, topic, timeout=None):
        result = subprocess.run(
            ["mosquitto_sub", "-h", "127.0.0.1", "-p", str(self.broker_port),
             "-t", topic, "-C", "1", "-W", str(int(timeout or PATIENCE))],
            stdout=subprocess.PIPE, check=False)
        return result.stdout.decode().strip()

    # -- life --------------------------------------------------------------

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if kind is not None:
            for name, path in self.logs.items():
                with open(path, encoding="utf-8", errors="replace") as log:
                    lines = log.read().splitlines()[-40:]
                print(f"--- {name}.log")
                print("\n".join(lines))
        for name in list(self.processes):
            try:
                self.stop(name)
            except Failure as failure:
                print(failure)
        shutil.rmtree(self.dir, ignore_errors=True)


def main(*tests):
    """Runs test functions; TAP on stdout; the exit status for automake."""
    for name in ("upyd", "upyctl", "upy-board"):
        if not os.path.exists(Rig.program(name)):
            print(f"Bail out! no {Rig.program(name)}: build first")
            return 1
    bad = 0
    for number, test in enumerate(tests, 1):
        start = time.monotonic()
        try:
            test()
            verdict = "ok"
        except (Failure, AssertionError, OSError, ValueError, KeyError,
                IndexError, subprocess.TimeoutExpired) as error:
            print(f"# {type(error).__name__}: {error}".replace("\n", "\n# "))
            verdict = "not ok"
            bad += 1
        print(f"{verdict} {number} - {test.__name__} "
              f"({time.monotonic() - start:.1f} s)", flush=True)
    print(f"1..{len(tests)}")
    return 1 if bad else 0


def run(*tests):
    sys.exit(main(*tests))
