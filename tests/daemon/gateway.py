# SPDX-License-Identifier: MIT
"""A gateway for tests of fleet, store, web and mqtt: the real upyd, the API
by Python's own HTTP, boards by fake-board (or upy-board where it is built).
"""
import os
import shutil
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "lib"))
from rig import BUILD, Failure, Rig, check, wait_until  # noqa: E402
from ws import Api  # noqa: E402

FAKE_BOARD = os.path.join(BUILD, "tests", "daemon", "fake-board")
SKIP = 77


class Gateway(Rig):
    """upyd and its API; boards that dial in."""

    def __init__(self, config=""):
        super().__init__(config)
        # The processes drop to another user when root runs the tests.
        os.chmod(self.dir, 0o755)
        self.web_dir = self.path("web")
        os.mkdir(self.web_dir)

    def start_gateway(self, extra="", verbose=True):
        for name in ("control.sock", "http.addr", "tcp.addr"):
            if os.path.exists(self.path("run", name)):
                os.unlink(self.path("run", name))
        self.write_config(extra)
        command = self.gateway_command() + (["-v"] if verbose else [])
        self.start("upyd", *command, env={"UPYD_WEB_DIR": self.web_dir})
        wait_until(self.gateway_answers, "upyd answers")

    def gateway_answers(self):
        if self.processes["upyd"].poll() is not None:
            raise Failure("upyd ended:\n" + self.log("upyd"))
        try:
            return self.api.get("/v1/gw")[0] == 200
        except OSError:
            return False

    @property
    def api(self):
        return Api(self.path("run", "control.sock"))

    @property
    def web(self):
        return Api(self.http)

    # -- boards ------------------------------------------------------------

    def dial(self, board_id, name=None):
        """Starts a fake board; its process is called name."""
        self.start(name or board_id, FAKE_BOARD, self.tcp, board_id)

    def boards(self):
        status, answer = self.api.get("/v1/boards?all=1")
        check(status == 200, f"board.list: {status} {answer}")
        return {board["id"]: board for board in answer["boards"]
                if board["state"] != "conflict"}

    def board(self, board_id):
        return self.boards().get(board_id)

    def wait_board(self, board_id, condition, what):
        def holds():
            board = self.board(board_id)
            return board and condition(board) and board
        return wait_until(holds, f"{board_id}: {what}")

    def wait_online(self, board_id, online=True):
        return self.wait_board(board_id, lambda b: b["online"] == online,
                               f"online={online}")

    def adopted(self, board_id, name):
        """A board that dials in and is adopted."""
        self.dial(board_id)
        self.wait_online(board_id)
        status, answer = self.api.post(f"/v1/boards/{board_id}/adopt",
                                       {"name": name})
        check(status == 200, f"adopt: {status} {answer}")
        return answer

    def process_pid(self, name):
        for process in self.api.get("/v1/gw")[1]["processes"]:
            if process["name"] == name:
                return process["pid"]
        raise Failure(f"no process {name}")


class Redialler:
    """Keeps a fake board calling, as a real one would."""

    def __init__(self, gateway, board_id):
        self.gateway, self.board_id = gateway, board_id
        self.running = True
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self):
        while self.running:
            try:
                with subprocess.Popen(
                        [FAKE_BOARD, self.gateway.tcp, self.board_id],
                        stderr=subprocess.DEVNULL) as process:
                    while self.running and process.poll() is None:
                        time.sleep(0.02)
                    process.kill()
            except OSError:
                pass
            time.sleep(0.05)

    def stop(self):
        self.running = False
        self.thread.join()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.stop()


def expect(answer, status, code=None):
    """Checks an API answer; returns its JSON."""
    got, body = answer
    check(got == status, f"want HTTP {status}, got {got}: {body}")
    if code is not None:
        check(body["error"]["code"] == code, f"want code {code}: {body}")
        message = body["error"]["message"]
        check(message and not message.endswith("."), f"message: {message}")
    return body


def run(*tests, needs=("upyd",)):
    """Runs test functions; TAP on stdout; exits for automake."""
    for name in needs:
        if not os.path.exists(Rig.program(name)):
            print(f"1..0 # SKIP {name} is not built")
            sys.exit(SKIP)
    if not os.path.exists(FAKE_BOARD):
        print(f"Bail out! no {FAKE_BOARD}: build first")
        sys.exit(1)
    bad = 0
    for number, test in enumerate(tests, 1):
        start = time.monotonic()
        verdict = "ok"
        try:
            test()
        except Exception as error:  # pylint: disable=broad-except
            print(f"# {type(error).__name__}: {error}".replace("\n", "\n# "))
            verdict = "not ok"
            bad += 1
        print(f"{verdict} {number} - {test.__name__} "
              f"({time.monotonic() - start:.1f} s)", flush=True)
    print(f"1..{len(tests)}")
    sys.exit(1 if bad else 0)


__all__ = ["Api", "BUILD", "Failure", "Gateway", "Redialler", "check",
           "expect", "run", "shutil", "subprocess", "time", "wait_until"]
