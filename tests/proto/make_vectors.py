#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes vectors/*.txt: an implementation of the encodings of UP/1 that
shares nothing with the C library. Run it only to add vectors; the files are
kept in the tree. Lines are `hex : expectation : meaning`."""
import os
import random
import struct


def crc32c(data):
    crc = 0xffffffff
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82f63b78 if crc & 1 else 0)
    return crc ^ 0xffffffff


def cobs(data):
    out = bytearray()
    block = bytearray()
    for i, byte in enumerate(data):
        if byte == 0:
            out += bytes([len(block) + 1]) + block
            block = bytearray()
            continue
        block.append(byte)
        if len(block) == 254 and i + 1 < len(data):
            out += b'\xff' + block
            block = bytearray()
    return bytes(out + bytes([len(block) + 1]) + block)


def with_crc(packet):
    return packet + struct.pack('<I', crc32c(packet))


def frame(packet):
    return b'\0\xfe' + cobs(with_crc(packet)) + b'\0'


def tcp(packet):
    return struct.pack('<H', len(packet) + 4) + with_crc(packet)


def head(kind, channel, ident, arg, flags=0, version=1):
    return struct.pack('<BBHI', version << 6 | kind << 3 | flags, channel,
                       ident, arg)


def cbor_head(major, value):
    if value < 24:
        return bytes([major << 5 | value])
    for info, fmt in ((24, '>B'), (25, '>H'), (26, '>I'), (27, '>Q')):
        if value < 1 << (8 * struct.calcsize(fmt)):
            return bytes([major << 5 | info]) + struct.pack(fmt, value)
    raise ValueError(value)


def cbor(value):
    if value is True or value is False:
        return b'\xf5' if value else b'\xf4'
    if isinstance(value, int):
        return cbor_head(0, value) if value >= 0 else cbor_head(1, -1 - value)
    if isinstance(value, bytes):
        return cbor_head(2, len(value)) + value
    if isinstance(value, str):
        return cbor_head(3, len(value.encode())) + value.encode()
    if isinstance(value, list):
        return cbor_head(4, len(value)) + b''.join(map(cbor, value))
    return cbor_head(5, len(value)) + b''.join(
        cbor(k) + cbor(v) for k, v in value.items())


def write(name, about, rows):
    path = os.path.join(os.path.dirname(__file__), 'vectors', name)
    with open(path, 'w', encoding='ascii') as out:
        out.write('# SPDX-License-Identifier: MIT\n')
        for line in about.split('\n'):
            out.write('# %s\n' % line)
        for data, want, meaning in rows:
            want = want.hex() if isinstance(want, bytes) else str(want)
            out.write('%s : %s : %s\n' % (data.hex() or '-', want or '-',
                                          meaning))


def crc_rows():
    yield b'', '00000000', 'nothing'
    for text in (b'a', b'123456789', b'The quick brown fox jumps over'):
        yield text, '%08x' % crc32c(text), 'text ' + text.decode()
    for data, name in ((bytes(32), '32 zeros'), (b'\xff' * 32, '32 ones'),
                       (bytes(range(32)), '0 to 31'),
                       (bytes(range(31, -1, -1)), '31 to 0'),
                       (bytes(range(251)), '251 bytes, not a multiple of 8')):
        yield data, '%08x' % crc32c(data), name


PACKETS = [
    (head(0, 16, 0x1234, 4096) + b'file bytes', 'kind=0 channel=16 id=4660 '
     'arg=4096 len=10', 'DATA of a transfer'),
    (head(0, 2, 7, 0) + b'print(1)\r', 'kind=0 channel=2 id=7 arg=0 len=9',
     'DATA of the console'),
    (head(1, 16, 0x1234, 8192) + struct.pack('<IB', 12288, 0),
     'kind=1 channel=16 id=4660 arg=8192 len=5', 'CREDIT, continue'),
    (head(1, 17, 2, 512) + struct.pack('<IB', 512, 2),
     'kind=1 channel=17 id=2 arg=512 len=5', 'CREDIT, pause'),
    (head(2, 0, 5, 2) + struct.pack('<I', 0xcafe0001),
     'kind=2 channel=0 id=5 arg=2 len=4', 'CTRL PING'),
    (head(2, 0, 5, 3) + struct.pack('<I', 0xcafe0002),
     'kind=2 channel=0 id=5 arg=3 len=4', 'CTRL PONG'),
    (head(2, 0, 9, 4), 'kind=2 channel=0 id=9 arg=4 len=0', 'CTRL CANCEL'),
    (head(2, 16, 0x1234, 15 << 16 | 5),
     'kind=2 channel=16 id=4660 arg=983045 len=0', 'CTRL ABORT, DATA_LOSS'),
    (head(3, 1, 3, 100 << 16 | 1), 'kind=3 channel=1 id=3 arg=6553601 len=0',
     'REQ INFO, 10 s'),
    (head(3, 1, 4, 50 << 16 | 0x20) + cbor({0: '/main.py'}),
     'kind=3 channel=1 id=4 arg=3276832 len=11', 'REQ FS_STAT'),
    (head(4, 1, 4, 0x402 << 16 | 0x20),
     'kind=4 channel=1 id=4 arg=67239968 len=0', 'RSP FS_STAT, ENOENT'),
    (head(5, 4, 1, 2) + cbor({0: 1, 1: 0, 2: 0}),
     'kind=5 channel=4 id=1 arg=2 len=7', 'EVT JOB_EXIT'),
    (head(5, 4, 2, 3 << 16 | 3) + cbor({0: 1000}),
     'kind=5 channel=4 id=2 arg=196611 len=5', 'EVT TELEMETRY, 3 lost'),
]


def frame_rows(wrap):
    for packet, _, meaning in PACKETS:
        yield wrap(packet), packet, meaning
    rng = random.Random(1)
    for size in (0, 1, 228, 240, 241, 242, 243, 244, 245, 246, 254, 255, 256,
                 494, 495, 496, 497, 498, 499, 500, 508, 512, 600):
        for name, fill in (('no zeros', lambda i: 1 + i % 255),
                           ('all zeros', lambda i: 0),
                           ('random', lambda i: rng.randrange(256))):
            packet = head(0, 16, 1, 0x11223344) + bytes(
                fill(i) for i in range(size))
            yield wrap(packet), packet, 'payload of %d, %s' % (size, name)


def bad_rows():
    good = frame(PACKETS[0][0])
    yield good[:5] + bytes([good[5] ^ 1]) + good[6:], 'crc', 'one bit'
    yield good[:-3] + b'\0', 'cobs', 'cut: the chain overruns the delimiter'
    yield b'\0\xfe\0', 'cobs', 'empty'
    yield b'\0\xfe\x01\0', 'cobs', 'a chain of nothing'
    yield b'\0\xfe' + cobs(with_crc(b'1234567')) + b'\0', 'cobs', \
        'shorter than a header, right CRC'
    yield b'\0\xfe' + cobs(bytes(8)) + b'\0', 'cobs', 'no room for a CRC'
    yield b'\0\xfe' + b'\xff' * 800 + b'\0', 'overlong', 'longer than the MTU'
    yield frame(bytes(8) + b'x' * 601), 'overlong', 'payload of 601'
    packet = PACKETS[3][0]
    swapped = packet + struct.pack('>I', crc32c(packet))
    yield b'\0\xfe' + cobs(swapped) + b'\0', 'crc', 'CRC byte order'


HELLO = {0: 1, 1: 1, 2: 0, 3: 256, 4: 1024, 5: 4, 6: [115200, 921600],
         7: 'upy-abc123', 8: 0xdeadbeef, 9: '0.1.0', 10: 1, 11: 1,
         12: 'kitchen', 13: 'posix', 14: '/dev/ttyUSB0'}


def hello_rows():
    yield cbor(HELLO), 'ok', 'a board'
    yield cbor({0: 1, 1: 1, 3: 128, 8: 1}), 'ok', 'the least'
    yield cbor({**HELLO, 99: [1, {2: 'x'}], 16: True}), 'ok', 'unknown keys'
    yield cbor({**HELLO, 15: 1}), 'ok', 'one transfer at once'
    yield cbor({**HELLO, 15: 256}), 'bad', 'transfers of 9 bits'
    yield cbor({**HELLO, 2: (1 << 64) - 1}), 'ok', 'all features'
    yield cbor(dict(reversed(list(HELLO.items())))), 'ok', 'any key order'
    yield cbor({**HELLO, 6: [1, 2, 3, 4, 5, 6]}), 'ok', 'six bauds, four kept'
    yield cbor({**HELLO, 8: 0}), 'bad', 'boot_id 0'
    yield cbor({**HELLO, 3: 64}), 'bad', 'MTU below the least'
    yield cbor({**HELLO, 3: 5000}), 'bad', 'MTU above the most'
    yield cbor({**HELLO, 7: 'Upper'}), 'bad', 'id with capitals'
    yield cbor({**HELLO, 7: 'x' * 33}), 'bad', 'id too long'
    yield cbor({**HELLO, 3: 'x'}), 'bad', 'wrong type'
    yield cbor({**HELLO, 8: 1 << 32}), 'bad', 'boot_id of 33 bits'
    yield cbor(HELLO)[:-1], 'bad', 'cut'
    yield cbor(HELLO) + b'\0', 'bad', 'a byte too many'
    yield b'', 'bad', 'empty'
    yield cbor([1]), 'bad', 'no map'


def cbor_rows():
    for value in (0, 1, 10, 23, 24, 25, 255, 256, 65535, 65536, 0xffffffff,
                  1 << 32, (1 << 64) - 1, -1, -24, -25, -256, -257, -65537,
                  -(1 << 63), True, False, b'', b'\1\2', '', 'a', 'x' * 24,
                  [], [1, [2, [3]]], {}, {0: 1, 24: 'y'}):
        yield cbor({0: value}), 'ok', 'value %s' % str(value)[:40]
    yield b'\xa1\x18\x00\x01', 'ok', 'key 0 in two bytes'
    yield cbor({1: {2: {3: {4: 5}}}}), 'ok', 'maps four deep'
    yield cbor({1: [[[0]]]}), 'ok', 'arrays in a map, four deep'
    yield cbor({1: [[[[0]]]]}), 'bad', 'five deep'
    yield cbor({1: {2: {3: {4: {5: 6}}}}}), 'bad', 'maps five deep'
    yield b'\xa1', 'bad', 'a map without its pair'
    yield b'\xa1\x00', 'bad', 'a key without its value'
    yield b'\xa2\x00\x01', 'bad', 'one of two pairs'
    yield b'\xa1\x20\x01', 'bad', 'negative key'
    yield b'\xa1\x61a\x01', 'bad', 'text key'
    yield b'\xbf\x00\x01\xff', 'bad', 'indefinite map'
    yield b'\xa1\x00\x5f\x41a\xff', 'bad', 'indefinite bytes'
    yield b'\xa1\x00\xc0\x01', 'bad', 'tag'
    yield b'\xa1\x00\xf6', 'bad', 'null'
    yield b'\xa1\x00\xfb' + bytes(8), 'bad', 'double'
    yield b'\xa1\x00\x1c', 'bad', 'reserved length'
    yield b'\xa1\x00\x63ab', 'bad', 'text longer than the rest'
    yield b'\xa1\x00\x7b' + b'\xff' * 8, 'bad', 'text of 2^64-1 bytes'
    yield b'\xa1\x00\x9b' + b'\xff' * 8, 'bad', 'array of 2^64-1 items'
    yield b'\xbb' + b'\xff' * 8, 'bad', 'map of 2^64-1 pairs'
    yield b'\xa0\x00', 'bad', 'a byte too many'
    yield b'\x80', 'bad', 'no map'


def record(packet):
    return bytes([len(packet)]) + packet


def corpora():
    """First inputs for the fuzz targets, by target."""
    hello = frame(head(2, 0, 0, 1) + cbor(HELLO))
    packets = [p for p, _, _ in PACKETS]
    put = cbor({0: 0, 1: 0, 2: 'u.py', 3: 600, 4: bytes(32), 5: True})
    get = cbor({0: 1, 1: 0, 2: 'x', 3: 2000, 4: b'\xd0' * 32, 5: False,
                6: 10, 7: b'\x0a' * 32})
    fin = cbor({0: 0x2003, 1: 0})
    answer = cbor({0: 5, 1: 100, 2: b'\x64' * 32, 3: 512, 4: 900,
                   5: bytes(32), 6: 256})
    open_req = head(3, 16, 1, 0xf001) + put
    data = head(0, 16, 0, 0, 2) + bytes(200)
    return {
        'fuzz_frame': [b'\0' + b'text' + hello + b'more', b'\1' + tcp(
            packets[0]) + tcp(packets[1])] + [
                b'\x80' + frame(p) for p in packets],
        'fuzz_cobs': packets + [bytes(300), b'\xaa' * 600],
        'fuzz_cbor': [row[0] for row in cbor_rows()],
        'fuzz_hello': [row[0] for row in hello_rows()],
        'fuzz_link': [b'\0' + hello, b'\2' + hello, b'\3' + tcp(
            head(2, 0, 0, 1) + cbor(HELLO)) + tcp(packets[8]),
                      b'\2' + hello + frame(packets[8]) + frame(open_req)],
        'fuzz_packet': [b'\1' + record(p) for p in packets] + [
            b'\1' + record(open_req) + record(data) + record(
                head(0, 16, 0, 200, 2) + bytes(200)),
            b'\1' + record(head(3, 17, 2, 0xf001) + get) + record(
                head(1, 17, 0, 0, 2) + struct.pack('<IB', 1000, 0)),
            b'\0' + record(head(5, 4, 1, 2)) + record(head(6, 1, 1, 0)),
            b'\1' + record(head(2, 0x7e, 0, 0)) + record(
                head(2, 0, 0, 2) + struct.pack('<I', 9))],
        'fuzz_transfer': [b'\1' + put, b'\5' + get, b'\1' + fin,
                          b'\0' + answer, b'\2' + answer],
    }


def write_corpora():
    top = os.path.join(os.path.dirname(__file__), '..', 'fuzz', 'proto',
                       'corpus')
    for target, inputs in corpora().items():
        os.makedirs(os.path.join(top, target), exist_ok=True)
        for i, data in enumerate(inputs):
            path = os.path.join(top, target, 'seed%02d' % i)
            with open(path, 'wb') as out:
                out.write(data)


def main():
    write('crc32c.txt', 'bytes : CRC-32C : meaning', crc_rows())
    write('packets.txt', 'packet without CRC : fields : meaning',
          ((p, w, m) for p, w, m in PACKETS))
    write('frames.txt', 'serial frame : packet : meaning', frame_rows(frame))
    write('tcp_frames.txt', 'TCP frame : packet : meaning', frame_rows(tcp))
    write('bad_frames.txt', 'serial bytes : counter that rises : meaning\n'
          'The decoder has room for a payload of 600.', bad_rows())
    write('hello.txt', 'HELLO payload : ok or bad : meaning', hello_rows())
    write('cbor.txt', 'one CBOR map : ok or bad : meaning', cbor_rows())
    write_corpora()


if __name__ == '__main__':
    main()
