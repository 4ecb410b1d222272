/* SPDX-License-Identifier: MIT */
/*
 * A client and a server of TLS or DTLS talk to each other; the input says how,
 * and what happens to the bytes on their way: four bytes each for a place
 * (which end, how far), what is done there, and with what. OpenSSL is behind
 * them, so no two runs send the same.
 */
#include "fuzz_tls_keys.h"
#include "object/bytes.h"
#include "object/dict.h"
#include "runtime/intern.h"
#include "upy/host_shared.h"
#include "vm.h"
#include "vm_target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char program[] =
    "import io, tls\n"
    "class End(io.IOBase):\n"
    "    def __init__(self):\n"
    "        self.queue = []\n"
    "        self.at = 0\n"
    "    def readinto(self, b):\n"
    "        if not self.queue: return None\n"
    "        first = self.queue.pop(0)\n"
    "        n = min(len(b), len(first))\n"
    "        b[:n] = first[:n]\n"
    "        if n < len(first) and not datagrams: self.queue.insert(0, first[n:])\n"
    "        return n\n"
    "    def write(self, b):\n"
    "        b = bytearray(b)\n"
    "        for i in range(1, len(data) - 3, 4):\n"
    "            place = data[i] << 8 | data[i + 1]\n"
    "            if place >> 15 != self.side: continue\n"
    "            place = (place & 0x7fff) - self.at\n"
    "            if 0 <= place < len(b):\n"
    "                what, value = data[i + 2:i + 4]\n"
    "                if what == 0: b = b[:place]\n"
    "                elif what == 1: b[place:place] = bytes([value])\n"
    "                elif what == 2: self.peer.queue.append(bytes(b))\n"
    "                else: b[place] ^= value\n"
    "        self.at += len(b)\n"
    "        self.peer.queue.append(bytes(b))\n"
    "        return len(b)\n"
    "    def ioctl(self, request, arg): return 0\n"
    "how = data[0] if data else 0\n"
    "datagrams = how & 1\n"
    "a, b = End(), End()\n"
    "a.peer, b.peer, a.side, b.side = b, a, 0, 1\n"
    "if datagrams:\n"
    "    server = tls.SSLContext(tls.PROTOCOL_DTLS_SERVER)\n"
    "    client = tls.SSLContext(tls.PROTOCOL_DTLS_CLIENT)\n"
    "else:\n"
    "    server = tls.SSLContext(tls.PROTOCOL_TLS_SERVER)\n"
    "    client = tls.SSLContext(tls.PROTOCOL_TLS_CLIENT)\n"
    "server.load_cert_chain(cert, key)\n"
    "client.verify_mode = tls.CERT_REQUIRED if how & 2 else tls.CERT_NONE\n"
    "if how & 2: client.load_verify_locations(cert)\n"
    "if how & 4:\n"
    "    server.verify_mode = tls.CERT_REQUIRED\n"
    "    server.load_verify_locations(cert)\n"
    "    client.load_cert_chain(cert, key)\n"
    "def step(f, *args):\n"
    "    global s\n"
    "    try: return f(*args)\n"
    "    except (OSError, ValueError) as e:\n"
    "        # The client is heard again when it comes back with the cookie.\n"
    "        if e.args[0] == -27264: s = accept()\n"
    "more = {'do_handshake_on_connect': False}\n"
    "def accept():\n"
    "    if not datagrams:\n"
    "        return server.wrap_socket(b, server_side=True, **more)\n"
    "    return server.wrap_socket(b, server_side=True, client_id=b'c',\n"
    "                              **more)\n"
    "s = accept()\n"
    "c = client.wrap_socket(a, server_hostname='f', **more)\n"
    "room = bytearray(50)\n"
    "got = []\n"
    "for i in range(8):\n"
    "    step(c.write, b'to the server' * (1 + how // 8))\n"
    "    got.append(step(s.read, 30))\n"
    "    step(s.write, b'to the client')\n"
    "    step(c.readinto, room)\n"
    "    step(s.cipher), step(c.getpeercert, True)\n"
    "step(c.close)\n"
    "got.append(step(s.read, 30))\n"
    "step(s.close)\n";

static void
set(struct vm *vm, const char *name, const uint8_t *data, size_t size)
{
	vm_dict_set(vm, vm_main_globals(vm), vm_intern(vm, name, strlen(name)),
	    vm_bytes_new(vm, data, size));
}

static void
talk(struct vm *vm, const uint8_t *data, size_t size)
{
	set(vm, "key", fuzz_tls_key, sizeof(fuzz_tls_key));
	set(vm, "cert", fuzz_tls_cert, sizeof(fuzz_tls_cert));
	vm_target_exec(vm, program, vm_bytes_new(vm, data, size));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	vm_target_set_tls(&host_tls);
	vm_target_run(talk, data, size);
	host_tls_forget(NULL);
	return 0;
}
