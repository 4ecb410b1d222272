# What unittest counts and prints.
import unittest


class Good(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        print("class begins")

    @classmethod
    def tearDownClass(cls):
        print("class ends")

    def setUp(self):
        self.addCleanup(print, "cleaned up")

    def test_asserts(self):
        self.assertEqual(1, 1)
        self.assertNotEqual(1, 2)
        self.assertTrue([1])
        self.assertFalse([])
        self.assertIn(1, [1])
        self.assertNotIn(2, [1])
        self.assertIsNone(None)
        self.assertIsNotNone(0)
        self.assertIsInstance(1, int)
        self.assertAlmostEqual(1.0, 1.00000001)
        self.assertAlmostEqual(1.0, 1.1, delta=0.2)
        self.assertNotAlmostEqual(1.0, 1.1)
        self.assertLess(1, 2)
        self.assertGreaterEqual(2, 2)
        with self.assertRaises(ValueError) as caught:
            raise ValueError("text")
        self.assertEqual(caught.exception.args, ("text",))
        self.assertRaises(KeyError, lambda: {}[1])
        self.assertNotIn(3, [1, 2])
        self.assertNotIsInstance("1", int)
        self.assertRegex("board 12", "[0-9]+")
        self.assertNotRegex("board", "[0-9]")
        self.assertCountEqual([1, 2, 2], (2, 1, 2))
        self.assertListEqual([1], [1])
        self.assertDictEqual({1: 2}, {1: 2})
        with self.assertRaisesRegex(ValueError, "te.t"):
            raise ValueError("text")

    def test_skipped(self):
        self.skipTest("no reason")

    @unittest.expectedFailure
    def test_expected(self):
        self.fail()


class Bad(unittest.TestCase):
    def test_error(self):
        {}[1]

    def test_failure(self):
        self.assertEqual(1, 2, "one is not two")

    def test_what_does_not_hold(self):
        for check in (
            lambda: self.assertNotIn(1, [1]),
            lambda: self.assertNotIsInstance(1, int),
            lambda: self.assertRegex("board", "[0-9]"),
            lambda: self.assertNotRegex("board 12", "[0-9]"),
            lambda: self.assertCountEqual([1, 2, 2], [1, 1, 2]),
            lambda: self.assertCountEqual([1], [1, 2]),
            lambda: self.assertTupleEqual((1,), (2,)),
            lambda: self.assertRaisesRegex(KeyError, "x", {}.pop, "y"),
        ):
            try:
                check()
                print("held")
            except AssertionError:
                pass

    def test_subtests(self):
        for i in range(3):
            with self.subTest(i=i):
                self.assertEqual(i, 1)


@unittest.skip("all of it")
class Skipped(unittest.TestCase):
    def test_never(self):
        print("never")


class Nothing:
    def __init__(self):
        self.text = []


suite = unittest.TestSuite("suite")
for case in (Good, Bad, Skipped):
    suite.addTest(case)
result = suite.run(unittest.TestResult())
print(result, result.skippedNum, result.wasSuccessful())
for name, error in result.failures + result.errors:
    print(name, repr(error))
