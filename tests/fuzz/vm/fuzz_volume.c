/* SPDX-License-Identifier: MIT */
/*
 * Images of volumes. The first byte of the input chooses FAT or a version of
 * littlefs; the rest are changes to a volume with some files on it: two bytes
 * of place, one of length, the new bytes. It is mounted, listed, read and
 * written then.
 */
#include <stdlib.h>
#include <string.h>

#include "modules/file_system.h"
#include "object/bytes.h"
#include "object/digest.h"
#include "vm_target.h"

#define KINDS      3
#define LFS1       2
#define BLOCK_SIZE ((size_t)512)
#define IMAGE_SIZE ((size_t)64 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct vm_file_system *const systems[KINDS] = {
	&vm_file_system_fat,
	&vm_file_system_lfs2,
	&vm_file_system_lfs1,
};

static uint8_t clean[KINDS][IMAGE_SIZE];
static uint8_t image[IMAGE_SIZE];

#define DEVICE                                                           \
	"import os, vfs\n"                                               \
	"class Device:\n"                                                \
	"    def readblocks(self, n, b, at=0):\n"                        \
	"        b[:] = data[n * 512 + at:n * 512 + at + len(b)]\n"      \
	"    def writeblocks(self, n, b, at=0):\n"                       \
	"        data[n * 512 + at:n * 512 + at + len(b)] = b\n"         \
	"    def ioctl(self, request, arg):\n"                           \
	"        return {4: len(data) // 512, 5: 512}.get(request, 0)\n" \
	"device = Device()\n"

static const char *const make[KINDS] = {
	DEVICE "kind = vfs.VfsFat\n",
	DEVICE "kind = vfs.VfsLfs2\n",
	DEVICE "kind = vfs.VfsLfs1\n",
};

static const char fill[] =
    "kind.mkfs(device)\n"
    "fs = kind(device)\n"
    "fs.mkdir('/d')\n"
    "fs.mkdir('/d/e')\n"
    "for name in ('a.txt', 'a longer name.txt', 'd/b', 'd/e/c'):\n"
    "    with fs.open('/' + name, 'wb') as f:\n"
    "        f.write(bytes(range(200)) * len(name))\n"
    "fs.umount()\n";

static const char visit[] =
    "def attempt(f, *args):\n"
    "    try: return f(*args)\n"
    "    except (OSError, ValueError): pass\n"
    "def read(path):\n"
    "    with fs.open(path, 'rb') as f:\n"
    "        f.read(300); f.seek(1000); f.read(300); f.seek(0, 2)\n"
    "def write(path):\n"
    "    with fs.open(path, 'r+b') as f:\n"
    "        f.seek(0, 2); f.write(b'x' * 700); f.seek(100); f.write(b'y')\n"
    "def walk(path, depth):\n"
    "    for n, entry in enumerate(fs.ilistdir(path)):\n"
    "        if n > 20: break\n"
    "        name = path + '/' + entry[0]\n"
    "        attempt(fs.stat, name)\n"
    "        if entry[1] & 0x4000 and depth < 4: attempt(walk, name, depth + 1)\n"
    "        else: attempt(read, name); attempt(write, name)\n"
    "fs = kind(device)\n"
    "attempt(fs.mount, False, False)\n"
    "attempt(walk, '', 0)\n"
    "attempt(fs.statvfs, '/')\n"
    "attempt(fs.mkdir, '/new')\n"
    "attempt(fs.rename, '/a.txt', '/new/a.txt')\n"
    "attempt(fs.remove, '/d/b')\n"
    "attempt(fs.rmdir, '/d/e')\n"
    "attempt(read, '/new/a.txt')\n"
    "attempt(fs.umount)\n";

static void
begin(struct vm *vm, unsigned kind)
{
	vm_target_exec(vm, make[kind],
	    vm_bytearray_at(vm, image, sizeof(image)));
}

static void
make_clean(struct vm *vm, const uint8_t *data, size_t size)
{
	unsigned kind = data[0];

	(void)size;
	memset(image, 0xff, sizeof(image));
	begin(vm, kind);
	vm_target_exec(vm, fill, vm_bytearray_at(vm, image, sizeof(image)));
	memcpy(clean[kind], image, sizeof(image));
}

static void
visit_changed(struct vm *vm, const uint8_t *data, size_t size)
{
	begin(vm, data[0] % KINDS);
	(void)size;
	vm_target_exec(vm, visit, vm_bytearray_at(vm, image, sizeof(image)));
}

/* Sixteen bits reach all of the image. */
static void
change_image(const uint8_t *data, size_t size)
{
	for (size_t i = 0; i + 3 <= size;) {
		size_t place = (size_t)(data[i] << 8 | data[i + 1]);
		size_t len = data[i + 2];

		i += 3;
		len = len < size - i ? len : size - i;
		len = len < IMAGE_SIZE - place ? len : IMAGE_SIZE - place;
		memcpy(image + place, data + i, len);
		i += len;
	}
}

static uint32_t
get_32(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	    (uint32_t)p[3] << 24;
}

/* Where a block of littlefs 1 has its checksum; 0: it has none. */
static size_t
checksum_place(const uint8_t *block)
{
	size_t end = get_32(block + 4) & 0x7fffffff;

	return end >= 20 && end <= BLOCK_SIZE ? end - 4 : 0;
}

/* Blocks that had a checksum have one again: what is in them is looked at. */
static void
mend_checksums(void)
{
	for (size_t at = 0; at < IMAGE_SIZE; at += BLOCK_SIZE) {
		const uint8_t *old = clean[LFS1] + at;
		size_t end = checksum_place(old);
		uint32_t crc;

		if (end == 0 || get_32(old + end) != ~vm_crc32(0, old, end))
			continue;
		end = checksum_place(image + at);
		crc = ~vm_crc32(0, image + at, end);
		for (size_t i = 0; end > 0 && i < 4; i++)
			image[at + end + i] = (uint8_t)(crc >> (8 * i));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool ready;

	for (uint8_t kind = 0; !ready && kind < KINDS; kind++) {
		vm_target_set_file_systems(systems, KINDS);
		vm_target_run(make_clean, &kind, 1);
		if (clean[kind][0] == 0 && clean[kind][8] == 0)
			abort(); /* there is no volume */
	}
	ready = true;
	if (size == 0)
		return 0;
	memcpy(image, clean[data[0] % KINDS], sizeof(image));
	change_image(data + 1, size - 1);
	if (data[0] % KINDS == LFS1)
		mend_checksums();
	vm_target_run(visit_changed, data, size);
	return 0;
}
