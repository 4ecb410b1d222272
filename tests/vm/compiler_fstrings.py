# f-strings: conversions, nested specs, debugging form, quotes.
x = 42
name = "bob"
pi = 3.14159
d = {'k': 'v', "n": 1}
print(f"", f"plain", f"{x}", f"a{x}b{name}c")
print(f"{x:5}|{x:<5}|{x:^5}|{x:>5}|{x:05}|{x:x}|{x:#x}|{x:b}|{x:,}")
print(f"{name!r}", f"{name!s}", f"{name!r:>8}", f"{name:>8}", f"{name:*^9}")
print(f"{pi:.2f}", f"{pi:8.3f}", f"{pi:e}", f"{pi:g}")
w, p = 10, 3
print(f"{pi:{w}.{p}f}|{name:>{w}}|{x:{'0'}{w}}")
print(f"{x=}", f"{x = }", f"{x=!r}", f"{x=:5}", f"{name=}", f"{x+1=}")
print(f"{d['k']}", f'{d["n"]}', f"{d['k'] + 'x'!r}")
print(f"{{}}", f"{{{x}}}", f"{{x}}", f"}}{{")
print(f"{x if x else 0}", f"{(lambda y: y * 2)(x)}", f"{[i for i in range(3)]}")
print(f"{x}" "y" f"{name}", "a" f"{1}" 'b', f"{'a' 'b'}")
print(f"{x, 1}", f"{ {1: 2}[1] }", f"{x!r}{x!s}")
print(f"line\n{x}\ttab\x41", rf"raw\n{x}", fr"\{x}")
print(f"""multi
{x}
{
    name
}""")
print(f"{'nested ' + f'{x}'}")
print(f"{x:>{5}}", f"{'}'}", f"{':'}", f"{x!=1}", f"{x==42}", f"{x>=1}")


def f(a):
    return f"{a}-{a!r}-{a:>4}" + f"{f'{a}' * 2}"


print(f('z'), f(1))


class P:
    def __init__(self, v):
        self.v = v

    def __str__(self):
        return "P(%d)" % self.v

    def __repr__(self):
        return "<P %d>" % self.v

    def __format__(self, spec):
        return "fmt[" + spec + "]"


q = P(7)
print(f"{q.v}", f"{q!s}", f"{q!r}", str(q))
print("".join(f"{i}{j}" for i in range(2) for j in "ab"))
print(f"{1}{2}{3}{4}{5}{6}{7}{8}{9}{10}{11}{12}{13}{14}{15}{16}{17}{18}{19}{20}"
      f"{21}{22}{23}{24}{25}{26}{27}{28}{29}{30}")
