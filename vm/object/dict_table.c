/* SPDX-License-Identifier: MIT */
/*
 * The table behind dict: ordered entries and, above DICT_LINEAR_MAX of them,
 * an index of entry numbers, with at least a quarter more cells; a
 * cell is 0 when free, all ones when deleted, or the entry's number + 1.
 * Neighbouring hashes have neighbouring cells, which caches like; collisions
 * go far away by a second hash.
 */
#include "dict.h"

#include "../runtime/heap.h"
#include "../runtime/intern.h"
#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "../runtime/state.h"
#include "int.h"

#define DICT_LINEAR_MAX 8
#define DICT_MIN        4
#define CELL_FREE       0u
#define QUICK_CELLS     512u /* a power of two, where speed counts more */
#define NOT_FOUND       (-1)

/* ---- the index -------------------------------------------------------- */

/* What d->index points to. Cells are of as many bits as numbers need. */
struct index {
	uint32_t count;   /* of cells; odd or, for speed, a power of two */
	uint32_t mask;    /* a power of two from there on, - 1 */
	uint32_t width;   /* of a cell, in bits */
	uint32_t deleted; /* cells */
	uint32_t holes;   /* deleted entries below d->used */
	uint8_t cells[];
};

#if VM_WORD_64
typedef uint64_t cell_word;
#else
typedef uint32_t cell_word;
#endif
/* So that a cell lies in a word, wherever it begins. */
#define CAPACITY_MAX (1u << (VM_WORD_64 ? 28 : 24))

static struct index *
index_of(const struct vm_dict *d)
{
	return d->index;
}

static uint32_t
bits_of(uint32_t value)
{
	return 32u - (uint32_t)__builtin_clz(value);
}

/* Whole bytes where speed counts more. */
static uint32_t
cell_width(uint32_t capacity)
{
	uint32_t width = bits_of(capacity + 1u);

	if (!VM_QUICK_CASES)
		return width;
	if (width <= 8)
		return 8;
	return width <= 16 ? 16 : 32;
}

static uint32_t
cell_deleted(const struct index *index)
{
	return 0xffffffffu >> (32u - index->width);
}

/* Entries there is room for. */
static uint32_t
capacity_of(const struct vm_dict *d)
{
	const uint8_t *entries = (const uint8_t *)d->entries;
	size_t size;

	if (entries == NULL)
		return 0;
	if (vm_dict_is_compact(d))
		size = vm_heap_object_size(&d->head) - sizeof(*d);
	else
		size = vm_heap_contents_size(entries);
	return (uint32_t)(size / sizeof(struct vm_dict_entry));
}

static inline uint32_t
cell_get(const struct index *index, uint32_t at)
{
#if VM_QUICK_CASES
	switch (index->width) {
	case 8:
		return index->cells[at];
	case 16:
		return ((const uint16_t *)(const void *)index->cells)[at];
	default:
		return ((const uint32_t *)(const void *)index->cells)[at];
	}
#else
	size_t bit = (size_t)at * index->width;
	uint32_t word;

	memcpy(&word, index->cells + bit / 8, sizeof(word));
	return word >> bit % 8 & cell_deleted(index);
#endif
}

static void
cell_set(struct index *index, uint32_t at, uint32_t value)
{
	size_t bit = (size_t)at * index->width;
	cell_word word;

	memcpy(&word, index->cells + bit / 8, sizeof(word));
	word &= ~((cell_word)cell_deleted(index) << bit % 8);
	word |= (cell_word)value << bit % 8;
	memcpy(index->cells + bit / 8, &word, sizeof(word));
}

/* A walk over all cells, beginning with the one of this hash. */
struct probe {
	uint32_t at;
	uint32_t count;
	uint32_t mask;
	uint32_t hash;
	uint32_t step; /* 0: not computed yet */
};

/* Another hash. */
static inline uint32_t
mixed(uint32_t hash)
{
	return hash * 0x9e3779b1u;
}

static struct probe
probe_start(const struct index *index, uint32_t hash)
{
	struct probe p = { .count = index->count,
		.mask = index->mask,
		.hash = hash };

	p.at = (hash ^ hash >> 7 ^ hash >> 15) & p.mask;
	if (p.at >= p.count)
		p.at = (uint32_t)((uint64_t)mixed(hash) * p.count >> 32);
	return p;
}

static void
probe_next(struct probe *p)
{
	/* An odd one reaches all of a power of two, that all of an odd one. */
	if (VM_QUICK_CASES && p->step == 0 && p->count == p->mask + 1u)
		p->step = (mixed(p->hash) >> 9 & p->mask) | 1u;
	else if (p->step == 0)
		p->step = (p->mask >> (1 + (mixed(p->hash) >> 29))) + 1u;
	p->at += p->step;
	if (p->at >= p->count)
		p->at -= p->count;
}

/* Puts an entry into the first cell that holds none. */
static void
index_add(struct index *index, uint32_t hash, uint32_t entry)
{
	uint32_t deleted = cell_deleted(index);
	struct probe p = probe_start(index, hash);

	for (;;) {
		uint32_t cell = cell_get(index, p.at);

		if (cell == deleted)
			index->deleted--;
		if (cell == CELL_FREE || cell == deleted)
			break;
		probe_next(&p);
	}
	cell_set(index, p.at, entry + 1u);
}

static void
index_remove(struct index *index, uint32_t hash, uint32_t entry)
{
	struct probe p = probe_start(index, hash);

	for (uint32_t n = p.count; n > 0; n--) {
		if (cell_get(index, p.at) == entry + 1u) {
			cell_set(index, p.at, cell_deleted(index));
			index->deleted++;
			return;
		}
		probe_next(&p);
	}
}

/* ---- keys ------------------------------------------------------------- */

static bool
is_interned(vm_value v)
{
	return vm_is(v, VM_TID_STR) &&
	    (vm_str(v)->head.bits & VM_STR_INTERNED) != 0;
}

static uint32_t
key_hash(struct vm *vm, vm_value key)
{
	if (vm_is_str(key))
		return vm_str_hash(vm, key);
	if (vm_is_int(key))
		return vm_small_int_hash(key);
	return vm_hash(vm, key);
}

/* Keys that compare without running any Python code. */
static bool
is_plain(vm_value key)
{
	return !vm_is_object(key) || vm_is_str(key);
}

static bool
keys_equal(struct vm *vm, vm_value a, vm_value b)
{
	if (a == b)
		return true;
	if (vm_is_str(a) && vm_is_str(b)) {
		if (is_interned(a) && is_interned(b))
			return false;
		return vm_str_equal(vm, a, b);
	}
	if (vm_both_int(a, b))
		return false;
	return vm_equal(vm, a, b);
}

/* ---- look-up ---------------------------------------------------------- */

static ptrdiff_t
find_linear(struct vm *vm, const struct vm_dict *d, vm_value key)
{
	const struct vm_dict_entry *entries = d->entries;

	for (uint32_t i = 0; i < d->used; i++) {
		if (entries[i].key == key)
			return (ptrdiff_t)i;
	}
	for (uint32_t i = 0; i < d->used; i++) {
		vm_value other = d->entries[i].key;

		if (other != VM_UNDEF && keys_equal(vm, other, key))
			return (ptrdiff_t)i;
	}
	return NOT_FOUND;
}

static ptrdiff_t
find_indexed(struct vm *vm, const struct vm_dict *d, vm_value key,
    uint32_t hash)
{
	const struct index *index = index_of(d);
	uint32_t deleted = cell_deleted(index);
	struct probe p = probe_start(index, hash);

	for (uint32_t n = p.count; n > 0; n--) {
		uint32_t cell = cell_get(index, p.at);
		vm_value other;

		if (cell == CELL_FREE)
			break;
		if (cell != deleted) {
			other = d->entries[cell - 1u].key;
			if (keys_equal(vm, other, key))
				return (ptrdiff_t)cell - 1;
			/* An __eq__ may have changed the dict. */
			if (d->index != index)
				return d->index == NULL ?
				    find_linear(vm, d, key) :
				    find_indexed(vm, d, key, hash);
		}
		probe_next(&p);
	}
	return NOT_FOUND;
}

static ptrdiff_t
find(struct vm *vm, const struct vm_dict *d, vm_value key, uint32_t hash)
{
	return d->index == NULL ? find_linear(vm, d, key) :
				  find_indexed(vm, d, key, hash);
}

ptrdiff_t
vm_dict_find_name(vm_value dict, vm_value name)
{
	const struct vm_dict *d = vm_dict(dict);
	const struct index *index = index_of(d);
	struct probe p;
	uint32_t deleted;

	if (d->index == NULL) {
		for (uint32_t i = 0; i < d->used; i++) {
			if (d->entries[i].key == name)
				return (ptrdiff_t)i;
		}
		for (uint32_t i = 0; i < d->used; i++) {
			vm_value key = d->entries[i].key;

			if (vm_is_str(key) && !is_interned(key) &&
			    vm_str_compare(key, name) == 0)
				return (ptrdiff_t)i;
		}
		return NOT_FOUND;
	}
	deleted = cell_deleted(index);
	p = probe_start(index, vm_str(name)->hash);
	for (uint32_t n = p.count; n > 0; n--) {
		uint32_t cell = cell_get(index, p.at);
		vm_value key;

		if (cell == CELL_FREE)
			break;
		if (cell != deleted) {
			key = d->entries[cell - 1u].key;
			if (key == name ||
			    (vm_is_str(key) && !is_interned(key) &&
				vm_str_compare(key, name) == 0))
				return (ptrdiff_t)cell - 1;
		}
		probe_next(&p);
	}
	return NOT_FOUND;
}

/* ---- storage ---------------------------------------------------------- */

uint32_t
vm_dict_count(const struct vm_dict *d)
{
	uint32_t count = 0;

	if (d->index != NULL)
		return d->used - index_of(d)->holes;
	for (uint32_t i = 0; i < d->used; i++)
		count += d->entries[i].key != VM_UNDEF;
	return count;
}

static struct index *
new_index(struct vm *vm, uint32_t capacity)
{
	uint32_t least = (capacity + capacity / 4u) | 1u;
	uint32_t mask = 0xffffffffu >> (32u - bits_of(least));
	bool is_quick = VM_QUICK_CASES && least <= QUICK_CELLS;
	uint32_t count = is_quick ? mask + 1u : least;
	uint32_t width = cell_width(capacity);
	struct index *index = vm_heap_new_bytes(vm,
	    sizeof(*index) + (size_t)count * width / 8 + sizeof(cell_word));

	index->count = count;
	index->mask = mask;
	index->width = width;
	return index;
}

static void
free_entries(struct vm *vm, struct vm_dict *d)
{
	if (vm_dict_is_compact(d))
		vm_heap_shrink(vm, d, sizeof(*d));
	else
		vm_heap_free_buffer(vm, d->entries);
	vm_heap_free_buffer(vm, d->index);
	d->entries = NULL;
	d->index = NULL;
	d->has_holes = false;
}

/* Gives the dict room for capacity entries, without the deleted ones. */
static void
rebuild(struct vm *vm, struct vm_dict *d, size_t capacity)
{
	const struct vm_dict_entry *old = d->entries;
	struct vm_dict_entry *entries;
	uint32_t *hashes = NULL;
	struct index *index = NULL;
	uint32_t to = 0;

	if (capacity > CAPACITY_MAX)
		vm_raise_no_memory(vm, capacity);
	entries = (struct vm_dict_entry *)(void *)vm_heap_new_values(vm,
	    2 * capacity);
	if (capacity > DICT_LINEAR_MAX) {
		index = new_index(vm, (uint32_t)capacity);
		hashes = vm_heap_new_bytes(vm,
		    (vm_dict_len(VM_PTR(d)) + 1u) * sizeof(*hashes));
	}
	/* Hashing can run code; the dict stays whole until it is over. */
	for (uint32_t i = 0; i < d->used && to < capacity; i++) {
		vm_poll_round(vm, i);
		if (d->entries[i].key == VM_UNDEF)
			continue;
		entries[to] = d->entries[i];
		if (hashes != NULL)
			hashes[to] = key_hash(vm, entries[to].key);
		to++;
		if (d->entries != old)
			vm_raise_runtime_error(vm,
			    "dict changed while a key was hashed");
	}
	for (uint32_t i = 0; index != NULL && i < to; i++) {
		vm_poll_round(vm, i);
		index_add(index, hashes[i], i);
	}
	free_entries(vm, d);
	d->entries = entries;
	d->index = index;
	d->used = to & 0x7fffffffu;
	vm_heap_free_buffer(vm, hashes);
}

/* Too many deleted cells make walks long. */
static bool
index_is_dirty(const struct vm_dict *d)
{
	return d->index != NULL &&
	    index_of(d)->deleted > index_of(d)->count / 8u;
}

static void
make_room(struct vm *vm, struct vm_dict *d)
{
	size_t capacity = capacity_of(d);

	if (vm_dict_len(VM_PTR(d)) >= capacity - capacity / 4u)
		capacity += capacity / 2 > DICT_MIN ? capacity / 2 : DICT_MIN;
	rebuild(vm, d, capacity);
}

static vm_value
new_dict(struct vm *vm, size_t capacity, uint32_t flags)
{
	size_t compact = capacity <= DICT_LINEAR_MAX ? capacity : 0;
	struct vm_dict *d = vm_heap_alloc(vm, VM_TID_DICT,
	    sizeof(*d) + compact * sizeof(d->entries[0]));

	d->head.bits |= flags;
	if (compact > 0)
		d->entries = (struct vm_dict_entry *)(void *)(d + 1);
	else if (capacity > 0)
		rebuild(vm, d, capacity);
	return VM_PTR(d);
}

vm_value
vm_dict_new(struct vm *vm, size_t capacity)
{
	return new_dict(vm, capacity, 0);
}

vm_value
vm_namespace_new(struct vm *vm, size_t capacity)
{
	return new_dict(vm, capacity, VM_DICT_NAMESPACE);
}

vm_value
vm_dict_get(struct vm *vm, vm_value dict, vm_value key)
{
	const struct vm_dict *d = vm_dict(dict);
	uint32_t hash = 0;
	ptrdiff_t i;

	/* Hashes are checked even where they are not needed. */
	if (d->index != NULL || !is_plain(key))
		hash = key_hash(vm, key);
	i = find(vm, d, key, hash);
	return i < 0 || (uint32_t)i >= d->used ? VM_UNDEF : d->entries[i].value;
}

void
vm_dict_set(struct vm *vm, vm_value dict, vm_value key, vm_value value)
{
	struct vm_dict *d = vm_dict(dict);
	bool is_namespace = (d->head.bits & VM_DICT_NAMESPACE) != 0;
	uint32_t hash = 0;
	ptrdiff_t i;

	if (is_namespace && vm_is_str(key) && !is_interned(key))
		key = vm_intern_str(vm, key);
	if (d->index != NULL || !is_plain(key))
		hash = key_hash(vm, key);
	i = find(vm, d, key, hash);
	if (i >= 0 && (uint32_t)i < d->used) {
		VM_SETREF(vm, d, entries[i].value, value);
		return;
	}
	if (d->used == capacity_of(d) || index_is_dirty(d)) {
		make_room(vm, d);
		if (d->index != NULL && is_plain(key))
			hash = key_hash(vm, key);
	}
	VM_SETREF(vm, d, entries[d->used].key, key);
	VM_SETREF(vm, d, entries[d->used].value, value);
	if (d->index != NULL)
		index_add(index_of(d), hash, d->used);
	d->used++;
	if (is_namespace)
		vm->name_epoch++;
}

/* An entry has become a hole; holes at the end are not in use. */
static void
note_hole(struct vm_dict *d)
{
	uint32_t holes = 1;

	while (d->used > 0 && d->entries[d->used - 1u].key == VM_UNDEF) {
		d->used--;
		holes--;
	}
	if (d->index != NULL) {
		holes += index_of(d)->holes;
		index_of(d)->holes = holes;
	}
	d->has_holes = d->index == NULL || holes > 0;
}

vm_value
vm_dict_remove(struct vm *vm, vm_value dict, vm_value key)
{
	struct vm_dict *d = vm_dict(dict);
	uint32_t hash = 0;
	vm_value value;
	ptrdiff_t i;

	if (d->index != NULL || !is_plain(key))
		hash = key_hash(vm, key);
	i = find(vm, d, key, hash);
	if (i < 0 || (uint32_t)i >= d->used)
		return VM_UNDEF;
	value = d->entries[i].value;
	if (d->index != NULL)
		index_remove(index_of(d), hash, (uint32_t)i);
	d->entries[i].key = VM_UNDEF;
	d->entries[i].value = VM_UNDEF;
	note_hole(d);
	if ((d->head.bits & VM_DICT_NAMESPACE) != 0)
		vm->name_epoch++;
	return value;
}

void
vm_dict_trim(struct vm *vm, vm_value dict)
{
	struct vm_dict *d = vm_dict(dict);
	size_t size = d->used * sizeof(d->entries[0]);

	if (d->used == 0)
		vm_dict_clear(vm, dict);
	else if (vm_dict_is_compact(d))
		vm_heap_shrink(vm, d, sizeof(*d) + size);
	else if (d->used < capacity_of(d))
		vm_heap_shrink_buffer(vm, d->entries, size);
}

void
vm_dict_clear(struct vm *vm, vm_value dict)
{
	struct vm_dict *d = vm_dict(dict);

	free_entries(vm, d);
	d->used = 0;
	if ((d->head.bits & VM_DICT_NAMESPACE) != 0)
		vm->name_epoch++;
}

struct vm_dict_entry *
vm_dict_next(vm_value dict, size_t *pos)
{
	struct vm_dict *d = vm_dict(dict);

	while (*pos < d->used) {
		struct vm_dict_entry *entry = &d->entries[(*pos)++];

		if (entry->key != VM_UNDEF)
			return entry;
	}
	return NULL;
}

vm_value
vm_dict_copy(struct vm *vm, vm_value dict)
{
	vm_value out = new_dict(vm, vm_dict_len(dict),
	    vm_dict(dict)->head.bits & VM_DICT_ORDERED);

	vm_dict_update(vm, out, dict);
	return out;
}
