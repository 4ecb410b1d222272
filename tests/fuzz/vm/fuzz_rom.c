/* SPDX-License-Identifier: MIT */
/*
 * ROMFS images: the input is the contents of one, whose header is made here.
 * All of it is listed, read and imported from.
 */
#include <stdlib.h>
#include <string.h>

#include "modules/file_system.h"
#include "object/bytes.h"
#include "vm_target.h"

#define BODY_MAX 4000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct vm_file_system *const systems[] = { &vm_file_system_rom };

static const char visit[] =
    "import os, sys, vfs\n"
    "def attempt(f, *args):\n"
    "    try: return f(*args)\n"
    "    except (OSError, ValueError, UnicodeError): pass\n"
    "def read(path):\n"
    "    with fs.open(path, 'rb') as f:\n"
    "        f.read(10); f.seek(-3, 2); f.readline(); f.seek(5); f.read()\n"
    "        buf = bytearray(7); f.seek(0); f.readinto(buf); f.tell()\n"
    "    with fs.open(path, 'r') as f:\n"
    "        for line in f: pass\n"
    "def walk(path, depth):\n"
    "    for n, entry in enumerate(fs.ilistdir(path)):\n"
    "        if n > 40: break\n"
    "        name = path + b'/' + entry[0]\n"
    "        attempt(fs.stat, name)\n"
    "        attempt(read, name)\n"
    "        if depth < 6: attempt(walk, name, depth + 1)\n"
    "fs = vfs.VfsRom(data)\n"
    "attempt(walk, b'', 0)\n"
    "for path in '', '/', 'a', 'a/b', '..', 'a/', '/a//b', '.':\n"
    "    for f in fs.stat, fs.chdir, fs.statvfs, read, fs.ilistdir:\n"
    "        attempt(f, path)\n"
    "vfs.mount(fs, '/r')\n"
    "sys.path[:] = ['/r']\n"
    "attempt(os.listdir, '/r')\n"
    "try: import a\n"
    "except Exception: pass\n"
    "vfs.umount('/r')\n";

static uint8_t *image; /* as long as it is said to be */

static void
visit_image(struct vm *vm, const uint8_t *data, size_t size)
{
	(void)data;
	vm_target_exec(vm, visit, vm_bytearray_at(vm, image, size));
}

/* The header: d2 cd 31, and the length in two parts of 7 bits. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t header[] = { 0xd2, 0xcd, 0x31,
		(uint8_t)(0x80 | size >> 7), size & 0x7f };

	if (size > BODY_MAX)
		return 0;
	image = malloc(sizeof(header) + size);
	if (image == NULL)
		abort();
	memcpy(image, header, sizeof(header));
	if (size > 0)
		memcpy(image + sizeof(header), data, size);
	vm_target_set_file_systems(systems, 1);
	vm_target_run(visit_image, data, sizeof(header) + size);
	free(image);
	return 0;
}
