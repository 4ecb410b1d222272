# SPDX-License-Identifier: MIT
# File objects.
def err(f, *a):
    try:
        print(f(*a))
    except OSError:
        print('OSError')
    except Exception as e:
        print(type(e).__name__)
f = open('t', 'w')
print(f.write('line one\n'), f.write('zwei abc\n'), f.write('three'))
f.close()
err(f.write, 'x')
f = open('t')
print(f.read(4), repr(f.readline()), repr(f.readline()), repr(f.read()), repr(f.read()), repr(f.readline()))
f.close()
with open('t') as f:
    for line in f:
        print(repr(line))
with open('t') as f:
    print(f.readlines())
with open('t', 'rb') as f:
    print(f.read(3), f.tell(), f.seek(0), f.read(), f.seek(-2, 2), f.read(), f.seek(2), f.seek(3, 1), f.read(2))
    print(f.readline(), f.readlines())
with open('t', 'rb') as f:
    b = bytearray(6)
    print(f.readinto(b), b, f.readinto(b), b)
    print(len(f.read()), f.readinto(b))
with open('t', 'a') as f:
    f.write('\nappended')
with open('t', 'r') as f:
    t = f.read()
    print(len(t), t[-8:], t.count('\n'))
    print(repr(f.read(5)))
with open('t', 'r+') as f:
    f.write('LINE')
    f.seek(0)
    print(f.readline())
with open('bin', 'wb') as f:
    print(f.write(b'\x00\x01\x02'), f.write(bytearray(b'xyz')), f.tell())
    f.flush()
with open('bin', 'rb') as f:
    print(f.read(), f.read())
with open('bin', 'w+b') as f:
    f.write(b'abcdef')
    f.seek(1)
    print(f.read(3), f.tell())
err(open, 'no such file')
err(open, 'no/such', 'w')
with open('uni', 'w') as f:
    f.write('aäb€c😀d')
with open('uni') as f:
    print("|".join(f.read(1) for _ in range(8)))
with open('uni') as f:
    print(f.read(3), f.read(2), f.read(10))
with open('empty', 'w') as f:
    pass
with open('empty') as f:
    print(repr(f.read()), f.readlines(), list(f))
big = 'x' * 5000 + '\n' + 'y' * 3000
with open('big', 'w') as f:
    f.write(big)
with open('big') as f:
    print(len(f.readline()), len(f.readline()), f.readline() == '')
with open('big') as f:
    print(f.read() == big)
def suppressed():
    with open('big') as f:
        return len(f.read(10))
print(suppressed())
