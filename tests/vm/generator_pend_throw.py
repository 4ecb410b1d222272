# SPDX-License-Identifier: MIT
# generator.pend_throw: an exception for the next time it is resumed.
def numbers():
    for i in range(10):
        try:
            got = yield i
            if got is not None:
                print("got", got)
        except KeyError as e:
            print("ignored", e.args)


def show(function):
    try:
        print(repr(function()))
    except Exception as e:
        print("raised", repr(e))


g = numbers()
show(lambda: next(g))
show(lambda: g.pend_throw(ValueError("a")))
show(lambda: next(g))
show(lambda: next(g))

# Before the first step; ignored by an except clause; in a loop.
g = numbers()
show(lambda: g.pend_throw(KeyError("early")))
show(lambda: next(g))
show(lambda: g.pend_throw(KeyError("late")))
g = numbers()
next(g)
g.pend_throw(KeyError("k"))
show(lambda: g.send("lost"))
g.pend_throw(KeyError("l"))
for i in g:
    print("loop", i)
    if i == 4:
        g.pend_throw(KeyError("m"))
    if i == 6:
        break

# What was to be raised is returned; None takes it back.
show(lambda: g.pend_throw(5))
show(lambda: g.pend_throw(OSError))
show(lambda: g.pend_throw(None))
show(lambda: g.pend_throw(None))
show(lambda: g.send("found"))


# In what delegates and what it delegates to.
def outer():
    yield "first"
    yield from numbers()


g = outer()
show(lambda: next(g))
show(lambda: next(g))
g.pend_throw(KeyError("through"))
show(lambda: next(g))
inner = numbers()
next(inner)
inner.pend_throw(KeyError("inner"))


def around():
    yield from inner


show(lambda: list(around())[:2])


def itself():
    show(lambda: g.pend_throw(ValueError()))
    yield 1


g = itself()
show(lambda: next(g))
show(lambda: g.pend_throw())
