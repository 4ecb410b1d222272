# Containers that hold themselves, and special methods that call themselves:
# each is a RuntimeError, and the program goes on.
import io
from collections import OrderedDict, namedtuple


def attempt(name, function):
    try:
        function()
        print(name, 'ended')
    except Exception as e:
        print(name, type(e).__name__, e)


plain = [1]
plain.append(plain)
table = {}
table[1] = table
pair = ([],)
pair[0].append(pair)
ordered = OrderedDict()
ordered[1] = ordered
Named = namedtuple('Named', 'a')
named = Named([])
named.a.append(named)
for name, value in (('list', plain), ('dict', table), ('tuple', pair),
                    ('OrderedDict', ordered), ('namedtuple', named)):
    attempt('repr of ' + name, lambda: repr(value))
    attempt('str of ' + name, lambda: str(value))
    attempt('format of ' + name, lambda: '{}'.format(value))
    attempt('print of ' + name, lambda: print(value, file=io.StringIO()))
attempt('percent', lambda: '%s' % plain)
attempt('f-string', lambda: f'{plain!r}')
attempt('sums', lambda: print(sum(1 for x in plain)))
attempt('index', lambda: print(plain.index(1)))


class Self:
    def __repr__(self):
        return repr(self)

    def __hash__(self):
        return hash(self)

    def __eq__(self, other):
        return self == other

    def __lt__(self, other):
        return self < other

    def __getitem__(self, index):
        return self[index]

    def __len__(self):
        return len(self)

    def __bool__(self):
        return bool(self)

    def __call__(self):
        return self()

    def __contains__(self, item):
        return item in self

    def __add__(self, other):
        return self + other


me = Self()
for name, function in (
        ('repr', repr), ('hash', hash), ('len', len), ('bool', bool),
        ('item', lambda a: a[0]), ('call', lambda a: a()),
        ('in', lambda a: 1 in a), ('add', lambda a: a + 1),
        ('equal', lambda a: a == 1), ('less', lambda a: a < 1),
        ('sorted', lambda a: sorted([a, a])), ('key', lambda a: {a: 1}),
        ('index', lambda a: [a].index(1)), ('min', lambda a: min(a, a)),
        ('percent', lambda a: '%s' % a), ('all', lambda a: all([a]))):
    attempt(name, lambda: function(me))
