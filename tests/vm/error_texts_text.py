# SPDX-License-Identifier: MIT
# Texts of errors raised by text, bytes and their modules, as MicroPython
# words them.
import array
import binascii
import hashlib
import json
import random
import struct


def err(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


def assign(target, key, value):
    target[key] = value
    return target


def assign_slice(target, end, value):
    target[0:end] = value
    return target


err(lambda: "abc".find(1))
err(lambda: "abc".index("x"))
err(lambda: "a".split(""))
err(lambda: "a".split(1))
err(lambda: "abc".partition(""))
err(lambda: "abc".strip(1))
err(lambda: "-".join([1]))
err(lambda: "-".join(5))
err(lambda: "".join([b"a"]))
err(lambda: "abc".startswith(1))
err(lambda: "abc"[5])
err(lambda: "abc"["a"])
err(lambda: "abc"[1.0])
err(lambda: "abc" * 1.0)
err(lambda: 1 in "abc")
err(lambda: "abc".upper(1))
err(lambda: str.upper(1))
err(lambda: b"\xff".decode())
err(lambda: b"abc".find("a"))
err(lambda: b"abc"[5])
err(lambda: bytes("abc"))
err(lambda: bytes([1, 2, 300]))
err(lambda: bytes([1, "a"]))
err(lambda: bytes(1.5))
err(lambda: bytes(None))
err(lambda: bytes.fromhex("zz"))
err(lambda: assign(b"abc", 0, 1))
err(lambda: assign("abc", 0, "x"))
err(lambda: assign(bytearray(3), 5, 1))
err(lambda: assign(bytearray(3), 0, "a"))
err(lambda: assign_slice(bytearray(3), 1, "ab"))
err(lambda: assign(memoryview(b"abc"), 0, 1))
err(lambda: assign_slice(memoryview(bytearray(3)), 2, b"xyz"))
err(lambda: memoryview(b"abc")[5])
err(lambda: memoryview(b"abc") + b"d")
err(lambda: "{0} {}".format(1, 2))
err(lambda: "{} {0}".format(1, 2))
err(lambda: "{2}".format(1))
err(lambda: "{a}".format(b=1))
err(lambda: "{".format(1))
err(lambda: "}".format(1))
err(lambda: "{!x}".format("a"))
err(lambda: "{!".format(1))
err(lambda: "{:d}".format(5.0))
err(lambda: "{:d}".format("a"))
err(lambda: "{:s}".format(5))
err(lambda: "{:5z}".format(5))
err(lambda: "{:5}".format(None))
err(lambda: "{:+s}".format("a"))
err(lambda: "{:=5}".format("a"))
err(lambda: "%s" % (1, 2))
err(lambda: "%s %s" % 1)
err(lambda: "%d" % "5")
err(lambda: "%x" % 1.5)
err(lambda: "%c" % "ab")
err(lambda: "%c" % 1.5)
err(lambda: "%" % ())
err(lambda: "%z" % 5)
err(lambda: "%5" % 5)
err(lambda: "%(a)s" % {"b": 1})
err(lambda: "%(a)s" % 5)
err(lambda: "%(a" % {"a": 5})
err(lambda: "%f" % "a")
err(lambda: array.array("x"))
err(lambda: array.array(1))
err(lambda: array.array("i", 5))
err(lambda: array.array("i", [1.5]))
err(lambda: array.array("i", [1])[5])
err(lambda: struct.calcsize("z"))
err(lambda: struct.unpack("<hI", b"\x01"))
err(lambda: struct.pack("i", "a"))
err(lambda: struct.pack("i", 1.5))
err(lambda: struct.pack_into("<h", bytearray(5), 4, 258))
err(lambda: struct.pack_into("b", b"abc", 0, 1))
err(lambda: binascii.unhexlify("616"))
err(lambda: binascii.a2b_base64(b"YWJ"))
err(lambda: hashlib.sha256(5))
err(lambda: json.loads(""))
err(lambda: json.loads("[1,"))
err(lambda: json.loads("nul"))
err(lambda: json.loads(5))
err(lambda: json.dumps([1], separators=5))
err(lambda: json.dumps([1], separators=(",",)))
err(lambda: random.getrandbits(33))
err(lambda: random.seed("a"))
