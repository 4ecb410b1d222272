# SPDX-License-Identifier: MIT
# Log messages with levels, handlers and formats.
import io
import sys
import time

CRITICAL = 50
ERROR = 40
WARNING = 30
INFO = 20
DEBUG = 10
NOTSET = 0

_DEFAULT_LEVEL = WARNING
_DEFAULT_FORMAT = "%(levelname)s:%(name)s:%(message)s"
_DEFAULT_DATE = "%Y-%m-%d %H:%M:%S"

_names = {
    CRITICAL: "CRITICAL",
    ERROR: "ERROR",
    WARNING: "WARNING",
    INFO: "INFO",
    DEBUG: "DEBUG",
    NOTSET: "NOTSET",
}
_loggers = {}
_stream = sys.stderr


class LogRecord:
    def set(self, name, level, message):
        self.name = name
        self.levelno = level
        self.levelname = _names.get(level, "Level %s" % level)
        self.message = message
        self.ct = time.time()
        self.msecs = int((self.ct - int(self.ct)) * 1000)
        self.asctime = None


class Handler:
    def __init__(self, level=NOTSET):
        self.level = level
        self.formatter = None

    def close(self):
        pass

    def setLevel(self, level):
        self.level = level

    def setFormatter(self, formatter):
        self.formatter = formatter

    def format(self, record):
        return (self.formatter or _formatter).format(record)


class StreamHandler(Handler):
    def __init__(self, stream=None):
        super().__init__()
        self.stream = _stream if stream is None else stream
        self.terminator = "\n"

    def close(self):
        if hasattr(self.stream, "flush"):
            self.stream.flush()

    def emit(self, record):
        if record.levelno >= self.level:
            self.stream.write(self.format(record) + self.terminator)


class FileHandler(StreamHandler):
    def __init__(self, filename, mode="a", encoding="UTF-8"):
        super().__init__(open(filename, mode))

    def emit(self, record):
        super().emit(record)
        self.stream.flush()

    def close(self):
        super().close()
        self.stream.close()


class Formatter:
    def __init__(self, fmt=None, datefmt=None):
        self.fmt = _DEFAULT_FORMAT if fmt is None else fmt
        self.datefmt = _DEFAULT_DATE if datefmt is None else datefmt

    def usesTime(self):
        return "asctime" in self.fmt

    def formatTime(self, datefmt, record):
        t = time.localtime(int(record.ct))
        text = datefmt
        for mark, value in (("%Y", "%04d" % t[0]), ("%m", "%02d" % t[1]),
                            ("%d", "%02d" % t[2]), ("%H", "%02d" % t[3]),
                            ("%M", "%02d" % t[4]), ("%S", "%02d" % t[5])):
            text = text.replace(mark, value)
        return text

    def format(self, record):
        if self.usesTime():
            record.asctime = self.formatTime(self.datefmt, record)
        return self.fmt % {
            "name": record.name,
            "message": record.message,
            "msecs": record.msecs,
            "asctime": record.asctime,
            "levelname": record.levelname,
            "levelno": record.levelno,
        }


_formatter = Formatter()


class Logger:
    def __init__(self, name, level=NOTSET):
        self.name = name
        self.level = level
        self.handlers = []
        self.record = LogRecord()

    def setLevel(self, level):
        self.level = level

    def isEnabledFor(self, level):
        return level >= self.getEffectiveLevel()

    def getEffectiveLevel(self):
        return self.level or getLogger().level or _DEFAULT_LEVEL

    def log(self, level, msg, *args):
        if not self.isEnabledFor(level):
            return
        if args:
            if isinstance(args[0], dict):
                args = args[0]
            msg = msg % args
        self.record.set(self.name, level, msg)
        for handler in self.handlers or getLogger().handlers:
            handler.emit(self.record)

    def debug(self, msg, *args):
        self.log(DEBUG, msg, *args)

    def info(self, msg, *args):
        self.log(INFO, msg, *args)

    def warning(self, msg, *args):
        self.log(WARNING, msg, *args)

    def error(self, msg, *args):
        self.log(ERROR, msg, *args)

    def critical(self, msg, *args):
        self.log(CRITICAL, msg, *args)

    def exception(self, msg, *args, exc_info=True):
        self.log(ERROR, msg, *args)
        error = None
        if isinstance(exc_info, BaseException):
            error = exc_info
        elif exc_info and hasattr(sys, "exc_info"):
            error = sys.exc_info()[1]
        if error is not None:
            text = io.StringIO()
            sys.print_exception(error, text)
            self.log(ERROR, text.getvalue())

    def addHandler(self, handler):
        self.handlers.append(handler)

    def removeHandler(self, handler):
        self.handlers.remove(handler)

    def hasHandlers(self):
        return bool(self.handlers)


def getLogger(name=None):
    if name is None:
        name = "root"
    if name not in _loggers:
        _loggers[name] = Logger(name)
        if name == "root":
            basicConfig()
    return _loggers[name]


def log(level, msg, *args):
    getLogger().log(level, msg, *args)


def debug(msg, *args):
    getLogger().debug(msg, *args)


def info(msg, *args):
    getLogger().info(msg, *args)


def warning(msg, *args):
    getLogger().warning(msg, *args)


def error(msg, *args):
    getLogger().error(msg, *args)


def critical(msg, *args):
    getLogger().critical(msg, *args)


def exception(msg, *args, exc_info=True):
    getLogger().exception(msg, *args, exc_info=exc_info)


def addLevelName(level, name):
    _names[level] = name


def shutdown():
    for logger in _loggers.values():
        for handler in logger.handlers:
            handler.close()
        logger.handlers = []
    _loggers.clear()


def basicConfig(filename=None, filemode="a", format=None, datefmt=None,
                level=WARNING, stream=None, encoding="UTF-8", force=False):
    if "root" not in _loggers:
        _loggers["root"] = Logger("root")
    logger = _loggers["root"]
    if not force and logger.handlers:
        return
    for handler in logger.handlers:
        handler.close()
    handler = FileHandler(filename, filemode) if filename else (
        StreamHandler(stream))
    handler.setFormatter(Formatter(format, datefmt))
    logger.handlers = [handler]
    logger.setLevel(level)


if hasattr(sys, "atexit"):
    sys.atexit(shutdown)
