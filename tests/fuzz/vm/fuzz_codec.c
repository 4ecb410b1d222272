/* SPDX-License-Identifier: MIT */
/*
 * Everything small that reads bytes from elsewhere: text encodings, marshal,
 * checksums and ciphers, records of uctypes, numbers in bytes.
 */
#include "object/bytes.h"
#include "vm_target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char program[] =
    "import array, binascii, hashlib, io, marshal, uctypes\n"
    "def attempt(f, *args):\n"
    "    try: return f(*args)\n"
    "    except (ValueError, TypeError, OSError, EOFError): pass\n"
    "half = len(data) // 2\n"
    "for piece in data, data[:half], data[half:], data[1:-1]:\n"
    "    for f in (binascii.a2b_base64, binascii.unhexlify, marshal.loads,\n"
    "              bytes.fromhex, bytes.decode, int, float, complex):\n"
    "        attempt(f, piece)\n"
    "    text = attempt(str, piece, 'utf-8')\n"
    "    for f in binascii.a2b_base64, binascii.unhexlify, bytes.fromhex:\n"
    "        if text is not None: attempt(f, text)\n"
    "    if binascii.a2b_base64(binascii.b2a_base64(piece)) != piece:\n"
    "        raise SystemExit('base64')\n"
    "    if binascii.unhexlify(binascii.hexlify(piece)) != piece:\n"
    "        raise SystemExit('hex')\n"
    "    binascii.crc32(piece), hashlib.sha256(piece).digest()\n"
    "    for code in 'bBhHiIlLqQfd':\n"
    "        attempt(array.array, code, piece)\n"
    "    for line in io.BytesIO(piece): pass\n"
    "fields = {}\n"
    "for i in range(0, min(len(data) - 4, 40), 5):\n"
    "    at = data[i] % 64\n"
    "    kind = data[i + 1] % 12 << 28\n"
    "    fields['f%d' % i] = kind | at if data[i + 2] & 1 else (\n"
    "        data[i + 3] % 4 << 30 | at, data[i + 4] % 12 << 28 | 3)\n"
    "buf = bytearray(1024)\n"
    "buf[:len(data[:1024])] = data[:1024]\n"
    "size = attempt(uctypes.sizeof, fields, uctypes.LITTLE_ENDIAN)\n"
    "if size is not None and size < 1000:\n"
    "    for layout in uctypes.LITTLE_ENDIAN, uctypes.BIG_ENDIAN:\n"
    "        s = uctypes.struct(uctypes.addressof(buf), fields, layout)\n"
    "        for name in fields:\n"
    "            value = attempt(getattr, s, name)\n"
    "            if isinstance(value, (int, float)):\n"
    "                attempt(setattr, s, name, value)\n";

static void
read_all(struct vm *vm, const uint8_t *data, size_t size)
{
	vm_target_exec(vm, program, vm_bytes_new(vm, data, size));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	vm_target_run(read_all, data, size);
	return 0;
}
