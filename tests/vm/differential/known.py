# SPDX-License-Identifier: MIT
"""The differences that are meant.  Each rule names its row in
vm/DIFFERENCES.md (the first cell)."""

import re


class Rule:
    """A difference between this VM and CPython.

    source: pattern of the statement; ours, python: patterns of the printed
    line without its number; like_micropython: MicroPython must print what
    this VM prints.
    """

    def __init__(self, row, source="", ours="", python="", like_micropython=False):
        self.row = row
        self.source = re.compile(source)
        self.ours = re.compile(ours)
        self.python = re.compile(python)
        self.like_micropython = like_micropython

    def explains(self, source, program, ours, python, micropython):
        if self.source.pattern.startswith(WHOLE):
            source = program
        if self.like_micropython and micropython is not None and ours != micropython:
            return False
        return bool(self.source.search(source) and self.ours.search(ours) and self.python.search(python))


WHOLE = "(?#whole program)"  # the pattern looks at more than the statement
FORMATS = r"%|format\(|f\"\"\"|f'"
ERROR = r"^! \w+$"
# Names MicroPython lacks, as methods, functions or modules.
LACKING = r"\.(title|casefold|swapcase|isalnum|istitle|isnumeric|isidentifier|expandtabs|isdecimal|capitalize|is_integer|real|" \
    r"index|_replace|__\w+__|readlines|bit_length|isclose|gcd|zfill|ljust|rjust|splitlines|c\d|fromhex|hex|count|imag|isascii|" \
    r"expm1|erf|gamma|lgamma|copy|translate|factorial|symmetric_difference_update|_fields|_asdict)\b|format\("

# Row, this VM's line, CPython's line, the statement. In both columns of vm/DIFFERENCES.md: this VM does what MicroPython does.
AS_MICROPYTHON = [
    ("methods and functions MicroPython lacks", r"^! (AttributeError|NameError|ImportError|TypeError)$", r"^(?!! )", LACKING),
    ("methods and functions MicroPython lacks", "^False$", "^True$", r"hasattr\("),
    ("types of exceptions", ERROR, ERROR, ""),
    ("`exec` in a function", "", "", WHOLE + r"(exec|eval)\("),
    ("`io.StringIO` counts bytes", "", "", WHOLE + r"io\.StringIO"),
    ("special methods called", "^(True|False)$", "^(True|False)$", r"[xyz]\] ==|[xyz] in \[|[xyz] ==|== [xyz]|!="),
    ("`re`: empty matches, repetition in repetition", "", "", r"re\.(sub|match|search|compile)"),
    ("items of `array` and `bytearray` out of range", "", "", WHOLE + r"x = array\("),
    ("methods of text look at ASCII letters only", r"<[0-9a-f]+>", r"<[0-9a-f]+>", WHOLE + r"\.(upper|lower|title|swapcase|capitalize)"),
    ("arguments that are not checked", r"^(?!! |DIED)", r"^! (TypeError|ValueError|AttributeError|OverflowError|IndexError|SyntaxError|error|JSONDecodeError)$", ""),
    ("arguments that are not taken", r"^! (TypeError|NotImplementedError|ValueError|SyntaxError|OverflowError|AttributeError)$", r"^(?!! )", ""),
    ("special methods called", r"^s'__\w+__'$", "", ""),
    ("special methods called", "", r"^s'__\w+__'$", ""),
    ("classes that extend built-in types", "", "", r"class K1\((list|dict|int|str|tuple|float|set|\w*Error|Exception|bytes)\):"),
    ("`repr` of text that is not ASCII", r"\\[xuU][0-9a-f]+", "", ""),
    ("text and arguments of `OSError`", r"^(s'|E:|list\(|tuple\(|\d$)", r"^(s'|E:|list\(|tuple\(|\d$)", WHOLE + "OSError"),
    ("classes that extend built-in types", r"^(E:K|s'|tuple|list)", r"^(E:K|s'|tuple|list)", WHOLE + r"class K1\(\w*(Error|Exception)\):"),
]

# This VM does as neither, or MicroPython had gone another way before.
OWN = [
    ("types of exceptions", r"^! ValueError$", r"^! (JSONDecodeError|Unicode\w+|error)$", ""),
    ("types of exceptions", r"^! UnicodeError$", r"^! Unicode\w+$", ""),
    ("types of exceptions", r"^! (OverflowError|ValueError|MemoryError|TypeError|error)$", r"^! (error|OverflowError)$", ""),
    ("types of exceptions", r"^! NameError$", r"^! UnboundLocalError$", ""),
    ("types of exceptions", r"^tuple\(s'OSError'", r"^tuple\(s'\w+Error'", WHOLE + "OSError"),
    ("text and arguments of `OSError`", r"^s'", r"^s'\[Errno", WHOLE + "OSError"),
    ("text and arguments of `OSError`", r"^E:OSErrorlist\(", r"^E:OSErrorlist\(", WHOLE + "OSError"),
    ("ints beyond the greatest float", "^(True|False)$", "^! OverflowError$", r"[<>=]=? *float\("),
    ("methods and functions MicroPython lacks", "^! AttributeError$", r"^(?!! )", r"\)\.(real|imag|conjugate|is_integer|as_integer_ratio)\b|\._replace\("),
    ("methods and functions MicroPython lacks", "^! AttributeError$", "", r"range\([^)]*\)\.(index|count)\("),
    ("classes that extend built-in types", "", "^! TypeError$", r"x = K1\("),
    ("`@` in front of any expression; `:=` for a comprehension's own variable", "", "^! SyntaxError$", WHOLE + r"for.*:=|:=.*for"),
    ("`io.StringIO` has `readlines`", "", "", WHOLE + r"io\.StringIO[^~]*readlines"),
    ("types of exceptions", r"^! (OSError|ValueError)$", r"^! (UnsupportedOperation|Error)$", ""),
    ("types of exceptions", r"^! (TypeError|ValueError|OverflowError|NotImplementedError|IndexError)$",
     r"^! (TypeError|ValueError|OverflowError|IndexError)$", ""),
    ("types of exceptions", "^! TypeError$", "^! AttributeError$", r"\] = |del |\[[^]]*\]$|\]\)$"),
    ("`repr` of text that is not ASCII", r"\\[xuU][0-9a-f]+", "", ""),
    ("descriptors", r"^tuple\(s'(set|get|getattr)'", r"^tuple\(s'(set|get)'", WHOLE + "def __set__"),
    ("options of a format that say nothing for the type", r"^(?!DIED)", r"^! (ValueError|OverflowError|TypeError)$", FORMATS),
    ("options of a format that say nothing for the type", r"^! (IndexError|ValueError|KeyError)$", r"^! (ValueError|IndexError|KeyError)$",
     FORMATS),
    ("arguments left over by `%`", "^! TypeError$", r"^s'", "%"),
    ("descriptors", r"^(?!! )", r"^tuple\(s'get'", WHOLE + "def __delete__"),
    ("`**` of what is not a mapping", "^! AttributeError$", "^! TypeError$", r"\*\*"),
    ("special methods called", r"^s'__(r\w+|int)__'$", "", ""),
    ("special methods called", "", r"^s'__(len|length_hint|index)__'$", ""),
    ("types of exceptions", "^! AttributeError$", "^! TypeError$", r"K\d\.\w+\("),
    ("special methods called", r"^s'__len__'$", "^! TypeError$", r"reversed\("),
    ("`repr` of text that is not ASCII", "", r"<[0-9a-f]+>", r"%[^%]*\.\d+[ra]"),
    ("`repr` of text that is not ASCII", r"s'[xuU\\]'", r"<[0-9a-f]+>", r"(repr\(|%[sra]).*[^\x00-\x7f]"),
    ("`__bool__` that gives no bool", r"^(?!! )", "^! TypeError$", WHOLE + r"def __bool__\(self\):\n.*\n\s+return (?!True|False)"),
    ("methods of text look at ASCII letters only", r"<[0-9a-f]+>", r"<[0-9a-f]+>", WHOLE + r"\.(upper|lower|title|swapcase|capitalize)"),
    ("methods of text look at ASCII letters only", "^(True|False)$", "^(True|False)$", r"[^\x00-\x7f].*\.is\w+\(|\\x[89a-f]"),
    ("arguments that are not checked", "^tuple", "^! error$", r"struct\."),
    ("arguments that are not checked", "inf|nan", "^! OverflowError$", r"j\) ?\*\*|\*\*="),
    ("`json.dumps` of text that is not ASCII", r"<[0-9a-f]+>", r"\\u[0-9a-f]+", r"json\.dumps"),
    ("`json.dumps` of other types", "^s'", "^! TypeError$", r"json\.dumps"),
    ("`json.dumps` of other types", "nan|inf", "NaN|Infinity", r"json\.dumps"),
    ("classes that extend built-in types", r"^(?!DIED)", "^! TypeError$", WHOLE + r"class K1\(float\):[\s\S]*super\(\)\.__init__"),
    ("special methods called", "^True$", "^False$", WHOLE + r"class K1\(float\):[\s\S]*__len__"),
    ("items of `array` and `bytearray` out of range", r"^(list|None$|True$|False$|\d+$)", r"^(list|True$|False$|\d+$|! (OverflowError|IndexError)$)",
     WHOLE + r"x = array\("),
    ("arguments that are not checked", "^(True|False)$", "^! ValueError$", r"\bin \(?(bytearray\()?b['\"]"),
    ("arguments that are not checked", r"^(?!! |DIED)", "^! OverflowError$", r"\.(r?split|replace|r?find|r?index|count)\("),
    ("`io.StringIO` counts bytes", r"^(?!DIED)", "", WHOLE + r"io\.StringIO\([\s\S]*[^\x00-\x7f]"),
    ("`repr` of text that is not ASCII", r"^(\d+$|list)", "", WHOLE + r"(?s:(?=.*[^\x00-\x7f]).*len\(.*(repr\(|'%s'))"),
    ("coroutines that have ended", "^! (StopIteration|ValueError|TypeError)$", "^! RuntimeError$", r"lambda: g\."),
    ("arguments that are not taken", "^! TypeError$", "^(True|False)$", r"in \(?(frozenset|set)\(|in \(\{"),
    ("arguments that are not taken", "^! NotImplementedError$", "", r"\] \+?= "),
    ("format type `c`", r"^s'", r"^s'", r"%[-+ #0\d.*]*c|c\}|format\(.*c['\"]\)"),
    ("comparison operators of subclasses", r"^s'__(lt|le|gt|ge|eq|ne)__'$", r"^s'__(lt|le|gt|ge|eq|ne)__'$", ""),
    ("items of `array` and `bytearray` out of range", "^! ValueError$", r"^bytearray\[", r"= (b''|bytearray\(b''\)|\[\])"),
    ("items of `array` and `bytearray` out of range", r"^(bytearray\[|b')", r"^! (ValueError|TypeError)$", r"\[.*\] \+?= |append|extend"),
]


class SetOrder(Rule):
    """The same items, in the order in which a set gave them."""

    def explains(self, source, program, ours, python, micropython):
        def items(line):
            return sorted(re.findall(r"[^ ,()]+", line))

        return ours != python and items(ours) == items(python) and super().explains(source, program, ours, python, micropython)


class SameNumbers(Rule):
    """The same but for the signs of zeros."""

    def explains(self, source, program, ours, python, micropython):
        def unsigned(line):
            line = re.sub(r"\(-?0(-?)\+?([^\s()]+j)\)", r"\1\2", line)
            line = re.sub(r"(?<=\w)-0j", "+0j", line)
            return re.sub(r"(?<!\w)-0j", "0j", line)

        return "j" in ours and unsigned(ours) == unsigned(python)


RULES = [Rule(row, source, ours, python, True) for row, ours, python, source in AS_MICROPYTHON]
RULES += [Rule(row, source, ours, python, False) for row, ours, python, source in OWN]
RULES.append(SameNumbers("signs of complex zeros"))
RULES.append(SetOrder("order of the items of a set", WHOLE + r"\{.*,|set\("))


def value(line):
    return line.partition(" ")[2]


def explain(source, program, ours, python, micropython):
    micropython = None if micropython is None else value(micropython)
    for rule in RULES:
        if rule.explains(source, program, value(ours), value(python), micropython):
            return rule.row
    return None


def check_rows(differences, names=None):
    """Every rule's row exists."""
    text = differences.read_text()
    rows = {line.split("|")[1].strip() for line in text.splitlines() if line.startswith("|")}
    missing = set(names or {rule.row for rule in RULES}) - rows
    if missing:
        raise SystemExit("%s has no row for: %s" % (differences.name, ", ".join(sorted(missing))))
