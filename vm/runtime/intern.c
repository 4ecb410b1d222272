/* SPDX-License-Identifier: MIT */
/*
 * The table of interned strings. Names of the build are found by binary
 * search in names.def's order, one-character strings by their code, others
 * in an open-addressed table that does not keep them alive.
 */
#include "../image/frozen.h"
#include "heap.h"
#include "intern.h"
#include "raise.h"
#include "state.h"
#include "writer.h"

/*
 * Hashes are sums of byte times a power of HASH_BASE, so that the hashes of
 * names.def are constant expressions.
 */
#define HASH_BASE 0x01000193u
/* Its powers, written out: they stand some 300,000 times in the names. */
#define P1  HASH_BASE
#define P2  0x26027a69u
#define P3  0x3ee6b34bu
#define P4  0x502c3f11u
#define P8  0x5d615f21u
#define P12 0xd38c7031u
#define P17 0xad0e0c53u
#define P33 0x50544713u

#define TERM(s, i, power)                                                 \
	((i) < sizeof(s) - 1 ?                                            \
		(uint32_t)(unsigned char)(s)[(i) < sizeof(s) ? (i) : 0] * \
		    (power) :                                             \
		0u)
#define TERMS4(s, i, p)                                \
	(TERM(s, i, (p)) + TERM(s, (i) + 1u, (p)*P1) + \
	    TERM(s, (i) + 2u, (p)*P2) + TERM(s, (i) + 3u, (p)*P3))
#define TERMS16(s, i, p)                                 \
	(TERMS4(s, i, p) + TERMS4(s, (i) + 4u, (p)*P4) + \
	    TERMS4(s, (i) + 8u, (p)*P8) + TERMS4(s, (i) + 12u, (p)*P12))
#define SUM(s) \
	(TERMS16(s, 0u, P1) + TERMS16(s, 16u, P17) + TERMS16(s, 32u, P33))
#define MIX(h)     (((h) ^ ((h) >> 15)) * 0x2c1b3c6du)
#define NONZERO(h) ((h) == 0 ? 1u : (h))
#define HASH(s)    VM_CHARS_HASH(NONZERO(MIX(SUM(s))))

#define NAME_HEAD                                                          \
	{                                                                  \
		.bits = (uint32_t)VM_TID_STR | VM_BIT_ROM | VM_STR_ASCII | \
		    VM_STR_INTERNED                                        \
	}

#define NAME(text)                                 \
	{                                          \
		.str = { .head = NAME_HEAD,        \
			.hash = HASH(text),        \
			.len = sizeof(text) - 1 }, \
		.data = text,                      \
	}

#if VM_NAMES_BY_LINKER
/* Sections with the number of their line in names.def: the link script puts
 * those in use in order between the two symbols. */
#define SECTION(line)         SECTION_OF_LINE(line)
#define SECTION_OF_LINE(line) __attribute__((section(".vm_names." #line)))
#define X(ident, text)                                                   \
	const struct vm_name_##ident vm_name_##ident SECTION(__LINE__) = \
	    NAME(text);
#include "../object/names.def"
#undef X
extern const uint32_t vm_names_start[];
extern const uint32_t vm_names_end[];
#else
const struct vm_names vm_names = {
#define X(ident, text) .name_##ident = NAME(text),
#include "../object/names.def"
#undef X
};
#define vm_names_start ((const uint32_t *)(const void *)&vm_names)
#define vm_names_end   (vm_names_start + sizeof(vm_names) / sizeof(uint32_t))
#endif

/* As MicroPython: no identifier or attribute is longer. */
#define NAME_MAX_LEN 255

#define CHAR(c)                                                                \
	{                                                                      \
		.str = { .head = NAME_HEAD,                                    \
			.hash = VM_CHARS_HASH(NONZERO(MIX((uint32_t)(c)*P1))), \
			.len = 1 },                                            \
		.data = { (char)(c) },                                         \
	}
#define CHARS8(c)                                                            \
	CHAR(c), CHAR((c) + 1), CHAR((c) + 2), CHAR((c) + 3), CHAR((c) + 4), \
	    CHAR((c) + 5), CHAR((c) + 6), CHAR((c) + 7)
#define CHARS32(c) \
	CHARS8(c), CHARS8((c) + 8), CHARS8((c) + 16), CHARS8((c) + 24)

const struct vm_char_str vm_char_strs[128] = {
	CHARS32(0),
	CHARS32(32),
	CHARS32(64),
	CHARS32(96),
};

uint32_t
vm_hash_part(uint32_t hash, uint32_t *power, const void *data, size_t len)
{
	const uint8_t *bytes = data;
	uint32_t p = *power == 0 ? P1 : *power;

	for (size_t i = 0; i < len; i++) {
		hash += bytes[i] * p;
		p *= HASH_BASE;
	}
	*power = p;
	return hash;
}

vm_chars_field
vm_hash_finish(uint32_t hash)
{
	hash = MIX(hash);
	return VM_CHARS_HASH(NONZERO(hash));
}

vm_chars_field
vm_hash_bytes(const void *data, size_t len)
{
	uint32_t power = 0;

	return vm_hash_finish(vm_hash_part(0, &power, data, len));
}

/*
 * Binary search in the bytes of the names: no word of a name but its first
 * looks like a head, whose lowest byte is no character.
 */
static vm_value
find_name(const char *text, size_t len)
{
	const struct vm_object head = NAME_HEAD;
	const uint32_t *low = vm_names_start;
	const uint32_t *high = vm_names_end;

	while (low < high) {
		const uint32_t *middle = low + (high - low) / 2;
		const struct vm_chars *name;
		int order;

		while (*middle != head.bits)
			middle--;
		name = (const struct vm_chars *)(const void *)middle;
		order = vm_chars_compare(name, text, len);
		if (order == 0)
			return VM_PTR(name);
		if (order > 0)
			high = middle;
		else
			do
				middle++;
			while (middle < high && *middle != head.bits);
		low = order < 0 ? middle : low;
	}
	return VM_UNDEF;
}

/* ---- the table --------------------------------------------------------- */

/* Slots say where in the heap a string is; on from GRANULES_FROM. */
struct table {
	uint32_t count; /* used slots, dead ones (DEAD) included */
	uint32_t capacity;
	uint32_t slots[];
};

#define FREE          0u
#define DEAD          1u
#define GRANULES_FROM 2u

static struct table *
table_of(struct vm *vm)
{
	return (struct table *)vm->roots[VM_ROOT_intern_table];
}

/* VM_UNDEF: none. */
static vm_value
str_of(const struct vm *vm, uint32_t slot)
{
	if (slot < GRANULES_FROM)
		return VM_UNDEF;
	return VM_PTR(
	    vm->heap.start + (size_t)(slot - GRANULES_FROM) * VM_GRANULE);
}

static uint32_t
slot_of(const struct vm *vm, vm_value str)
{
	size_t offset = (size_t)((const uint8_t *)str - vm->heap.start);

	return (uint32_t)(offset / VM_GRANULE) + GRANULES_FROM;
}

static bool
is_text(vm_value str, const char *text, size_t len, uint32_t hash)
{
	return vm_str(str)->hash == hash && vm_str_len(str) == len &&
	    memcmp(vm_str_data(str), text, len) == 0;
}

static uint32_t *
find_slot(struct vm *vm, const char *text, size_t len, uint32_t hash)
{
	struct table *table = table_of(vm);
	uint32_t *free_slot = NULL;

	for (uint32_t i = hash % table->capacity;; i++) {
		uint32_t *slot;

		if (i == table->capacity)
			i = 0;
		slot = &table->slots[i];
		if (*slot < GRANULES_FROM) {
			free_slot = free_slot != NULL ? free_slot : slot;
			if (*slot == FREE)
				return free_slot;
		} else if (is_text(str_of(vm, *slot), text, len, hash)) {
			return slot;
		}
	}
}

/* Three quarters of the slots are used at most. */
static void
grow_table(struct vm *vm)
{
	struct table *old = table_of(vm);
	uint32_t live = 0;
	struct table *table;

	for (uint32_t i = 0; old != NULL && i < old->capacity; i++)
		live += old->slots[i] >= GRANULES_FROM;
	live += live / 2 + live / 4 + 5;
	table = vm_heap_new_bytes(vm,
	    sizeof(*table) + live * sizeof(table->slots[0]));
	table->capacity = live;
	old = table_of(vm);
	vm->roots[VM_ROOT_intern_table] = (vm_value)table;
	for (uint32_t i = 0; old != NULL && i < old->capacity; i++) {
		vm_value v = str_of(vm, old->slots[i]);

		if (v == VM_UNDEF)
			continue;
		*find_slot(vm, vm_str_data(v), vm_str_len(v), vm_str(v)->hash) =
		    old->slots[i];
		table->count++;
	}
	if (old != NULL)
		vm_heap_free_buffer(vm, old);
}

static vm_value
find_fixed(struct vm *vm, const char *text, size_t len)
{
	vm_value v;

	if (len == 1 && (unsigned char)text[0] < 128)
		return VM_CHAR_STR(text[0]);
	v = find_name(text, len);
	if (v == VM_UNDEF && vm->frozen != NULL)
		v = vm_frozen_find_name(vm->frozen, text, len);
	return v;
}

vm_value
vm_intern_find(struct vm *vm, const char *text, size_t len)
{
	vm_value v = find_fixed(vm, text, len);

	if (v != VM_UNDEF || table_of(vm) == NULL)
		return v;
	return str_of(vm, *find_slot(vm, text, len, vm_hash_bytes(text, len)));
}

vm_value
vm_str_known(struct vm *vm, const char *text)
{
	vm_value known = vm_intern_find(vm, text, strlen(text));

	return known != VM_UNDEF ? known : vm_str_from(vm, text);
}

static vm_value
add(struct vm *vm, const char *text, size_t len, vm_chars_field hash,
    vm_value str)
{
	struct table *table = table_of(vm);
	uint32_t *slot;

	if (len > NAME_MAX_LEN)
		vm_raise_runtime_error(vm, "name too long");
	if (table == NULL || (table->count + 1) * 4 > table->capacity * 3)
		grow_table(vm);
	slot = find_slot(vm, text, len, hash);
	if (*slot >= GRANULES_FROM)
		return str_of(vm, *slot);
	if (str == VM_UNDEF) {
		str = vm_str_new(vm, text, len);
		/* The allocation may have swept the table. */
		slot = find_slot(vm, text, len, hash);
	}
	vm_str(str)->hash = hash;
	vm_object(str)->bits |= VM_STR_INTERNED;
	table_of(vm)->count += *slot == FREE;
	*slot = slot_of(vm, str);
	return str;
}

/* The interned string of this text; str, if given, may become it. */
static vm_value
intern(struct vm *vm, const char *text, size_t len, vm_value str)
{
	vm_chars_field hash = vm_hash_bytes(text, len);
	vm_value v;
#if VM_QUICK_CASES
	/* The names asked for last, dropped at each collection. */
	vm_value *cached = &vm->name_cache[hash & (vm->name_cache_size - 1)];

	if (*cached != VM_UNDEF && is_text(*cached, text, len, hash))
		return *cached;
#endif
	v = find_fixed(vm, text, len);
	if (v == VM_UNDEF)
		v = add(vm, text, len, hash, str);
#if VM_QUICK_CASES
	*cached = v;
#endif
	return v;
}

vm_value
vm_intern(struct vm *vm, const char *text, size_t len)
{
	return intern(vm, text, len, VM_UNDEF);
}

vm_value
vm_intern_str(struct vm *vm, vm_value str)
{
	if (vm_object(str)->bits & VM_STR_INTERNED)
		return str;
	return intern(vm, vm_str_data(str), vm_str_len(str), str);
}

void
vm_intern_sweep(struct vm *vm)
{
	struct table *table = table_of(vm);

#if VM_QUICK_CASES
	memset(vm->name_cache, 0, vm->name_cache_size * sizeof(vm_value));
#endif
	if (table == NULL)
		return;
	vm_heap_mark_contents(vm, table);
	for (uint32_t i = 0; i < table->capacity; i++) {
		vm_value v = str_of(vm, table->slots[i]);

		if (v != VM_UNDEF && !(vm_object(v)->bits & VM_BIT_MARK))
			table->slots[i] = DEAD;
	}
}

void
vm_intern_get_info(struct vm *vm, struct vm_intern_info *info,
    struct vm_writer *out)
{
	const struct table *table = table_of(vm);

	memset(info, 0, sizeof(*info));
	if (table == NULL)
		return;
	info->total_bytes =
	    sizeof(*table) + table->capacity * sizeof(table->slots[0]);
	for (uint32_t i = 0; i < table->capacity; i++) {
		vm_value v = str_of(vm, table->slots[i]);

		if (v == VM_UNDEF)
			continue;
		info->count++;
		info->text_bytes += vm_str_len(v) + 1;
		info->total_bytes += vm_heap_object_size(vm_object(v));
		if (out != NULL)
			vm_write_format(vm, out, "Q(%S)\n", v);
	}
}
