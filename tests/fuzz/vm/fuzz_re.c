/* SPDX-License-Identifier: MIT */
/* Regular expressions: a line of pattern, then the text to look at. */
#include <stdlib.h>

#include "modules/modules.h"
#include "modules/regex.h"
#include "object/bytes.h"
#include "vm_target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
compile_and_search(struct vm *vm, const uint8_t *data, size_t size)
{
	const uint8_t *line = memchr(data, '\n', size);
	size_t len = line == NULL ? size : (size_t)(line - data);
	size_t rest = line == NULL ? 0 : size - len - 1;
	struct vm_regex_subject subject;
	struct vm_regex regex;
	vm_value pattern = vm_bytes_new(vm, data, len);
	vm_value text = vm_bytes_new(vm, line == NULL ? data : line + 1, rest);
	struct vm_regex_slots found;
	const uint32_t *slots;

	vm_regex_compile(vm, vm_bytes_data(pattern), len, false, &regex);
	subject.data = vm_bytes_data(text);
	subject.len = rest;
	subject.wide = false;
	if (!vm_regex_search(vm, &regex, &subject, 0, false, &found))
		return;
	slots = found.at;
	for (size_t i = 0; i < regex.groups; i++) {
		uint32_t end = slots[i * 2 + 1];

		if (end != VM_REGEX_UNSET &&
		    (end > rest || slots[i * 2] > rest))
			abort();
	}
	if (slots[0] > slots[1])
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	vm_target_run(compile_and_search, data, size);
	return 0;
}
