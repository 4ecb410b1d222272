# A raise without operand in finally clauses inside others.
def f(kind):
    try:
        try:
            raise ValueError(4)
        finally:
            if kind == 0:
                raise
            if kind == 1:
                try:
                    pass
                finally:
                    raise
            if kind == 2:
                try:
                    pass
                except BaseException:
                    pass
                finally:
                    raise
            if kind == 3:
                try:
                    raise KeyError(1)
                except KeyError:
                    pass
                raise
            if kind == 4:
                try:
                    try:
                        raise KeyError(1)
                    finally:
                        raise
                except KeyError as e:
                    print(type(e).__name__)
                raise
            if kind == 5:
                for i in range(2):
                    try:
                        continue
                    finally:
                        if i: raise
            if kind == 6:
                try:
                    return 5
                finally:
                    raise
            if kind == 7:
                with C():
                    raise
            if kind == 8:
                try:
                    pass
                finally:
                    try:
                        pass
                    finally:
                        raise
    except Exception as e:
        print(kind, type(e).__name__, e.args)
class C:
    def __enter__(self): return 1
    def __exit__(self, *a): print(a[0] and a[0].__name__); return False
for k in range(9): f(k)
def g(kind):
    try:
        try:
            raise ValueError(4)
        except ValueError:
            if kind == 0:
                try:
                    pass
                finally:
                    raise
            if kind == 1:
                try:
                    return 1
                finally:
                    raise
            if kind == 2:
                with C():
                    pass
                raise
            if kind == 3:
                for i in range(2):
                    try: continue
                    finally:
                        if i: raise
    except Exception as e:
        print(kind, type(e).__name__, e.args)
for k in range(4): g(k)
