# What sockets say in each state: not connected, non-blocking, timed out,
# full, closed; UDP, local sockets, makefile, and poll on all of them.
try:
    import os
    import select
    import socket
    import time

    socket.sockaddr
except (ImportError, AttributeError):
    print("SKIP")
    raise SystemExit


def attempt(name, f, *args):
    try:
        print(name, f(*args))
    except Exception as e:
        print(name, type(e).__name__, e.args)


def address(port, host="127.0.0.1"):
    return socket.getaddrinfo(host, port, 0, socket.SOCK_STREAM)[0][-1]


def bind_somewhere(s):
    port = 20000 + time.time_ns() // 1000 % 20000
    while True:
        try:
            s.bind(address(port))
            return address(port)
        except OSError:
            port = port + 7 if port < 40000 else 20000


def pair():
    listener = socket.socket()
    where = bind_somewhere(listener)
    listener.listen(1)
    a = socket.socket()
    a.connect(where)
    b, peer = listener.accept()
    print(type(peer).__name__, len(peer))
    listener.close()
    return a, b


# names
for query in (
    ("127.0.0.1", "80"), ("127.0.0.1", "http"), ("127.0.0.1", 70000, 2, 1),
    ("127.0.0.1", 80, 0, socket.SOCK_DGRAM), (b"127.0.0.1", 80, 2, 1),
    ("::1", 80, socket.AF_INET6, socket.SOCK_STREAM), ("127.0.0.1", None),
    (None, 80), ("127.0.0.1", 80.5), ("127.0.0.1", 80, 99), ("", 80),
    ("127.0.0.1", 80, 0, 1, 6, 1),
):
    attempt(query, socket.getaddrinfo, *query)
attempt("sockaddr", socket.sockaddr, ("127.0.0.1", 80))

# a new socket
s = socket.socket()
attempt("connect", s.connect, ("127.0.0.1", 80))
attempt("connect", s.connect, address(1))
attempt("recv", s.recv, 10)
attempt("send", s.send, b"a")
s.close()
attempt("family", socket.socket, 99)
attempt("type", socket.socket, 2, 99)

# nothing to read
a, b = pair()
attempt("peek", lambda: (a.send(b"one\ntwo"), b.recv(3, socket.MSG_PEEK)))
attempt("readline", b.readline)
attempt("recvfrom", b.recvfrom, 10)
for wait in (0, 0.02):
    b.settimeout(wait)
    for method in (b.recv, b.recvfrom, b.read, b.readline):
        attempt(wait, method, *([3] if method is not b.readline else []))
    attempt(wait, b.readinto, bytearray(3))
attempt("dontwait", b.recv, 1, socket.MSG_DONTWAIT)

# no room to write
b.setblocking(False)
total = 0
try:
    while True:
        total += b.send(bytes(65536))
except OSError as e:
    print("full", e.args)
p = select.poll()
p.register(b, select.POLLOUT)
print("pollout", [e for _, e in p.poll(0)])
p.register(a)
print("both", [e for _, e in p.poll(0)])
print("once", [e for _, e in p.ipoll(0, 1)], [e for _, e in p.ipoll(0)])
p.modify(a, select.POLLIN)
print("again", [e for _, e in p.ipoll(0)])
attempt("modify", p.modify, 77, 1)
p.unregister(b)
b.close()
a.settimeout(None)
while True:
    data = a.recv(65536)
    if not data:
        break
    total -= len(data)
print("left", total, a.recv(1), a.read(), a.readline())

# after the peer has gone
a.send(b"x")
time.sleep_ms(20)
attempt("send", a.send, b"x")
attempt("write", a.write, b"x")
print("hung up", [e for _, e in p.poll(0)])
a.close()
attempt("close", a.close)
for method in (a.recv, a.read, a.send, a.write, a.listen, a.setblocking):
    attempt("closed", method, b"1" if method in (a.send, a.write) else 1)
attempt("closed", a.accept)
attempt("closed", a.bind, address(0))
print("closed", a.fileno(), [e for _, e in p.poll(0)])

# makefile
a, b = pair()
for mode in ((), ("r",), ("rb",), ("wb",), ("rwb", 0)):
    print("makefile", mode, type(b.makefile(*mode)).__name__)
f = b.makefile("rwb")
f.write(b"abc\n")
print(a.readline())
a.close()
print(f.read())
f.close()
attempt("its socket", b.recv, 1)

# datagrams
u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
where = bind_somewhere(u)
v = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
attempt("sendto", v.sendto, b"abcdef", where)
data, sender = u.recvfrom(4)
print(data, type(sender).__name__, len(sender), socket.sockaddr(sender)[:2])
attempt("flags", v.sendto, "text", 0, where)
attempt("recv", u.recv, 10)
attempt("empty", v.sendto, b"", where)
attempt("recv", u.recv, 10)
attempt("bad", v.sendto, b"abc", ("127.0.0.1", 1))
u.setblocking(False)
attempt("recvfrom", u.recvfrom, 10)
v.connect(where)
attempt("connected", v.send, b"q")
attempt("recv", u.recv, 10)
group = socket.inet_pton(socket.AF_INET, "224.0.0.251") + b"\x7f\0\0\1"
attempt("join", u.setsockopt, 0, socket.IP_ADD_MEMBERSHIP, group)
attempt("leave", u.setsockopt, 0, socket.IP_DROP_MEMBERSHIP, group)
attempt("broadcast", u.setsockopt, 1, socket.SO_BROADCAST, 1)
attempt("option", u.setsockopt, 1, 9999, 1)

# connecting without waiting
n = socket.socket()
n.setblocking(False)
attempt("connect", n.connect, address(1))
p = select.poll()
p.register(n)
print("failed", [e for _, e in p.poll(1000)])

# IPv6 and local sockets
s = socket.socket(socket.AF_INET6)
attempt("v6", s.connect, address(1, "::1"))
path = b"\x01\0here\0"
s = socket.socket(socket.AF_UNIX)
s.bind(path)
s.listen(1)
c = socket.socket(socket.AF_UNIX)
c.connect(path)
d, peer = s.accept()
c.sendall(b"local\n")
print(d.readline())
