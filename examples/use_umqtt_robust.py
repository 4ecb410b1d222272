# SPDX-License-Identifier: MIT
# Counts up, through outages of the broker: use_umqtt_robust.py server [port [count]]
import sys
import time

from umqtt.robust import MQTTClient

server = sys.argv[1] if len(sys.argv) > 1 else "127.0.0.1"
port = int(sys.argv[2]) if len(sys.argv) > 2 else 0
client = MQTTClient("example-robust", server, port)
client.connect()
count = int(sys.argv[3]) if len(sys.argv) > 3 else 5
for i in range(count):
    client.publish("example/count", str(i), qos=1)
    time.sleep_ms(100)
client.disconnect()
print("sent", count)
