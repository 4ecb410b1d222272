# SPDX-License-Identifier: MIT
# Identifiers and attributes have at most 255 characters.
for n in 255, 256:
    name = "a" * n
    for text in (name + " = 1", "def " + name + "(): pass", "x." + name,
                 "f(" + name + "=1)", "import " + name, "global " + name):
        try:
            exec(text, {"f": lambda **k: len(k), "x": 1})
            print(n, "ok")
        except (RuntimeError, AttributeError, ImportError) as e:
            print(n, type(e).__name__, str(e)[:17])
    try:
        print(hasattr(1, name))
    except RuntimeError as e:
        print(e)
