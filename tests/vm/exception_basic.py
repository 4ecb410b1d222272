# SPDX-License-Identifier: MIT
# try/except/else/finally in every path; exception objects.
def f(x):
    try:
        if x == 0:
            raise ValueError('zero')
        if x == 1:
            return 'returned'
        if x == 2:
            {}['k']
        if x == 3:
            [][1]
    except ValueError as e:
        return 'VE', e.args
    except (KeyError, IndexError) as e:
        return type(e).__name__
    else:
        return 'else'
    finally:
        print('finally', x)
for i in range(5):
    print(f(i))
def loop():
    for i in range(4):
        try:
            if i == 1:
                continue
            if i == 3:
                break
            print('body', i)
        finally:
            print('fin', i)
    return 'end'
print(loop())
def nested():
    try:
        try:
            1 / 0
        finally:
            print('inner')
    except ZeroDivisionError as e:
        print('caught', type(e).__name__)
        try:
            raise KeyError('again')
        except KeyError as k:
            print('key', k.args)
    return 'done'
print(nested())
def fin_override():
    try:
        return 'try'
    finally:
        return 'finally'
print(fin_override())
def reraise():
    try:
        raise ValueError(1, 2)
    except ValueError:
        raise
try:
    reraise()
except Exception as e:
    print(repr(e.args), isinstance(e, ValueError))
try:
    raise TypeError
except TypeError as e:
    print(e.args, str(e) == '')
class MyError(Exception):
    def __init__(self, code):
        super().__init__('code %d' % code)
        self.code = code
class Sub(MyError):
    pass
try:
    raise Sub(5)
except MyError as e:
    print(e, e.code, e.args, type(e).__name__)
try:
    try:
        raise ValueError('a')
    except ValueError as e:
        raise KeyError('b') from e
except KeyError as e:
    print(type(e.__cause__).__name__ if hasattr(e, '__cause__') else 'ValueError')
try:
    assert 1 == 2, 'message'
except AssertionError as e:
    print(e)
try:
    assert False
except AssertionError as e:
    print(e.args)
e = 'outer'
try:
    raise OSError(2)
except OSError as err:
    print(err.args[0])
for exc in (ArithmeticError, LookupError, RuntimeError, NotImplementedError, StopIteration, OverflowError, MemoryError, EOFError, KeyboardInterrupt, SystemExit, GeneratorExit, UnicodeError):
    print(exc.__name__, issubclass(exc, Exception), issubclass(exc, BaseException))
print(issubclass(KeyError, LookupError), issubclass(ZeroDivisionError, ArithmeticError), issubclass(IndexError, LookupError), issubclass(UnicodeError, ValueError))
try:
    raise Exception('a', 'b')
except Exception as e:
    print(e.args, e)
try:
    [1, 2][5]
except LookupError:
    print('lookup')
try:
    try:
        raise ValueError
    except TypeError:
        print('no')
    finally:
        print('cleanup')
except ValueError:
    print('outer')
while True:
    try:
        break
    finally:
        print('break through')


# raise without operand in a finally clause: by how that was reached.
def again(kind):
    try:
        if kind == 0:
            raise ValueError
        if kind == 1:
            return "lost"
    finally:
        raise


def again_outer():
    try:
        raise KeyError
    except KeyError:
        try:
            pass
        finally:
            raise


for f in (lambda: again(0), lambda: again(1), lambda: again(2), again_outer):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__)
