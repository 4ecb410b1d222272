# SPDX-License-Identifier: MIT
# Text in a narrow column.
import textwrap

print(textwrap.fill("A text that is too long for the little display", 16))
