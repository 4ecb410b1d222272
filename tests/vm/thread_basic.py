# _thread: locks, starting threads, what they raise.
try:
    import _thread
    import sys
    import time
except ImportError:
    print("SKIP")
    raise SystemExit


def show(function, *args):
    try:
        print(args, "->", function(*args))
    except BaseException as error:
        print(args, "!", type(error).__name__, error)


class Done:
    def __init__(self, count):
        self.lock = _thread.allocate_lock()
        self.count = count

    def one(self):
        with self.lock:
            self.count -= 1

    def wait(self):
        while self.count:
            time.sleep_ms(1)


lock = _thread.allocate_lock()
print(lock, lock.locked(), lock.acquire(), lock.locked(), lock.acquire(0),
      lock.acquire(False), lock.acquire(1, 0.01), lock.release(),
      lock.locked())
show(lock.release)
show(_thread.LockType)
show(_thread.start_new_thread)
show(_thread.start_new_thread, print, (1,), [])
show(_thread.exit)
print(_thread.stack_size(), _thread.stack_size(65536), _thread.stack_size(0))
print(type(_thread.get_ident()), _thread.get_ident() == _thread.get_ident())

done = Done(1)


def with_arguments(*args, **kw):
    print(args, kw, _thread.get_ident() != main)
    done.one()


main = _thread.get_ident()
print(type(_thread.start_new_thread(with_arguments, (1, 2), {"x": 3})))
done.wait()
done = Done(4)


def ends(how):
    done.one()
    how()


def raises():
    raise ValueError("not shown on the standard output")


for how in (_thread.exit, sys.exit, raises, lambda: None):
    _thread.start_new_thread(ends, (how,))
done.wait()


def generate():
    yield 1
    yield 2
    done.one()


done = Done(1)
generator = generate()
print(next(generator))
_thread.start_new_thread(lambda: list(generator), ())
done.wait()
show(lambda: next(generator))

try:
    with lock:
        print(lock.locked())
        raise IndexError
except IndexError:
    print(lock.locked())


def deep(n):
    return deep(n + 1)


def recurse():
    try:
        deep(0)
    except RuntimeError as error:
        print(error)
    done.one()


done = Done(1)
_thread.start_new_thread(recurse, ())
done.wait()
waiting = []


def wait_for_lock(n):
    with lock:
        waiting.append(n)
    done.one()


done = Done(5)
lock.acquire()
for n in range(5):
    _thread.start_new_thread(wait_for_lock, (n,))
time.sleep_ms(20)
print(waiting)
lock.release()
done.wait()
print(sorted(waiting))


def forever():
    while True:
        pass


_thread.start_new_thread(forever, ())
_thread.start_new_thread(time.sleep, (1000,))
time.sleep_ms(5)
print("end")
