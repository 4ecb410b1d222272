# SPDX-License-Identifier: MIT
# A small MQTT 3.1.1 client.
import socket
import struct

PUBLISH = 0x30


class MQTTException(Exception):
    pass


def _bytes(text):
    return text.encode() if isinstance(text, str) else text


def _field(text):
    text = _bytes(text)
    return struct.pack("!H", len(text)) + text


class MQTTClient:
    def __init__(self, client_id, server, port=0, user=None, password=None,
                 keepalive=0, ssl=None, ssl_params={}):
        if port == 0:
            port = 8883 if ssl else 1883
        self.client_id = client_id
        self.sock = None
        self.server = server
        self.port = port
        self.ssl = ssl
        self.ssl_params = ssl_params
        self.pid = 0
        self.cb = None
        self.user = user
        self.pswd = password
        self.keepalive = keepalive
        self.lw_topic = None
        self.lw_msg = None
        self.lw_qos = 0
        self.lw_retain = False

    def set_callback(self, f):
        self.cb = f

    def set_last_will(self, topic, msg, retain=False, qos=0):
        assert 0 <= qos <= 2
        assert topic
        self.lw_topic = topic
        self.lw_msg = msg
        self.lw_qos = qos
        self.lw_retain = retain

    def _send(self, kind, *fields):
        size = sum(len(f) for f in fields)
        head = bytearray([kind])
        while size > 127:
            head.append(size & 127 | 128)
            size >>= 7
        head.append(size)
        for field in fields:
            head.extend(field)
        self.sock.write(head)

    def _exactly(self, n):
        data = self.sock.read(n)
        if len(data) != n:
            raise OSError(-1)
        return data

    def _length(self):
        n = shift = 0
        while True:
            b = self._exactly(1)[0]
            n |= (b & 127) << shift
            if not b & 128:
                return n
            shift += 7

    def _next_pid(self):
        self.pid = self.pid % 65535 + 1
        return struct.pack("!H", self.pid)

    def _open(self, timeout):
        info = socket.getaddrinfo(self.server, self.port, 0,
                                  socket.SOCK_STREAM)[0]
        self.sock = socket.socket(info[0], socket.SOCK_STREAM)
        self.sock.settimeout(timeout)
        self.sock.connect(info[-1])
        if self.ssl is True:
            import ssl

            self.sock = ssl.wrap_socket(self.sock, **self.ssl_params)
        elif self.ssl:
            self.sock = self.ssl.wrap_socket(
                self.sock, server_hostname=self.server)

    def connect(self, clean_session=True, timeout=None):
        self._open(timeout)
        flags = 2 if clean_session else 0
        fields = [_field(self.client_id)]
        if self.lw_topic:
            flags |= 4 | self.lw_qos << 3 | self.lw_retain << 5
            fields += _field(self.lw_topic), _field(self.lw_msg)
        if self.user is not None:
            flags |= 0x80
            fields.append(_field(self.user))
            if self.pswd is not None:
                flags |= 0x40
                fields.append(_field(self.pswd))
        assert self.keepalive < 65536
        self._send(0x10, b"\0\4MQTT\4", bytes([flags]),
                   struct.pack("!H", self.keepalive), *fields)
        answer = self._exactly(4)
        if answer[:2] != b"\x20\x02":
            raise MQTTException(answer)
        if answer[3] != 0:
            raise MQTTException(answer[3])
        return answer[2] & 1

    def disconnect(self):
        self.sock.write(b"\xe0\0")
        self.sock.close()

    def ping(self):
        self.sock.write(b"\xc0\0")

    def publish(self, topic, msg, retain=False, qos=0):
        kind = PUBLISH | qos << 1 | retain
        msg = _bytes(msg)
        if qos == 0:
            self._send(kind, _field(topic), msg)
        elif qos == 1:
            pid = self._next_pid()
            self._send(kind, _field(topic), pid, msg)
            while True:
                if self._wait() == 0x40 and self._acked == pid:
                    return
        else:
            raise ValueError("qos 2 is not supported")

    def subscribe(self, topic, qos=0):
        assert self.cb is not None, "Subscribe callback is not set"
        pid = self._next_pid()
        self._send(0x82, pid, _field(topic), bytes([qos]))
        while True:
            if self._wait() == 0x90 and self._acked == pid:
                if self._granted == 0x80:
                    raise MQTTException(self._granted)
                return

    # Waits for one packet and handles it: what kind it was. Received
    # messages go to the callback.
    def wait_msg(self):
        return self._wait()

    def _wait(self):
        kind = self.sock.read(1)
        self.sock.setblocking(True)
        if kind is None:
            return None
        if kind == b"":
            raise OSError(-1)
        kind = kind[0]
        size = self._length()
        if kind & 0xF0 == PUBLISH:
            self._received(kind, size)
            return kind
        body = self._exactly(size) if size else b""
        if kind == 0xD0:
            return None
        self._acked = body[:2]
        if kind == 0x90:
            self._granted = body[2]
        return kind

    def _received(self, kind, size):
        n = struct.unpack("!H", self._exactly(2))[0]
        topic = self._exactly(n)
        size -= n + 2
        if kind & 6:
            pid = self._exactly(2)
            size -= 2
        msg = self._exactly(size) if size else b""
        self.cb(topic, msg)
        if kind & 6 == 2:
            self._send(0x40, pid)
        elif kind & 6 == 4:
            raise MQTTException("qos 2 is not supported")

    # As wait_msg, but only if something is there.
    def check_msg(self):
        self.sock.setblocking(False)
        return self._wait()
