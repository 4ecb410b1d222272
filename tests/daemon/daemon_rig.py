# SPDX-License-Identifier: MIT
"""upyd and fake boards, without upyctl and without upy-board.

The programs of the build tree run as they are; requests go straight to the
control socket.
"""
import http.client
import json
import os
import signal
import socket
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "lib"))

from rig import BUILD, Failure, Rig, check, wait_until  # noqa: E402

FAKE_BOARD = os.path.join(BUILD, "tests", "daemon", "fake-board")

__all__ = ["DaemonRig", "Failure", "check", "run", "wait_until"]


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=20)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(20)
        self.sock.connect(self.path)


class DaemonRig(Rig):
    def __init__(self):
        # What is not adopted is forgotten when it goes offline.
        super().__init__("[gateway]\nadopt = auto\n")

    def gateway_answers(self):
        process = self.processes["upyd"]
        if process.poll() is not None:
            raise Failure("upyd ended:\n" + self.log("upyd"))
        return self.get("/v1/gw") is not None

    def request(self, verb, path, body=None):
        """Status and JSON; (None, None) while nobody answers."""
        connection = UnixConnection(self.path("run", "control.sock"))
        headers = {}
        if body is not None:
            body = json.dumps(body)
            headers["Content-Type"] = "application/json"
        try:
            connection.request(verb, path, body, headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        except (OSError, ValueError, http.client.HTTPException):
            return None, None
        finally:
            connection.close()

    def get(self, path):
        status, value = self.request("GET", path)
        return value if status == 200 else None

    def boards(self):
        answer = self.get("/v1/boards?all=1") or {"boards": []}
        return {board["id"]: board for board in answer["boards"]}

    def fake_board(self, ident, link=None):
        """Starts a board; link: a path for its pty, None: TCP."""
        self.start(ident, FAKE_BOARD, link or self.tcp, ident)

    def wait_board(self, ident, online=True):
        return wait_until(
            lambda: (board := self.boards().get(ident)) and
            board["online"] == online and board,
            f"{ident} {'online' if online else 'offline'}")

    def all_processes(self):
        """Those that run, once all that are wanted do."""
        def ready():
            info = self.get("/v1/gw") or {"processes": []}
            wanted = [process for process in info["processes"]
                      if process["state"] != "disabled"]
            return all(process["state"] == "running"
                       for process in wanted) and wanted

        return wait_until(ready, "all processes run")

    def process(self, name):
        info = self.get("/v1/gw") or {"processes": []}
        for process in info["processes"]:
            if process["name"] == name:
                return process
        return None

    def wait_restart(self, name, old_pid):
        return wait_until(
            lambda: (process := self.process(name)) and
            process["state"] == "running" and process["pid"] != old_pid and
            process, f"{name} runs again")

    def kill_process(self, name):
        pid = self.process(name)["pid"]
        os.kill(pid, signal.SIGKILL)
        return pid


def run(*tests):
    """Each test gets its own rig; prints TAP, returns the exit status."""
    bad = 0
    for number, test in enumerate(tests, 1):
        with DaemonRig() as rig:
            try:
                test(rig)
                print(f"ok {number} - {test.__name__}", flush=True)
            except Exception as error:  # pylint: disable=broad-except
                bad += 1
                print(f"not ok {number} - {test.__name__}: "
                      f"{type(error).__name__}: {error}", flush=True)
                for name in rig.logs:
                    for line in rig.log(name).splitlines()[-40:]:
                        print(f"# {name}: {line}")
    print(f"1..{len(tests)}")
    return 1 if bad else 0
