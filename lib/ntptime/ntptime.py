# SPDX-License-Identifier: MIT
# The time of day from an NTP server.
import socket
import struct
import time as _time

host = "pool.ntp.org"
port = 123
timeout = 1

# from 1900 to 1970, and to 2000
_UNIX = 2208988800
_Y2000 = 3155673600


# Seconds of time.time()'s epoch.
def time_of(server=None):
    info = socket.getaddrinfo(server or host, port, 0, socket.SOCK_DGRAM)[0]
    s = socket.socket(info[0], socket.SOCK_DGRAM)
    try:
        s.settimeout(timeout)
        s.connect(info[-1])
        s.send(b"\x1b" + bytes(47))
        answer = s.recv(48)
    finally:
        s.close()
    if len(answer) < 48:
        raise OSError(71)
    seconds = struct.unpack("!I", answer[40:44])[0]
    if seconds < 0x80000000:
        seconds += 1 << 32  # after 2036
    epoch = _time.gmtime(0)[0]
    return seconds - (_Y2000 if epoch == 2000 else _UNIX)


def time():
    return time_of()


def settime():
    import machine

    t = _time.gmtime(time_of())
    machine.RTC().datetime((t[0], t[1], t[2], t[6], t[3], t[4], t[5], 0))
