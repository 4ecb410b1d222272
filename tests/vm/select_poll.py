# select.poll over streams with and without a descriptor.
import io
import select


def attempt(f, *args):
    try:
        print(f(*args))
    except Exception as e:
        print(repr(e))


class Source(io.IOBase):
    def __init__(self, name):
        self.name = name
        self.ready = 0
        self.asked = 0

    def __repr__(self):
        return "<%s>" % self.name

    def ioctl(self, request, arg):
        if request != 3:
            return -1
        self.asked += 1
        return self.ready & (arg | 8 | 16)


print(select.POLLIN, select.POLLOUT, select.POLLERR, select.POLLHUP)
p = select.poll()
print(p, type(p))
print(p.poll(0), p.poll(3), list(p.ipoll(0)))
a = Source("a")
b = Source("b")
print(p.register(a), p.register(b, select.POLLIN))
print(p.poll(0))
a.ready = 1
print(p.poll(0))
a.ready = 5
b.ready = 5
print(sorted(p.poll(0), key=str))
print(p.modify(a, select.POLLOUT), sorted(p.poll(0), key=str))
b.ready = 0
print(p.register(a, select.POLLIN), p.poll(0))
a.ready = 8
print(p.poll(0))
a.ready = 16 | 1
print(p.poll(0))
a.ready = 0
a.asked = 0
print(p.poll(20), a.asked > 2)
print(p.unregister(a), p.unregister(a), p.poll(0))
attempt(p.modify, a, 1)
attempt(p.unregister, None)

# ipoll, and its one-shot flag
p.register(a, 1)
a.ready = 1
it = p.ipoll(0)
print(it is p, [(s, e) for s, e in it])
attempt(next, it)
for s, e in p.ipoll(0, 1):
    print(s, e)
print(p.poll(0))
p.modify(a, 1)
attempt(p.poll, 0, 1)
for s, e in p.ipoll():
    p.unregister(s)
print(p.poll(0))

# what can be registered
attempt(p.register)
attempt(p.register, "a")
attempt(p.register, None)
attempt(p.register, object())
attempt(select.poll, 1)
attempt(p.modify, a)


class Broken(io.IOBase):
    def __init__(self, answer):
        self.answer = answer

    def ioctl(self, request, arg):
        return self.answer if request == 3 else -1


class NoIoctl(io.IOBase):
    pass


attempt(p.register, NoIoctl())
p = select.poll()
p.register(Broken(-22))
attempt(p.poll, 0)
p = select.poll()
p.register(io.BytesIO(b"x"))
attempt(p.poll, 0)

# a file is always ready
with open("file", "w") as f:
    p = select.poll()
    p.register(f)
    print([e for s, e in p.poll(0)], [e for s, e in p.poll()])
    p.register(f, select.POLLIN)
    print([e for s, e in p.poll(0)])
    p.unregister(f)
    print(p.poll(0))
