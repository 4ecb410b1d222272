# Loops, try, finally, with: every way out of every block.
def f(n):
    out = []
    for i in range(n):
        if i == 2:
            continue
        if i == 5:
            break
        out.append(i)
    else:
        out.append('else')
    return out


print(f(3), f(10))


def w(n):
    r = []
    while n:
        n -= 1
        if n == 3:
            continue
        if n == 1:
            break
        r.append(n)
    else:
        r.append('else')
    while True:
        r.append('t')
        if len(r) > 4:
            break
    return r


print(w(6), w(1), w(0))


def fin(kind):
    log = []
    for i in range(3):
        try:
            try:
                log.append(i)
                if kind == 'break':
                    break
                if kind == 'continue':
                    continue
                if kind == 'return':
                    return log
                if kind == 'raise':
                    raise ValueError(i)
            finally:
                log.append('f%d' % i)
            log.append('end')
        except ValueError as e:
            log.append('caught')
        else:
            log.append('else')
        finally:
            log.append('g')
    else:
        log.append('loopelse')
    return log


for kind in ('break', 'continue', 'return', 'raise', 'none'):
    print(kind, fin(kind))


def override():
    try:
        return 'try'
    finally:
        return 'finally'


def swallow():
    for i in range(2):
        try:
            raise ValueError
        finally:
            break
    return 'swallowed'


def nested_return():
    log = []
    def g():
        try:
            try:
                return 1
            finally:
                log.append('inner')
        finally:
            log.append('outer')
    return g(), log


print(override(), swallow(), nested_return())


class CM:
    def __init__(self, name, log, swallow=False):
        self.name = name
        self.log = log
        self.swallow = swallow

    def __enter__(self):
        self.log.append('enter ' + self.name)
        return self

    def __exit__(self, t, v, tb):
        self.log.append('exit %s %s' % (self.name, t.__name__ if t else None))
        return self.swallow


def with_(kind):
    log = []
    for i in range(2):
        with CM('a', log) as a, CM('b', log, kind == 'swallow') as b:
            if kind == 'break':
                break
            if kind == 'continue':
                continue
            if kind == 'return':
                return log
            if kind in ('raise', 'swallow'):
                raise KeyError(1)
            log.append(a.name + b.name)
        log.append('after')
    return log


for kind in ('none', 'break', 'continue', 'return', 'swallow'):
    print(kind, with_(kind))
log = []
try:
    with CM('x', log):
        with CM('y', log):
            raise IndexError
except IndexError:
    print('IndexError', log)
log = []
with (CM('p', log) as p, CM('q', log)):
    pass
with (CM('r', log)):
    pass
with (CM('s', log)) as s:
    pass
print(log)


def exc():
    try:
        try:
            raise KeyError('k')
        except (IndexError, KeyError) as e:
            print('1', type(e).__name__, e.args)
            raise
    except Exception as e2:
        print('2', type(e2).__name__)
    try:
        raise ValueError('a') from KeyError('b')
    except ValueError as e:
        print('3', e)
    try:
        assert 1 == 2, 'message'
    except AssertionError as e:
        print('4', e)
    try:
        assert 0
    except AssertionError as e:
        print('5', e.args)
    try:
        try:
            1 / 0
        except ValueError:
            print('no')
        else:
            print('no')
    except ZeroDivisionError:
        print('6')
    try:
        raise StopIteration
    except:
        print('7')
    try:
        e
    except NameError:
        print('8')


exc()


def loop_exc():
    out = []
    for i in range(5):
        try:
            if i % 2:
                raise ValueError(i)
            out.append(i)
        except ValueError as e:
            out.append(-e.args[0])
            if i == 3:
                break
            continue
        out.append('n')
    return out


print(loop_exc())


def gen_fin():
    try:
        yield 1
        yield 2
    finally:
        print('gen closed')


g = gen_fin()
next(g)
g.close()


def deep_try(n):
    if n == 0:
        raise RuntimeError('deep')
    try:
        deep_try(n - 1)
    finally:
        deep.append(n)


deep = []
try:
    deep_try(5)
except RuntimeError as e:
    print(e, deep)
x = 0
while x < 10:
    x += 1
    if x == 3: continue
    elif x == 7: break
    else: pass
print(x)
for a, (b, *c) in [(1, (2, 3, 4)), (5, (6,))]:
    print(a, b, c)
for i, in [(1,), (2,)]:
    print(i)


def early(n):
    if n > 5:
        return 'big'
    elif n > 3:
        return 'mid'
    while n:
        if n == 2:
            return 'two'
        n -= 1
    return 'none'


print(early(6), early(4), early(3), early(1))


def finally_unbound(flag):
    try:
        if flag:
            val = 1
    finally:
        pass
    try:
        return val
    except NameError:
        return 'unbound'


print(finally_unbound(1), finally_unbound(0))


def bare():
    try:
        raise
    except RuntimeError:
        return 'RuntimeError'


print(bare())
