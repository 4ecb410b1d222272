# SPDX-License-Identifier: MIT
# A prompt and files over a web socket, as the WebREPL clients expect them.
# webrepl.start() shares the terminal's own prompt, by os.dupterm. A program
# that runs in asyncio can offer a prompt of its own beside its other tasks:
# asyncio.create_task(webrepl.serve(password="...")), which is all that
# webrepl.start_foreground() does.
import asyncio
import binascii
import hashlib
import io
import os
import socket
import struct
import sys

import websocket

PORT = 8266
VERSION = (1, 0, 0)

_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_BINARY = 2
_REQUEST = "<2sBBQLH64s"
_REQUEST_SIZE = struct.calcsize(_REQUEST)
_PUT_FILE = 1
_GET_FILE = 2
_GET_VERSION = 3
_TRIES = 3


# The answer to the browser's handshake; False: that was something else.
async def _shake_hands(reader, writer):
    key = None
    while True:
        line = await reader.readline()
        if not line:
            return False
        if line == b"\r\n":
            break
        name, _, value = line.partition(b":")
        if name.lower() == b"sec-websocket-key":
            key = value.strip()
    if key is None:
        writer.write(b"HTTP/1.0 400 Bad Request\r\n\r\n")
        await writer.drain()
        return False
    digest = hashlib.sha1(key + _GUID).digest()
    writer.write(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                 b"Connection: Upgrade\r\nSec-WebSocket-Accept: " +
                 binascii.b2a_base64(digest)[:-1] + b"\r\n\r\n")
    await writer.drain()
    return True


# Runs lines, with what they print going to write().
class Prompt:
    def __init__(self, write):
        self._write = write
        self._lines = []
        self._globals = {"__name__": "__main__", "print": self._print}

    def write(self, text):
        if isinstance(text, (bytes, bytearray)):
            text = str(text, "utf-8")
        self._write(text.replace("\n", "\r\n"))
        return len(text)

    def _print(self, *args, sep=" ", end="\n", file=None):
        if file is None:
            self.write(sep.join(str(a) for a in args) + end)
        else:
            print(*args, sep=sep, end=end, file=file)

    def show(self):
        self._write("... " if self._lines else ">>> ")

    # A block ends with an empty line.
    def enter(self, line):
        if self._lines or line.rstrip()[-1:] == ":" or line[:1] == "@":
            if line:
                self._lines.append(line)
                return
        else:
            self._lines.append(line)
        source = "\n".join(self._lines) + "\n"
        self._lines = []
        if source.strip():
            self._run(source)

    def clear(self):
        self._lines = []

    def _run(self, source):
        try:
            try:
                code = compile(source, "<stdin>", "eval")
            except SyntaxError:
                exec(compile(source, "<stdin>", "exec"), self._globals)
                return
            value = eval(code, self._globals)
            if value is not None:
                self._globals["_"] = value
                self.write(repr(value) + "\n")
        except Exception as e:
            self._report(e)

    def _report(self, error):
        text = io.StringIO()
        sys.print_exception(error, text)
        self.write(text.getvalue())


class Session:
    def __init__(self, ws, password):
        self.ws = ws
        self.stream = asyncio.StreamReader(ws)
        self.password = password
        self.prompt = Prompt(self.say)
        self.ended_by = b""  # of \r\n, the \n is not another line

    def say(self, text):
        data = text.encode()
        for i in range(0, len(data), 512):
            self.ws.write(data[i:i + 512])

    def send(self, data):
        before = self.ws.ioctl(9, _BINARY)
        self.ws.write(data)
        self.ws.ioctl(9, before)

    def answer(self, code=0):
        self.send(b"WB" + struct.pack("<H", code))

    async def read(self, n):
        data = await self.stream.read(n)
        if not data:
            raise EOFError
        return data

    def is_second(self, c):
        before, self.ended_by = self.ended_by, c
        return before == b"\r" and c == b"\n"

    async def log_in(self):
        for _ in range(_TRIES):
            self.say("Password: ")
            given = b""
            while len(given) < 64:
                c = await self.read(1)
                if c in b"\r\n" and not self.is_second(c):
                    break
                if c not in b"\r\n":
                    given += c
            if given == self.password:
                self.say("\r\nWebREPL connected\r\n")
                return True
            await asyncio.sleep_ms(500)
            self.say("\r\nAccess denied\r\n")
        return False

    # Bytes of binary frames are requests for files, others are typed.
    async def run(self):
        line = ""
        typed = b""
        self.prompt.show()
        while True:
            c = await self.read(1)
            if self.ws.ioctl(8) == _BINARY:
                await self.serve_file(c)
                continue
            if self.is_second(c):
                continue
            typed += c
            try:
                text = typed.decode()
            except UnicodeError:
                if len(typed) < 4:
                    continue
                text = ""
            typed = b""
            line = self.type(line, text)

    def type(self, line, c):
        if c == "\r" or c == "\n":
            self.say("\r\n")
            self.prompt.enter(line)
            self.prompt.show()
            return ""
        if c in "\x08\x7f" and c:
            if line:
                self.say("\x08 \x08")
            return line[:-1]
        if c == "\x03":
            self.prompt.clear()
            self.say("\r\n")
            self.prompt.show()
            return ""
        if c < " " and c != "\t":
            return line
        self.say(c)
        return line + c

    async def serve_file(self, head):
        while len(head) < _REQUEST_SIZE:
            head += await self.read(_REQUEST_SIZE - len(head))
        mark, kind, _, _, size, n, name = struct.unpack(_REQUEST, head)
        if mark != b"WA" or n > len(name):
            raise EOFError
        if kind == _GET_VERSION:
            self.send(bytes(VERSION))
            return
        try:
            f = open(name[:n].decode(), "wb" if kind == _PUT_FILE else "rb")
        except OSError as e:
            self.answer(e.errno)
            return
        with f:
            self.answer()
            if kind == _PUT_FILE:
                while size:
                    data = await self.read(min(size, 512))
                    f.write(data)
                    size -= len(data)
            else:
                await self.send_contents(f)
        self.answer()

    # A byte from the client asks for each piece; an empty one is the end.
    async def send_contents(self, f):
        while True:
            await self.read(1)
            data = f.read(512)
            self.send(struct.pack("<H", len(data)) + data)
            if not data:
                return


def _handler(password):
    async def handle(reader, writer):
        try:
            if await _shake_hands(reader, writer):
                session = Session(
                    websocket.websocket(reader.s, True), password)
                if await session.log_in():
                    await session.run()
        except (OSError, EOFError):
            pass
        finally:
            writer.close()
            await writer.wait_closed()

    return handle


# Serves until it is cancelled.
async def serve(host="0.0.0.0", port=PORT, password=None):
    if not password:
        raise ValueError("a password is needed")
    server = await asyncio.start_server(
        _handler(password.encode()), host, port)
    try:
        await server.wait_closed()
    finally:
        server.close()


def start_foreground(port=PORT, password=None, host="0.0.0.0"):
    asyncio.run(serve(host, port, password))


# Runs a coroutine that waits for nothing but its own reading.
def _finish(coroutine):
    try:
        while True:
            coroutine.send(None)
    except StopIteration as e:
        return e.value


# A socket as the stream of a handshake.
class _Plain:
    def __init__(self, s):
        self.write = s.write
        self._readline = s.readline

    async def readline(self):
        return self._readline()

    async def drain(self):
        pass


class _Blocking(Session):
    WAIT_S = 10

    def __init__(self, client, password):
        super().__init__(websocket.websocket(client, True), password)
        self._client = client

    async def read(self, n):
        # After what was written the socket does not block.
        self._client.settimeout(self.WAIT_S)
        data = self.ws.read(n)
        if not data:
            raise EOFError
        return data


# What os.dupterm asks: a listening socket and the client of the moment.
class Terminal(io.IOBase):
    def __init__(self, host, port, password):
        self._password = password
        self._listener = socket.socket()
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._listener.bind(socket.getaddrinfo(host, port)[0][-1])
        self._listener.listen(1)
        self._listener.setblocking(False)
        self._client = None

    def _accept(self):
        try:
            client = self._listener.accept()[0]
        except OSError:
            return
        if self._client is not None:
            client.close()
            return
        client.settimeout(_Blocking.WAIT_S)
        plain = _Plain(client)
        try:
            if not _finish(_shake_hands(plain, plain)):
                client.close()
                return
            self._session = _Blocking(client, self._password)
            self._session.say("Password: ")
        except (OSError, EOFError):
            client.close()
            return
        self._client = client
        self._given = b""
        self._tries = _TRIES
        self._is_in = False

    def _end(self):
        self._client.close()
        self._client = None

    # A byte of the password.
    def _log_in(self, c):
        session = self._session
        if c not in b"\r\n":
            self._given = (self._given + c)[-64:]
            return
        if session.is_second(c):
            return
        if self._given == self._password:
            self._is_in = self._is_first = True
            session.say("\r\nWebREPL connected\r\n>>> ")
            return
        session.say("\r\nAccess denied\r\n")
        self._given = b""
        self._tries -= 1
        if self._tries == 0:
            self._end()
        else:
            session.say("Password: ")

    # The byte typed next, None: none yet.
    def _next(self):
        self._client.setblocking(False)
        c = self._session.ws.read(1)
        if c == b"":
            raise EOFError
        if c is None:
            return None
        if not self._is_in:
            self._log_in(c)
        elif self._session.ws.ioctl(8) == _BINARY:
            _finish(self._session.serve_file(c))
        elif self._is_first and self._session.is_second(c):
            self._is_first = False
        else:
            self._is_first = False
            return c
        return None

    # A client that has gone makes place before the next one is looked at.
    def readinto(self, buf):
        c = None
        if self._client is not None:
            try:
                c = self._next()
            except (OSError, EOFError):
                self._end()
        if c is None:
            self._accept()
            return None
        buf[:1] = c
        return 1

    def write(self, data):
        if self._client is not None and self._is_in:
            try:
                self._session.ws.write(data)
            except OSError:
                self._end()
        return len(data)

    def close(self):
        if self._client is not None:
            self._end()
        self._listener.close()


_terminal = None


# Shares the terminal's prompt with a client, whenever there is one.
def start(port=PORT, password=None, host="0.0.0.0"):
    global _terminal
    if not password:
        raise ValueError("a password is needed")
    stop()
    _terminal = Terminal(host, port, password.encode())
    os.dupterm(_terminal)
    print("WebREPL server started on http://%s:%d/" % (host, port))


def stop():
    global _terminal
    if _terminal is not None:
        os.dupterm(None)
        _terminal.close()
        _terminal = None
