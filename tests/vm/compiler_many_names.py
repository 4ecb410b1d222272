# SPDX-License-Identifier: MIT
# Many targets, closed over names and defaults in one statement.


def names(n, text='a%d'):
    return ', '.join(text % i for i in range(n))


for n in (63, 64, 65, 128, 200, 500):
    scope = {}
    exec('(' + names(n) + ') = range(%d)' % n, scope)
    print(n, sum(scope['a%d' % i] for i in range(n)))
    for count in (n - 1, n + 1):
        try:
            exec('(' + names(n) + ') = range(%d)' % count, {})
        except ValueError:
            print('ValueError', n, count)
for n in (39, 40, 41, 100, 200):
    scope = {}
    exec('def f(' + names(n) + '):\n    def g():\n        return (' + names(n) +
         ')\n    return g\nr = f(*range(%d))()' % n, scope)
    print(n, scope['r'] == tuple(range(n)))
    exec('def f(' + ', '.join('a%d=%d' % (i, i) for i in range(n)) +
         '):\n    return (' + names(n) + ')\nr = f()', scope)
    print(n, scope['r'] == tuple(range(n)))
