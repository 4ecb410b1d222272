# SPDX-License-Identifier: MIT
# Prints exceptions.
import io
import sys


def print_exception(exc, value=None, tb=None, limit=None, file=None,
                    chain=True):
    if value is not None:
        exc = value
    sys.print_exception(exc, sys.stderr if file is None else file)


def format_exception(exc, value=None, tb=None, limit=None, chain=True):
    text = io.StringIO()
    print_exception(exc, value, file=text)
    return text.getvalue().splitlines(True)


def format_exception_only(exc, value=None):
    return format_exception(exc, value)[-1:]


def print_exc(limit=None, file=None, chain=True):
    print_exception(sys.exc_info()[1], file=file)


def format_exc(limit=None, chain=True):
    return "".join(format_exception(sys.exc_info()[1]))


def format_tb(tb, limit=None):
    return []


def extract_tb(tb, limit=None):
    return []
