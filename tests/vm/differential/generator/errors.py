# SPDX-License-Identifier: MIT
"""Exceptions as objects: arguments, text, classes of one's own, what was
raised meanwhile, what finally leaves behind in loops."""

from . import control


def make(p):
    name = p.pick(p.of(control.ERRORS), p.of(control.ERRORS), "Exception", "K1", "K2", "K3")
    arguments = p.list_of(lambda: p.any(0), 0, 3) if not name.startswith("K") else p.list_of(p.small, 0, 2)
    return "%s(%s)" % (name, arguments)


CLASSES = """class K1(%s):
    pass
class K2(K1):
    def __init__(self, *a):
        %s
        self.extra = len(a)
class K3(%s):
    def __str__(self):
        return 'K3 text'
    code = 3
def cause(e):
    return type(e.__cause__).__name__, e.__suppress_context__"""


def describe(p):
    return p.pick("e.args", "len(e.args)", "str(e)", "type(e).__name__", "isinstance(e, K1)", "isinstance(e, (K2, KeyError, LookupError))",
                  "getattr(e, 'extra', None)", "e", "getattr(e, 'code', 0)", "e.args[:1]", "issubclass(type(e), Exception)", "'%s' % e",
                  "'{}'.format(e)", "e.__class__ is type(e)", "[str(a) for a in e.args]", "e == e", "bool(e)",
                  "setattr(e, 'zz', 4) or e.zz", "f'{e}|{e!s}'")


def object_steps(p):
    with p.block("try:"):
        p.line("raise %s" % make(p))
    with p.block("except BaseException as e:"):
        for _ in range(p.r.randint(1, 4)):
            p.attempt("r = %s" % describe(p).replace("as e", "as q"), "r")
    p.line("try:\n    e\nexcept NameError:\n    emit(%d, 'unbound')" % p.tag())


def raising(p):
    return p.pick("raise %s" % make(p), "1 // 0", "{}['k']", "[].pop()", "int('q')", "raise %s from None" % make(p),
                  "raise %s from %s" % (make(p), make(p)), "None + 1", "raise", "pass", "raise KeyError", "undefined")


def loop_steps(p):
    """A loop in a function whose way out crosses finally and with."""
    p.line(control.MANAGER.replace("class K1", "class K9"))
    name = p.name("f")
    with p.block("def %s(n):" % name):
        p.line("log = []")
        with p.block(p.pick("for i in range(n):", "while len(log) < n:\n        i = len(log)", "for i in [1, 0, 3][:n]:")):
            with p.block("try:"):
                p.line("log.append(i)")
                if p.chance(40):
                    with p.block("with K9(%d, %s):" % (p.below(6), p.bool())):
                        p.line("if i == %d: %s" % (p.below(3), p.pick("break", "continue", "return log", raising(p))))
                p.line("if i == %d: %s" % (p.below(3), p.pick("break", "continue", "return log", raising(p), raising(p))))
            if p.chance(60):
                with p.block("except %s%s:" % (p.of(control.CATCHERS), p.pick("", " as e"))):
                    p.line(p.pick("log.append('caught')", "raise", raising(p), "continue", "break", "return 'handler'"))
                if p.chance(40):
                    with p.block("else:"):
                        p.line("log.append('else')")
            with p.block("finally:"):
                p.line("log.append('f')")
                p.line("if i == %d: %s" % (p.below(4), p.pick("break", "return ('finally', log)", "continue", "raise KeyError(i)", "pass",
                                                            "log.append([v for v in range(2)])")))
        if p.chance(50):
            with p.block("else:"):
                p.line("log.append('loop else')")
        p.line("return ('end', log)")
    for n in range(4):
        p.step("%s(%d)" % (name, n))


def nested_steps(p):
    """An exception while another one is handled."""
    name = p.name("f")
    with p.block("def %s(n):" % name):
        with p.block("try:"):
            with p.block("try:"):
                p.line(raising(p))
            with p.block("except %s as e:" % p.of(control.CATCHERS)):
                p.emit("e")
                p.line(raising(p))
            with p.block("finally:"):
                p.emit("'inner'")
                p.line("if n == 2: %s" % raising(p))
        with p.block("except Exception as e:"):
            p.emit("e")
            p.attempt("r = cause(e)", "r")
            with p.block("try:"):
                p.line(raising(p))
            with p.block("except (TypeError, KeyError):"):
                p.line(p.pick("raise", "pass", "raise e", "return n"))
            p.line("return 'handled'")
        p.line("return 'end'")
    for n in (1, 2):
        p.step("%s(%d)" % (name, n))


def program(p):
    base = p.pick("Exception", "ValueError", "KeyError", "OSError", "RuntimeError", "ArithmeticError")
    p.line(CLASSES % (base, p.pick("super().__init__(*a)", "super().__init__()", "K1.__init__(self, *a)", "pass"),
                      p.pick("Exception", "ValueError", "K1", "StopIteration", "LookupError")))
    for _ in range(p.r.randint(2, 4)):
        p.pick(object_steps, loop_steps, nested_steps)(p)
