# SPDX-License-Identifier: MIT
# __cause__, __context__, sys.exc_info, raise without an exception, and the
# end of the name bound by except.
import sys


def show(e):
    return e and (type(e).__name__, e.args)


def info():
    kind, value, _ = sys.exc_info()
    return kind and kind.__name__, show(value)


try:
    try: raise ZeroDivisionError('z', 0)
    except Exception as e: raise ValueError('b') from e
except ValueError as e:
    print(show(e), show(e.__cause__), e.__cause__ is e.__context__, e.__suppress_context__)
try:
    try: raise ZeroDivisionError('z', 0)
    except ZeroDivisionError: raise KeyError('z')
except KeyError as e: print(show(e.__context__), e.__cause__)
try: raise ValueError('x') from 5
except (ValueError,TypeError) as e: print(show(e))
try: raise ValueError from KeyError
except ValueError as e: print(show(e), show(e.__cause__))
try: raise ValueError from None
except ValueError as e: print(show(e), show(e.__cause__), e.__context__)
def f():
    raise KeyError('in f')
try:
    try: raise ZeroDivisionError('z', 0)
    except ZeroDivisionError: f()
except KeyError as e: print(show(e.__context__))
def k(): raise
try:
    try: raise ZeroDivisionError('z', 0)
    except ZeroDivisionError: k()
except ZeroDivisionError as e: print('re', show(e))
print(sys.exc_info())
try: raise ZeroDivisionError('z', 0)
except Exception as e:
    print(info())
    def g(): print(info())
    g()
    try: {}['a']
    except KeyError: print(info())
    print(info())
print(sys.exc_info())
def h():
    try:
        try: raise ValueError('1')
        except ValueError as e: raise KeyError('2')
    except KeyError: pass
    try: return e
    except NameError: return 'unbound'
print(h())
def h():
    for i in range(2):
        try:
            try: raise ValueError('1')
            except ValueError as e:
                if i: break
                continue
        finally:
            try: print(e)
            except NameError: print('unbound')
h()
try:
    try: raise ValueError('1')
    except ValueError as ee: raise KeyError('2')
except KeyError: pass
try: print(ee)
except NameError: print('unbound')
