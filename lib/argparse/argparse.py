# SPDX-License-Identifier: MIT
# Command lines, the useful part of CPython's argparse.
import sys
from collections import namedtuple

__version__ = "0.4.1"


class _ArgError(Exception):
    pass


class ArgumentTypeError(Exception):
    pass


def _name_of(options):
    for name in options:
        if name[:2] == "--":
            return name[2:].replace("-", "_")
    return options[0].lstrip("-").replace("-", "_")


class _Arg:
    def __init__(self, names, dest, action, nargs, const, default, kind,
                 choices, required, help):
        self.names = names
        self.dest = dest
        self.action = action
        self.nargs = nargs
        self.const = const
        self.default = default
        self.type = kind
        self.choices = choices
        self.required = required
        self.help = help

    def convert(self, text):
        try:
            value = self.type(text) if self.type else text
        except (ValueError, TypeError, ArgumentTypeError) as e:
            raise _ArgError("invalid value for %s: %s (%s)" % (
                self.label(), text, e))
        if self.choices is not None and value not in self.choices:
            raise _ArgError("invalid choice for %s: %s (choose from %s)" % (
                self.label(), text, ", ".join(str(c) for c in self.choices)))
        return value

    def label(self):
        return ", ".join(self.names) if self.names else self.dest

    # What is taken from the arguments, which lose it.
    def take(self, args):
        if self.nargs is None:
            if not args:
                raise _ArgError("expecting value for %s" % self.label())
            return self.convert(args.pop(0))
        if self.nargs == "?":
            if args and not _is_option(args[0]):
                return self.convert(args.pop(0))
            return self.const if self.names else self.default
        count = self.nargs if isinstance(self.nargs, int) else len(args)
        values = []
        while len(values) < count and args and not _is_option(args[0]):
            values.append(self.convert(args.pop(0)))
        if len(values) < count and isinstance(self.nargs, int) or (
                self.nargs == "+" and not values):
            raise _ArgError("expecting value for %s" % self.label())
        return values or (self.default or [] if not self.names else [])

    def usage(self):
        if self.names and self.action in ("store", "append"):
            text = self.label() + " " + self.dest
        else:
            text = self.label()
        if isinstance(self.nargs, int):
            text += "(x%d)" % self.nargs
        elif self.nargs:
            text += self.nargs
        return text


def _is_option(text):
    return text[:1] == "-" and text not in ("-", "--") and not (
        text[1:].replace(".", "", 1).isdigit())


class ArgumentParser:
    def __init__(self, *, argv0=None, prog=None, description="", epilog=""):
        self.prog = prog or argv0 or sys.argv[0]
        self.description = description
        self.epilog = epilog
        self.opt = []
        self.pos = []

    def add_argument(self, *names, **kw):
        action = kw.get("action", "store")
        const = kw.get("const")
        default = kw.get("default")
        if action == "store_true":
            const, default = True, default or False
        elif action == "store_false":
            const, default = False, True if default is None else default
        elif action not in ("store", "store_const", "append", "count",
                            "version"):
            raise ValueError("unknown action " + action)
        is_option = bool(names) and names[0][:1] == "-"
        dest = kw.get("dest")
        if dest is None:
            dest = _name_of(names) if is_option else names[0]
        arg = _Arg(list(names) if is_option else [], dest, action,
                   kw.get("nargs"), const, default, kw.get("type"),
                   kw.get("choices"), kw.get("required", False),
                   kw.get("help", ""))
        (self.opt if is_option else self.pos).append(arg)

    def usage(self, full):
        parts = ["[-h]"] + ["[%s]" % a.usage() for a in self.opt]
        parts += [a.usage() for a in self.pos]
        print("usage: %s %s" % (self.prog, " ".join(parts)))
        if not full:
            return
        if self.description:
            print()
            print(self.description)
        rows = [("-h, --help", "show this message and exit")]
        rows += [(a.usage(), a.help) for a in self.opt]
        width = max(len(r[0]) for r in rows + [(a.usage(),) for a in self.pos])
        if self.pos:
            print("\npositional args:")
            for a in self.pos:
                print(("  %-" + str(width) + "s  %s") % (a.usage(), a.help))
        print("\noptional args:")
        for row in rows:
            print(("  %-" + str(width) + "s  %s") % row)
        if self.epilog:
            print()
            print(self.epilog)

    def parse_args(self, args=None):
        return self._parse(args, None)

    def parse_known_args(self, args=None):
        unknown = []
        return self._parse(args, unknown), unknown

    def _parse(self, args, unknown):
        try:
            return self._parse_all(
                list(sys.argv[1:] if args is None else args), unknown)
        except _ArgError as e:
            self.usage(False)
            print("error:", e)
            sys.exit(2)

    def _find(self, text):
        for arg in self.opt:
            if text in arg.names:
                return arg
        return None

    def _option(self, text, args, found):
        name, equals, value = text, "", ""
        if text[:2] == "--":
            name, equals, value = text.partition("=")
        arg = self._find(name)
        if arg is None and text[:2] != "--" and self._find(text[:2]):
            # -abc, -n5
            arg = self._find(text[:2])
            if arg.action in ("store", "append"):
                equals, value = "=", text[2:]
            else:
                args.insert(0, "-" + text[2:])
        if arg is None:
            return False
        if equals:
            args.insert(0, value)
        if arg.action == "store":
            found[arg.dest] = arg.convert(args.pop(0)) if (
                equals and arg.nargs is None) else arg.take(args)
        elif arg.action == "append":
            found[arg.dest] = (found[arg.dest] or []) + [arg.take(args)]
        elif arg.action == "count":
            found[arg.dest] = (found[arg.dest] or 0) + 1
        elif arg.action == "version":
            print(arg.const or self.prog)
            sys.exit(0)
        else:
            found[arg.dest] = arg.const
        return True

    def _parse_all(self, args, unknown):
        found = {a.dest: a.default for a in self.opt}
        seen = set()
        rest = []
        while args:
            text = args.pop(0)
            if text in ("-h", "--help"):
                self.usage(True)
                sys.exit(0)
            if text == "--":
                rest += args
                break
            if not _is_option(text):
                rest.append(text)
            elif self._option(text, args, found):
                seen.add(text.partition("=")[0])
            elif unknown is not None:
                unknown.append(text)
            else:
                raise _ArgError("unknown option %s" % text)
        for arg in self.opt:
            if arg.required and not any(n in seen for n in arg.names):
                raise _ArgError("missing option %s" % arg.label())
        self._positionals(rest, found, unknown)
        return namedtuple("args", tuple(found))(*found.values())

    def _positionals(self, rest, found, unknown):
        for i in range(len(self.pos)):
            arg = self.pos[i]
            keep = sum(1 if a.nargs is None or a.nargs == "+" else
                       a.nargs if isinstance(a.nargs, int) else 0
                       for a in self.pos[i + 1:])
            mine = rest[:max(len(rest) - keep, 0)]
            rest = rest[len(mine):]
            found[arg.dest] = arg.take(mine)
            rest = mine + rest
        if rest and unknown is not None:
            unknown += rest
        elif rest:
            raise _ArgError("unknown argument %s" % rest[0])
