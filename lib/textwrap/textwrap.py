# SPDX-License-Identifier: MIT
# Wraps, indents and dedents text.


def wrap(text, width=70, initial_indent="", subsequent_indent="",
         break_long_words=True):
    lines = []
    line = initial_indent
    empty = True
    for word in text.split():
        while True:
            room = width - len(line) - (0 if empty else 1)
            if len(word) <= room:
                line += word if empty else " " + word
                empty = False
                break
            if break_long_words and room > 0 and (
                    len(word) > width - len(subsequent_indent)):
                # it fits on no line: as much of it as goes on this one
                lines.append(line + ("" if empty else " ") + word[:room])
                word = word[room:]
                line, empty = subsequent_indent, True
            elif not empty:
                lines.append(line)
                line, empty = subsequent_indent, True
            else:
                lines.append(line + word)
                line = subsequent_indent
                break
    if not empty:
        lines.append(line)
    return lines


def fill(text, width=70, **options):
    return "\n".join(wrap(text, width, **options))


def shorten(text, width, placeholder=" [...]"):
    words = text.split()
    whole = " ".join(words)
    if len(whole) <= width:
        return whole
    out = ""
    for word in words:
        longer = out + " " + word if out else word
        if len(longer) + len(placeholder) > width:
            break
        out = longer
    return out + placeholder if out else placeholder.lstrip()


def dedent(text):
    lines = text.split("\n")
    margin = None
    for i in range(len(lines)):
        stripped = lines[i].lstrip()
        if not stripped:
            lines[i] = ""
            continue
        indent = lines[i][:len(lines[i]) - len(stripped)]
        if margin is None:
            margin = indent
        while not indent.startswith(margin):
            margin = margin[:-1]
    n = len(margin or "")
    return "\n".join(line[n:] for line in lines)


def indent(text, prefix, predicate=None):
    out = []
    for line in text.splitlines(True):
        if predicate(line) if predicate else line.strip():
            out.append(prefix)
        out.append(line)
    return "".join(out)
