/* SPDX-License-Identifier: MIT */
/*
 * The prompt: the input is what is typed, with cursor keys, completion,
 * history, paste mode and raw mode.
 */
#include <stdlib.h>

#include "repl/repl.h"
#include "vm.h"

#define BLOCK_SIZE (256u * 1024u)
#define BUDGET     100000u
#define RESETS_MAX 8

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct typing {
	const uint8_t *at;
	const uint8_t *end;
};

static uint64_t block[BLOCK_SIZE / sizeof(uint64_t)];

static int
read_typed(void *ctx, char *data, size_t len)
{
	struct typing *typing = ctx;
	size_t n = 0;

	while (n < len && typing->at < typing->end)
		data[n++] = (char)*typing->at++;
	return (int)n;
}

static void
write_nowhere(void *ctx, enum vm_stream stream, const char *data, size_t len)
{
	volatile char last;

	(void)ctx;
	(void)stream;
	for (size_t i = 0; i < len; i++)
		last = data[i]; /* so that reading too far is noticed */
	(void)last;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct vm_config config = { .budget = BUDGET };
	static struct vm_repl repl;
	struct typing typing = { data, data + size };
	const struct vm_host host = {
		.ctx = &typing,
		.read = read_typed,
		.write = write_nowhere,
		.platform = "fuzz",
	};
	struct vm *vm;

	if (vm_init(&vm, block, sizeof(block), &host, &config) != VM_OK)
		abort();
	vm_repl_init(&repl, NULL);
	for (int n = 0; n < RESETS_MAX; n++) {
		if (vm_repl_run(vm, &repl) != VM_REPL_SOFT_RESET)
			break;
		vm_soft_reset(vm);
	}
	vm_fini(vm);
	return 0;
}
