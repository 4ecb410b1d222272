# SPDX-License-Identifier: MIT
# An MQTT client that connects again by itself.
import time

from . import simple


class MQTTClient(simple.MQTTClient):
    DELAY = 2
    DEBUG = False

    def delay(self, i):
        time.sleep(self.DELAY)

    def log(self, in_reconnect, e):
        if self.DEBUG:
            print("mqtt reconnect:" if in_reconnect else "mqtt:", repr(e))

    def reconnect(self):
        i = 0
        while True:
            try:
                return super().connect(False)
            except OSError as e:
                self.log(True, e)
                i += 1
                self.delay(i)

    def _again(self, method):
        while True:
            try:
                return method()
            except OSError as e:
                self.log(False, e)
            try:
                self.sock.close()
            except OSError:
                pass
            self.reconnect()

    def publish(self, topic, msg, retain=False, qos=0):
        assert 0 <= qos <= 2
        pid = self._next_pid() if qos else b""
        dup = False

        def attempt():
            nonlocal dup
            again, dup = dup, qos > 0
            self._publish(topic, msg, retain, qos, pid, again)

        self._again(attempt)

    def wait_msg(self):
        return self._again(self._wait)

    def check_msg(self, attempts=2):
        while attempts:
            self.sock.setblocking(False)
            try:
                return self._wait()
            except OSError as e:
                self.log(False, e)
            self.reconnect()
            attempts -= 1
