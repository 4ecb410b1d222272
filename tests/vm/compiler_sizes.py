# SPDX-License-Identifier: MIT
# Long displays, calls, chains and many of everything.
import sys
import io


def run(text):
    space = {}
    exec(text, space)
    return space


def show(name, fn):
    try:
        print(name, fn())
    except Exception as e:
        print(name, type(e).__name__, e)


show("comp names", lambda: len(eval("[(%s) for %s in [range(300)]]" % (",".join("a%d" % i for i in range(300)), ",".join("a%d" % i for i in range(300))))[0]))
show("lambda", lambda: eval("(lambda %s: a299)(*range(300))" % ",".join("a%d" % i for i in range(300))))
show("class", lambda: len([x for x in dir(run("class C:\n" + "".join(" a%d = %d\n" % (i, i) for i in range(2000)))["C"]) if x[0] == "a"]))
show("class in func", lambda: run("def f():\n class C:\n" + "".join("  a%d = %d\n" % (i, i) for i in range(500))+" return C.a499\n")["f"]())
show("list2", lambda: sum(eval("[" + ",".join("x+%d" % i for i in range(3000)) + "]", {"x": 1})))
show("dict", lambda: sum(eval("{" + ",".join("x+%d:%d" % (i,i) for i in range(3000)) + "}", {"x": 1})))
show("f**d", lambda: run("def f(**k): return len(k)")["f"](**{"k%d" % i: i for i in range(1000)}))
show("kw call", lambda: eval("(lambda **k: len(k))(%s)" % ",".join("a%d=%d" % (i, i) for i in range(600))))
show("kw call2", lambda: eval("(lambda a,**k: (a,len(k)))(1,%s)" % ",".join("a%d=%d" % (i, i) for i in range(600))))
show("pos call", lambda: eval("(lambda *a: len(a))(%s)" % ",".join("%d" % i for i in range(600))))
show("method kw", lambda: len("{a0} {a599}".format(**{"a%d" % i: i for i in range(600)})))
show("elif", lambda: run("def f(x):\n if x == -1: return -1\n" + "".join(" elif x == %d: return %d\n" % (i, i * 2) for i in range(3000)) + " else: return None\n")["f"](2999))


def lineno(text, kind):
    try:
        exec("\n" * 70000 + text)
    except kind as e:
        s = io.StringIO()
        sys.print_exception(e, s)
        return "line 70001" in s.getvalue()


show("lineno", lambda: lineno("raise ValueError\n", ValueError))
show("lineno", lambda: lineno("x = = 1\n", SyntaxError))
show("str", lambda: len(eval("'" + "x" * 70000 + "'")))
show("bytes", lambda: len(eval("b'" + "x" * 70000 + "'")))
show("unpack", lambda: run("def f(x):\n %s = x\n return a300\n" % ",".join("a%d" % i for i in range(400)))["f"](range(400)))
show("unpack star", lambda: run("def f(x):\n %s, *b, c, d = x\n return a200, b, d\n" % ",".join("a%d" % i for i in range(201)))["f"](range(210)))
show("chain", lambda: run("x = " + "+".join("1" for i in range(3000)))["x"])
show("chain2", lambda: run("a=1\nx = " + "+".join("a" for i in range(3000)))["x"])
show("cmp", lambda: run("a=1\nx = " + "==".join("a" for i in range(300)))["x"])
show("and", lambda: run("a=1\nx = " + " and ".join("a" for i in range(3000)))["x"])
show("attrs", lambda: run("class A: pass\na=A(); a.a=a\nx = a" + ".a" * 1000+" is a")["x"])
show("calls", lambda: run("def f(): return f\nx = f" + "()" * 1000+" is f")["x"])
show("subs", lambda: run("a=[]; a.append(a)\nx = a" + "[0]" * 1000+" is a")["x"])
show("assign", lambda: run("a=" * 500 + "7\n")["a"])
show("strings", lambda: run("a=" + "'ab' " * 500 + "\n")["a"] == "ab" * 500)
show("fstr", lambda: len(eval("f'" + "{x}" * 500 + "'", {"x": 12})))
show("decor", lambda: run("def d(f): return f\n" + "@d\n" * 300 + "def f(): return 5\n")["f"]())
show("bases", lambda: run("class A: pass\n" + "".join("class A%d: pass\n" % i for i in range(300)) + "class B(%s): pass\n" % ",".join("A%d" % i for i in range(300)))["B"].__bases__.__len__())
show("global", lambda: run("def f():\n global %s\n a299=1\nf()\n" % ",".join("a%d" % i for i in range(300)))["a299"])
show("except", lambda: run("try:\n 1/0\n" + "except KeyError: pass\n" * 300 + "except ZeroDivisionError: x=1\n")["x"])
show("with", lambda: run("class M:\n def __enter__(s): return 1\n def __exit__(s,*a): pass\nwith %s:\n x=1\n" % ",".join("M() as a%d" % i for i in range(60)))["x"])
show("semi", lambda: run(";".join("x%d=1" % i for i in range(2000)))["x1999"])
show("parens", lambda: eval("(" * 500 + "1" + ")" * 500))

