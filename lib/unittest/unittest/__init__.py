# SPDX-License-Identifier: MIT
# Test cases, as CPython's unittest.
import sys


class SkipTest(Exception):
    pass


def _search(pattern, text):
    import re

    return re.search(pattern, text)


class AssertRaisesContext:
    def __init__(self, kind, pattern=None):
        self.expected = kind
        self.pattern = pattern
        self.exception = None

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        self.exception = value
        if kind is None:
            raise AssertionError("%r not raised" % self.expected)
        if not issubclass(kind, self.expected):
            return False
        if self.pattern and not _search(self.pattern, str(value)):
            raise AssertionError("%r does not match %r" % (
                self.pattern, str(value)))
        return True


class _SubTest:
    def __init__(self, case, text):
        self.case = case
        self.text = text

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        if kind is None or not issubclass(kind, Exception):
            return False
        self.case._result.add(self.case, self.text, value)
        return True


class TestCase:
    def __init__(self, name=None):
        self._name = name
        self._result = None
        self._cleanups = []

    def setUp(self):
        pass

    def tearDown(self):
        pass

    @classmethod
    def setUpClass(cls):
        pass

    @classmethod
    def tearDownClass(cls):
        pass

    def addCleanup(self, func, *args, **kwargs):
        self._cleanups.append((func, args, kwargs))

    def doCleanups(self):
        while self._cleanups:
            func, args, kwargs = self._cleanups.pop()
            func(*args, **kwargs)

    def subTest(self, msg=None, **params):
        return _SubTest(self, "%s %s" % (self._name, msg or params))

    def skipTest(self, reason):
        raise SkipTest(reason)

    def fail(self, msg=""):
        raise AssertionError(msg)

    def _check(self, ok, msg, text, *values):
        if not ok:
            raise AssertionError(msg or text % values)

    def assertEqual(self, x, y, msg=""):
        self._check(x == y, msg, "%r vs (expected) %r", x, y)

    def assertNotEqual(self, x, y, msg=""):
        self._check(x != y, msg, "%r not expected to be equal %r", x, y)

    def assertLess(self, x, y, msg=None):
        self._check(x < y, msg, "%r is expected to be < %r", x, y)

    def assertLessEqual(self, x, y, msg=None):
        self._check(x <= y, msg, "%r is expected to be <= %r", x, y)

    def assertGreater(self, x, y, msg=None):
        self._check(x > y, msg, "%r is expected to be > %r", x, y)

    def assertGreaterEqual(self, x, y, msg=None):
        self._check(x >= y, msg, "%r is expected to be >= %r", x, y)

    def _near(self, x, y, places, delta):
        if x == y:
            return True
        if delta is not None:
            return abs(x - y) <= delta
        return round(abs(y - x), 7 if places is None else places) == 0

    def assertAlmostEqual(self, x, y, places=None, msg="", delta=None):
        self._check(self._near(x, y, places, delta), msg,
                    "%r != %r within the limits", x, y)

    def assertNotAlmostEqual(self, x, y, places=None, msg="", delta=None):
        self._check(not self._near(x, y, places, delta), msg,
                    "%r == %r within the limits", x, y)

    def assertIs(self, x, y, msg=""):
        self._check(x is y, msg, "%r is not %r", x, y)

    def assertIsNot(self, x, y, msg=""):
        self._check(x is not y, msg, "%r is %r", x, y)

    def assertIsNone(self, x, msg=""):
        self._check(x is None, msg, "%r is not None", x)

    def assertIsNotNone(self, x, msg=""):
        self._check(x is not None, msg, "%r is None", x)

    def assertTrue(self, x, msg=""):
        self._check(x, msg, "Expected %r to be True", x)

    def assertFalse(self, x, msg=""):
        self._check(not x, msg, "Expected %r to be False", x)

    def assertIn(self, x, xs, msg=""):
        self._check(x in xs, msg, "Expected %r to be in %r", x, xs)

    def assertNotIn(self, x, xs, msg=""):
        self._check(x not in xs, msg, "Expected %r to not be in %r", x, xs)

    def assertNotIn(self, x, xs, msg=""):
        self._check(x not in xs, msg, "%r unexpectedly found in %r", x, xs)

    def assertRegex(self, text, pattern, msg=""):
        self._check(_search(pattern, text), msg,
                    "Regex didn't match: %r not found in %r", pattern, text)

    def assertNotRegex(self, text, pattern, msg=""):
        self._check(not _search(pattern, text), msg,
                    "Regex matched: %r found in %r", pattern, text)

    # The same things as often, in any order.
    def assertCountEqual(self, x, y, msg=""):
        left = list(y)
        for thing in list(x):
            self._check(thing in left, msg, "%r and %r differ", x, y)
            left.remove(thing)
        self._check(not left, msg, "%r and %r differ", x, y)

    assertListEqual = assertTupleEqual = assertDictEqual = assertEqual
    assertSetEqual = assertSequenceEqual = assertMultiLineEqual = assertEqual

    def assertIsInstance(self, x, kind, msg=""):
        self._check(isinstance(x, kind), msg, "%r is no %r", x, kind)

    def assertNotIsInstance(self, x, kind, msg=""):
        self._check(not isinstance(x, kind), msg, "%r is an instance of %r",
                    x, kind)

    def assertRaisesRegex(self, kind, pattern, func=None, *args, **kwargs):
        context = AssertRaisesContext(kind, pattern)
        if func is None:
            return context
        with context:
            func(*args, **kwargs)

    def assertRaises(self, kind, func=None, *args, **kwargs):
        context = AssertRaisesContext(kind)
        if func is None:
            return context
        with context:
            func(*args, **kwargs)

    def assertWarns(self, warn):
        return _Nothing()


class _Nothing:
    def __enter__(self):
        return self

    def __exit__(self, *args):
        return False


def skip(reason):
    def decorate(what):
        if isinstance(what, type):
            what.__unittest_skip__ = reason
            return what

        def skipped(self):
            raise SkipTest(reason)

        return skipped

    return decorate


def skipIf(condition, reason):
    return skip(reason) if condition else lambda x: x


def skipUnless(condition, reason):
    return skipIf(not condition, reason)


def expectedFailure(test):
    def expecting(*args, **kwargs):
        try:
            test(*args, **kwargs)
        except Exception:
            return
        raise AssertionError("unexpected success")

    return expecting


class TestSuite:
    def __init__(self, name=""):
        self._tests = []
        self.name = name

    def addTest(self, case):
        self._tests.append(case)

    def run(self, result):
        for case in self._tests:
            _run_case(case, result, self.name)
        return result

    def _load_module(self, module):
        for name in sorted(dir(module)):
            thing = getattr(module, name)
            if isinstance(thing, type) and issubclass(thing, TestCase) and (
                    thing is not TestCase):
                self.addTest(thing)


class TestResult:
    def __init__(self):
        self.errorsNum = 0
        self.failuresNum = 0
        self.skippedNum = 0
        self.testsRun = 0
        self.errors = []
        self.failures = []
        self.skipped = []

    def wasSuccessful(self):
        return self.errorsNum == 0 and self.failuresNum == 0

    def add(self, case, name, error):
        text = "%s (%s)" % (name, type(case).__name__)
        if isinstance(error, AssertionError):
            self.failuresNum += 1
            self.failures.append((text, error))
        else:
            self.errorsNum += 1
            self.errors.append((text, error))

    def printErrors(self):
        for kind, found in (("ERROR", self.errors), ("FAIL", self.failures)):
            for name, error in found:
                print("=" * 70)
                print("%s: %s" % (kind, name))
                print("-" * 70)
                sys.print_exception(error, sys.stdout)

    def __repr__(self):
        return "<unittest.TestResult run=%d errors=%d failures=%d>" % (
            self.testsRun, self.errorsNum, self.failuresNum)


def _run_test(case, name, result):
    before = result.errorsNum + result.failuresNum
    print("%s (%s) ..." % (name, type(case).__name__), end="")
    result.testsRun += 1
    case._name = name
    case._result = result
    try:
        try:
            case.setUp()
            getattr(case, name)()
        finally:
            case.tearDown()
            case.doCleanups()
    except SkipTest as e:
        print(" skipped:", e)
        result.skippedNum += 1
        result.skipped.append((name, str(e)))
        return
    except Exception as e:
        result.add(case, name, e)
    failed = result.errorsNum + result.failuresNum > before
    print(" FAIL" if failed else " ok")


def _run_case(case, result, suite_name):
    case = case() if isinstance(case, type) else case
    reason = getattr(case, "__unittest_skip__", None)
    if reason is not None:
        result.skippedNum += 1
        result.skipped.append((type(case).__name__, reason))
        return
    case.setUpClass()
    try:
        for name in sorted(dir(case)):
            if name.startswith("test") and callable(getattr(case, name)):
                _run_test(case, name, result)
        if hasattr(case, "runTest"):
            _run_test(case, "runTest", result)
    finally:
        case.tearDownClass()


class TestRunner:
    def run(self, suite):
        result = TestResult()
        suite.run(result)
        result.printErrors()
        print("-" * 70)
        print("Ran %d tests\n" % result.testsRun)
        skipped = " (skipped=%d)" % result.skippedNum if (
            result.skippedNum) else ""
        if result.wasSuccessful():
            print("OK" + skipped)
        else:
            print("FAILED (failures=%d, errors=%d)%s" % (
                result.failuresNum, result.errorsNum, skipped))
        return result


TextTestRunner = TestRunner


class TestLoader:
    def loadTestsFromModule(self, module):
        suite = TestSuite(module.__name__)
        suite._load_module(module)
        return suite

    def loadTestsFromTestCase(self, case):
        suite = TestSuite(case.__name__)
        suite.addTest(case)
        return suite


def main(module="__main__", testRunner=None, exit=True):
    if isinstance(module, str):
        module = __import__(module)
    suite = TestLoader().loadTestsFromModule(module)
    result = (testRunner or TestRunner()).run(suite)
    if exit and not result.wasSuccessful():
        sys.exit(1)
    return result
