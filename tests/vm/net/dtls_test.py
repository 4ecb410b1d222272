#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""DTLS: upy against itself, OpenSSL's peers and MicroPython."""
import os
import select
import socket
import subprocess
import sys
import threading

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "..", "lib")]
from peers import (Certificates, environment, finish,  # noqa: E402
                   free_port, main, same, start)
from stock_tools import stock_tools  # noqa: E402

BUILD = os.environ.get("UPYD_BUILD") or os.path.join(os.getcwd(), "..", "..")

# MicroPython and upy both run these. It reads DER only, and does not send
# again while it waits in recv.
COMMON = """
import socket, sys, tls

VERIFY = -0x6a80

def contents(name):
    with open(name, "rb") as f:
        return f.read()

def server(identity="ec"):
    c = tls.SSLContext(tls.PROTOCOL_DTLS_SERVER)
    c.load_cert_chain(contents(identity + ".der"),
                      contents(identity + ".key.der"))
    return c

def client(ca="ca"):
    c = tls.SSLContext(tls.PROTOCOL_DTLS_CLIENT)
    c.verify_mode = tls.CERT_REQUIRED if ca else tls.CERT_NONE
    if ca:
        c.load_verify_locations(contents(ca + ".der"))
    return c

def address(port):
    return socket.getaddrinfo("127.0.0.1", port)[0][-1]

def bound(port):
    u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    u.bind(address(port))
    return u

def connected(port):
    u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    u.connect(address(port))
    return u

# The first hello is answered with a cookie.
def accept(c, u):
    turns = 0
    while True:
        _, peer = u.recvfrom(2000, socket.MSG_PEEK)
        u.connect(peer)
        try:
            return c.wrap_socket(u, server_side=True, client_id=peer), turns
        except OSError as e:
            if e.errno != VERIFY:
                raise
            turns += 1

port = int(sys.argv[1])
"""

SERVER = COMMON + """
u = bound(port)
print("ready")
s, turns = accept(server(), u)
line = s.recv(2000)
while line != b"last\\n":
    s.write(b"upy " + line)
    line = s.recv(2000)
s.write(b"bye\\n")
print(turns, s.cipher()[1])
"""

CLIENT = COMMON + """
s = client().wrap_socket(connected(port), server_hostname="good.test")
s.write(b"hello\\n")
print(s.recv(100))
s.write(b"last\\n")
print(s.recv(100), s.cipher()[1])
"""

SERVED = "1 DTLSv1.2\n"
ASKED = "b'upy hello\\n'\nb'bye\\n' DTLSv1.2\n"


def micropython():
    tools = stock_tools(BUILD)
    return tools and os.path.join(tools, "micropython")


def run_stock(program, port, where):
    return subprocess.Popen(
        [micropython(), "-c", program, str(port)], cwd=where,
        env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True)


def ready(child):
    same(child.stdout.readline(), "ready\n")
    return child


def both(certificates, serve, ask, through=None):
    """The two programs talk, through(port of the server) if given."""
    port = free_port()
    child = ready(serve(SERVER, port))
    out, err, _ = finish(ask(CLIENT, through(port) if through else port))
    same((out, err), (ASKED, ""))
    same(finish(child)[:2], (SERVED, ""))


def ours(certificates):
    return lambda program, port: start(program, port, cwd=certificates.where)


def stock(certificates):
    return lambda program, port: run_stock(program, port, certificates.where)


def with_itself(certificates):
    both(certificates, ours(certificates), ours(certificates))


def with_micropython(certificates):
    if not micropython():
        print("# no MicroPython here")
        return
    both(certificates, ours(certificates), stock(certificates))
    both(certificates, stock(certificates), ours(certificates))


class Lossy:
    """Between two ends; the datagrams with these numbers (by direction:
    True is to the server) are lost."""

    def __init__(self, port, lost):
        self.lost = lost
        self.client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.client.bind(("127.0.0.1", 0))
        self.server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.server.connect(("127.0.0.1", port))
        self.port = self.client.getsockname()[1]
        self.seen = []
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        count = {True: 0, False: 0}
        asker = None
        while True:
            for end in select.select([self.client, self.server], [], [])[0]:
                try:
                    data, sender = end.recvfrom(65536)
                except OSError:
                    continue
                to_server = end is self.client
                count[to_server] += 1
                if to_server:
                    asker = sender
                if (to_server, count[to_server]) in self.lost:
                    self.seen.append((to_server, count[to_server]))
                elif to_server:
                    self.server.send(data)
                else:
                    self.client.sendto(data, asker)


def lost_datagrams(certificates):
    """The answer to the second hello, and the client's last flight."""
    between = []

    def through(port):
        between.append(Lossy(port, {(False, 2), (True, 3)}))
        return between[0].port

    both(certificates, ours(certificates), ours(certificates), through)
    same(sorted(between[0].seen), [(False, 2), (True, 3)])


def bad_certificates(certificates):
    for identity, reason in (
            ("stranger", "The certificate is not correctly signed by the "
             "trusted CA"), ("expired", "The certificate validity has "
                             "expired")):
        port = free_port()
        child = ready(start(COMMON + """
u = bound(port)
print("ready")
try:
    accept(server("%s"), u)
except OSError as e:
    print(e.args[1])
""" % identity, port, cwd=certificates.where))
        out, _, _ = finish(start(COMMON + """
try:
    client().wrap_socket(connected(port), server_hostname="good.test")
except ValueError as e:
    print(str(e).strip())
""", port, cwd=certificates.where))
        same(out, reason + "\n")
        same(finish(child)[0], "MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE\n")


MEMORY = COMMON + """
import io

class End(io.IOBase):
    def __init__(self):
        self.queue = []

    def ioctl(self, request, arg):
        if request == 3:
            return arg & (5 if self.queue else 4)
        return 0

    def readinto(self, buf):
        if not self.queue:
            return None
        data = self.queue.pop(0)
        buf[:len(data)] = data
        return len(data)

    def write(self, buf):
        self.peer.queue.append(bytes(buf))
        return len(buf)

a, b = End(), End()
a.peer, b.peer = b, a
sc = server()
c = client().wrap_socket(a, server_hostname="good.test",
                         do_handshake_on_connect=False)

def attempt(f, *args, **options):
    try:
        return f(*args, **options)
    except OSError as e:
        return e.args[-1]

def wrap(context=sc, **options):
    return attempt(context.wrap_socket, b, server_side=True,
                   do_handshake_on_connect=False, **options)
"""


def client_ids(certificates):
    same(finish(start(MEMORY + """
print(wrap(), wrap(client_id=None))
print(c.write(b"hello"))
print(attempt(wrap(client_id=b"one").read, 5))
print(c.write(b"hello"))
print(attempt(wrap(client_id=b"two").read, 5))
a.queue.clear()
c = client().wrap_socket(a, server_hostname="good.test",
                         do_handshake_on_connect=False)
print(c.write(b"hello"))
print(attempt(wrap(client_id=b"two").read, 5))
print(c.write(b"hello"))
s = wrap(client_id="two")
for i in range(3):
    print(s.read(5), c.write(b"hello"))
# what is no datagram of theirs is passed over
b.queue.insert(0, b"junk")
b.queue.append(b"\\x17" + bytes(60))
print(s.read(5))
print(c.write(b"second"), c.write(b"third"), s.recv(3), s.recv(9), s.recv(9))
print(attempt(c.write, bytes(20000)), c.write(bytes(16000)))
print(len(s.recv(20000)), s.cipher()[1], c.getpeercert(True) is not None)
s.close()
print(c.read(5), attempt(s.read, 5))
""", 0, cwd=certificates.where))[:2], ("""\
MBEDTLS_ERR_SSL_BAD_INPUT_DATA MBEDTLS_ERR_SSL_BAD_INPUT_DATA
None
MBEDTLS_ERR_SSL_HELLO_VERIFY_REQUIRED
None
MBEDTLS_ERR_SSL_HELLO_VERIFY_REQUIRED
None
MBEDTLS_ERR_SSL_HELLO_VERIFY_REQUIRED
None
None None
None 5
b'hello' 5
b'hello'
6 5 b'sec' b'ond' b'third'
90 16000
16000 DTLSv1.2 True
b'' 9
""", ""))


def times_out(certificates):
    """Nobody answers: the socket's own patience counts, and what was lost
    is sent again meanwhile."""
    silent = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    silent.bind(("127.0.0.1", 0))
    same(finish(start(COMMON + """
u = connected(port)
u.settimeout(1.5)
try:
    client().wrap_socket(u, server_hostname="good.test")
except OSError as e:
    print(e)
""", silent.getsockname()[1], cwd=certificates.where))[:2],
         ("[Errno 110] ETIMEDOUT\n", ""))
    silent.setblocking(False)
    hellos = [silent.recv(2000)[13] for _ in range(2)]
    same(hellos, [1, 1])


def openssl(*args, where):
    return subprocess.Popen(
        ["openssl", *args], cwd=where, stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def with_openssl_client(certificates):
    port = free_port()
    child = ready(start(SERVER, port, cwd=certificates.where))
    peer = openssl("s_client", "-dtls1_2", "-connect", "127.0.0.1:%d" % port,
                   "-CAfile", "ca.pem", "-verify_return_error", "-quiet",
                   where=certificates.where)
    try:
        peer.stdin.write("hello\n")
        peer.stdin.flush()
        same(peer.stdout.readline(), "upy hello\n")
        peer.stdin.write("last\n")
        peer.stdin.flush()
        same(peer.stdout.readline(), "bye\n")
        same(finish(child)[:2], (SERVED, ""))
    finally:
        peer.kill()
        peer.communicate()


def with_openssl_server(certificates):
    port = free_port()
    peer = openssl("s_server", "-dtls1_2", "-accept", str(port), "-cert",
                   "ec.pem", "-key", "ec.key", "-listen", "-quiet",
                   where=certificates.where)
    try:
        child = start(COMMON + """
import time
while True:
    try:
        s = client().wrap_socket(connected(port), server_hostname="good.test")
        break
    except OSError as e:
        if e.errno != 111:
            raise
        time.sleep_ms(20)
s.write(b"hello\\n")
print(s.recv(100))
s.close()
""", port, cwd=certificates.where)
        same(peer.stdout.readline(), "hello\n")
        peer.stdin.write("answer\n")
        peer.stdin.flush()
        same(finish(child)[:2], ("b'answer\\n'\n", ""))
    finally:
        peer.kill()
        peer.communicate()


CASES = [with_itself, with_micropython, with_openssl_client,
         with_openssl_server, lost_datagrams, bad_certificates, client_ids,
         times_out]

if __name__ == "__main__":
    sys.exit(main(CASES, Certificates))
