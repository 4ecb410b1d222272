# SPDX-License-Identifier: MIT
"""Planets: float arithmetic on lists."""

SUN = 39.47841760435743
DAYS = 365.24
PLANETS = [
    ([0.0, 0.0, 0.0], [0.0, 0.0, 0.0], SUN),
    ([4.84143144246472, -1.16032004402743, -0.10362204447112],
     [0.00166007664274 * DAYS, 0.0076990111841 * DAYS,
      -0.00006904600169 * DAYS], 0.00095479193842 * SUN),
    ([8.34336671824458, 4.12479856412431, -0.40352341711432],
     [-0.00276742510726 * DAYS, 0.00499852801234 * DAYS,
      0.00002304172975 * DAYS], 0.0002858859807 * SUN),
    ([12.89436956213913, -15.1111514016986, -0.22330757889266],
     [0.0029646013756 * DAYS, 0.0023784717396 * DAYS,
      -0.00002965895685 * DAYS], 0.0000436624404 * SUN),
    ([15.37969711485092, -25.9193146099879, 0.17925877295037],
     [0.00268067772491 * DAYS, 0.0016282417004 * DAYS,
      -0.00009515922545 * DAYS], 0.0000515138902 * SUN),
]


def advance(pairs, steps, dt):
    for _ in range(steps):
        for (p, v, m), (q, w, n) in pairs:
            dx = p[0] - q[0]
            dy = p[1] - q[1]
            dz = p[2] - q[2]
            d = dx * dx + dy * dy + dz * dz
            k = dt * d ** -1.5
            a = n * k
            v[0] -= dx * a
            v[1] -= dy * a
            v[2] -= dz * a
            a = m * k
            w[0] += dx * a
            w[1] += dy * a
            w[2] += dz * a
        for p, v, _m in PLANETS:
            p[0] += dt * v[0]
            p[1] += dt * v[1]
            p[2] += dt * v[2]


def energy(pairs):
    e = 0.0
    for (p, _, m), (q, _, n) in pairs:
        e -= m * n / ((p[0] - q[0]) ** 2 + (p[1] - q[1]) ** 2
                      + (p[2] - q[2]) ** 2) ** 0.5
    for _, v, m in PLANETS:
        e += m * (v[0] ** 2 + v[1] ** 2 + v[2] ** 2) / 2
    return e


PAIRS = [(PLANETS[i], PLANETS[j]) for i in range(5) for j in range(i + 1, 5)]
advance(PAIRS, 4000, 0.01)
print("%.6f" % energy(PAIRS))
