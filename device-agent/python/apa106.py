# SPDX-License-Identifier: MIT
# APA106 lights: a NeoPixel with another order of colours.
from neopixel import NeoPixel


class APA106(NeoPixel):
    ORDER = (0, 1, 2, 3)
