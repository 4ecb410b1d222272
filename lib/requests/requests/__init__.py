# SPDX-License-Identifier: MIT
# HTTP requests, in the manner of the requests of CPython.
import socket

__version__ = "0.10.0"

_REDIRECTS = (301, 302, 303, 307, 308)


class Response:
    def __init__(self, f):
        self.raw = f
        self.encoding = "utf-8"
        self.status_code = None
        self.reason = None
        self.headers = {}
        self._cached = None
        self._left = None  # bytes of the body to come; None: until the end
        self._chunked = False

    def close(self):
        if self.raw:
            self.raw.close()
            self.raw = None
        self._cached = None

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.close()

    # The next part of the body, b"" at its end.
    def read(self, size=4096):
        if self._chunked and not self._left:
            self._left = int(self.raw.readline().split(b";")[0], 16)
            if not self._left:
                while self.raw.readline() not in (b"\r\n", b""):
                    pass
        if self._left is not None:
            size = min(size, self._left)
        data = self.raw.read(size) if size else b""
        if self._left is not None:
            self._left -= len(data)
            if size and not data:
                raise OSError(104)
            if self._chunked and data and not self._left:
                self.raw.readline()
        elif self._left is None and not data:
            self._left = 0
        return data

    def iter_content(self, size=512):
        while True:
            data = self.read(size)
            if not data:
                break
            yield data

    @property
    def content(self):
        if self._cached is None:
            try:
                self._cached = b"".join(self.iter_content(4096))
            finally:
                self.raw.close()
                self.raw = None
        return self._cached

    @property
    def text(self):
        return str(self.content, self.encoding)

    def json(self):
        import json

        return json.loads(self.content)


# "http://host:port/path" in parts
def _split(url):
    proto, rest = url.split("://", 1)
    host, _, path = rest.partition("/")
    if proto == "http":
        port = 80
    elif proto == "https":
        port = 443
    else:
        raise ValueError("Unsupported protocol: " + proto)
    if "?" in host:
        host, _, query = host.partition("?")
        path = "?" + query
    if host[0] == "[":
        name, _, rest = host[1:].partition("]")
        if rest:
            port = int(rest[1:])
    else:
        name, colon, rest = host.partition(":")
        if colon:
            port = int(rest)
    return proto, host, name, port, "/" + path


def _connect(proto, name, port, timeout, ssl_context):
    info = socket.getaddrinfo(name, port, 0, socket.SOCK_STREAM)[0]
    s = socket.socket(info[0], socket.SOCK_STREAM, info[2])
    try:
        if timeout is not None:
            s.settimeout(timeout)
        s.connect(info[-1])
        if proto == "https":
            import ssl

            if ssl_context is None:
                ssl_context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
                ssl_context.verify_mode = ssl.CERT_NONE
            s = ssl_context.wrap_socket(s, server_hostname=name)
    except BaseException:
        s.close()
        raise
    return s


def _send_head(s, method, host, path, headers):
    out = ["%s %s HTTP/1.0\r\n" % (method, path)]
    if "Host" not in headers:
        out.append("Host: %s\r\n" % host)
    for name in headers:
        out.append("%s: %s\r\n" % (name, headers[name]))
    out.append("Connection: close\r\n\r\n")
    s.write("".join(out).encode())


# A body whose length nobody knows goes in chunks.
def _send_body(s, data):
    if hasattr(data, "__next__"):
        for piece in data:
            if isinstance(piece, str):
                piece = piece.encode()
            s.write(b"%x\r\n" % len(piece))
            s.write(piece)
            s.write(b"\r\n")
        s.write(b"0\r\n\r\n")
    else:
        s.write(data)


def _read_head(response, s, parse_headers):
    status = s.readline().split(None, 2)
    if len(status) < 2 or status[0][:5] != b"HTTP/":
        raise ValueError("HTTP error: BadStatusLine:\n%s" % status)
    response.status_code = int(status[1])
    response.reason = (
        status[2].rstrip().decode() if len(status) > 2 else "")
    location = None
    while True:
        line = s.readline()
        if not line or line == b"\r\n":
            break
        name, _, value = line.decode().partition(":")
        value = value.strip()
        lower = name.lower()
        if lower == "transfer-encoding":
            if "chunked" in value:
                response._chunked = True
        elif lower == "content-length":
            response._left = int(value)
        elif lower == "location":
            location = value
        if parse_headers is True:
            response.headers[name] = value
        elif parse_headers:
            parse_headers(line, response.headers)
    if response._chunked:
        response._left = 0
    return location


def _join(proto, host, path, location):
    if "://" in location:
        return location
    if location[:2] == "//":
        return proto + ":" + location
    if location[:1] != "/":
        location = path.split("?")[0].rsplit("/", 1)[0] + "/" + location
    return "%s://%s%s" % (proto, host, location)


def request(method, url, data=None, json=None, headers=None, stream=None,
            auth=None, timeout=None, parse_headers=True, ssl_context=None,
            _hops=0):
    headers = dict(headers) if headers else {}
    if auth is not None:
        import binascii

        pair = "%s:%s" % auth
        headers["Authorization"] = "Basic " + binascii.b2a_base64(
            pair.encode(), newline=False).decode()
    if json is not None:
        import json as codec

        data = codec.dumps(json)
        if "Content-Type" not in headers:
            headers["Content-Type"] = "application/json"
    if isinstance(data, str):
        data = data.encode()
    if data is not None:
        if hasattr(data, "__next__"):
            headers["Transfer-Encoding"] = "chunked"
        elif "Content-Length" not in headers:
            headers["Content-Length"] = len(data)
    proto, host, name, port, path = _split(url)
    s = _connect(proto, name, port, timeout, ssl_context)
    response = Response(s)
    try:
        _send_head(s, method, host, path, headers)
        if data is not None:
            _send_body(s, data)
        location = _read_head(response, s, parse_headers)
    except BaseException:
        s.close()
        raise
    if method == "HEAD" or response.status_code in (204, 304):
        response._chunked = False
        response._left = 0
    if location is None or response.status_code not in _REDIRECTS:
        return response
    response.close()
    if _hops == 10:
        raise ValueError("Too many redirects")
    if response.status_code == 303 and method != "HEAD":
        method = "GET"
        data = json = None
        headers.pop("Content-Length", None)
        headers.pop("Transfer-Encoding", None)
    url = _join(proto, host, path, location)
    if _split(url)[:2] != (proto, host):
        # not for another server's eyes
        headers.pop("Authorization", None)
    return request(method, url, data, None, headers, stream, None, timeout,
                   parse_headers, ssl_context, _hops + 1)


def head(url, **kw):
    return request("HEAD", url, **kw)


def get(url, **kw):
    return request("GET", url, **kw)


def post(url, **kw):
    return request("POST", url, **kw)


def put(url, **kw):
    return request("PUT", url, **kw)


def patch(url, **kw):
    return request("PATCH", url, **kw)


def delete(url, **kw):
    return request("DELETE", url, **kw)
