/* SPDX-License-Identifier: MIT */
/*
 * Frames of a websocket: what a peer sends lies in the input, behind a byte
 * that says in which pieces it comes and how it is read.
 */
#include "object/bytes.h"
#include "vm_target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char program[] =
    "import io, websocket\n"
    "how, peer = data[0], memoryview(data)[1:]\n"
    "piece = 1 + how % 7 * 9\n"
    "class Wire(io.IOBase):\n"
    "    at = 0\n"
    "    def readinto(self, b):\n"
    "        n = min(len(b), len(peer) - self.at, piece)\n"
    "        if n == 0 and how & 16: return None\n"
    "        b[:n] = peer[self.at:self.at + n]\n"
    "        self.at += n\n"
    "        return n\n"
    "    def write(self, b): return len(b) if how & 32 else min(len(b), 9)\n"
    "    def ioctl(self, request, arg): return 0\n"
    "    def setblocking(self, flag): pass\n"
    "ws = websocket.websocket(Wire(), bool(how & 64))\n"
    "for i in range(40):\n"
    "    got = ws.read(1 + i * 5) if how & 8 else ws.read()\n"
    "    if not got: break\n"
    "    ws.ioctl(9, i & 15)\n"
    "    ws.write(got)\n"
    "ws.ioctl(8, 0)\n"
    "ws.close()\n";

static void
talk(struct vm *vm, const uint8_t *data, size_t size)
{
	if (size > 0)
		vm_target_exec(vm, program, vm_bytes_new(vm, data, size));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	vm_target_run(talk, data, size);
	return 0;
}
