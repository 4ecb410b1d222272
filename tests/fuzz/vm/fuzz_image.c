/* SPDX-License-Identifier: MIT */
/*
 * Images: the input is one without its checksum, which is put right first,
 * as random changes would hardly ever hit it. What the verifier lets through
 * is run; its budget ends what does not end.
 */
#include <stdlib.h>

#include "image/image.h"
#include "object/digest.h"
#include "object/dict.h"
#include "runtime/call.h"
#include "vm.h"
#include "vm_target.h"

#define INPUT_MAX 65536

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t
with_header(uint8_t *image, const uint8_t *data, size_t size)
{
	uint16_t instructions = vm_image_instruction_set();
	uint32_t crc;

	memcpy(image, data, size);
	memcpy(image, VM_IMAGE_MAGIC, 4);
	image[4] = VM_IMAGE_VERSION;
	image[6] = (uint8_t)(instructions & 0xff);
	image[7] = (uint8_t)(instructions >> 8);
	crc = vm_crc32(0, image, 8);
	crc = vm_crc32(crc, image + VM_IMAGE_HEADER, size - VM_IMAGE_HEADER);
	for (unsigned i = 0; i < 4; i++)
		image[8 + i] = (uint8_t)(crc >> (8 * i));
	return size;
}

static void
load_and_run(struct vm *vm, const uint8_t *data, size_t size)
{
	vm_value globals = vm_main_globals(vm);

	vm_run_code(vm, vm_image_load(vm, data, size), globals, globals);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *image;

	if (size < VM_IMAGE_HEADER || size > INPUT_MAX)
		return 0;
	image = malloc(size);
	if (image == NULL)
		abort();
	with_header(image, data, size);
	vm_target_run(load_and_run, image, size);
	free(image);
	return 0;
}
