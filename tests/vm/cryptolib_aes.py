from cryptolib import aes

for k in (16, 32, 15, 17, 0):
    try:
        print(k, aes(bytes(range(k)), 1).encrypt(bytes(16)))
    except ValueError as e:
        print(k, e)
for args in (
    (b"0" * 16, 2),
    (b"0" * 16, 2, b"1" * 15),
    (b"0" * 16, 3),
    (b"0" * 16, 1, b"1" * 16),
    (b"0" * 16,),
    (b"0" * 16, 1, 2, 3),
    (b"0" * 16, 0),
    ("0" * 16, 1),
    (5, 1),
    (b"0" * 16, "a"),
):
    try:
        print(aes(*args).encrypt(b"abcdefghijklmnop"))
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)
a = aes(b"0" * 16, 2, b"1" * 16)
two = a.encrypt(b"a" * 32)
print(two, a.encrypt(b"a" * 16))
print(aes(b"0" * 16, 2, b"1" * 16).decrypt(two))
for f in (
    lambda: a.encrypt(b"abc"),
    lambda: a.decrypt(b"a" * 16),
    lambda: aes(b"0" * 16, 1).encrypt(b""),
    lambda: aes(b"0" * 16, 1).encrypt(b"x" * 16, bytearray(8)),
    lambda: aes(b"0" * 16, 1).encrypt(b"x" * 16, bytearray(20)),
    lambda: aes(b"0" * 16, 1).encrypt(b"x" * 16, bytes(16)),
    lambda: aes(b"0" * 16, 1).encrypt("x" * 16),
    lambda: aes(b"0" * 16, 1).encrypt(5),
):
    try:
        print(f())
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)
b = bytearray(16)
print(aes(b"0" * 16, 1).encrypt(b"x" * 16, b) is b, b)
b = bytearray(b"y" * 16)
aes(b"0" * 16, 1).encrypt(b, b)
print(b, aes(b"0" * 16, 1).decrypt(b))
# A counter that runs over, in pieces; the other way is the same.
c = aes(b"0" * 16, 6, b"\xff" * 16)
parts = c.encrypt(b"hello"), c.encrypt(b"world"), c.encrypt(b"z" * 30)
print(parts)
print(aes(b"0" * 16, 6, b"\xff" * 16).decrypt(b"".join(parts)))
