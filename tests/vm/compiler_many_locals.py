# SPDX-License-Identifier: MIT
# Functions with more names than registers, long displays and calls.
def make(body, count=300):
    lines = "".join(" v%d = %d\n" % (i, i) for i in range(count))
    names = {}
    exec("def f():\n" + lines + body, names)
    return names["f"]


print(make(" return " + " + ".join("v%d" % i for i in range(300)) + "\n")())
print(make("""
 def g():
  nonlocal v298
  v298 += 1
  return v0 + v299 + v150 + v298
 g()
 return g
""")()())
print(make("""
 del v299
 try:
  v299
 except NameError:
  print("unbound")
 try:
  del v299
 except NameError:
  print("unbound")
 for v298 in range(3):
  pass
 v297 += 1
 v296, v295 = 1, 2
 try:
  raise ValueError
 except ValueError as v293:
  v294 = type(v293).__name__
 try:
  v293
 except NameError:
  print("unbound")
 import sys as v292
 def v291():
  return v292
 class v290:
  a = v289
 x = [v289 for v289 in range(3)]
 y = [lambda: v288 + z for z in range(2)]
 if (v287 := 7) > 3:
  (v286, *v285), v284 = (1, 2, 3), 4
 return (v298, v297, v296, v295, v294, v291().__name__, x, v290.a, v289,
         [z() for z in y], v287, v286, v285, v284)
""")())
print(make(" yield v299\n v299 = 5\n yield v299\n")().__next__())
print(len(eval("[" + ",".join(str(i) for i in range(1000)) + "]")))
print(len(eval("{" + ",".join("%d:%d" % (i, i) for i in range(1000)) + "}")))
print(len(eval("(" + ",".join("x" for i in range(500)) + ")", {"x": 1})))
print(eval("max(" + ",".join(str(i) for i in range(300)) + ")"))
print(eval("(lambda *a: len(a))(" + ",".join(["1"] * 300) + ")"))
print(eval("(lambda **k: len(k))(" +
           ",".join("a%d=%d" % (i, i) for i in range(100)) + ")"))
exec("def f(" + ",".join("a%d" % i for i in range(200)) +
     "): return a0 + a199")
print(f(*range(200)))
