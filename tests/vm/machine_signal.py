import machine
class P(machine.PinBase):
    def __init__(self): self.v=0
    def value(self,*a):
        print('value',a)
        if a: self.v=a[0]
        else: return self.v
p=P(); s=machine.Signal(p, invert=True); print(s); s.on(); print(s()); s.off(); print(s.value()); s(1)
for a, k in (((), {}), ((p, True), {}), ((p,), {"foo": 1})):
    try:
        machine.Signal(*a, **k)
    except TypeError as e:
        print(repr(e))
class Q(machine.PinBase):
    def __init__(self, levels): self.levels=levels
    def value(self): return self.levels.pop(0) if len(self.levels) > 1 else self.levels[0]
print(machine.time_pulse_us(Q([0]),1,1000), machine.time_pulse_us(Q([0]),0,1000), machine.time_pulse_us(Q([0, 1, 1, 0]),1,100000)>=0)
print(machine.time_pulse_us(Q([0, 1, 1, 0]),1)>=0)
