# SPDX-License-Identifier: MIT
# Dates and times, the useful part of CPython's datetime.
import time as _time

MINYEAR = 1
MAXYEAR = 9999

_DAY = 86400
_SECOND = 1000000
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep",
           "Oct", "Nov", "Dec")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_LONG_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday",
              "Saturday", "Sunday")
_LONG_MONTHS = ("January", "February", "March", "April", "May", "June",
                "July", "August", "September", "October", "November",
                "December")


def _leap(y):
    return y % 4 == 0 and (y % 100 != 0 or y % 400 == 0)


def _days_in_month(y, m):
    if m == 2:
        return 29 if _leap(y) else 28
    return 30 if m in (4, 6, 9, 11) else 31


def _days_before_month(y, m):
    return sum(_days_in_month(y, i) for i in range(1, m))


def _ymd_to_ordinal(y, m, d):
    y1 = y - 1
    return y1 * 365 + y1 // 4 - y1 // 100 + y1 // 400 + (
        _days_before_month(y, m) + d)


def _ordinal_to_ymd(n):
    n -= 1
    n400, n = divmod(n, 146097)
    n100, n = divmod(n, 36524)
    n4, n = divmod(n, 1461)
    n1, n = divmod(n, 365)
    y = n400 * 400 + n100 * 100 + n4 * 4 + n1 + 1
    if n1 == 4 or n100 == 4:
        return y - 1, 12, 31
    m = 1
    while n >= _days_in_month(y, m):
        n -= _days_in_month(y, m)
        m += 1
    return y, m, n + 1


class timedelta:
    def __init__(self, days=0, seconds=0, microseconds=0, milliseconds=0,
                 minutes=0, hours=0, weeks=0):
        us = ((weeks * 7 + days) * 24 + hours) * 60 + minutes
        us = us * 60 + seconds
        self._us = round((us * 1000 + milliseconds) * 1000 + microseconds)

    @property
    def days(self):
        return self._us // (_DAY * _SECOND)

    @property
    def seconds(self):
        return self._us // _SECOND % _DAY

    @property
    def microseconds(self):
        return self._us % _SECOND

    def total_seconds(self):
        return self._us / _SECOND

    def __repr__(self):
        parts = []
        for name in ("days", "seconds", "microseconds"):
            if getattr(self, name):
                parts.append("%s=%d" % (name, getattr(self, name)))
        return "datetime.timedelta(%s)" % (", ".join(parts) or "0")

    def __str__(self):
        s = self.seconds
        text = "%d:%02d:%02d" % (s // 3600, s // 60 % 60, s % 60)
        if self.microseconds:
            text += ".%06d" % self.microseconds
        if self.days:
            text = "%d day%s, %s" % (
                self.days, "" if abs(self.days) == 1 else "s", text)
        return text

    def __hash__(self):
        return hash(self._us)

    def __bool__(self):
        return self._us != 0

    def __eq__(self, other):
        return isinstance(other, timedelta) and self._us == other._us

    def __lt__(self, other):
        return self._us < other._us

    def __le__(self, other):
        return self._us <= other._us

    def __gt__(self, other):
        return self._us > other._us

    def __ge__(self, other):
        return self._us >= other._us

    def __neg__(self):
        return timedelta(microseconds=-self._us)

    def __pos__(self):
        return self

    def __abs__(self):
        return timedelta(microseconds=abs(self._us))

    def __add__(self, other):
        if isinstance(other, timedelta):
            return timedelta(microseconds=self._us + other._us)
        return other.__add__(self)

    def __sub__(self, other):
        return timedelta(microseconds=self._us - other._us)

    def __mul__(self, n):
        return timedelta(microseconds=round(self._us * n))

    __rmul__ = __mul__

    def __truediv__(self, other):
        if isinstance(other, timedelta):
            return self._us / other._us
        return timedelta(microseconds=round(self._us / other))

    def __floordiv__(self, other):
        if isinstance(other, timedelta):
            return self._us // other._us
        return timedelta(microseconds=self._us // other)

    def __mod__(self, other):
        return timedelta(microseconds=self._us % other._us)

    def __divmod__(self, other):
        return self // other, self % other


timedelta.min = timedelta(days=-999999999)
timedelta.max = timedelta(days=999999999, hours=23, minutes=59, seconds=59,
                          microseconds=999999)
timedelta.resolution = timedelta(microseconds=1)


def _offset_text(offset):
    sign = "-" if offset._us < 0 else "+"
    s = abs(offset)._us // _SECOND
    text = "%s%02d:%02d" % (sign, s // 3600, s // 60 % 60)
    return text + ":%02d" % (s % 60) if s % 60 else text


class tzinfo:
    def utcoffset(self, dt):
        raise NotImplementedError

    def dst(self, dt):
        return None

    def tzname(self, dt):
        return None

    def fromutc(self, dt):
        return dt + self.utcoffset(dt)


class timezone(tzinfo):
    def __init__(self, offset, name=None):
        if not -_DAY * _SECOND < offset._us < _DAY * _SECOND:
            raise ValueError("offset must be less than a day")
        self._offset = offset
        self._name = name

    def __repr__(self):
        if self is timezone.utc:
            return "datetime.timezone.utc"
        name = "" if self._name is None else ", %r" % self._name
        return "datetime.timezone(%r%s)" % (self._offset, name)

    def __str__(self):
        return self.tzname(None)

    def __eq__(self, other):
        return isinstance(other, timezone) and self._offset == other._offset

    def __hash__(self):
        return hash(self._offset)

    def utcoffset(self, dt):
        return self._offset

    def tzname(self, dt):
        if self._name is not None:
            return self._name
        return "UTC" if not self._offset else (
            "UTC" + _offset_text(self._offset))


timezone.utc = timezone(timedelta(0))
UTC = timezone.utc


def _check(name, value, low, high):
    if not low <= value <= high:
        raise ValueError("%s must be in %d..%d" % (name, low, high))
    return value


def _strftime(fmt, d, t, offset, zone):
    out = []
    it = iter(fmt)
    for c in it:
        if c != "%":
            out.append(c)
            continue
        c = next(it, "%")
        if c in "Ymdjy":
            value = {
                "Y": "%04d" % d.year, "m": "%02d" % d.month,
                "d": "%02d" % d.day, "y": "%02d" % (d.year % 100),
                "j": "%03d" % (_days_before_month(d.year, d.month) + d.day),
            }[c]
        elif c in "HMSfI":
            value = {
                "H": "%02d" % t.hour, "M": "%02d" % t.minute,
                "S": "%02d" % t.second, "f": "%06d" % t.microsecond,
                "I": "%02d" % ((t.hour + 11) % 12 + 1),
            }[c]
        elif c in "aAbBw":
            value = {
                "a": _DAYS[d.weekday()], "A": _LONG_DAYS[d.weekday()],
                "b": _MONTHS[d.month - 1], "B": _LONG_MONTHS[d.month - 1],
                "w": str(d.isoweekday() % 7),
            }[c]
        elif c == "p":
            value = "AM" if t.hour < 12 else "PM"
        elif c == "z":
            value = "" if offset is None else (
                _offset_text(offset).replace(":", ""))
        elif c == "Z":
            value = zone or ""
        elif c == "%":
            value = "%"
        else:
            value = "%" + c
        out.append(value)
    return "".join(out)


class date:
    def __init__(self, year, month, day):
        _check("year", year, MINYEAR, MAXYEAR)
        _check("month", month, 1, 12)
        _check("day", day, 1, _days_in_month(year, month))
        self.year = year
        self.month = month
        self.day = day

    @classmethod
    def fromtimestamp(cls, ts):
        return cls(*_time.localtime(int(ts))[:3])

    @classmethod
    def today(cls):
        return cls.fromtimestamp(_time.time())

    @classmethod
    def fromordinal(cls, n):
        return cls(*_ordinal_to_ymd(n))

    @classmethod
    def fromisoformat(cls, s):
        if len(s) != 10 or s[4] != "-" or s[7] != "-":
            raise ValueError("Invalid isoformat string: %r" % s)
        return cls(int(s[:4]), int(s[5:7]), int(s[8:]))

    def toordinal(self):
        return _ymd_to_ordinal(self.year, self.month, self.day)

    def timetuple(self):
        return (self.year, self.month, self.day, 0, 0, 0, self.weekday(),
                _days_before_month(self.year, self.month) + self.day, -1)

    def replace(self, year=None, month=None, day=None):
        return date(year or self.year, month or self.month, day or self.day)

    def weekday(self):
        return (self.toordinal() + 6) % 7

    def isoweekday(self):
        return self.weekday() + 1

    def isocalendar(self):
        thursday = date.fromordinal(self.toordinal() + 3 - self.weekday())
        first = date(thursday.year, 1, 1).toordinal()
        return (thursday.year, (thursday.toordinal() - first) // 7 + 1,
                self.isoweekday())

    def isoformat(self):
        return "%04d-%02d-%02d" % (self.year, self.month, self.day)

    __str__ = isoformat

    def strftime(self, fmt):
        return _strftime(fmt, self, time(), None, None)

    def ctime(self):
        return self.strftime("%a %b ") + "%2d 00:00:00 %04d" % (
            self.day, self.year)

    def __repr__(self):
        return "datetime.date(%d, %d, %d)" % (self.year, self.month, self.day)

    def __hash__(self):
        return hash(self.toordinal())

    def __eq__(self, other):
        return type(other) is type(self) and (
            self.toordinal() == other.toordinal())

    def __lt__(self, other):
        return self.toordinal() < other.toordinal()

    def __le__(self, other):
        return self.toordinal() <= other.toordinal()

    def __gt__(self, other):
        return self.toordinal() > other.toordinal()

    def __ge__(self, other):
        return self.toordinal() >= other.toordinal()

    def __add__(self, other):
        return date.fromordinal(self.toordinal() + other.days)

    __radd__ = __add__

    def __sub__(self, other):
        if isinstance(other, timedelta):
            return date.fromordinal(self.toordinal() - other.days)
        return timedelta(days=self.toordinal() - other.toordinal())


date.min = date(MINYEAR, 1, 1)
date.max = date(MAXYEAR, 12, 31)
date.resolution = timedelta(days=1)


class time:
    def __init__(self, hour=0, minute=0, second=0, microsecond=0,
                 tzinfo=None, *, fold=0):
        self.hour = _check("hour", hour, 0, 23)
        self.minute = _check("minute", minute, 0, 59)
        self.second = _check("second", second, 0, 59)
        self.microsecond = _check("microsecond", microsecond, 0, 999999)
        self.tzinfo = tzinfo
        self.fold = fold

    @classmethod
    def fromisoformat(cls, s):
        zone = None
        text = s
        if text[-1:] == "Z":
            text, zone = text[:-1], timezone.utc
        for sign in "+-":
            if sign in text:
                text, _, rest = text.partition(sign)
                parts = [int(p) for p in rest.split(":")] + [0, 0]
                offset = timedelta(hours=parts[0], minutes=parts[1],
                                   seconds=parts[2])
                zone = timezone(offset if sign == "+" else -offset)
        text, _, fraction = text.partition(".")
        parts = [int(p) for p in text.split(":")]
        if not 1 <= len(parts) <= 3 or len(text) != 3 * len(parts) - 1:
            raise ValueError("Invalid isoformat string: %r" % s)
        parts += [0] * (3 - len(parts))
        us = int((fraction + "000000")[:6]) if fraction else 0
        return cls(parts[0], parts[1], parts[2], us, zone)

    def _us(self):
        s = (self.hour * 60 + self.minute) * 60 + self.second
        us = s * _SECOND + self.microsecond
        offset = self.utcoffset()
        return us - offset._us if offset is not None else us

    def utcoffset(self):
        return self.tzinfo and self.tzinfo.utcoffset(None)

    def dst(self):
        return self.tzinfo and self.tzinfo.dst(None)

    def tzname(self):
        return self.tzinfo and self.tzinfo.tzname(None)

    def replace(self, hour=None, minute=None, second=None, microsecond=None,
                tzinfo=True, *, fold=None):
        return time(self.hour if hour is None else hour,
                    self.minute if minute is None else minute,
                    self.second if second is None else second,
                    self.microsecond if microsecond is None else microsecond,
                    self.tzinfo if tzinfo is True else tzinfo,
                    fold=self.fold if fold is None else fold)

    def isoformat(self, timespec="auto"):
        text = "%02d:%02d" % (self.hour, self.minute)
        if timespec == "hours":
            text = text[:2]
        elif timespec != "minutes":
            text += ":%02d" % self.second
            if timespec == "milliseconds":
                text += ".%03d" % (self.microsecond // 1000)
            elif timespec == "microseconds" or (
                    timespec == "auto" and self.microsecond):
                text += ".%06d" % self.microsecond
        offset = self.utcoffset()
        return text if offset is None else text + _offset_text(offset)

    __str__ = isoformat

    def strftime(self, fmt):
        return _strftime(fmt, date(1900, 1, 1), self, self.utcoffset(),
                         self.tzname())

    def __repr__(self):
        parts = [self.hour, self.minute]
        if self.second or self.microsecond:
            parts.append(self.second)
        if self.microsecond:
            parts.append(self.microsecond)
        text = ", ".join(str(p) for p in parts)
        if self.tzinfo is not None:
            text += ", tzinfo=%r" % self.tzinfo
        return "datetime.time(%s)" % text

    def __bool__(self):
        return True

    def __hash__(self):
        return hash(self._us())

    def __eq__(self, other):
        return isinstance(other, time) and self._us() == other._us()

    def __lt__(self, other):
        return self._us() < other._us()

    def __le__(self, other):
        return self._us() <= other._us()

    def __gt__(self, other):
        return self._us() > other._us()

    def __ge__(self, other):
        return self._us() >= other._us()


time.min = time(0, 0)
time.max = time(23, 59, 59, 999999)
time.resolution = timedelta(microseconds=1)

_EPOCH = _ymd_to_ordinal(*_time.gmtime(0)[:3])


class datetime(date):
    def __init__(self, year, month, day, hour=0, minute=0, second=0,
                 microsecond=0, tzinfo=None, *, fold=0):
        super().__init__(year, month, day)
        self._time = time(hour, minute, second, microsecond, tzinfo,
                          fold=fold)

    @property
    def hour(self):
        return self._time.hour

    @property
    def minute(self):
        return self._time.minute

    @property
    def second(self):
        return self._time.second

    @property
    def microsecond(self):
        return self._time.microsecond

    @property
    def tzinfo(self):
        return self._time.tzinfo

    @property
    def fold(self):
        return self._time.fold

    @classmethod
    def fromtimestamp(cls, ts, tz=None):
        us = round(ts * _SECOND)
        if tz is not None:
            return tz.fromutc(cls._from_us(us, tz))
        s, us = divmod(us, _SECOND)
        return cls(*_time.localtime(s)[:6], us)

    # Microseconds since the epoch of this system, as if in UTC.
    @classmethod
    def _from_us(cls, us, tz=None):
        s, us = divmod(us, _SECOND)
        days, s = divmod(s, _DAY)
        y, m, d = _ordinal_to_ymd(_EPOCH + days)
        return cls(y, m, d, s // 3600, s // 60 % 60, s % 60, us, tz)

    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(_time.time_ns() // 1000 / _SECOND, tz)

    @classmethod
    def today(cls):
        return cls.now()

    @classmethod
    def fromordinal(cls, n):
        return cls(*_ordinal_to_ymd(n))

    @classmethod
    def fromisoformat(cls, s):
        d = date.fromisoformat(s[:10])
        t = time.fromisoformat(s[11:]) if len(s) > 10 else time()
        return cls.combine(d, t)

    @classmethod
    def combine(cls, d, t, tzinfo=True):
        return cls(d.year, d.month, d.day, t.hour, t.minute, t.second,
                   t.microsecond, t.tzinfo if tzinfo is True else tzinfo)

    @classmethod
    def strptime(cls, text, fmt):
        return _strptime(cls, text, fmt)

    def date(self):
        return date(self.year, self.month, self.day)

    def time(self):
        return self._time.replace(tzinfo=None)

    def timetz(self):
        return self._time

    # As if it were UTC.
    def _local_us(self):
        t = self._time
        s = ((self.toordinal() - _EPOCH) * 24 + t.hour) * 60 + t.minute
        return (s * 60 + t.second) * _SECOND + t.microsecond

    def _utc_us(self):
        offset = self.utcoffset()
        return self._local_us() - (offset._us if offset is not None else 0)

    def timestamp(self):
        if self.tzinfo is not None:
            return self._utc_us() / _SECOND
        t = self._time
        return _time.mktime((self.year, self.month, self.day, t.hour,
                             t.minute, t.second, 0, 0, -1)) + (
                                 t.microsecond / _SECOND)

    def utcoffset(self):
        return self.tzinfo and self.tzinfo.utcoffset(self)

    def dst(self):
        return self.tzinfo and self.tzinfo.dst(self)

    def tzname(self):
        return self.tzinfo and self.tzinfo.tzname(self)

    def astimezone(self, tz=None):
        us = self._utc_us()
        if self.tzinfo is None:
            us = round(self.timestamp() * _SECOND)
        tz = tz or timezone.utc
        return tz.fromutc(datetime._from_us(us, tz))

    def replace(self, year=None, month=None, day=None, hour=None,
                minute=None, second=None, microsecond=None, tzinfo=True, *,
                fold=None):
        t = self._time.replace(hour, minute, second, microsecond, tzinfo,
                               fold=fold)
        return datetime.combine(date(year or self.year, month or self.month,
                                     day or self.day), t)

    def timetuple(self):
        t = self._time
        dst = self.dst()
        return super().timetuple()[:3] + (
            t.hour, t.minute, t.second) + super().timetuple()[6:8] + (
                -1 if dst is None else int(bool(dst)),)

    def isoformat(self, sep="T", timespec="auto"):
        t = self._time
        text = super().isoformat() + sep + (
            t.replace(tzinfo=None).isoformat(timespec))
        offset = self.utcoffset()
        return text if offset is None else text + _offset_text(offset)

    def strftime(self, fmt):
        return _strftime(fmt, self, self._time, self.utcoffset(),
                         self.tzname())

    def ctime(self):
        return self.strftime("%a %b ") + "%2d " % self.day + (
            self.strftime("%H:%M:%S %Y"))

    def __str__(self):
        return self.isoformat(" ")

    def __repr__(self):
        t = self._time
        parts = [self.year, self.month, self.day, t.hour, t.minute]
        if t.second or t.microsecond:
            parts.append(t.second)
        if t.microsecond:
            parts.append(t.microsecond)
        text = ", ".join(str(p) for p in parts)
        if self.tzinfo is not None:
            text += ", tzinfo=%r" % self.tzinfo
        return "datetime.datetime(%s)" % text

    def __hash__(self):
        return hash(self._utc_us())

    def __eq__(self, other):
        return isinstance(other, datetime) and (
            (self.tzinfo is None) == (other.tzinfo is None)) and (
                self._utc_us() == other._utc_us())

    def _compare(self, other):
        if (self.tzinfo is None) != (other.tzinfo is None):
            raise TypeError(
                "can't compare offset-naive and offset-aware datetimes")
        return self._utc_us() - other._utc_us()

    def __lt__(self, other):
        return self._compare(other) < 0

    def __le__(self, other):
        return self._compare(other) <= 0

    def __gt__(self, other):
        return self._compare(other) > 0

    def __ge__(self, other):
        return self._compare(other) >= 0

    def __add__(self, other):
        return datetime._from_us(self._local_us() + other._us, self.tzinfo)

    __radd__ = __add__

    def __sub__(self, other):
        if isinstance(other, timedelta):
            return datetime._from_us(self._local_us() - other._us,
                                     self.tzinfo)
        return timedelta(microseconds=self._compare(other))


datetime.min = datetime(MINYEAR, 1, 1)
datetime.max = datetime(MAXYEAR, 12, 31, 23, 59, 59, 999999)
datetime.resolution = timedelta(microseconds=1)


def _number(text, i, most):
    n = 0
    while n < most and text[i + n:i + n + 1].isdigit():
        n += 1
    if n == 0:
        raise ValueError("time data %r does not match format" % text)
    return int(text[i:i + n]), i + n


def _name_index(text, i, *lists):
    for names in lists:
        for k, name in enumerate(names):
            if text[i:i + len(name)].lower() == name.lower():
                return k, i + len(name)
    raise ValueError("time data %r does not match format" % text)


def _strptime(cls, text, fmt):
    f = {"Y": 1900, "m": 1, "d": 1, "H": 0, "M": 0, "S": 0, "f": 0}
    zone = pm = None
    i = k = 0
    while k < len(fmt):
        c = fmt[k]
        k += 1
        if c != "%":
            if c == " ":
                while text[i:i + 1] == " ":
                    i += 1
            elif text[i:i + 1] != c:
                raise ValueError("time data %r does not match format %r" % (
                    text, fmt))
            else:
                i += 1
            continue
        c = fmt[k]
        k += 1
        if c == "f":
            start = i
            value, i = _number(text, i, 6)
            f["f"] = value * 10 ** (6 - (i - start))
        elif c in "YmdHMSIyj":
            value, i = _number(text, i, 4 if c == "Y" else 3 if (
                c == "j") else 2)
            if c == "y":
                c, value = "Y", value + (2000 if value < 69 else 1900)
            f["H" if c == "I" else c] = value
        elif c in "bB":
            value, i = _name_index(text, i, _LONG_MONTHS, _MONTHS)
            f["m"] = value + 1
        elif c in "aA":
            _, i = _name_index(text, i, _LONG_DAYS, _DAYS)
        elif c == "p":
            pm, i = _name_index(text, i, ("AM", "PM"))
        elif c == "z":
            rest = text[i:]
            if rest[:1] == "Z":
                zone, i = timezone.utc, i + 1
            else:
                sign = -1 if rest[0] == "-" else 1
                digits = rest[1:].replace(":", "")[:4]
                zone = timezone(timedelta(
                    minutes=sign * (int(digits[:2]) * 60 + int(digits[2:]))))
                i += 6 if rest[3:4] == ":" else 5
        elif c == "%" and text[i:i + 1] == "%":
            i += 1
        else:
            raise ValueError("bad directive %" + c)
    if i != len(text):
        raise ValueError("unconverted data remains: " + text[i:])
    if pm is not None:
        f["H"] = f["H"] % 12 + 12 * pm
    d = cls(f["Y"], f["m"], f["d"], f["H"], f["M"], f["S"], f["f"], zone)
    return d + timedelta(days=f["j"] - 1) if "j" in f else d
