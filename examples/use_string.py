# SPDX-License-Identifier: MIT
# Fills a form.
from string import Template, capwords

print(Template("$who has ${n} boards").substitute(who="Ann", n=3))
print(capwords("hello old world"))
