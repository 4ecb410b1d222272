# SPDX-License-Identifier: MIT
# Streams and TCP connections of asyncio.
from . import core


class Stream:
    def __init__(self, s, e={}):
        self.s = s
        self.e = e
        self.out_buf = b""

    def get_extra_info(self, v):
        return self.e[v]

    def close(self):
        pass

    async def wait_closed(self):
        self.s.close()

    def read(self, n=-1):
        data = b""
        while True:
            yield from core._io_queue.queue_read(self.s)
            piece = self.s.read(n)
            if piece is None:
                continue
            if n >= 0:
                return piece
            if not piece:
                return data
            data += piece

    def readinto(self, buf):
        yield from core._io_queue.queue_read(self.s)
        return self.s.readinto(buf)

    def readexactly(self, n):
        data = b""
        while n:
            yield from core._io_queue.queue_read(self.s)
            piece = self.s.read(n)
            if piece is None:
                continue
            if not piece:
                raise EOFError
            data += piece
            n -= len(piece)
        return data

    def readline(self):
        line = b""
        while True:
            yield from core._io_queue.queue_read(self.s)
            piece = self.s.readline()
            if piece is None:
                continue
            line += piece
            if not piece or line[-1] == 10:
                return line

    # What does not fit now waits for drain().
    def write(self, buf):
        if not self.out_buf:
            n = self.s.write(buf)
            if n == len(buf):
                return
            if n is not None:
                buf = buf[n:]
        self.out_buf += buf

    def drain(self):
        if not self.out_buf:
            return (yield from core.sleep_ms(0))
        rest = memoryview(self.out_buf)
        done = 0
        while done < len(rest):
            yield from core._io_queue.queue_write(self.s)
            n = self.s.write(rest[done:])
            if n is not None:
                done += n
        self.out_buf = b""

    # The names of an older version.
    aclose = wait_closed

    async def awrite(self, buf, off=0, sz=-1):
        if off != 0 or sz != -1:
            end = len(buf) if sz == -1 else off + sz
            buf = memoryview(buf)[off:end]
        self.write(buf)
        await self.drain()

    async def awritestr(self, s):
        await self.awrite(s)


StreamReader = Stream
StreamWriter = Stream


def stream_awrite(s, buf, off=0, sz=-1):
    return Stream.awrite(s, buf, off, sz)


def open_connection(host, port, ssl=None, server_hostname=None):
    import errno
    import socket

    info = socket.getaddrinfo(host, port, 0, socket.SOCK_STREAM)[0]
    s = socket.socket(info[0], info[1], info[2])
    s.setblocking(False)
    try:
        s.connect(info[-1])
    except OSError as er:
        if er.errno != errno.EINPROGRESS:
            raise
    yield from core._io_queue.queue_write(s)
    if ssl:
        if ssl is True:
            import ssl as module

            ssl = module.SSLContext(module.PROTOCOL_TLS_CLIENT)
        s = ssl.wrap_socket(s, server_hostname=server_hostname or host,
                            do_handshake_on_connect=False)
        s.setblocking(False)
    stream = Stream(s)
    return stream, stream


class Server:
    async def __aenter__(self):
        return self

    async def __aexit__(self, exc_type, exc, tb):
        self.close()
        await self.wait_closed()

    def close(self):
        # The task closes the socket.
        self.state = True
        self.task.cancel()

    async def wait_closed(self):
        await self.task

    def _serve(self, s, cb, ssl):
        self.state = False
        while True:
            try:
                yield from core._io_queue.queue_read(s)
            except core.CancelledError as er:
                s.close()
                if self.state:
                    return
                raise er
            try:
                client, address = s.accept()
            except OSError:
                continue
            client.setblocking(False)
            if ssl:
                try:
                    client = ssl.wrap_socket(client, server_side=True,
                                             do_handshake_on_connect=False)
                except OSError as er:
                    core.sys.print_exception(er)
                    client.close()
                    continue
            stream = Stream(client, {"peername": address})
            core.create_task(cb(stream, stream))


async def start_server(cb, host, port, backlog=5, ssl=None):
    import socket

    info = socket.getaddrinfo(host, port, 0, socket.SOCK_STREAM)[0]
    s = socket.socket(info[0], info[1], info[2])
    s.setblocking(False)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind(info[-1])
    s.listen(backlog)
    server = Server()
    server.task = core.create_task(server._serve(s, cb, ssl))
    try:
        # The task must have begun, else close() could not reach the socket.
        await core.sleep_ms(0)
    except core.CancelledError as er:
        server.task.cancel()
        raise er
    return server
