/* SPDX-License-Identifier: MIT */
/* What the VM needs of <math.h>, for cross builds without a C library. */
#ifndef CROSS_MATH_H
#define CROSS_MATH_H

#define NAN         __builtin_nan("")
#define INFINITY    __builtin_inf()
#define HUGE_VAL    __builtin_huge_val()
#define isnan(x)    __builtin_isnan(x)
#define isinf(x)    __builtin_isinf(x)
#define isfinite(x) __builtin_isfinite(x)
#define signbit(x)  __builtin_signbit(x)
#define M_PI        3.14159265358979323846
#define M_E         2.71828182845904523536

#define F1(name)               \
	double name(double x); \
	float name##f(float x);
#define F2(name)                         \
	double name(double x, double y); \
	float name##f(float x, float y);
/* clang-format off */
F1(sin)
F1(cos)
F1(tan)
F1(asin)
F1(acos)
F1(atan)
F1(sinh)
F1(cosh)
F1(tanh)
F1(asinh)
F1(acosh)
F1(atanh)
F1(exp)
F1(exp2)
F1(expm1)
F1(log)
F1(log10)
F1(log2)
F1(log1p)
F1(sqrt)
F1(cbrt)
F1(ceil)
F1(floor)
F1(trunc)
F1(round)
F1(rint)
F1(nearbyint)
F1(fabs)
F1(erf)
F1(erfc)
F1(tgamma)
F1(lgamma)
F2(atan2)
F2(pow)
F2(fmod)
F2(hypot)
F2(copysign)
F2(nextafter)
F2(fmax)
F2(fmin)
/* clang-format on */
#undef F1
#undef F2
double ldexp(double x, int e);
double frexp(double x, int *e);
double modf(double x, double *i);
float ldexpf(float x, int e);
float frexpf(float x, int *e);
float modff(float x, float *i);
double scalbn(double x, int e);

#endif
