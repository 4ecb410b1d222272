# SPDX-License-Identifier: MIT
"""AES-128 in counter mode, table free: bytearrays, shifts, methods."""


def make_sbox():
    box = bytearray(256)
    p = q = 1
    while True:
        p = p ^ (p << 1) & 255 ^ (0x1b if p & 0x80 else 0)
        q ^= q << 1
        q ^= q << 2
        q ^= q << 4
        q &= 255
        if q & 0x80:
            q ^= 0x09
        x = q ^ (q << 1 | q >> 7) ^ (q << 2 | q >> 6) ^ (q << 3 | q >> 5) \
            ^ (q << 4 | q >> 4)
        box[p] = (x ^ 0x63) & 255
        if p == 1:
            break
    box[0] = 0x63
    return box


SBOX = make_sbox()


class Cipher:
    def __init__(self, key):
        keys = bytearray(key)
        rcon = 1
        for i in range(16, 176, 4):
            word = keys[i - 4:i]
            if i % 16 == 0:
                word = bytearray([SBOX[word[1]] ^ rcon, SBOX[word[2]],
                                  SBOX[word[3]], SBOX[word[0]]])
                rcon = rcon << 1 ^ (0x11b if rcon & 0x80 else 0)
            for k in range(4):
                keys.append(keys[i - 16 + k] ^ word[k])
        self.keys = keys
        self.state = bytearray(16)

    def add_key(self, turn):
        state = self.state
        keys = self.keys
        base = turn * 16
        for i in range(16):
            state[i] ^= keys[base + i]

    def substitute_and_shift(self):
        state = self.state
        old = bytes(state)
        for c in range(4):
            for r in range(4):
                state[4 * c + r] = SBOX[old[(4 * (c + r) + r) % 16]]

    def mix_columns(self):
        state = self.state
        for c in range(0, 16, 4):
            a0, a1, a2, a3 = state[c], state[c + 1], state[c + 2], state[c + 3]
            t = a0 ^ a1 ^ a2 ^ a3
            first = a0
            for i, (x, y) in enumerate(((a0, a1), (a1, a2), (a2, a3),
                                        (a3, first))):
                u = (x ^ y) << 1
                if u & 0x100:
                    u ^= 0x11b
                state[c + i] = x ^ t ^ u

    def encrypt(self, block):
        self.state[:] = block
        self.add_key(0)
        for turn in range(1, 10):
            self.substitute_and_shift()
            self.mix_columns()
            self.add_key(turn)
        self.substitute_and_shift()
        self.add_key(10)
        return bytes(self.state)


def counter_mode(cipher, data):
    out = bytearray()
    for n in range(0, len(data), 16):
        pad = cipher.encrypt(n.to_bytes(16, "big"))
        for a, b in zip(data[n:n + 16], pad):
            out.append(a ^ b)
    return out


cipher = Cipher(bytes(range(16)))
check = cipher.encrypt(bytes(i * 17 for i in range(16)))
print(check == b"\x69\xc4\xe0\xd8\x6a\x7b\x04\x30\xd8\xcd\xb7\x80\x70\xb4"
      b"\xc5\x5a")
print(sum(counter_mode(cipher, bytes(1600))))
