# SPDX-License-Identifier: MIT
"""UP/1 as a gateway speaks it, checked against proto/PROTOCOL.md.

Shares no code with the C library, so that the two check each other. One
thread, no sleeps: everything waits in pump() for bytes or a deadline.
"""
import errno
import hashlib
import os
import random
import select
import socket
import struct
import termios
import time

DATA, CREDIT, CTRL, REQ, RSP, EVT = range(6)
CH_CONTROL, CH_RPC, CH_CONSOLE, CH_LOG, CH_EVENT, CH_TRANSFER = 0, 1, 2, 3, 4, 16
HELLO, PING, PONG, CANCEL, ABORT, UNSUPPORTED, ACCEPTED, BYE = range(1, 9)
RETRANSMIT = 1
OPEN, FIN, NOTIFY = 0xf001, 0xf002, 0xe000
PUT, GET = 0, 1
FILE, PROGRAM, IMAGE = 0, 1, 2

COMMANDS = {
    "INFO": 0x0001, "TIME_SET": 0x0002, "RESET": 0x0003, "IDENTIFY": 0x0004,
    "NAME_SET": 0x0005, "BAUD_SET": 0x0006, "EXEC_START": 0x0010, "EXEC_STOP": 0x0011,
    "EXEC_STATUS": 0x0012, "CONSOLE_OPEN": 0x0018, "CONSOLE_CLOSE": 0x0019,
    "FS_STAT": 0x0020, "FS_LIST": 0x0021, "FS_MKDIR": 0x0022,
    "FS_REMOVE": 0x0023, "FS_RENAME": 0x0024, "FS_DF": 0x0025,
    "FS_HASH": 0x0026, "PIN_LIST": 0x0030, "PIN_GET": 0x0031,
    "PIN_SET": 0x0032, "TELEMETRY_SET": 0x0040,
    "UPDATE_BEGIN": 0x0050, "UPDATE_STATUS": 0x0051,
    "UPDATE_ACTIVATE": 0x0052, "UPDATE_CONFIRM": 0x0053,
    "UPDATE_FACTORY": 0x0054,
}
EVENTS = {1: "BOOTED", 2: "JOB_EXIT", 3: "TELEMETRY", 4: "PIN_CHANGED",
          5: "JOB_STARTED", 6: "LINK_STATS", 7: "UPDATED"}


class Timeout(Exception):
    """What was waited for did not come."""


# ---- CRC-32C and COBS --------------------------------------------------

def _crc_table():
    table = []
    for byte in range(256):
        for _ in range(8):
            byte = byte >> 1 ^ (0x82F63B78 if byte & 1 else 0)
        table.append(byte)
    return table


_CRC = _crc_table()


def crc32c(data):
    crc = 0xffffffff
    for byte in data:
        crc = crc >> 8 ^ _CRC[(crc ^ byte) & 0xff]
    return crc ^ 0xffffffff


def cobs_encode(data):
    out = bytearray()
    for block in bytes(data).split(b"\0"):
        while len(block) >= 254:
            out += b"\xff" + block[:254]
            block = block[254:]
        out += bytes([len(block) + 1]) + block
    return bytes(out)


def cobs_decode(data):
    out = bytearray()
    at = 0
    while at < len(data):
        code = data[at]
        block = data[at + 1:at + code]
        if code == 0 or len(block) != code - 1:
            return None
        out += block
        at += code
        if code != 255 and at < len(data):
            out.append(0)
    return bytes(out)


# ---- CBOR subset ---------------------------------------------------------

def _head(major, value):
    if value < 24:
        return bytes([major << 5 | value])
    for extra, size in enumerate((1, 2, 4, 8)):
        if value < 1 << 8 * size:
            return bytes([major << 5 | 24 + extra]) + value.to_bytes(size, "big")
    raise ValueError(value)


def cbor(value):
    if isinstance(value, bool):
        return b"\xf5" if value else b"\xf4"
    if isinstance(value, int):
        return _head(0, value) if value >= 0 else _head(1, -1 - value)
    if isinstance(value, bytes):
        return _head(2, len(value)) + value
    if isinstance(value, str):
        return _head(3, len(value.encode())) + value.encode()
    if isinstance(value, list):
        return _head(4, len(value)) + b"".join(map(cbor, value))
    if isinstance(value, dict):
        return _head(5, len(value)) + b"".join(
            cbor(key) + cbor(item) for key, item in value.items())
    raise TypeError(value)


def uncbor(data):
    value, at = _uncbor(data, 0)
    if at != len(data):
        raise ValueError("bytes after the CBOR value")
    return value


def _uncbor(data, at):
    major, low = data[at] >> 5, data[at] & 31
    at += 1
    if major == 7:
        return {20: False, 21: True}[low], at
    if low >= 24:
        size = 1 << low - 24
        low = int.from_bytes(data[at:at + size], "big")
        at += size
    if major == 0:
        return low, at
    if major == 1:
        return -1 - low, at
    if major in (2, 3):
        part = data[at:at + low]
        return (part if major == 2 else part.decode()), at + low
    items = []
    for _ in range(low * (major - 3)):
        item, at = _uncbor(data, at)
        items.append(item)
    return (items if major == 4 else dict(zip(items[::2], items[1::2]))), at


# ---- lines ----------------------------------------------------------------

class Line:
    """A descriptor and its framing: packets one way, text the other."""

    def __init__(self, fd, serial):
        self.fd = fd
        self.serial = serial
        self.buffer = bytearray()
        self.text = bytearray()
        self.bad = 0
        os.set_blocking(fd, False)

    @staticmethod
    def open_serial(path):
        line = Line(os.open(path, os.O_RDWR | os.O_NOCTTY), True)
        line.set_baud(115200)
        return line

    def set_baud(self, baud):
        mode = termios.tcgetattr(self.fd)
        mode[4] = mode[5] = getattr(termios, f"B{baud}")
        termios.tcsetattr(self.fd, termios.TCSADRAIN, mode)

    def close(self):
        os.close(self.fd)

    def write(self, data):
        data = memoryview(data)
        while data:
            try:
                data = data[os.write(self.fd, data):]
            except BlockingIOError:
                select.select([], [self.fd], [], 1)

    def send(self, packet):
        packet += struct.pack("<I", crc32c(packet))
        if self.serial:
            self.write(b"\0\xfe" + cobs_encode(packet) + b"\0")
        else:
            self.write(struct.pack("<H", len(packet)) + packet)

    def receive(self, timeout):
        """Waits for bytes; returns the packets that are complete."""
        poll = select.poll()
        poll.register(self.fd, select.POLLIN)
        ready = poll.poll(max(0, timeout) * 1000)
        if ready:
            try:
                data = os.read(self.fd, 65536)
            except BlockingIOError:
                data = b""
            except OSError as error:
                if error.errno != errno.EIO:
                    raise
                data = b""
            if not data and not self.serial:
                raise ConnectionError("the board hung up")
            self.buffer += data
        return list(self._serial_frames() if self.serial
                    else self._tcp_frames())

    def _check(self, body):
        if body is None or len(body) < 12 or \
                struct.unpack("<I", body[-4:])[0] != crc32c(body[:-4]):
            self.bad += 1
            return None
        return body[:-4]

    def _tcp_frames(self):
        while len(self.buffer) >= 2:
            size = struct.unpack_from("<H", self.buffer)[0]
            if len(self.buffer) < 2 + size:
                return
            body = self._check(bytes(self.buffer[2:2 + size]))
            del self.buffer[:2 + size]
            if body is not None:
                yield body

    def _serial_frames(self):
        while True:
            start = self.buffer.find(0)
            if start < 0:
                self.text += self.buffer
                self.buffer.clear()
                return
            self.text += self.buffer[:start]
            del self.buffer[:start]
            if len(self.buffer) < 2:
                return
            if self.buffer[1] != 0xfe:
                # A lone delimiter; the byte after it may be text or another.
                del self.buffer[:1]
                continue
            end = self.buffer.find(0, 2)
            if end < 0:
                return
            body = self._check(cobs_decode(bytes(self.buffer[2:end])))
            del self.buffer[:end]
            if body is not None:
                yield body


# ---- the gateway's side ----------------------------------------------------

class Gateway:
    def __init__(self, line, mtu=512, window=4096):
        self.line = line
        self.mtu = mtu
        self.window = window
        self.boot_id = random.randrange(1, 1 << 32)
        self.peer = None        # the board's HELLO
        self.next_id = random.randrange(1, 60000)
        self.answers = {}
        self.events = []        # (name, map)
        self.streams = {CH_CONSOLE: bytearray(), CH_LOG: bytearray()}
        self.stream_next = {CH_CONSOLE: 0, CH_LOG: 0}
        self.stream_credit = True   # False: console gets no more credit
        self.sent = {CH_CONSOLE: 0}
        self.acked = {CH_CONSOLE: 0}
        self.limit = {CH_CONSOLE: 0}
        self.unacked = {CH_CONSOLE: bytearray()}
        self.transfers = {}     # session: Transfer
        self.early = None       # credit for a session not known yet
        self.open = {}          # id: request on its way
        self.seen = set()       # ids of the board's requests
        self.aborts = []
        self.lost_events = 0
        self.answered_at = 0    # console bytes before the latest answer
        self.hellos = 0
        self.drop = lambda packet: False    # tests may lose what arrives

    # -- packets out

    def send(self, kind, channel, ident, arg, payload=b""):
        self.line.send(struct.pack("<BBHI", 1 << 6 | kind << 3, channel,
                                   ident & 0xffff, arg & 0xffffffff) + payload)

    def send_hello(self, ack=False):
        self.send(CTRL, CH_CONTROL, 1 if ack else 0, HELLO, cbor({
            0: 1, 1: 1, 2: 0, 3: self.mtu, 4: self.window, 5: 8,
            8: self.boot_id, 9: "test", 10: 0, 11: 0}))

    def send_ping(self):
        self.send(CTRL, CH_CONTROL, 7, PING, struct.pack("<I", self.boot_id))

    def leave(self):
        """The line is for others; hello() comes back."""
        self.send(CTRL, CH_CONTROL, 0, BYE)
        self.peer = None

    def send_credit(self, channel, session, acked, limit, reason=0):
        self.send(CREDIT, channel, session, acked,
                  struct.pack("<IB", limit & 0xffffffff, reason))

    @property
    def stream_session(self):
        pair = self.boot_id ^ self.peer[8]
        return (pair ^ pair >> 16) & 0xffff

    # -- packets in

    def pump(self, timeout):
        """Handles what comes within timeout; returns after the first lot."""
        for packet in self.line.receive(timeout):
            if not self.drop(packet):
                self._handle(packet)

    def wait(self, condition, what, timeout=60):
        end = time.monotonic() + timeout
        ping = time.monotonic() + 1
        while not condition():
            now = time.monotonic()
            if now > end:
                raise Timeout(f"not in time: {what}")
            if self.peer is not None and now > ping:
                self.send_ping()
                ping = now + 1
            self.pump(min(end - now, 0.2))
            self._resend()

    def _handle(self, packet):
        first, channel, ident, arg = struct.unpack_from("<BBHI", packet)
        payload = packet[8:]
        if first >> 6 != 1:
            return
        kind = first >> 3 & 7
        (self._on_data, self._on_credit, self._on_control, self._on_request,
         self._on_answer, self._on_event)[kind](channel, ident, arg, payload)

    def _on_control(self, channel, ident, arg, payload):
        kind = arg & 0xffff
        if kind == HELLO:
            peer = uncbor(payload)
            self.hellos += 1
            if self.peer is None or self.peer[8] != peer[8]:
                self.peer = peer
                self._restart()
            self.peer = peer
            if not ident & 1:
                self.send_hello(ack=True)
        elif kind == PING:
            self.send(CTRL, CH_CONTROL, ident, PONG,
                      struct.pack("<I", self.boot_id))
        elif kind == ABORT:
            self.aborts.append((channel, ident, arg >> 16))
            transfer = self.transfers.get(ident)
            if transfer is not None:
                transfer.status = arg >> 16

    def _restart(self):
        self.seen.clear()
        for channel in self.stream_next:
            self.stream_next[channel] = 0
        for channel in self.sent:
            self.sent[channel] = self.acked[channel] = self.limit[channel] = 0
            self.unacked[channel].clear()
        if self.stream_credit:
            self._credit_streams()

    def _credit_streams(self):
        for channel, at in self.stream_next.items():
            self.send_credit(channel, self.stream_session, at, at + 8192)

    def resume_console(self):
        self.stream_credit = True
        self._credit_streams()

    def _on_data(self, channel, ident, arg, payload):
        if channel >= CH_TRANSFER:
            transfer = self.transfers.get(ident)
            if transfer is not None:
                transfer.on_data(arg, payload)
            return
        if channel not in self.stream_next or ident != self.stream_session:
            return
        at = self.stream_next[channel]
        if arg == at:
            self.streams[channel] += payload
            self.stream_next[channel] = at = at + len(payload)
        more = 8192 if self.stream_credit or channel != CH_CONSOLE else 0
        self.send_credit(channel, ident, at, at + more,
                         RETRANSMIT if arg > at else 0)

    def _on_credit(self, channel, ident, arg, payload):
        limit = struct.unpack_from("<I", payload)[0]
        if channel >= CH_TRANSFER:
            transfer = self.transfers.get(ident)
            if transfer is not None:
                transfer.on_credit(arg, limit, payload[4])
            else:
                # It may come in one piece with the answer to OPEN.
                self.early = (ident, arg, limit, payload[4])
        elif channel in self.sent and ident == self.stream_session:
            done = arg - self.acked[channel]
            if done > 0:
                del self.unacked[channel][:done]
                self.acked[channel] = arg
            self.limit[channel] = max(self.limit[channel], limit)
            if payload[4] == RETRANSMIT:
                self.sent[channel] = self.acked[channel]
            self._push_stream(channel)

    def _on_request(self, channel, ident, arg, payload):
        method = arg & 0xffff
        if method & 0xf000 == NOTIFY:
            name = EVENTS.get(method & 0xfff, method)
            if ident not in self.seen:
                self.seen.add(ident)
                self.events.append((name, uncbor(payload)))
            self.send(RSP, CH_RPC, ident, method)
        else:
            self.send(RSP, CH_RPC, ident, method | 12 << 16)

    def _on_answer(self, channel, ident, arg, payload):
        # What a program prints comes after the answer that it started; the
        # answer to a request that was sent twice comes twice.
        if ident in self.open and ident not in self.answers:
            self.answered_at = len(self.streams[CH_CONSOLE])
        self.answers[ident] = (arg >> 16, payload)

    def _on_event(self, channel, ident, arg, payload):
        self.lost_events = arg >> 16
        self.events.append((EVENTS.get(arg & 0xffff, arg & 0xffff),
                            uncbor(payload)))

    # -- calls

    def hello(self, timeout=60):
        self.send_hello()
        self.wait(lambda: self.peer is not None, "HELLO", timeout)
        return self.peer

    def _resend(self):
        now = time.monotonic()
        for call in list(self.open.values()):
            if now - call[3] > 0.3:
                call[3] = now
                self.send(REQ, *call[:3], call[4])
        for transfer in list(self.transfers.values()):
            transfer.resend(now)

    def start(self, method, args, channel=CH_RPC):
        """Sends a request; its id goes to finish()."""
        self.next_id = self.next_id % 65535 + 1
        ident = self.next_id
        arg = method | 200 << 16
        self.open[ident] = [channel, ident, arg, time.monotonic(), args]
        self.send(REQ, channel, ident, arg, args)
        return ident

    def finish(self, ident, timeout=60):
        try:
            self.wait(lambda: ident in self.answers, f"answer {ident}",
                      timeout)
        finally:
            self.open.pop(ident, None)
        status, body = self.answers.pop(ident)
        return status, uncbor(body) if body else {}

    def call(self, name, args=None, timeout=60):
        return self.finish(self.start(COMMANDS[name], cbor(args or {})),
                           timeout)

    def wait_event(self, name, match=lambda body: True, timeout=60):
        def take():
            for i, (kind, body) in enumerate(self.events):
                if kind == name and match(body):
                    del self.events[i]
                    return body
            return None
        found = []
        self.wait(lambda: found or (found.append(take()) or found[-1] or
                                    found.clear()), f"event {name}", timeout)
        return found[0]

    # -- console

    @property
    def console(self):
        return bytes(self.streams[CH_CONSOLE])

    def take_console(self):
        data = self.console
        self.streams[CH_CONSOLE].clear()
        return data

    def wait_console(self, text, timeout=60):
        self.wait(lambda: text in self.console,
                  f"{text!r} on the console, got {self.console[-200:]!r}",
                  timeout)

    def type(self, data):
        """Console input."""
        self.unacked[CH_CONSOLE] += data
        self._push_stream(CH_CONSOLE)

    def _push_stream(self, channel):
        end = self.acked[channel] + len(self.unacked[channel])
        while self.sent[channel] < min(end, self.limit[channel]):
            at = self.sent[channel]
            upto = min(end, self.limit[channel], at + 128)
            base = self.acked[channel]
            self.send(DATA, channel, self.stream_session, at,
                      bytes(self.unacked[channel][at - base:upto - base]))
            self.sent[channel] = upto

    # -- programs and files

    def run(self, source=None, kind=0, timeout=60, **more):
        """EXEC_START and its end: (output, JOB_EXIT)."""
        keys = {"session": 2, "path": 3, "name": 4, "args": 5, "interrupt": 6}
        args = {0: kind}
        if source is not None:
            args[1] = source
        args.update({keys[key]: value for key, value in more.items()})
        # Ids of jobs begin anew when a board does.
        self.events = [e for e in self.events if e[0] != "JOB_EXIT"]
        status, body = self.call("EXEC_START", args, timeout)
        if status:
            return status, body
        del self.streams[CH_CONSOLE][:self.answered_at]
        end = self.wait_event("JOB_EXIT", lambda e: e[0] == body[0], timeout)
        return self.take_console(), end

    def put(self, path, data, kind=FILE, fresh=False, stop_at=None,
            timeout=240):
        """Sends data; (status, Transfer). stop_at: leave off there."""
        transfer = Transfer(self, PUT, data)
        transfer.stop_at = stop_at
        status = transfer.open(path, kind, fresh, timeout)
        if status:
            return status, transfer
        transfer.push()
        if stop_at is not None:
            self.wait(lambda: transfer.acked >= min(stop_at, len(data)) or
                      transfer.status is not None, "half of a put", timeout)
            return None, transfer
        self.wait(lambda: transfer.acked >= len(data) or
                  transfer.status is not None, f"put of {path}", timeout)
        return transfer.fin(timeout), transfer

    def get(self, path, timeout=240):
        transfer = Transfer(self, GET, b"")
        status = transfer.open(path, FILE, False, timeout)
        if status:
            return status, b""
        self.wait(lambda: len(transfer.data) >= transfer.size or
                  transfer.status is not None, f"get of {path}", timeout)
        if transfer.status:
            return transfer.status, bytes(transfer.data)
        transfer.fin(timeout)
        if hashlib.sha256(transfer.data).digest() != transfer.sha256:
            return 15, bytes(transfer.data)
        return 0, bytes(transfer.data)


class Transfer:
    def __init__(self, gateway, direction, data):
        self.gateway = gateway
        self.direction = direction
        self.data = bytearray(data)
        self.size = len(data)
        self.sha256 = hashlib.sha256(data).digest()
        self.channel = CH_TRANSFER + len(gateway.transfers) % 4
        self.session = None
        self.resumed = 0
        self.acked = 0
        self.sent = 0
        self.limit = 0
        self.stop_at = None
        self.status = None
        self.moved_at = time.monotonic()

    def open(self, path, kind, fresh, timeout):
        args = {0: self.direction, 1: kind, 2: path, 3: self.size}
        if self.direction == PUT:
            args[4] = self.sha256
        if fresh:
            args[5] = True
        ident = self.gateway.start(OPEN, cbor(args), self.channel)
        status, body = self.gateway.finish(ident, timeout)
        if status:
            return status
        self.session = body[0]
        self.gateway.transfers[self.session] = self
        if self.direction == GET:
            self.size = body.get(4, 0)
            self.sha256 = body[5]
            self.credit()
            return 0
        self.resumed = body.get(1, 0)
        if self.resumed and hashlib.sha256(
                self.data[:self.resumed]).digest() != body.get(2):
            return self.open(path, kind, True, timeout)
        self.acked = self.sent = self.limit = self.resumed
        if self.gateway.early and self.gateway.early[0] == self.session:
            self.on_credit(*self.gateway.early[1:])
        return 0

    def credit(self, reason=0):
        at = len(self.data)
        self.gateway.send_credit(self.channel, self.session, at,
                                 min(at + self.gateway.window, self.size),
                                 reason)

    def on_data(self, offset, payload):
        self.moved_at = time.monotonic()
        if offset == len(self.data):
            self.data += payload
            self.credit()
        else:
            self.credit(RETRANSMIT if offset > len(self.data) else 0)

    def on_credit(self, acked, limit, reason):
        self.moved_at = time.monotonic()
        self.acked = max(self.acked, acked)
        self.limit = max(self.limit, limit)
        if reason == RETRANSMIT:
            self.sent = self.acked
        self.push()

    def push(self):
        if self.direction != PUT:
            return
        end = min(self.limit, self.size,
                  self.size if self.stop_at is None else self.stop_at)
        mtu = min(self.gateway.peer[3], self.gateway.mtu)
        while self.sent < end:
            part = bytes(self.data[self.sent:min(end, self.sent + mtu)])
            self.gateway.send(DATA, self.channel, self.session, self.sent,
                              part)
            self.sent += len(part)

    def resend(self, now):
        if now - self.moved_at < 0.6 or self.session is None or \
                self.status is not None:
            return
        self.moved_at = now
        if self.direction == GET:
            self.credit()
        elif self.acked < self.size:
            self.sent = self.acked
            if self.limit <= self.acked:
                self.gateway.send(DATA, self.channel, self.session,
                                  self.acked)
            self.push()

    def fin(self, timeout, status=None):
        if status is None:
            status = self.status or 0
        ident = self.gateway.start(FIN, cbor({0: self.session, 1: status}),
                                   self.channel)
        answer, _ = self.gateway.finish(ident, timeout)
        self.gateway.transfers.pop(self.session, None)
        return self.status or answer


def listen():
    """A listener on a free loopback port, for boards that dial in."""
    server = socket.socket()
    server.bind(("127.0.0.1", 0))
    server.listen(4)
    server.settimeout(20)
    return server


def accept(server):
    connection, _ = server.accept()
    return Line(connection.detach(), False)
