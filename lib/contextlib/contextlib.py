# SPDX-License-Identifier: MIT
# Tools for the with statement.


class _Generated:
    def __init__(self, func, args, keywords):
        self.gen = func(*args, **keywords)

    def __enter__(self):
        return next(self.gen)

    def __exit__(self, kind, value, trace):
        if kind is None:
            try:
                next(self.gen)
            except StopIteration:
                return False
            raise RuntimeError("generator didn't stop")
        if value is None:
            value = kind()
        try:
            self.gen.throw(value)
        except StopIteration as e:
            return e is not value
        except BaseException as e:
            if e is value:
                return False
            raise
        raise RuntimeError("generator didn't stop after throw()")


def contextmanager(func):
    return lambda *args, **keywords: _Generated(func, args, keywords)


class ContextDecorator:
    def __call__(self, func):
        def inner(*args, **keywords):
            with self:
                return func(*args, **keywords)

        return inner


class closing:
    def __init__(self, thing):
        self.thing = thing

    def __enter__(self):
        return self.thing

    def __exit__(self, *exc):
        self.thing.close()


class suppress:
    def __init__(self, *exceptions):
        self._exceptions = exceptions

    def __enter__(self):
        pass

    def __exit__(self, kind, value, trace):
        return kind is not None and issubclass(kind, self._exceptions)


class nullcontext:
    def __init__(self, enter_result=None):
        self.enter_result = enter_result

    def __enter__(self):
        return self.enter_result

    def __exit__(self, *exc):
        return False


class ExitStack:
    def __init__(self):
        self._exits = []

    def push(self, exit):
        if hasattr(exit, "__exit__"):
            manager = exit
            self._exits.append(lambda *exc: manager.__exit__(*exc))
        else:
            self._exits.append(exit)
        return exit

    def callback(self, func, *args, **keywords):
        self._exits.append(lambda *exc: func(*args, **keywords) and False)
        return func

    def enter_context(self, manager):
        result = manager.__enter__()
        self.push(manager)
        return result

    def pop_all(self):
        other = ExitStack()
        other._exits, self._exits = self._exits, []
        return other

    def close(self):
        self.__exit__(None, None, None)

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        given = value
        while self._exits:
            try:
                if self._exits.pop()(kind, value, trace):
                    kind = value = trace = None
            except BaseException as e:
                kind, value, trace = type(e), e, None
        if value is not None and value is not given:
            raise value
        return given is not None and value is None
