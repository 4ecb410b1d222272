#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Lines that carry anything but our protocol; boards beside them go on."""
import os
import pty
import random
import socket
import sys
import tty

from daemon_rig import check, run, wait_until


def open_line(rig, name):
    master, slave = pty.openpty()
    tty.setraw(slave)
    os.symlink(os.ttyname(slave), rig.path(name))
    os.set_blocking(master, False)
    return master, slave


def dial(rig):
    host, port = rig.tcp.rsplit(":", 1)
    connection = socket.create_connection((host, int(port)), timeout=30)
    return connection


def closed(connection):
    """The gateway hangs up."""
    try:
        while connection.recv(4096):
            pass
    except ConnectionResetError:
        pass
    return True


def garbage_on_a_line_harms_nobody(rig):
    rig.start_gateway()
    rig.fake_board("good", rig.path("ttygood"))
    before = rig.wait_board("good")
    link = rig.process("link")["pid"]
    master, slave = open_line(rig, "ttybad")
    noise = random.Random(1)
    for _ in range(200):
        try:
            os.write(master, noise.randbytes(4000))
            os.read(master, 65536)
        except BlockingIOError:
            pass
    # Half a frame, and then nothing.
    wait_until(lambda: write_all(master, b"\0\xfe\x21" + b"x" * 20),
               "room on the line")
    board = rig.wait_board("good")
    check(board["since"] == before["since"], "the good board was disturbed")
    check(rig.process("link")["pid"] == link, "link was restarted")
    os.close(master)
    os.close(slave)


def write_all(fd, data):
    try:
        return os.write(fd, data) == len(data)
    except BlockingIOError:
        return False


def foreign_device_is_named(rig):
    rig.start_gateway()
    master, slave = open_line(rig, "ttyforeign")
    port = wait_until(
        lambda: next((p for p in rig.get("/v1/gw")["ports"]
                      if p["path"] == rig.path("ttyforeign") and
                      p["why"] == "no answer from agent"), None),
        "the port without an agent")
    check(port["state"] != "absent", f"{port}")
    os.close(master)
    os.close(slave)


def tcp_board_comes_and_goes(rig):
    rig.start_gateway()
    rig.fake_board("net")
    board = rig.wait_board("net")
    check(board["via"].startswith("tcp:127.0.0.1:"), board["via"])
    rig.kill("net")
    board = rig.wait_board("net", online=False)
    check(board["why"] == "connection closed", board["why"])
    rig.fake_board("net")
    rig.wait_board("net")


def tcp_garbage_is_hung_up_on(rig):
    rig.start_gateway()
    with dial(rig) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" * 300)
        check(closed(connection), "hung up")
    with dial(rig) as connection:
        connection.sendall(b"\x0c\x00" + bytes(12))
        check(closed(connection), "a frame with a wrong checksum")
    check(rig.get("/v1/gw") is not None, "upyd goes on")


def half_open_connections_are_limited(rig):
    rig.start_gateway()
    idle = [dial(rig) for _ in range(32)]
    with dial(rig) as one_too_many:
        check(closed(one_too_many), "refused")
    # Those that say nothing are closed after ten seconds.
    check(closed(idle[0]), "closed after the HELLO timeout")
    for connection in idle:
        connection.close()
    rig.fake_board("net")
    rig.wait_board("net")


if __name__ == "__main__":
    sys.exit(run(garbage_on_a_line_harms_nobody, foreign_device_is_named,
                 tcp_board_comes_and_goes, tcp_garbage_is_hung_up_on,
                 half_open_connections_are_limited))
