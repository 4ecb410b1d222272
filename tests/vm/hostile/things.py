# SPDX-License-Identifier: MIT
# Modules and objects for calls that make no sense, and what must not be
# called: it waits, ends the program or reaches past the VM on purpose.
import array
import asyncio
import collections
import io

MODULES = """builtins array asyncio _asyncio binascii cmath collections cryptolib deflate errno framebuf gc hashlib heapq io json marshal math
micropython os platform random re select socket ssl struct sys time tls uctypes vfs websocket _thread termios""".split()

NOT_CALLED = set("""__bases__ __enter__ _exit accept acquire alloc_emergency_exception_buf allocate_lock bytearray_at bytes_at breakpoint
call_exception_handler chdir collect connect default_exception_handler disable dupterm dupterm_notify eval exec execfile exit factorial
getaddrinfo getchar heap_lock heap_unlock help input interact ipoll kbd_intr mem16 mem32 mem8 mem_info mkfs mount opt_level poll print
print_exception pystack_use putenv qstr_info quit read1 readline recv recvfrom remove rename reset rmdir run run_forever
run_until_complete schedule select setraw settrace sleep sleep_ms sleep_us stack_size stack_use start_new_thread stderr stdin stdout
struct system threshold umount unlink unsetenv wait wait_io_event""".split())


def modules():
    found = []
    for name in MODULES:
        try:
            found.append(__import__(name))
        except ImportError:
            pass
    return found


def generator():
    yield 1
    yield "a"


async def coroutine():
    pass


async def async_generator():
    yield 1


class Plain:
    x = property(lambda self: 1)

    def method(self):
        pass


class Obliging:
    """Has every attribute and most special methods."""

    def __init__(self, value=None):
        self.value = value

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *args, **more):
        return self.value

    def __len__(self):
        return 3

    def __getitem__(self, key):
        return self.value

    def __iter__(self):
        return iter([1, 2])

    def __hash__(self):
        return 5

    def __eq__(self, other):
        return True

    def __lt__(self, other):
        return True

    def __int__(self):
        return 7

    def __add__(self, other):
        return other


class List(list):
    pass


class Text(str):
    pass


class Map(dict):
    pass


class Error(Exception):
    pass


def imported(module, name, *args):
    return getattr(__import__(module), name)(*args)


MAKERS = [
    lambda: None, lambda: True, lambda: 0, lambda: 1, lambda: -1, lambda: 10**40, lambda: 1.5, lambda: float("nan"), lambda: 2j, lambda: "abc",
    lambda: "", lambda: b"abc", lambda: bytearray(b"xyz"), lambda: memoryview(bytearray(b"hello")), lambda: array.array("i", [1, 2]),
    lambda: [1], lambda: (1, "a"), lambda: {1: 2, "a": 3}, lambda: {1}, lambda: frozenset([1]), lambda: range(5), lambda: slice(1, None, -2),
    lambda: ..., lambda: NotImplemented, lambda: object(), generator, coroutine, async_generator, lambda: iter([1]), lambda: iter("a"),
    lambda: {1: 2}.keys(), lambda: {1: 2}.items(), lambda: {1: 2}.values(), lambda: enumerate([1]), lambda: zip([1]), lambda: map(len, []),
    lambda: filter(len, []), lambda: reversed([1]), lambda: property(len), lambda: classmethod(len), lambda: staticmethod(len),
    lambda: super(Plain, Plain()), lambda: Plain, lambda: Plain(), lambda: Plain.method, lambda: Plain().method, lambda: len, lambda: [].append,
    lambda: generator, lambda: type, lambda: ValueError(1), lambda: StopIteration(1), lambda: OSError(1), lambda: Error(1), lambda: ValueError,
    lambda: Obliging(), lambda: List([1]), lambda: Text("sub"), lambda: Map({1: 1}), lambda: io.BytesIO(b"data\nmore"),
    lambda: io.StringIO("text\n"), lambda: collections.deque((1, 2), 5), lambda: collections.namedtuple("n", "a b")(1, 2),
    lambda: collections.OrderedDict(), lambda: collections.defaultdict(list), lambda: asyncio.Event(), lambda: asyncio.Lock(),
    lambda: asyncio.create_task(coroutine()), lambda: asyncio.get_event_loop(), lambda: imported("_asyncio", "TaskQueue"),
    lambda: imported("re", "compile", "a"), lambda: imported("re", "match", "a", "a"), lambda: imported("hashlib", "sha256"),
    lambda: imported("hashlib", "md5"), lambda: imported("hashlib", "sha1"), lambda: imported("select", "poll"),
    lambda: imported("socket", "socket"), lambda: imported("deflate", "DeflateIO", io.BytesIO()),
    lambda: imported("framebuf", "FrameBuffer", bytearray(100), 8, 8, 0), lambda: imported("micropython", "RingIO", 10),
    lambda: imported("cryptolib", "aes", b"0" * 16, 1), lambda: imported("ssl", "SSLContext", 0), lambda: imported("_thread", "allocate_lock"),
    lambda: imported("os", "ilistdir"), lambda: open("/dev/null"), lambda: open("/dev/null", "rb"), lambda: imported("vfs", "VfsPosix", "/"),
    lambda: imported("websocket", "websocket", io.BytesIO()), lambda: compile("1", "x", "eval"), lambda: __import__("sys"),
    lambda: __import__("sys").implementation, lambda: imported("time", "gmtime"),
]


def samples():
    """One of everything that there is in this VM."""
    found = []
    for make in MAKERS:
        try:
            found.append(make())
        except Exception:
            pass
    return found
