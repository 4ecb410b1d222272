#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The module network over the simulated radio: what a program sees of the
access points around, of boards beside it, and of what changes."""
import sys

import board
from board import Board, check, equal

HEAD = r"""
import network, time
def tell(what, *args, **more):
    try:
        print(what(*args, **more))
    except Exception as e:
        print(type(e).__name__, e)
def settle(nic, *states):
    end = time.ticks_add(time.ticks_ms(), 60000)
    while nic.status() not in states and time.ticks_diff(end, time.ticks_ms()) > 0:
        time.sleep_ms(10)
    return nic.status()
"""

STATION = r"""
w = network.WLAN(network.STA_IF)
print(w, w is network.WLAN(network.WLAN.IF_STA), w.active(), w.status() == network.STAT_IDLE)
tell(w.connect, 'home', 'secret123'); tell(w.scan); tell(w.disconnect)
print(w.active(True))
for found in w.scan():
    print(found)
def join(*args, **more):
    w.connect(*args, **more)
    print(w.status() != network.STAT_IDLE)
    return settle(w, network.STAT_GOT_IP, network.STAT_WRONG_PASSWORD,
                  network.STAT_NO_AP_FOUND, network.STAT_CONNECT_FAIL)
print(join('home', 'secret123') == network.STAT_GOT_IP, w.isconnected(), w.config('ssid'),
      w.config('channel'), w.status('rssi'), w.config('security') == network.AUTH_WPA2_PSK)
ip, mask, gateway, dns = w.ifconfig()
print(ip.startswith('192.168.7.'), mask, gateway, dns, w.ipconfig('addr4') == (ip, mask),
      w.ipconfig('gw4'), w.ipconfig('dhcp4'), w.ipconfig('has_dhcp4'), network.ipconfig('dns'))
w.disconnect()
print(w.isconnected(), w.status() == network.STAT_IDLE, w.ifconfig()[0])
tell(w.status, 'rssi'); tell(w.status, 'stations'); tell(w.status, 'mood')
w.config(reconnects=0)
print(join('home', 'wrong') == network.STAT_WRONG_PASSWORD)
print(join('nowhere') == network.STAT_NO_AP_FOUND, join('weak') == network.STAT_CONNECT_FAIL)
print(join('two', bssid=b'\x02\0\0\0\0\x09') == network.STAT_GOT_IP, w.status('rssi'))
w.connect('home', password='secret123'); print(settle(w, network.STAT_GOT_IP) == network.STAT_GOT_IP)
w.ifconfig(('10.1.2.3', '255.255.0.0', '10.1.0.1', '9.9.9.9'))
print(w.ifconfig(), w.ipconfig('dhcp4'))
w.connect('quiet'); print(settle(w, network.STAT_GOT_IP) == network.STAT_GOT_IP)
w.ifconfig('dhcp')
time.sleep_ms(500)
print(w.isconnected(), w.status() == network.STAT_CONNECTING)
w.disconnect()
tell(w.connect); tell(w.connect, 'x' * 33); tell(w.connect, 'home', bssid=b'123')
tell(w.ifconfig, ('1.2.3', 0, 0, 0)); tell(w.ifconfig, ('1.2.3.4',)); tell(w.ifconfig, 'static')
tell(w.ipconfig, 'mtu'); w.ipconfig(addr4='172.16.5.4/20', gw4='172.16.0.1'); print(w.ifconfig())
w.active(False); print(w.active(), w.status() == network.STAT_IDLE)
"""

STATION_OUT = r"""<WLAN STA> True False True
OSError Wifi Not Started
OSError Wifi Not Started
OSError Wifi Not Started
True
(b'', b'\x02air\x00\x03', 11, -30, 0, True)
(b'home', b'\x02air\x00\x01', 1, -45, 3, False)
(b'quiet', b'\x02air\x00\x04', 6, -50, 0, False)
(b'two', b'\x02\x00\x00\x00\x00\t', 6, -60, 0, False)
(b'weak', b'\x02air\x00\x02', 6, -95, 0, False)
True
True True home 1 -45 True
True 255.255.255.0 192.168.7.1 192.168.7.1 True 192.168.7.1 True True 192.168.7.1
False True 0.0.0.0
OSError Wifi Not Connected
OSError AP required
ValueError unknown status param
True
True
True
True
True True
True
True -60
True
('10.1.2.3', '255.255.0.0', '10.1.0.1', '9.9.9.9') False
True
False True
None
OSError Wifi SSID Invalid
ValueError invalid buffer length
ValueError invalid arguments
ValueError requested length 4 but object has length 1
ValueError invalid arguments
ValueError unexpected key
('172.16.5.4', '255.255.240.0', '172.16.0.1', '0.0.0.0')
False True
"""

SETTINGS = r"""
w = network.WLAN(); a = network.WLAN(network.AP_IF)
print(w.config('mac') != a.config('mac'), len(w.config('mac')))
w.config(mac=b'\x02\x01\x02\x03\x04\x05'); print(w.config('mac'))
print(network.hostname(), w.config('hostname'))
network.hostname('lamp'); print(w.config('dhcp_hostname')); w.config(dhcp_hostname='desk')
print(network.hostname(), network.country(), network.country('NO'), network.country())
print(network.phy_mode(), network.phy_mode(network.MODE_11G), network.phy_mode())
print(w.config('txpower'), w.config(txpower=8.5, pm=network.WLAN.PM_NONE), w.config('txpower'), w.config('pm'))
for wrong in (lambda: w.config('password'), lambda: w.config('nonsense'), lambda: w.config(),
              lambda: w.config('mac', pm=1), lambda: w.config(ssid='x'), lambda: w.config(mac=b'123'),
              lambda: w.config(mac=b'\x01' * 6), lambda: w.config(txpower=99), lambda: a.config(channel=99),
              lambda: a.config(security=99), lambda: a.config(key='short'), lambda: a.connect('home'),
              lambda: network.country('Norway'), lambda: network.hostname('x' * 33),
              lambda: network.phy_mode(9), lambda: network.WLAN(7), lambda: w.active(1, 2)):
    tell(wrong)
print(a.active(), a.config('ssid')[:4], a.config('security'), a.ifconfig())
a.config(ssid='lamp', key='12345678', channel=3, hidden=True, max_clients=2)
print(a.config('essid'), a.config('authmode'), a.config('channel'), a.config('hidden'), a.config('max_clients'))
a.ifconfig(('10.0.0.1', '255.255.255.0', '10.0.0.1', '10.0.0.1')); print(a.ifconfig()[0])
a.active(True)
print(a.isconnected(), a.status('stations'), a.status())
"""

SETTINGS_OUT = r"""True 6
b'\x02\x01\x02\x03\x04\x05'
mpy-esp32 mpy-esp32
lamp
desk XX None NO
7 None 2
20.0 None 8.5 0
ValueError unknown config param
ValueError unknown config param
TypeError can query only one param
TypeError can't specify pos and kw args
OSError AP required
ValueError invalid buffer length
OSError Wifi Invalid MAC
ValueError invalid txpower
ValueError invalid channel
ValueError invalid security
OSError Wifi Invalid Password
OSError STA required
ValueError country code must be two letters
ValueError hostname must be at most 32 bytes
ValueError invalid mode
ValueError invalid WLAN interface identifier
TypeError function expected at most 2 arguments, got 3
False ESP_ 0 ('192.168.4.1', '255.255.255.0', '192.168.4.1', '192.168.4.1')
lamp 3 3 True 2
10.0.0.1
False [] None
"""

WIPY = r"""
from network import WLAN
w = WLAN()
print(w.mode() == WLAN.AP, w.ssid()[:10], w.auth(), w.channel(), w.antenna() == WLAN.INT_ANT, w.ifconfig())
w.init(mode=WLAN.AP, ssid='mine', auth=(WLAN.WPA2, 'longenough'), channel=7, antenna=WLAN.EXT_ANT)
print(w.ssid(), w.auth(), w.channel(), w.antenna())
w = WLAN(mode=WLAN.STA)
print(w.mode() == WLAN.STA, WLAN(0) is w, w.isconnected())
found = w.scan()[0]
print(found.ssid, found.sec == WLAN.WPA2, found.channel, found.rssi)
w.connect('home', auth=(WLAN.WPA2, 'secret123'), timeout=60000)
print(w.isconnected(), w.ifconfig()[2], len(w.mac()))
for wrong in (lambda: w.connect('home', auth=(WLAN.WPA2, 'wrong123'), timeout=1),
              lambda: w.connect('home', 'x'), lambda: w.init(mode=9), lambda: w.channel(12),
              lambda: WLAN(3), lambda: w.auth((WLAN.WEP, 'xyz')), lambda: w.auth((WLAN.WPA2, 'x'))):
    tell(wrong)
w.ifconfig(config=('10.0.0.7', '255.255.255.0', '10.0.0.1', '8.8.8.8')); print(w.ifconfig())
import machine
seen = []
w.ifconfig(config='dhcp')
w.irq(handler=seen.append, wake=machine.SLEEP)
w.connect('home', auth=(WLAN.WPA2, 'secret123'))
machine.lightsleep(60000)
print(w.isconnected(), seen == [w])
"""

WIPY_OUT = r"""True wipy-wlan- (3, 'www.wipy.io') 1 True ('192.168.1.1', '255.255.255.0', '192.168.1.1', '192.168.1.1')
mine (3, 'longenough') 7 1
True True False
home True None -45
True 192.168.7.1 6
OSError [Errno 110] ETIMEDOUT
TypeError function expected at most 2 arguments, got 3
ValueError invalid mode
ValueError invalid channel
OSError [Errno 19] ENODEV
ValueError a key of WEP is hexadecimal
OSError Wifi Invalid Password
('10.0.0.7', '255.255.255.0', '10.0.0.1', '8.8.8.8')
True True
"""

HOME = "air ap home key=secret123 channel=1 rssi=-45 gateway=192.168.7.1"


def program(gateway, source):
    equal(gateway.put("/program.py", (HEAD + source).encode())[0], 0, "put")
    out, end = gateway.run(kind=2, path="/program.py", timeout=90)
    equal(end[3], "", "error")
    return out.decode()


def test_station():
    with Board("--profile", "esp32") as b:
        for line in (HOME, "air ap weak rssi=-95",
                     'air ap "not shown" hidden=yes rssi=-30 channel=11',
                     "air ap quiet dhcp=no",
                     "air ap two bssid=02:00:00:00:00:09 rssi=-60"):
            equal(b.control(line), "ok", line)
        equal(program(b.attach(), STATION), STATION_OUT, "output")


def test_joining_takes_time():
    with Board("--profile", "esp32") as b:
        for line in (HOME, "air time join=600000"):
            equal(b.control(line), "ok", line)
        out = program(b.attach(),
                      "w = network.WLAN(); w.active(True)\n"
                      "w.connect('home', 'secret123')\n"
                      "print(w.status() == network.STAT_CONNECTING, w.isconnected())\n"
                      "w.disconnect()\n"
                      "print(w.status() == network.STAT_IDLE)\n")
        equal(out, "True False\nTrue\n", "output")


def test_settings():
    with Board("--profile", "esp32") as b:
        equal(program(b.attach(), SETTINGS), SETTINGS_OUT, "output")
        # The radio is as it was when the program ends.
        equal(b.control("station 02:00:00:00:00:07 -40"), "ok", "station")
        out = program(b.attach(), "a = network.WLAN(1)\n"
                                  "print(a.isconnected(), a.status('stations'))\n")
        equal(out, "True [(b'\\x02\\x00\\x00\\x00\\x00\\x07', -40)]\n", "out")
        equal(b.control("station 02:00:00:00:00:07 gone"), "ok", "station")
        check(b.control("station 02:00:00:00:00:07 gone").startswith("error"),
              "gone twice")


def test_comes_and_goes():
    """The access point disappears, comes back, and changes its key."""
    wait = ("w = network.WLAN()\nw.active(True)\n"
            "w.connect('home', 'secret123')\nsettle(w, network.STAT_GOT_IP)\n"
            "print('up')\n"
            "settle(w, network.STAT_BEACON_TIMEOUT, network.STAT_NO_AP_FOUND)\n"
            "print('lost', w.isconnected())\n"
            "settle(w, network.STAT_GOT_IP)\nprint('again')\n"
            "settle(w, network.STAT_BEACON_TIMEOUT, network.STAT_WRONG_PASSWORD)\n"
            "print(settle(w, network.STAT_WRONG_PASSWORD) == "
            "network.STAT_WRONG_PASSWORD)\n")
    with Board("--profile", "esp8266") as b:
        b.control(HOME)
        gateway = b.attach()
        gateway.put("/wait.py", (HEAD + wait).encode())
        status, _ = gateway.call("EXEC_START", {0: 2, 3: "/wait.py"})
        equal(status, 0, "start")
        for line, text in (("air gone home", b"up"), (HOME, b"lost False"),
                           ("air ap home key=another123", b"again"),
                           (None, b"True")):
            gateway.wait_console(text, 60)
            if line is not None:
                equal(b.control(line), "ok", line)


def test_wipy():
    with Board("--profile", "wipy") as b:
        b.control(HOME)
        equal(program(b.attach(), WIPY), WIPY_OUT, "output")


def test_default_points():
    """A board is an access point from the start if its profile says so."""
    for profile, name, active in (("esp8266", "MicroPython-", True),
                                  ("esp32", "ESP_", False)):
        with Board("--profile", profile) as b:
            out = program(b.attach(),
                          "a = network.WLAN(network.AP_IF)\n"
                          "print(a.active(), a.config('ssid'))\n")
            check(out.startswith(f"{active} {name}"), out)


def test_reset():
    """The air outlives the board's reset, its connection does not."""
    with Board("--profile", "esp32") as b:
        b.control(HOME)
        program(b.attach(), "w = network.WLAN(); w.active(True)\n"
                            "w.connect('home', 'secret123')\n"
                            "settle(w, network.STAT_GOT_IP)\n")
        out = program(b.attach(), "print(network.WLAN().isconnected())\n")
        equal(out, "True\n", "a soft end keeps it")
        gateway = b.attach()
        board.reset(b, gateway)
        out = program(gateway, "w = network.WLAN(); print(w.active())\n"
                               "w.active(True); print(len(w.scan()))\n")
        equal(out, "False\n1\n", "after reset")


def test_file():
    with Board(start=False) as b:
        path = f"{b.dir}/air"
        with open(path, "w", encoding="utf-8") as file:
            file.write("# two\n\nap one\nap \"number two\" key=12345678\n"
                       "time scan=10 join=10 dhcp=10 lost=50\n")
        b.options += ["--air", path]
        b.start()
        equal(b.control("air"),
              'ok "one"=-50:6:open "number two"=-50:6:wpa2', "air")
    with Board("--air", "/nonsense", start=False) as b:
        try:
            b.start()
        except board.Failure as e:
            check("status 1" in str(e), str(e))
        else:
            raise board.Failure("it started")


def test_wrong_lines():
    with Board() as b:
        for line in ("ap", "ap home key=short", "ap x rssi=5", "ap x channel=0",
                     "ap x bssid=1:2:3", "ap x colour=red", "ap x key",
                     "gone x", "time scan", "time warp=1", "nonsense x",
                     'ap "x', "ap x security=open key=12345678",
                     "ap x dhcp=perhaps", "ap " + "x" * 33,
                     "ap x gateway=1.2.3.4.5", "gone a b"):
            check(b.control("air " + line).startswith("error "), line)
        equal(b.control("air"), "ok", "nothing is there")


def test_farm():
    """Boards of one process hear each other."""
    with Board("--profile", "esp32", "--count", "2", "--id-prefix", "b",
               flash=False, start=False) as b:
        b.serial += "-x"
        b.process = None
        b.options += ["--serial", b.serial]
        b.has_serial = False
        b.start()
        gateways = []
        for number in (1, 2):
            b.serial = f"{b.dir}/tty-x-{number}"
            gateways.append(b.attach())
        program(gateways[0], "a = network.WLAN(network.AP_IF)\n"
                             "a.config(ssid='lamp', key='12345678', channel=4)\n"
                             "a.active(True)\n")
        out = program(gateways[1],
                      "w = network.WLAN(); w.active(True)\n"
                      "print([(n[0], n[2], n[4]) for n in w.scan()])\n"
                      "w.connect('lamp', '12345678')\n"
                      "print(settle(w, network.STAT_GOT_IP) == network.STAT_GOT_IP,"
                      " w.ifconfig()[2], w.config('mac'))\n")
        first, mac = out.splitlines()
        equal(first, "[(b'lamp', 4, 3)]", "scan")
        check(mac.startswith("True 192.168.4.1 b'"), mac)
        out = program(gateways[0],
                      "a = network.WLAN(network.AP_IF)\n"
                      "print(a.isconnected(), a.status('stations')[0][0])\n"
                      "a.active(False)\n")
        equal(out.strip(), "True " + mac.split(" ", 2)[2], "stations")
        program(gateways[1],
                "w = network.WLAN()\n"
                "settle(w, network.STAT_BEACON_TIMEOUT, network.STAT_NO_AP_FOUND)\n"
                "assert not w.isconnected()\n")


def test_absent():
    with Board() as b:
        out, _ = b.attach().run(
            "for name in ('network', 'esp', 'esp32', 'wipy'):\n"
            "    try:\n        __import__(name)\n"
            "    except ImportError as e:\n        print(e)\n")
        equal(out.decode(), "".join(
            f"no module named '{name}'\n"
            for name in ("network", "esp", "esp32", "wipy")), "generic")


if __name__ == "__main__":
    sys.exit(board.main(dict(globals())))
