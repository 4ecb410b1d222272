# TCP and UDP on the loopback: stream and datagram methods, timeouts.
try:
    import socket
    import time

    socket.sockaddr
except (ImportError, AttributeError):
    print("SKIP")
    raise SystemExit


def attempt(f, *args):
    try:
        print(f(*args))
    except Exception as e:
        print(repr(e))


def address(port, kind=socket.SOCK_STREAM):
    return socket.getaddrinfo("127.0.0.1", port, 0, kind)[0][-1]


def bind_somewhere(s, kind=socket.SOCK_STREAM):
    port = 20000 + time.time_ns() // 1000 % 20000
    while True:
        try:
            s.bind(address(port, kind))
            return address(port, kind)
        except OSError:
            port = port + 7 if port < 40000 else 20000


for info in socket.getaddrinfo("127.0.0.1", 80):
    print(info)
print(len(socket.getaddrinfo("127.0.0.1", "80", socket.AF_INET, socket.SOCK_STREAM)))
attempt(socket.getaddrinfo, None, 80)
attempt(socket.getaddrinfo, "127.0.0.1")
attempt(socket.getaddrinfo, "127.0.0.1", "no such service")
print(socket.sockaddr(address(8080)), type(address(8080)))
attempt(socket.inet_pton, socket.AF_INET, "1.2.3.4")
attempt(socket.inet_ntop, socket.AF_INET, b"\1\2\3\4")
attempt(socket.inet_pton, socket.AF_INET, "x")
attempt(socket.inet_ntop, 99, b"\1\1\1\1")
attempt(socket.inet_pton, socket.AF_INET6, "::1")

listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
attempt(listener.bind, ("127.0.0.1", 0))
where = bind_somewhere(listener)
c = socket.socket()
attempt(c.connect, where)
listener.listen(1)
c = socket.socket()
attempt(c.connect, where)
d, peer = listener.accept()
print(str(d)[:9], type(d), type(peer), socket.sockaddr(peer)[:2])

attempt(c.send, b"hello")
attempt(d.recv, 3)
attempt(d.read, 2)
attempt(c.write, b"line 1\nline 2\nrest")
attempt(d.readline)
attempt(d.readline)
attempt(d.readline, 2)
attempt(d.recv, 100)
attempt(d.settimeout, 0.01)
attempt(d.recv, 1)
attempt(d.read, 1)
attempt(d.readline)
attempt(d.setblocking, False)
attempt(d.recv, 1)
attempt(d.read, 1)
attempt(d.read)
attempt(d.readline)
attempt(d.readinto, bytearray(2))
attempt(listener.setblocking, False)
attempt(listener.accept)
attempt(d.settimeout, None)
attempt(c.sendall, b"x" * 10)
attempt(d.recv, 0)
buf = bytearray(4)
print(d.readinto(buf), d.readinto(buf, 2), buf)
attempt(d.recvfrom, 2)
attempt(d.recv, 100)
attempt(c.send, "str")
attempt(d.recv, 3, socket.MSG_PEEK)
attempt(d.recv, 3)
attempt(d.settimeout, 0)
attempt(d.recv, 3)
d.settimeout(None)

# more than fits in the buffers
big = bytes(range(256)) * 1000
c.setblocking(False)
sent = c.write(big)
print(0 < sent <= len(big))
got = 0
good = True
while got < sent:
    piece = d.recv(4096)
    good = good and piece == big[got:got + len(piece)]
    got += len(piece)
print(got == sent, good)
c.setblocking(True)

m = c.makefile("rwb")
print(str(m)[:10], str(c.makefile())[:18])
m.write(b"by file")
print(d.recv(100))
attempt(c.close)
attempt(c.close)
attempt(c.send, b"x")
print(c.fileno(), d.recv(5), d.read(5), d.readline(), d.read())
attempt(d.close)
attempt(d.recv, 1)
attempt(listener.setsockopt, 1, 2, "a")
attempt(listener.setsockopt, 1, 2, b"\1\0\0\0")
attempt(listener.setsockopt, 1, 999, 1)
attempt(listener.close)
attempt(listener.accept)

u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
where = bind_somewhere(u, socket.SOCK_DGRAM)
v = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
attempt(v.sendto, b"datagram", where)
data, peer = u.recvfrom(100)
print(data, type(peer), socket.sockaddr(peer)[0])
attempt(u.sendto, b"back", peer)
attempt(v.recv, 10)
u.settimeout(0.01)
attempt(u.recvfrom, 1)

attempt(socket.socket, 99)
attempt(socket.socket, "a")
attempt(u.connect, 5)
attempt(u.bind)
