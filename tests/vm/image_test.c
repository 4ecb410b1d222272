/* SPDX-License-Identifier: MIT */
/*
 * Damaged images: cut at every length, and with every byte changed, with the
 * checksum put right or not. Nothing but an exception may come of it. The
 * image is the file given, or that of UPY_CROSS.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "image/image.h"
#include "object/digest.h"
#include "runtime/call.h"
#include "runtime/raise.h"
#include "vm.h"

#define IMAGE_MAX  16384
#define BLOCK_SIZE (256u * 1024u)

static uint64_t block[BLOCK_SIZE / sizeof(uint64_t)];
static uint8_t image[IMAGE_MAX];
static size_t image_len;
static struct vm *vm;

static const char program[] =
    "import sys\n"
    "def f(a, *b, c=1.5, **d):\n"
    "    try:\n"
    "        for i in a: b += (i, 1 << 80, (1, 2, b\"x\"))\n"
    "    except ValueError as e: return e\n"
    "    finally: c = lambda: a\n"
    "    return [c() for x in b]\n"
    "class A(Exception):\n"
    "    def m(self): return super().m()\n"
    "def g():\n"
    "    with open(f\"{2!r:>5}\") as h: yield from h\n";

struct input {
	const uint8_t *data;
	size_t len;
};

static vm_value
load(struct vm *v, void *arg)
{
	const struct input *input = arg;

	return VM_PTR(vm_image_load(v, input->data, input->len));
}

/* True if the image is accepted. The bytes are an exact copy, so that
 * reading past them is noticed. */
static bool
accepts(const uint8_t *data, size_t len)
{
	uint8_t *copy = malloc(len == 0 ? 1 : len);
	struct input input = { copy, len };
	vm_value code;
	bool ok;

	if (copy == NULL)
		abort();
	memcpy(copy, data, len);
	ok = vm_protect(vm, load, &input, &code) == VM_OK;
	free(copy);
	return ok;
}

static void
set_checksum(uint8_t *data, size_t len)
{
	uint32_t crc = vm_crc32(0, data, 8);

	crc = vm_crc32(crc, data + VM_IMAGE_HEADER, len - VM_IMAGE_HEADER);
	for (unsigned i = 0; i < 4; i++)
		data[8 + i] = (uint8_t)(crc >> (8 * i));
}

static void
read_image(void)
{
	const char *compiler = getenv("UPY_CROSS");
	char command[1024];
	FILE *pipe;

	snprintf(command, sizeof(command), "printf '%s' | %s -", program,
	    compiler == NULL ? "upy-cross" : compiler);
	pipe = popen(command, "r");
	if (pipe == NULL)
		return;
	image_len = fread(image, 1, sizeof(image), pipe);
	pclose(pipe);
}

TEST(whole_image)
{
	CHECK(image_len > VM_IMAGE_HEADER && image_len < IMAGE_MAX);
	CHECK(accepts(image, image_len));
}

TEST(cut_at_every_length)
{
	static uint8_t copy[IMAGE_MAX];
	size_t accepted = 0;

	for (size_t len = 0; len < image_len; len++) {
		memcpy(copy, image, len);
		accepted += accepts(copy, len);
		if (len < VM_IMAGE_HEADER)
			continue;
		set_checksum(copy, len);
		accepted += accepts(copy, len);
	}
	CHECK(accepted == 0);
}

TEST(every_bit_flipped)
{
	static uint8_t copy[IMAGE_MAX];
	size_t accepted = 0;

	for (size_t i = 0; i < image_len; i++) {
		for (unsigned bit = 0; bit < 8; bit++) {
			memcpy(copy, image, image_len);
			copy[i] = (uint8_t)(copy[i] ^ 1u << bit);
			accepted += accepts(copy, image_len);
			/* Whether this is accepted depends on the bit. */
			set_checksum(copy, image_len);
			(void)accepts(copy, image_len);
		}
	}
	CHECK(accepted == 0);
}

TEST(every_byte_replaced)
{
	static uint8_t copy[IMAGE_MAX];
	static const uint8_t bytes[] = { 0, 1, 2, 16, 0x7f, 0x80, 0xfe, 0xff };

	for (size_t i = VM_IMAGE_HEADER; i < image_len; i++) {
		for (size_t b = 0; b < sizeof(bytes); b++) {
			memcpy(copy, image, image_len);
			copy[i] = bytes[b];
			set_checksum(copy, image_len);
			(void)accepts(copy, image_len);
		}
	}
	CHECK(accepts(image, image_len));
}

int
main(void)
{
	static const struct vm_host host = { .platform = "test" };

	if (vm_init(&vm, block, sizeof(block), &host, NULL) != VM_OK)
		return 1;
	read_image();
	RUN(whole_image);
	RUN(cut_at_every_length);
	RUN(every_bit_flipped);
	RUN(every_byte_replaced);
	vm_fini(vm);
	return check_done();
}
