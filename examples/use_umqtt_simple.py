# SPDX-License-Identifier: MIT
# Publishes to itself: use_umqtt_simple.py server [port]
import sys

from umqtt.simple import MQTTClient

server = sys.argv[1] if len(sys.argv) > 1 else "127.0.0.1"
port = int(sys.argv[2]) if len(sys.argv) > 2 else 0
client = MQTTClient("example", server, port)
heard = []
client.set_callback(lambda topic, msg: heard.append((topic, msg)))
client.connect()
client.subscribe(b"example/echo")
client.publish(b"example/echo", b"hello", qos=1)
while not heard:
    client.wait_msg()
print(*heard[0])
client.disconnect()
