# SPDX-License-Identifier: MIT
# The functions of math; rounded, since libraries differ in the last bit.
import math
names = ("sqrt exp expm1 log10 log2 cosh sinh tanh acosh asinh atanh cos sin tan acos asin atan fabs erf erfc "
         "gamma lgamma degrees radians ceil floor trunc isinf isnan isfinite").split()
for name in names:
    for x in (-2.5, -1, -0.5, 0, 0.25, 0.5, 1, 2, 2.5, 10, 100.7):
        try:
            r = getattr(math, name)(x)
            print(name, x, "%.11g" % r if isinstance(r, float) else r)
        except ValueError:
            print(name, x, "ValueError")
print(math.pow(2, 10), math.atan2(1, -1), math.copysign(3, -0.0), math.fmod(-7.5, 2), math.ldexp(0.75, 3))
print(math.frexp(10.5), math.frexp(0), math.modf(-3.25), math.log(8, 2), math.log(100, 10), math.log(math.e))
print(math.pi, math.e, math.tau, math.inf, math.nan, -math.inf)
print(math.factorial(0), math.factorial(20), math.factorial(30), math.gcd(12, 18), math.isqrt(10 ** 40), math.hypot(3, 4))
print(math.isclose(1, 1 + 1e-10), math.isclose(1, 1.1, rel_tol=0.2), math.isclose(0, 1e-12, abs_tol=1e-9), math.isclose(1, 2))
print(math.floor(1e30), math.ceil(-0.5), math.trunc(-9.9), math.floor(7), math.floor(-1.5))
for f in (lambda: math.sqrt(-1), lambda: math.log(0), lambda: math.log(-1), lambda: math.factorial(-1), lambda: math.pow(0, -1),
          lambda: math.acos(2), lambda: math.fmod(1, 0)):
    try:
        print(f())
    except ValueError:
        print("ValueError")
for f in (lambda: math.floor(math.inf), lambda: math.floor(math.nan), lambda: math.sin("a"), lambda: math.sin()):
    try:
        print(f())
    except (OverflowError, ValueError, TypeError) as e:
        print(type(e).__name__)
