# Streams that share the terminal: os.dupterm.
import io
import os
import sys
import time


class S(io.IOBase):
    def __init__(self, data=b""):
        self.out=b""; self.data=data
    def write(self, b):
        self.out+=bytes(b); return len(b)
    def readinto(self, buf):
        if not self.data: return None
        n=min(len(buf),len(self.data))
        buf[:n]=self.data[:n]; self.data=self.data[n:]
        return n
s=S()
print(os.dupterm(s))
print("hello")
print("a\nb", end="")
os.dupterm(None)
print()
print(s.out)
s=S(b"typed\nmore\n"); os.dupterm(s)
print(input("? "))
print(input())
os.dupterm(None)
print(s.out)
s=S(); os.dupterm(s)
try:
    s.data=b"\x03"
    while True: pass
except KeyboardInterrupt: print("interrupted")
print(os.dupterm(None) is s)
class B(S):
    def write(self,b): raise ValueError
os.dupterm(B())
print("x")
print(os.dupterm(None))
class E(S):
    def readinto(self,b): return 0
os.dupterm(E())
time.sleep(0.1)
print(os.dupterm(None))
try:
    os.dupterm(None, 7)
except ValueError as e:
    print(e)
a, b = S(), S()
print(os.dupterm(a), os.dupterm(b, 1))
sys.stdout.write("both\n")
sys.stdout.buffer.write(b"as it is\n")
a.data = b"\x03x"
try:
    os.dupterm_notify(None)
    time.sleep(5)
except KeyboardInterrupt:
    print("notified")
print(os.dupterm(None) is a, os.dupterm(None, 1) is b)
print(a.out == b.out, a.out)
