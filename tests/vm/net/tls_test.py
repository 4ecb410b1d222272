#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The modules ssl and tls against CPython's and OpenSSL's peers."""
import os
import random
import select
import socket
import ssl
import subprocess
import sys
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from peers import (Certificates, Listener, finish, free_port,  # noqa: E402
                   main, run, same, start)

V12 = ssl.TLSVersion.TLSv1_2
V13 = ssl.TLSVersion.TLSv1_3

# go(port, ...) connects, says hello and tells what it saw.
CLIENT = """
import socket, ssl, sys, tls

def context(ca="ca.pem", verify=ssl.CERT_REQUIRED, identity=None):
    c = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    c.verify_mode = verify
    if ca:
        c.load_verify_locations(ca)
    if identity:
        c.load_cert_chain(identity + ".pem", identity + ".key")
    return c

def connect(port):
    s = socket.socket()
    s.connect(socket.getaddrinfo("127.0.0.1", port)[0][-1])
    return s

def go(port, name="good.test", c=None, **options):
    try:
        c = c or context(**options)
        s = c.wrap_socket(connect(port), server_hostname=name)
        s.write(b"hello")
        return s.read().decode().strip(), s.cipher()[1]
    except Exception as e:
        return type(e).__name__, e.args

port = int(sys.argv[1])
"""


def server(certificates, identity, client_ca=None, version=None,
           ciphers=None):
    """An echo server that adds what it knows of the client."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates.path(identity + ".pem"),
                            certificates.path(identity + ".key"))
    if client_ca:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(certificates.path(client_ca + ".pem"))
    if version:
        context.minimum_version = context.maximum_version = version
    if ciphers:
        context.set_ciphers(ciphers)

    def echo(client):
        with context.wrap_socket(client, server_side=True) as s:
            data = s.recv(100)
            if client_ca:
                data += b" " + s.getpeercert()["subject"][0][0][1].encode()
            if s.session_reused:
                data += b" again"
            s.sendall(data)
            s.unwrap()

    return Listener(echo)


def client(certificates, port, program, *args, option=()):
    return run(CLIENT + program, port, *args, cwd=certificates.where,
               option=option)


def verified(certificates):
    for identity in ("rsa", "ec"):
        for version in (V12, V13):
            peer = server(certificates, identity, version=version)
            same(client(certificates, peer.port, "print(go(port))"),
                 "('hello', '%s')\n" % version.name.replace("_", "."))


def names_checked(certificates):
    peer = server(certificates, "ec")
    same(client(certificates, peer.port, """
print(go(port, "a.wild.test")[0])
print(go(port, "wild.test")[0], go(port, "127.0.0.1")[0])
print(go(port, None))
print(go(port, None, verify=ssl.CERT_OPTIONAL)[0])
"""), "hello\nValueError ValueError\n"
      "('ValueError', ('CERT_REQUIRED requires server_hostname',))\nhello\n")
    peer = server(certificates, "rsa")
    same(client(certificates, peer.port, 'print(go(port, "127.0.0.1")[0])'),
         "hello\n")


REFUSED = {
    "stranger": "The certificate is not correctly signed by the trusted CA",
    "expired": "The certificate validity has expired",
    "future": "The certificate validity starts in the future",
}


def bad_certificates_refused(certificates):
    for identity, reason in REFUSED.items():
        peer = server(certificates, identity)
        same(client(certificates, peer.port, """
print(go(port))
print(go(port, verify=ssl.CERT_OPTIONAL)[0])
print(go(port, verify=ssl.CERT_NONE)[0])
"""), "('ValueError', (%r,))\nhello\nhello\n" % ("\n%s\n" % reason))
    peer = server(certificates, "ec")
    same(client(certificates, peer.port, """
print(go(port, "other.test"))
print(go(port, ca=None))
"""), "('ValueError', ('\\nThe certificate Common Name (CN) does not match "
      "with the expected CN\\n',))\n"
      "('OSError', (-30336, 'MBEDTLS_ERR_SSL_CA_CHAIN_REQUIRED'))\n")


def client_certificates(certificates):
    for version in (V12, V13):
        peer = server(certificates, "ec", client_ca="ca", version=version)
        same(client(certificates, peer.port, """
print(go(port, identity="client")[0])
# an alert, unless it is lost since the server hangs up at once
print(go(port, identity="stranger")[1][0] in (-30592, 104, 32))
print(go(port)[1][0] in (-30592, 104, 32))
"""), "hello client\nTrue\nTrue\n")


def no_tls_there(certificates):
    peer = Listener(lambda s: s.sendall(b"220 mail.test ESMTP\r\n" * 9))
    same(client(certificates, peer.port, "print(go(port))"),
         "('OSError', (-29184, 'MBEDTLS_ERR_SSL_INVALID_RECORD'))\n")
    peer = Listener(lambda s: s.recv(10000))
    same(client(certificates, peer.port, "print(go(port))"),
         "('OSError', (-29312, 'MBEDTLS_ERR_SSL_CONN_EOF'))\n")


def cipher_suites(certificates):
    peer = server(certificates, "rsa", ciphers="ECDHE-RSA-AES128-GCM-SHA256",
                  version=V12)
    same(client(certificates, peer.port, """
def suites(*names):
    c = context()
    try:
        c.set_ciphers(names)
    except OSError as e:
        return "OSError", e.args
    return go(port, c=c)

print(suites("TLS-ECDHE-RSA-WITH-AES-128-GCM-SHA256",
             "TLS-RSA-WITH-AES-128-CBC-SHA"))
print(suites("TLS-ECDHE-RSA-WITH-AES-256-GCM-SHA384")[1])
print(suites("TLS1-3-AES-128-GCM-SHA256")[1])
print(suites("TLS-NONSENSE"), suites())
print("TLS-ECDHE-RSA-WITH-AES-128-GCM-SHA256" in context().get_ciphers())
"""), "('hello', 'TLSv1.2')\n" +
         "(-30592, 'MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE')\n" * 2 +
         "('OSError', (-24192, 'MBEDTLS_ERR_SSL_BAD_CONFIG')) "
         "('OSError', (-24192, 'MBEDTLS_ERR_SSL_BAD_CONFIG'))\nTrue\n")


def sessions_resume(certificates):
    for version in (V12, V13):
        peer = server(certificates, "ec", version=version)
        same(client(certificates, peer.port, """
c = context()
print(go(port, c=c)[0], go(port, c=c)[0], go(port, "x.wild.test", c=c)[0])
c.verify_mode = ssl.CERT_REQUIRED
print(go(port, c=c)[0])
"""), "hello hello again hello\nhello\n")


def bad_files(certificates):
    same(client(certificates, 1, """
def attempt(f, *args, **options):
    try:
        print(f(*args, **options))
    except Exception as e:
        print(repr(e))

c = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
attempt(c.load_verify_locations, "none.pem")
attempt(c.load_verify_locations, cadata=b"junk")
attempt(c.load_cert_chain, "none.pem", "none.key")
attempt(c.load_cert_chain, b"junk", b"junk")
attempt(c.load_cert_chain, "ec.pem", "rsa.key")
attempt(c.load_cert_chain, "ec.der", "ec.key.der")
attempt(c.load_cert_chain, "client.pem", "client.key")
print(c.verify_mode, tls.SSLContext(tls.PROTOCOL_TLS_CLIENT).verify_mode)
"""), "OSError(2,)\nValueError('invalid cert',)\nOSError(2,)\n"
      "ValueError('invalid key',)\nValueError('invalid key',)\nNone\nNone\n"
      "0 2\n")


def peer_certificate(certificates):
    peer = server(certificates, "ec")
    same(client(certificates, peer.port, """
s = context().wrap_socket(connect(port), server_hostname="good.test")
print(s.getpeercert(True) == open("ec.der", "rb").read(), s.session_reused)
seen = []
c = tls.SSLContext(tls.PROTOCOL_TLS_CLIENT)
c.load_verify_locations(open("ca.pem").read())

def look(certificate, depth):
    seen.append((depth, len(certificate) > 200))
    return 0

c.verify_callback = look
c.wrap_socket(connect(port), server_hostname="good.test")
print(seen)
c.verify_callback = lambda certificate, depth: -9984
try:
    c.wrap_socket(connect(port), server_hostname="good.test")
except OSError as e:
    print(e)
s.close()
try:
    s.read(1)
except OSError as e:
    print(e)
"""), "True False\n[(1, True), (0, True)]\n"
      "(-9984, 'MBEDTLS_ERR_X509_CERT_VERIFY_FAILED')\n"
      "[Errno 9] EBADF\n")


NONBLOCKING = """
import select
s = connect(port)
s.setblocking(False)
w = context().wrap_socket(s, server_hostname="good.test",
                          do_handshake_on_connect=False)
p = select.poll()
p.register(w, select.POLLIN | select.POLLOUT)
out = bytes(i & 255 for i in range(1 << 18)) * 4
sent, got, turns = 0, bytearray(), 0
while len(got) < len(out):
    turns += 1
    p.modify(w, 5 if sent < len(out) else 1)
    for _, event in p.poll(5000):
        if event & 4:
            n = w.write(out[sent:sent + 50000])
            sent += n or 0
        if event & 1:
            got += w.read(70000) or b""
print(bytes(got) == out, turns < 5000)
"""


def nonblocking(certificates):
    """A megabyte there and back, with both directions full at times."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates.path("ec.pem"),
                            certificates.path("ec.key"))

    def echo(peer):
        with context.wrap_socket(peer, server_side=True) as s:
            while True:
                data = s.recv(100000)
                if not data:
                    break
                s.sendall(data)

    same(client(certificates, Listener(echo).port, NONBLOCKING,
                option=("-X", "heapsize=16M")), "True True\n")


def wrapped_stream(certificates):
    """A stream made in Python, of which never more is read than a record."""
    peer = server(certificates, "ec")
    same(client(certificates, peer.port, """
import io

class Wrapped(io.IOBase):
    def __init__(self, s):
        self.s = s
        self.sizes = set()

    def readinto(self, buf):
        self.sizes.add(len(buf))
        return self.s.readinto(buf)

    def write(self, buf):
        return self.s.write(buf)

    def ioctl(self, request, arg):
        if request == 4:
            self.s.close()
        return 0

stream = Wrapped(connect(port))
s = context().wrap_socket(stream, server_hostname="good.test")
s.write(b"hello")
print(s.readline(), 5 in stream.sizes)
s.close()
print(stream.s.fileno())
"""), "b'hello' True\n-1\n")


SERVER = """
import socket, ssl, sys
c = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
c.load_cert_chain("ec.pem", "ec.key")
if len(sys.argv) > 2:
    c.verify_mode = ssl.CERT_REQUIRED
    c.load_verify_locations("ca.pem")
l = socket.socket()
l.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
l.bind(socket.getaddrinfo("127.0.0.1", int(sys.argv[1]))[0][-1])
l.listen(5)
print("ready")
while True:
    s, _ = l.accept()
    try:
        w = c.wrap_socket(s, server_side=True)
        line = w.readline()
        w.write(b"upy " + line)
        print(line)
        if line == b"last\\n":
            break
    except OSError as e:
        print(e.args[-1])
        s.close()
        continue
    except ValueError as e:
        print("refused")
        s.close()
        continue
    w.close()
w.close()
"""


def talk(certificates, port, text, **options):
    """What OpenSSL's client gets for a line."""
    command = ["openssl", "s_client", "-quiet", "-verify_return_error",
               "-no_ign_eof", "-CAfile", "ca.pem", "-verify_hostname",
               "good.test", "-connect", "127.0.0.1:%d" % port]
    for name, value in options.items():
        command += ["-" + name] + ([value] if value else [])
    child = subprocess.Popen(command, cwd=certificates.where,
                             stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                             stderr=subprocess.DEVNULL, text=True)
    child.stdin.write(text)
    child.stdin.flush()
    line = child.stdout.readline()
    child.communicate(timeout=20)
    return line


def as_server(certificates):
    port = free_port()
    child = start(SERVER, port, cwd=certificates.where)
    same(child.stdout.readline(), "ready\n")
    same(talk(certificates, port, "one\n", tls1_2=None), "upy one\n")
    same(talk(certificates, port, "two\n", tls1_3=None), "upy two\n")
    same(talk(certificates, port, "x\n", verify_hostname="no.test"), "")
    same(talk(certificates, port, "last\n"), "upy last\n")
    out, err, _ = finish(child)
    same(out, "b'one\\n'\nb'two\\n'\nMBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE\n"
         "b'last\\n'\n")
    same(err, "")


def as_server_for_known_clients(certificates):
    port = free_port()
    child = start(SERVER, port, "verify", cwd=certificates.where)
    same(child.stdout.readline(), "ready\n")
    same(talk(certificates, port, "one\n", cert="client.pem",
              key="client.key"), "upy one\n")
    same(talk(certificates, port, "x\n"), "")
    same(talk(certificates, port, "x\n", cert="stranger.pem",
              key="stranger.key"), "")
    same(talk(certificates, port, "last\n", cert="client.pem",
              key="client.key"), "upy last\n")
    same(finish(child)[0],
         "b'one\\n'\nMBEDTLS_ERR_SSL_NO_CLIENT_CERTIFICATE\nrefused\n"
         "b'last\\n'\n")


def shared_keys(certificates):
    port = free_port()
    child = subprocess.Popen(
        ["openssl", "s_server", "-nocert", "-psk", "0102030405060708",
         "-psk_identity", "board", "-accept", str(port), "-rev", "-quiet",
         "-tls1_2"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL)
    try:
        same(client(certificates, port, """
import time
c = tls.SSLContext(tls.PROTOCOL_TLS_CLIENT)
c.verify_mode = tls.CERT_NONE
c.psk_identity = "board"
c.psk_key = bytes(range(1, 9))
c.set_ciphers(["TLS-PSK-WITH-AES-128-GCM-SHA256"])
while True:
    try:
        s = c.wrap_socket(connect(port))
        break
    except OSError as e:
        if e.errno != 111:
            raise
        time.sleep_ms(20)
s.write(b"hello\\n")
print(s.readline(), s.cipher()[0])
"""), "b'olleh\\n' TLS-PSK-WITH-AES-128-GCM-SHA256\n")
    finally:
        child.kill()
        child.wait()


def both_ends_in_asyncio(certificates):
    same(client(certificates, free_port(), """
import asyncio

sc = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
sc.load_cert_chain("ec.pem", "ec.key")

async def serve(reader, writer):
    while True:
        line = await reader.readline()
        if not line:
            break
        writer.write(line.upper())
        await writer.drain()
    writer.close()
    await writer.wait_closed()

async def ask(i):
    reader, writer = await asyncio.open_connection(
        "127.0.0.1", port, ssl=context(), server_hostname="good.test")
    out = []
    for k in range(5):
        writer.write(b"client %d says %d" % (i, k) + b"." * 3000 + b"\\n")
        await writer.drain()
        out.append((await reader.readline())[:15])
    writer.close()
    await writer.wait_closed()
    return out[4]

async def wrong():
    try:
        r, w = await asyncio.open_connection(
            "127.0.0.1", port, ssl=context(ca="other.pem"),
            server_hostname="good.test")
        w.write(b"x")
        await w.drain()
        await r.readline()
    except ValueError as e:
        return str(e).strip()

async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", port, ssl=sc)
    print(await asyncio.gather(*(ask(i) for i in range(20))) ==
          [b"CLIENT %d SAYS 4" % i for i in range(10)] +
          [b"CLIENT %d SAYS " % i for i in range(10, 20)])
    print(await wrong())
    server.close()
    await server.wait_closed()

asyncio.run(main())
"""), "True\nThe certificate is not correctly signed by the trusted CA\n")


def nothing_leaks(certificates):
    peer = server(certificates, "ec")
    out = client(certificates, peer.port, """
import gc, os

def figures():
    gc.collect()
    with open("/proc/self/status") as f:
        rss = [line for line in f if line.startswith("VmRSS")][0]
    return gc.mem_alloc(), int(rss.split()[1]), len(os.listdir("/proc/self/fd"))

c = context()
for i in range(30):
    go(port, c=c)
before = figures()
for i in range(200):
    # forgotten ones are closed by the collector
    w = c.wrap_socket(connect(port), server_hostname="good.test")
    w.write(b"x")
    if i % 2:
        w.close()
w = None
after = figures()
print(after[0] - before[0] < 2000, after[1] - before[1] < 6000,
      after[2] - before[2] < 3, before, after)
""")
    assert out.startswith("True True True"), out


class Altering:
    """Between a peer that speaks TLS well and upy: what goes to upy has a
    byte changed, is cut, repeated or replaced by what looks like records."""

    PATIENCE = 0.2  # with peers that wait for the rest of a record

    def __init__(self, seed):
        self.random = random.Random(seed)

    def alter(self, data):
        at = self.random.randrange(len(data))
        kind = self.random.randrange(6)
        if kind == 0:
            return data[:at] + bytes([data[at] ^ 1 << at % 8]) + data[at + 1:]
        if kind == 1:
            return data[:at]
        if kind == 2:
            return data[:at] + data
        if kind == 3:
            return self.random.randbytes(at + 1)
        if kind == 4:
            junk = self.random.randbytes(at)
            return bytes([self.random.randrange(19, 26), 3, 3]) + \
                len(junk).to_bytes(2, "big") + junk + data
        return data[:at] + self.random.randbytes(3) + data[at + 3:]

    def relay(self, good, upy):
        """Ends when either has ended, or waits for more after a change."""
        begin = self.random.randrange(3)  # which part is changed
        changed = False
        ends = {good: upy, upy: good}
        while True:
            ready, _, _ = select.select(
                list(ends), [], [], self.PATIENCE if changed else 60)
            if not ready:
                return
            for end in ready:
                data = end.recv(65536)
                if not data:
                    return
                if end is good:
                    if begin <= 0:
                        data = self.alter(data)
                        changed = True
                    begin -= 1
                ends[end].sendall(data)


def altered_for_a_client(certificates):
    """A peer whose bytes are altered is an exception, never a crash."""
    altering = Altering(4)
    for version in (V12, V13):
        peer = server(certificates, "ec", version=version)

        def between(upy, port=peer.port):
            with socket.create_connection(("127.0.0.1", port)) as good:
                altering.relay(good, upy)

        out = client(certificates, Listener(between).port, """
count = int(sys.argv[2])
kinds = set()
for i in range(count):
    kinds.add(go(port, verify=ssl.CERT_NONE if i % 2 else ssl.CERT_REQUIRED)[0])
print(kinds <= {"OSError", "ValueError", "hello", ""}, kinds)
""", ALTERED)
        assert out.startswith("True "), out


def altered_for_a_server(certificates):
    altering = Altering(5)
    port = free_port()
    child = start("""
import socket, ssl, sys
port, count = int(sys.argv[1]), int(sys.argv[2])
c = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
c.load_cert_chain("ec.pem", "ec.key")
s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(socket.getaddrinfo("127.0.0.1", port)[0][-1])
s.listen(5)
print("ready")
for i in range(count):
    client = s.accept()[0]
    try:
        w = c.wrap_socket(client, server_side=True)
        w.write(w.read(5))
    except (OSError, ValueError):
        pass
    client.close()
print("done")
""", port, ALTERED, cwd=certificates.where)
    same(child.stdout.readline(), "ready\n")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE

    def talk_well(good):
        try:
            with context.wrap_socket(good) as s:
                s.sendall(b"hello")
                s.recv(5)
        except (OSError, ssl.SSLError):
            pass

    for _ in range(ALTERED):
        good, ours = socket.socketpair()
        talker = threading.Thread(target=talk_well, args=(good,), daemon=True)
        talker.start()
        with socket.create_connection(("127.0.0.1", port)) as upy:
            try:
                altering.relay(ours, upy)
            except OSError:
                pass
        ours.close()
        talker.join()
    out, err, status = finish(child)
    same((out, err, status), ("done\n", "", 0))


# Connections of each of those tests.
ALTERED = 300 if os.environ.get("UPY_LONG") else 25

CASES = [verified, names_checked, bad_certificates_refused,
         client_certificates, no_tls_there, cipher_suites, sessions_resume,
         bad_files, peer_certificate, nonblocking, wrapped_stream, as_server,
         as_server_for_known_clients, shared_keys, both_ends_in_asyncio,
         altered_for_a_client, altered_for_a_server, nothing_leaks]

if __name__ == "__main__":
    sys.exit(main(CASES, Certificates))
