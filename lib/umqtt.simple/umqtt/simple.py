# SPDX-License-Identifier: MIT
# A small MQTT 3.1.1 client.
import socket
import struct

PUBLISH = 0x30
PUBACK = 0x40
PUBREC = 0x50
PUBREL = 0x62
PUBCOMP = 0x70
SUBACK = 0x90


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
        self._unreleased = set()  # what came with QoS 2 and is not over
        self._recorded = None  # the message of ours that only lacks its end

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
        flags = 0
        if clean_session:
            flags = 2
            self._unreleased.clear()
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
        assert 0 <= qos <= 2
        pid = self._next_pid() if qos else b""
        self._publish(topic, msg, retain, qos, pid)

    # With the number and the mark of an earlier attempt, the broker takes a
    # message of QoS 2 once.
    def _publish(self, topic, msg, retain, qos, pid, dup=False):
        if qos == 0 or self._recorded != pid:
            self._send(PUBLISH | dup << 3 | qos << 1 | bool(retain),
                       _field(topic), pid, _bytes(msg))
        if qos == 1:
            self._await(PUBACK, pid)
        elif qos == 2:
            if self._recorded != pid:
                self._await(PUBREC, pid)
                self._recorded = pid
            self._send(PUBREL, pid)
            self._await(PUBCOMP, pid)
            self._recorded = None

    def _await(self, kind, pid):
        while self._wait() != kind or self._acked != pid:
            pass

    def subscribe(self, topic, qos=0):
        assert self.cb is not None, "Subscribe callback is not set"
        pid = self._next_pid()
        self._send(0x82, pid, _field(topic), bytes([qos]))
        self._await(SUBACK, pid)
        if self._granted == 0x80:
            raise MQTTException(self._granted)

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
        if kind == PUBREL:
            self._unreleased.discard(self._acked)
            self._send(PUBCOMP, self._acked)
        elif kind == SUBACK:
            self._granted = body[2]
        return kind

    def _received(self, kind, size):
        n = struct.unpack("!H", self._exactly(2))[0]
        topic = self._exactly(n)
        size -= n + 2
        qos = kind >> 1 & 3
        if qos:
            pid = self._exactly(2)
            size -= 2
        msg = self._exactly(size) if size else b""
        if qos < 2 or pid not in self._unreleased:
            self.cb(topic, msg)
        if qos == 1:
            self._send(PUBACK, pid)
        elif qos == 2:
            self._unreleased.add(pid)
            self._send(PUBREC, pid)

    # As wait_msg, but only if something is there.
    def check_msg(self):
        self.sock.setblocking(False)
        return self._wait()
