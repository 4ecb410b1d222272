# SPDX-License-Identifier: MIT
# Products of long ints: checked by remainders, division and text.
import random
import sys

if hasattr(sys, "set_int_max_str_digits"):
    sys.set_int_max_str_digits(0)
random.seed(5)
def big(n): 
    x=0
    while n>0:
        k=min(n,30); x=(x<<k)|random.getrandbits(k); n-=k
    return x
for i in range(60):
    a=big(random.choice([2000,2560,2700,5000,10000,20000,40000])+random.randrange(300)); b=big(random.choice([64,2000,2560,2700,5000,10000,20000])+random.randrange(300))
    if i%5==0: a=(1<<random.randrange(3000,20000))-1
    if i%7==0: b=(1<<random.randrange(3000,20000))-1
    p=a*b
    m=(1<<61)-1
    assert p%m==(a%m)*(b%m)%m, i
    m=10**18+9
    assert p%m==(a%m)*(b%m)%m, i
    q,r=divmod(p+12345,b) if b else (0,0)
    if b>12345: assert q==a and r==12345
    s=str(p); assert int(s)==p
    assert int(hex(p),16)==p
print('ok')
