# SPDX-License-Identifier: MIT
# Operators: what each line gives, or how it fails. The expected output is
# MicroPython's.
CASES = """
x = L([1,2]); y = x; x -= I(5); print(x, x is y)
array('h',[1,2]) - -0.0
[1,2] == 10**20
int >> S("ab")
[] - D({1:2})
memoryview(b'ab') == 1
{1:2}.items() == b'ab'
-0.0 + B(b"ab")
0 > 1+2j
range(3) & 2.5
range(3) + bytearray(b'ab')
range(3) << L([1,2])
x = {1:2}; y = x; x += b"q"; print(x, x is y)
-7 // array('h',[1,2])
x = bytearray(b'ab'); y = x; x ^= b"q"; print(x, x is y)
memoryview(b'ab') | St({1})
[1,2] // bytearray(b'ab')
x = -7; y = x; x <<= 0; print(x, x is y)
x = bytearray(b'ab'); y = x; x |= 0; print(x, x is y)
[1,2] * F(2.5)
int({1:2})
'' < 10**20
B(b"ab") / 1
range(3) + -7
int - F(2.5)
None * {1:2}
b'' < B(b"ab")
x = b'ab'; y = x; x %= [7]; print(x, x is y)
D({1:2}) ** float('inf')
L([1,2]) % D({1:2})
(1,2) != T((1,2))
D({1:2}) @ {}
x = range(3); y = x; x += [7]; print(x, x is y)
x = -10**25; y = x; x &= (7,); print(x, x is y)
F(2.5) | b'ab'
float('inf') | b'ab'
{} + float('inf')
range(3) >> 1+2j
x = F(2.5); y = x; x <<= {7}; print(x, x is y)
len > b'ab'
2.5 == I(5)
D({1:2}) <= 1+2j
F(2.5) @ (1,2)
-10**25 / B(b"ab")
bytearray(b'ab') * F(2.5)
x = {}; y = x; x @= range(2); print(x, x is y)
St({1}) << St({1})
sum(D({1:2}))
b'' * range(3)
x = 2.5; y = x; x &= 0; print(x, x is y)
T((1,2)) / 10**20
'' & 1+2j
-0.0 ^ L([1,2])
x = 'ab'; y = x; x @= range(2); print(x, x is y)
x = None; y = x; x |= -7; print(x, x is y)
-0.0 % B(b"ab")
b'' % {1:2}.keys()
x = T((1,2)); y = x; x %= 0; print(x, x is y)
memoryview(b'ab') in -10**25
(1,2) + B(b"ab")
-0.0 >> -10**25
x = bytearray(b'ab'); y = x; x += (7,); print(x, x is y)
-0.0 << 1+2j
x = T((1,2)); y = x; x @= [7]; print(x, x is y)
x = 1; y = x; x %= range(2); print(x, x is y)
True <= -10**25
-0.0 == -7
b'' ^ -7
range(3) >> b''
'ab' / None
bool(None)
array('h',[1,2]) ^ 10**20
'' & I(5)
None < {1:2}.items()
next({1:2}.keys())
x = 0; y = x; x //= [7]; print(x, x is y)
b'ab' > -7
b'ab' != B(b"ab")
max(B(b"ab"))
1+2j <= 10**20
[] * 1
x = (); y = x; x *= 0; print(x, x is y)
I(5) & b'ab'
L([1,2]) ** (1,2)
(1,2) > -0.0
bytearray(b'ab') @ None
x = F(2.5); y = x; x /= 1; print(x, x is y)
S("ab") @ L([1,2])
B(b"ab") << {1:2}.items()
x = 1; y = x; x ^= True; print(x, x is y)
{1:2} << D({1:2})
10**20 + []
-10**25 - {1:2}.keys()
S("ab") >> 0
(1,2) % {1:2}
T((1,2)) <= 1+2j
b'' // ''
True in -10**25
+(L([1,2]))
range(3) ^ float('inf')
{} // b''
I(5) ** float('inf')
-(2.5)
x = {1:2}.keys(); y = x; x >>= [7]; print(x, x is y)
St({1}) @ bytearray(b'ab')
{1:2} > []
D({1:2}) in S("ab")
I(5) // St({1})
{1:2}.keys() << [1,2]
b'ab' & {1:2}
F(2.5) + -7
[] - []
x = {1:2}.keys(); y = x; x **= b"q"; print(x, x is y)
x = b'ab'; y = x; x <<= I(5); print(x, x is y)
S("ab") << -7
L([1,2]) / array('h',[1,2])
range(3) - S("ab")
[] // -10**25
array('h',[1,2]) == D({1:2})
{1:2} * float('inf')
{1:2}.items() == True
None | B(b"ab")
1+2j > array('h',[1,2])
x = b'ab'; y = x; x |= [7]; print(x, x is y)
x = T((1,2)); y = x; x @= 1; print(x, x is y)
'ab' ** F(2.5)
ascii(b'')
2.5 > 2.5
array('h',[1,2]) & L([1,2])
{} >= []
F(2.5) >> len
x = None; y = x; x <<= [7]; print(x, x is y)
array('h',[1,2]) / bytearray(b'ab')
{1:2} <= -0.0
{1:2}.items() >> D({1:2})
() & bytearray(b'ab')
x = 'ab'; y = x; x &= (7,); print(x, x is y)
x = L([1,2]); y = x; x += 0; print(x, x is y)
b'ab' > bytearray(b'ab')
I(5) in range(3)
[] ** T((1,2))
[] << len
x = 1+2j; y = x; x /= [7]; print(x, x is y)
'' == {1:2}.items()
x = b'ab'; y = x; x >>= 'q'; print(x, x is y)
x = F(2.5); y = x; x |= 'q'; print(x, x is y)
F(2.5) | {}
St({1}) % ''
memoryview(b'ab') // ()
T((1,2)) <= float('inf')
-0.0 <= 0
str(F(2.5))
x = {1:2}.items(); y = x; x %= {5:6}; print(x, x is y)
'ab' | int
x = {}; y = x; x -= -7; print(x, x is y)
float({1:2}.keys())
[1,2] / 1+2j
{1:2} != D({1:2})
x = (1,2); y = x; x *= -7; print(x, x is y)
-0.0 @ {}
b'' - B(b"ab")
'ab' ^ None
1 / range(3)
'' % NotImplemented
() / 1
x = {1:2}; y = x; x %= 1; print(x, x is y)
-10**25 % ()
{1:2} == ()
'ab' / -0.0
b'ab' != (1,2)
-7 in {1:2}
F(2.5) ^ F(2.5)
T((1,2)) // -0.0
() % b'ab'
F(2.5) ^ float('inf')
L([1,2]) @ {1:2}.keys()
-0.0 @ {1:2}.items()
L([1,2]) != 1+2j
1 == len
int << ()
[1,2] & 10**20
-0.0 < b'ab'
x = len; y = x; x *= F(2.5); print(x, x is y)
oct(int)
D({1:2}) == S("ab")
len << 1+2j
{1:2} + 1+2j
1 << T((1,2))
range(3) << D({1:2})
F(2.5) == 'ab'
+(-10**25)
float('inf') % True
() * range(3)
int << -10**25
2.5 < b''
{} == 10**20
T((1,2)) in memoryview(b'ab')
x = []; y = x; x &= [7]; print(x, x is y)
complex((1,2))
x = None; y = x; x >>= {7}; print(x, x is y)
-10**25 - b''
NotImplemented == 'ab'
int in 'ab'
None << {1:2}.keys()
'' + 1
-0.0 @ ()
x = {}; y = x; x /= (7,); print(x, x is y)
I(5) % float('inf')
x = {}; y = x; x //= -7; print(x, x is y)
len + F(2.5)
'' @ range(3)
min(S("ab"))
10**20 & []
range(3) | {1:2}
x = L([1,2]); y = x; x //= 'q'; print(x, x is y)
{1:2} - {1:2}.keys()
x = range(3); y = x; x -= I(5); print(x, x is y)
-(memoryview(b'ab'))
I(5) * {1:2}.keys()
{1:2} < 0
() <= 1+2j
x = D({1:2}); y = x; x |= 0; print(x, x is y)
'ab' >> 1
S("ab") <= None
-7 == 10**20
() * 1+2j
x = -0.0; y = x; x @= [7]; print(x, x is y)
x = -7; y = x; x %= {5:6}; print(x, x is y)
'' * 1
10**20 << St({1})
b'' > bytearray(b'ab')
F(2.5) / True
D({1:2}) != B(b"ab")
None == len
'' << (1,2)
1 == T((1,2))
range(3) ** {1:2}.keys()
x = {1:2}; y = x; x **= {7}; print(x, x is y)
[] > {1:2}.keys()
S("ab") >> 1
I(5) + D({1:2})
range(3) | 1
x = I(5); y = x; x %= -7; print(x, x is y)
{} == (1,2)
L([1,2]) >= memoryview(b'ab')
S("ab") & b'ab'
len > []
'ab' + 10**20
-10**25 == 2.5
bool(I(5))
x = -7; y = x; x **= [7]; print(x, x is y)
10**20 ^ array('h',[1,2])
'ab' / 1
x = b'ab'; y = x; x %= 1.5; print(x, x is y)
x = [1,2]; y = x; x %= b"q"; print(x, x is y)
'ab' << b''
'' <= bytearray(b'ab')
x = {1:2}; y = x; x >>= b"q"; print(x, x is y)
B(b"ab") + b'ab'
memoryview(b'ab') * D({1:2})
L([1,2]) // T((1,2))
'' == b'ab'
x = S("ab"); y = x; x += 1.5; print(x, x is y)
True in range(3)
bytearray(b'ab') - T((1,2))
10**20 == ''
bytearray(b'ab') & 'ab'
-10**25 < {1:2}.items()
-0.0 / {1:2}.items()
-10**25 | 1
I(5) <= {1:2}.keys()
(1,2) <= float('inf')
{1:2}.keys() == ()
float('inf') @ -7
b'ab' & b''
L([1,2]) != range(3)
-0.0 == D({1:2})
I(5) * range(3)
B(b"ab") + {}
{} > b''
x = B(b"ab"); y = x; x *= -7; print(x, x is y)
len << memoryview(b'ab')
B(b"ab") >> array('h',[1,2])
[] in array('h',[1,2])
I(5) >= -0.0
0 * {1:2}
L([1,2]) >> int
b'ab' < array('h',[1,2])
-7 > 0
divmod(NotImplemented)
1 - S("ab")
x = D({1:2}); y = x; x <<= [7]; print(x, x is y)
x = array('h',[1,2]); y = x; x //= {7}; print(x, x is y)
-10**25 // T((1,2))
NotImplemented != D({1:2})
None + F(2.5)
len * {1:2}
{} << {}
x = None; y = x; x **= -7; print(x, x is y)
b'ab' % St({1})
I(5) + 1
{1:2}.keys() != [1,2]
x = memoryview(b'ab'); y = x; x |= 1; print(x, x is y)
x = b''; y = x; x -= {5:6}; print(x, x is y)
'' == D({1:2})
range(3) in []
x = (); y = x; x %= F(2.5); print(x, x is y)
x = 1; y = x; x |= range(2); print(x, x is y)
bytearray(b'ab') @ 2.5
L([1,2]) == memoryview(b'ab')
x = {1:2}.items(); y = x; x >>= I(5); print(x, x is y)
None <= ''
-10**25 + S("ab")
not (D({1:2}))
memoryview(b'ab') / I(5)
[] ** D({1:2})
2.5 << {1:2}
{1:2}.items() < {1:2}
'ab' > None
B(b"ab") % 1+2j
x = B(b"ab"); y = x; x &= -7; print(x, x is y)
b'ab' @ I(5)
-10**25 @ array('h',[1,2])
int < b''
D({1:2}) ^ S("ab")
abs(bytearray(b'ab'))
S("ab") <= 10**20
F(2.5) >= b''
{1:2}.keys() % F(2.5)
x = S("ab"); y = x; x >>= -7; print(x, x is y)
"""


def show(source, names):
    try:
        try:
            code = compile(source, "case", "eval")
        except SyntaxError:
            code = None
        if code is None:
            exec(source, names)
            print()
        else:
            print(repr(eval(code, names)))
    except Exception as e:
        print(type(e).__name__, e)


names = {}
exec('from array import array', names)
exec('class I(int): pass', names)
exec('class S(str): pass', names)
exec('class L(list): pass', names)
exec('class F(float): pass', names)
exec('class T(tuple): pass', names)
exec('class D(dict): pass', names)
exec('class St(set): pass', names)
exec('class B(bytes): pass', names)
for source in CASES.strip().split("\n"):
    print(source)
    show(source, names)
