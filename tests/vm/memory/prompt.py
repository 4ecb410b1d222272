# SPDX-License-Identifier: MIT
"""The prompt of a upy, for tests that type at it."""
import os
import pathlib
import select
import signal
import sys
import time

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2] / "lib"))
from terminal import start_in_terminal  # noqa: E402

UPY = os.path.abspath(os.environ.get("UPY", "upy"))
DEADLINE_S = 20


class Prompt:
    """One upy on its own pty; its history is kept in home."""

    def __init__(self, *args, program=UPY, home="/nonexistent"):
        self.pid, self.fd = start_in_terminal(
            [program, *args],
            {"HOME": home, "TERM": "xterm",
             "ASAN_OPTIONS": "detect_leaks=0"})
        self.seen = b""

    def expect(self, want):
        """Waits for want; returns all that came, up to its end."""
        deadline = time.monotonic() + DEADLINE_S
        while want not in self.seen:
            left = deadline - time.monotonic()
            ready = select.select([self.fd], [], [], max(0, left))[0]
            if not ready:
                raise AssertionError("waited for %r, got %r" %
                                     (want, self.seen))
            try:
                data = os.read(self.fd, 4096)
            except OSError:
                data = b""
            if not data:
                raise AssertionError("ended; wanted %r, got %r" %
                                     (want, self.seen))
            self.seen += data
        end = self.seen.index(want) + len(want)
        found, self.seen = self.seen[:end], self.seen[end:]
        return found

    def send(self, keys, want=b">>> "):
        os.write(self.fd, keys)
        return self.expect(want)

    def status(self):
        deadline = time.monotonic() + DEADLINE_S
        while time.monotonic() < deadline:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.pid = 0
                return os.waitstatus_to_exitcode(status)
            if select.select([self.fd], [], [], 0.05)[0]:
                try:
                    os.read(self.fd, 4096)
                except OSError:
                    pass
        raise AssertionError("still running")

    def close(self):
        os.close(self.fd)
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
