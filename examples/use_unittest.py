# SPDX-License-Identifier: MIT
# A few test cases, all of which pass.
import unittest


class Numbers(unittest.TestCase):
    def setUp(self):
        self.one = 1

    def test_sum(self):
        self.assertEqual(self.one + 1, 2)

    def test_division(self):
        with self.assertRaises(ZeroDivisionError):
            self.one // 0

    @unittest.skip("not today")
    def test_skipped(self):
        self.fail()


if __name__ == "__main__":
    unittest.main()
