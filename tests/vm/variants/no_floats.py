# Run by upy without floats: what needs them is refused, the rest works.
import json
import math
import time


def show(text):
    try:
        print(text, "->", eval(text))
    except Exception as e:
        print(text, "->", type(e).__name__ + ":", e)


class Half:
    def __init__(self, value):
        self.value = value

    def __truediv__(self, other):
        return Half(self.value // other)


one = 1
for text in (
    "1.5", "1e3", "2j", "1/2", "one/2", "2**70/one", "2 ** -1", "2 ** -one",
    "pow(2, -1)", "float(1)", "complex(1)", "'%f' % 1", "'%g' % 1",
    "'{:f}'.format(1)", "format(1, '%')", "json.loads('1.5')",
    "json.loads('[1, -20, {\"a\": null}]')", "json.dumps([1, {'a': True}])",
    "type(time.time())", "math.gcd(12, 18)", "math.pi", "divmod(-7, 2)",
    "-7 // 2", "-7 % 3", "pow(3, 100, 7)", "2**100", "round(1250, -2)",
    "int('12')", "sorted([3, 1, 2**80])", "{1: 'a', 2**70: 'b'}[2**70]",
    "'%d %x %s' % (1, 255, 'a')", "(Half(9) / 2).value", "1 in 5",
    "sum(i * i for i in range(10))", "f'{one:04d}'", "hash(7) == 7",
):
    show(text)
