# SPDX-License-Identifier: MIT
# Text that is safe in a page.
import html

print(html.escape("<b>5 > 3 & \"2\"</b>"), html.unescape("&lt;&#65;&gt;"))
