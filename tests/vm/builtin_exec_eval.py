# SPDX-License-Identifier: MIT
# exec, eval, compile, globals, locals.
print(eval('1 + 2'), eval(' 3 * 4'), eval('[x for x in range(3)]'), eval('len("abc")'))
x = 10
print(eval('x + 1'), eval('x', {'x': 5}), eval('x + y', {'x': 1}, {'y': 2}))
exec('y = x * 2')
print(y)
ns = {}
exec('a = 1\nb = a + 1\ndef f(n):\n    return n + b\n', ns)
print(ns['a'], ns['b'], ns['f'](10))
loc = {}
exec('c = 5', {}, loc)
print(loc)
code = compile('z = x + 100', 'name', 'exec')
exec(code)
print(z)
code = compile('x * 3', 'name', 'eval')
print(eval(code), eval(code, {'x': 'ab'}))
for bad in ('1 +', 'x = = 2', 'for', 'def f(:', '"abc', '(1, 2', 'return 5 5', 'a b'):
    try:
        exec(bad)
        print('no error')
    except SyntaxError:
        print('SyntaxError')
try:
    exec('if 1:\nx = 1')
except SyntaxError as e:
    print(isinstance(e, SyntaxError))
try:
    eval('nosuch')
except NameError:
    print('NameError')
try:
    exec('raise ValueError("from exec")')
except ValueError as e:
    print(e)
print('x' in globals(), globals()['x'], 'nosuch' in globals())
globals()['new_global'] = 3
print(new_global)
def f():
    exec('inner = 1', globals())
    return inner
print(f())
def g():
    global made
    made = 'g'
    return eval('made')
print(g())
exec('''
class K:
    def m(self):
        return [i for i in range(n)]
n = 3
print(K().m())
''')
exec('for i in range(3): print(i, end=" ")\nprint()')
exec('print("in exec")', {'print': lambda s: print('wrapped', s)})
print(eval('lambda q: q + 1')(4), eval('(1,\n2)'))
exec(compile('print("single")', 's', 'single'))
