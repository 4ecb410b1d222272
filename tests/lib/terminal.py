# SPDX-License-Identifier: MIT
"""A program on a terminal of its own."""
import os
import pty
import tty


def start_in_terminal(command, env=None, cwd=None, raw=False):
    """Runs command[0]; its process id, and the terminal's other side."""
    pid, fd = pty.fork()
    if pid == 0:
        try:
            if cwd is not None:
                os.chdir(cwd)
            if raw:
                tty.setraw(0)
            os.execve(command[0], command, {**os.environ, **(env or {})})
        finally:
            os._exit(127)   # never a second copy of the test
    return pid, fd
