/* SPDX-License-Identifier: MIT */
/*
 * The module random: xorshift64* numbers. The state is eight bytes behind
 * the root random_state; it starts from the host's randomness.
 */
#include "../object/bytes.h"
#include "../object/float_value.h"
#include "../object/function.h"
#include "../object/int.h"
#include "../object/list.h"
#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "../runtime/state.h"
#include "modules.h"

/* Any start but zero; one step of splitmix64 spreads small seeds. */
static uint64_t
scramble(uint64_t seed)
{
	seed += UINT64_C(0x9e3779b97f4a7c15);
	seed = (seed ^ seed >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	seed = (seed ^ seed >> 27) * UINT64_C(0x94d049bb133111eb);
	seed ^= seed >> 31;
	return seed != 0 ? seed : 1;
}

static void
state_store(struct vm *vm, uint64_t state)
{
	if (VM_ROOT(vm, random_state) == VM_UNDEF)
		VM_ROOT(vm, random_state) = vm_bytes_alloc(vm, sizeof(state));
	memcpy((struct vm_chars *)VM_ROOT(vm, random_state) + 1, &state,
	    sizeof(state));
}

static void
seed_from_host(struct vm *vm)
{
	const struct vm_host *host = vm->host;
	uint64_t seed = 0;

	if (host->random != NULL)
		host->random(host->ctx, &seed, sizeof(seed));
	else if (host->ticks_us != NULL)
		seed = host->ticks_us(host->ctx);
	state_store(vm, scramble(seed));
}

static uint32_t
next_word(struct vm *vm)
{
	uint64_t state;

	if (VM_ROOT(vm, random_state) == VM_UNDEF)
		seed_from_host(vm);
	memcpy(&state, vm_bytes_data(VM_ROOT(vm, random_state)), sizeof(state));
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	state_store(vm, state);
	return (uint32_t)(state * UINT64_C(0x2545f4914f6cdd1d) >> 32);
}

/* Even distribution below n, n > 0. */
static uint64_t
below(struct vm *vm, uint64_t n)
{
	uint64_t limit = UINT64_MAX - UINT64_MAX % n;
	uint64_t value;

	do {
		value = (uint64_t)next_word(vm) << 32;
		value |= next_word(vm);
	} while (value >= limit);
	return value % n;
}

static vm_value
random_seed(struct vm *vm, size_t argc, vm_value *args)
{
	if (argc == 0 || args[0] == VM_NONE)
		seed_from_host(vm);
	else
		state_store(vm, scramble(vm_get_uint64_truncated(vm, args[0])));
	return VM_NONE;
}
VM_DEFINE_NATIVE(random_seed_native, random_seed, 0, 1);

static vm_value
random_getrandbits(struct vm *vm, size_t argc, vm_value *args)
{
	intptr_t bits = vm_get_int(vm, args[0]);

	(void)argc;
	if (bits < 0 || bits > 32)
		vm_raise_value_error(vm, "bits must be 32 or less");
	return vm_int_from_uint64(vm, (uint64_t)next_word(vm) >> (32 - bits));
}
VM_DEFINE_NATIVE(random_getrandbits_native, random_getrandbits, 1, 1);

/* A member of range(start, stop, step); ValueError when it has none. */
static vm_value
pick(struct vm *vm, intptr_t start, intptr_t stop, intptr_t step)
{
	uintptr_t span;
	uintptr_t size = (uintptr_t)step;

	if (step == 0 || (step > 0 ? start >= stop : start <= stop))
		vm_raise_value_error(vm, "");
	if (step > 0) {
		span = (uintptr_t)stop - (uintptr_t)start;
	} else {
		span = (uintptr_t)start - (uintptr_t)stop;
		size = 0 - size;
	}
	span = (span - 1) / size + 1;
	return vm_new_int(vm,
	    (intptr_t)((uintptr_t)start +
		(uintptr_t)step * (uintptr_t)below(vm, span)));
}

static vm_value
random_randrange(struct vm *vm, size_t argc, vm_value *args)
{
	intptr_t start = vm_get_int(vm, args[0]);

	if (argc == 1)
		return pick(vm, 0, start, 1);
	return pick(vm, start, vm_get_int(vm, args[1]),
	    argc > 2 ? vm_get_int(vm, args[2]) : 1);
}
VM_DEFINE_NATIVE(random_randrange_native, random_randrange, 1, 3);

static vm_value
random_randint(struct vm *vm, size_t argc, vm_value *args)
{
	intptr_t last = vm_get_int(vm, args[1]);

	(void)argc;
	if (last == INTPTR_MAX)
		vm_raise_value_error(vm, "");
	return pick(vm, vm_get_int(vm, args[0]), last + 1, 1);
}
VM_DEFINE_NATIVE(random_randint_native, random_randint, 2, 2);

static vm_value
random_choice(struct vm *vm, size_t argc, vm_value *args)
{
	size_t len = vm_len(vm, args[0]);

	(void)argc;
	if (len == 0)
		vm_raise_index_error(vm, "");
	return vm_getitem(vm, args[0], VM_INT((intptr_t)below(vm, len)));
}
VM_DEFINE_NATIVE(random_choice_native, random_choice, 1, 1);

static vm_value
random_shuffle(struct vm *vm, size_t argc, vm_value *args)
{
	size_t len = vm_len(vm, args[0]);

	(void)argc;
	for (size_t i = len; i > 1; i--) {
		vm_value last = VM_INT((intptr_t)i - 1);
		vm_value other = VM_INT((intptr_t)below(vm, i));
		vm_value item = vm_getitem(vm, args[0], other);

		vm_setitem(vm, args[0], other, vm_getitem(vm, args[0], last));
		vm_setitem(vm, args[0], last, item);
	}
	return VM_NONE;
}
VM_DEFINE_NATIVE(random_shuffle_native, random_shuffle, 1, 1);

#if VM_HAS_FLOAT
/* At least 0 and less than 1, with all bits of a mantissa. */
static double
fraction(struct vm *vm)
{
#if VM_FLOAT_BITS == 32
	return (double)(next_word(vm) >> 8) / 16777216;
#else
	uint64_t high = next_word(vm) >> 6;

	return (double)(high << 27 | next_word(vm) >> 5) / 9007199254740992.0;
#endif
}

static vm_value
random_random(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	(void)args;
	return vm_new_float(vm, (vm_float)fraction(vm));
}
VM_DEFINE_NATIVE(random_random_native, random_random, 0, 0);

static vm_value
random_uniform(struct vm *vm, size_t argc, vm_value *args)
{
	double low = vm_get_float(vm, args[0]);
	double high = vm_get_float(vm, args[1]);

	(void)argc;
	return vm_new_float(vm, (vm_float)(low + (high - low) * fraction(vm)));
}
VM_DEFINE_NATIVE(random_uniform_native, random_uniform, 2, 2);
#endif

static const struct vm_member random_members[] = {
	{ VM_NAME(choice), VM_NATIVE(random_choice_native) },
	{ VM_NAME(getrandbits), VM_NATIVE(random_getrandbits_native) },
	{ VM_NAME(randint), VM_NATIVE(random_randint_native) },
#if VM_HAS_FLOAT
	{ VM_NAME(random), VM_NATIVE(random_random_native) },
#endif
	{ VM_NAME(randrange), VM_NATIVE(random_randrange_native) },
	{ VM_NAME(seed), VM_NATIVE(random_seed_native) },
	{ VM_NAME(shuffle), VM_NATIVE(random_shuffle_native) },
#if VM_HAS_FLOAT
	{ VM_NAME(uniform), VM_NATIVE(random_uniform_native) },
#endif
};

VM_DEFINE_MODULE(random, random_members);
