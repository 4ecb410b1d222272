/* SPDX-License-Identifier: MIT */
/*
 * The table behind dict: ordered entries and, above DICT_LINEAR_MAX of them,
 * an index of entry numbers. Its cells are a power of two; a cell is 0 when
 * free, all ones when deleted, or the entry's number + 1; its width in bytes
 * follows from the capacity. Neighbouring hashes have neighbouring cells,
 * which caches like; collisions go far away by a second hash.
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
#define NOT_FOUND       (-1)

/* ---- the index -------------------------------------------------------- */

static unsigned
cell_size(uint32_t capacity)
{
	if (capacity < 0xfeu)
		return 1;
	return capacity < 0xfffeu ? 2 : 4;
}

/* At least a fifth of the cells are free. */
static uint32_t
cell_count(uint32_t capacity)
{
	uint32_t least = capacity + capacity / 4u;

	return 0x80000000u >> ((uint32_t)__builtin_clz(least) - 1u);
}

static uint32_t
cell_deleted(uint32_t capacity)
{
	return 0xffffffffu >> (32u - 8u * cell_size(capacity));
}

/* What d->index points to. */
struct index {
	uint32_t deleted; /* cells */
	uint8_t cells[];
};

static uint8_t *
cells_of(const struct vm_dict *d)
{
	return ((struct index *)d->index)->cells;
}

static uint32_t
cell_get(const struct vm_dict *d, uint32_t at)
{
	switch (cell_size(d->capacity)) {
	case 1:
		return cells_of(d)[at];
	case 2:
		return ((const uint16_t *)(const void *)cells_of(d))[at];
	default:
		return ((const uint32_t *)(const void *)cells_of(d))[at];
	}
}

static void
cell_set(struct vm_dict *d, uint32_t at, uint32_t value)
{
	switch (cell_size(d->capacity)) {
	case 1:
		cells_of(d)[at] = (uint8_t)value;
		break;
	case 2:
		((uint16_t *)(void *)cells_of(d))[at] = (uint16_t)value;
		break;
	default:
		((uint32_t *)(void *)cells_of(d))[at] = value;
		break;
	}
}

/* A walk over all cells, beginning with the one of this hash. */
struct probe {
	uint32_t at;
	uint32_t mask;
	uint32_t hash;
	uint32_t step; /* 0: not computed yet */
};

static struct probe
probe_start(const struct vm_dict *d, uint32_t hash)
{
	struct probe p = { .mask = cell_count(d->capacity) - 1u, .hash = hash };

	p.at = (hash ^ hash >> 7 ^ hash >> 15) & p.mask;
	return p;
}

static void
probe_next(struct probe *p)
{
	if (p->step == 0)
		p->step = p->hash * 0x9e3779b1u >> 9 | 1u;
	p->at = (p->at + p->step) & p->mask;
}

/* Puts an entry into the first cell that holds none. */
static void
index_add(struct vm_dict *d, uint32_t hash, uint32_t entry)
{
	uint32_t deleted = cell_deleted(d->capacity);
	struct probe p = probe_start(d, hash);

	for (;;) {
		uint32_t cell = cell_get(d, p.at);

		if (cell == deleted)
			((struct index *)d->index)->deleted--;
		if (cell == CELL_FREE || cell == deleted)
			break;
		probe_next(&p);
	}
	cell_set(d, p.at, entry + 1u);
}

static void
index_remove(struct vm_dict *d, uint32_t hash, uint32_t entry)
{
	struct probe p = probe_start(d, hash);

	for (uint32_t n = p.mask + 1u; n > 0; n--) {
		if (cell_get(d, p.at) == entry + 1u) {
			cell_set(d, p.at, cell_deleted(d->capacity));
			((struct index *)d->index)->deleted++;
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
		return vm_str_hash(key);
	if (vm_is_int(key))
		return vm_int_hash(key);
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
		return vm_str_equal(a, b);
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
	const void *index = d->index;
	uint32_t deleted = cell_deleted(d->capacity);
	struct probe p = probe_start(d, hash);

	for (uint32_t n = p.mask + 1u; n > 0; n--) {
		uint32_t cell = cell_get(d, p.at);
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
			    vm_str_equal(key, name))
				return (ptrdiff_t)i;
		}
		return NOT_FOUND;
	}
	deleted = cell_deleted(d->capacity);
	p = probe_start(d, vm_str_hash(name));
	for (uint32_t n = p.mask + 1u; n > 0; n--) {
		uint32_t cell = cell_get(d, p.at);
		vm_value key;

		if (cell == CELL_FREE)
			break;
		if (cell != deleted) {
			key = d->entries[cell - 1u].key;
			if (key == name ||
			    (vm_is_str(key) && !is_interned(key) &&
				vm_str_equal(key, name)))
				return (ptrdiff_t)cell - 1;
		}
		probe_next(&p);
	}
	return NOT_FOUND;
}

/* ---- storage ---------------------------------------------------------- */

/* Gives the dict room for capacity entries, without the deleted ones. */
static void
rebuild(struct vm *vm, struct vm_dict *d, size_t capacity)
{
	struct vm_dict_entry *old = d->entries;
	struct vm_dict_entry *entries;
	uint32_t *hashes = NULL;
	void *index = NULL;
	uint32_t to = 0;

	if (capacity > UINT32_MAX / 16u)
		vm_raise_no_memory(vm, capacity);
	entries = (struct vm_dict_entry *)(void *)vm_heap_new_values(vm,
	    2 * capacity);
	if (capacity > DICT_LINEAR_MAX) {
		index = vm_heap_new_bytes(vm,
		    sizeof(struct index) +
			(size_t)cell_count((uint32_t)capacity) *
			    cell_size((uint32_t)capacity));
		hashes =
		    vm_heap_new_bytes(vm, (d->live + 1u) * sizeof(*hashes));
	}
	/* Hashing can run code; the dict stays whole until it is over. */
	for (uint32_t i = 0; i < d->used && to < capacity; i++) {
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
	d->entries = entries;
	d->index = index;
	d->capacity = (uint32_t)capacity;
	d->used = d->live = to;
	for (uint32_t i = 0; index != NULL && i < to; i++)
		index_add(d, hashes[i], i);
	vm_heap_free_buffer(vm, hashes);
	vm_heap_free_buffer(vm, old);
}

/* Too many deleted cells make walks long. */
static bool
index_is_dirty(const struct vm_dict *d)
{
	return d->index != NULL &&
	    ((const struct index *)d->index)->deleted > d->capacity / 4u;
}

static void
make_room(struct vm *vm, struct vm_dict *d)
{
	size_t capacity = d->capacity;

	if (d->used < d->capacity && !index_is_dirty(d))
		return;
	if (d->live >= d->capacity - d->capacity / 4u)
		capacity += capacity / 2 > DICT_MIN ? capacity / 2 : DICT_MIN;
	rebuild(vm, d, capacity);
}

static vm_value
new_dict(struct vm *vm, size_t capacity, uint32_t flags)
{
	struct vm_dict *d =
	    vm_heap_alloc(vm, VM_TID_DICT, sizeof(struct vm_dict));

	d->head.bits |= flags;
	if (capacity > 0)
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
	if (d->used == d->capacity || index_is_dirty(d)) {
		make_room(vm, d);
		if (d->index != NULL)
			hash = key_hash(vm, key);
	}
	VM_SETREF(vm, d, entries[d->used].key, key);
	VM_SETREF(vm, d, entries[d->used].value, value);
	if (d->index != NULL)
		index_add(d, hash, d->used);
	d->used++;
	d->live++;
	if (is_namespace)
		vm->name_epoch++;
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
		index_remove(d, hash, (uint32_t)i);
	d->entries[i].key = VM_UNDEF;
	d->entries[i].value = VM_UNDEF;
	d->live--;
	while (d->used > 0 && d->entries[d->used - 1u].key == VM_UNDEF)
		d->used--;
	if ((d->head.bits & VM_DICT_NAMESPACE) != 0)
		vm->name_epoch++;
	return value;
}

void
vm_dict_clear(struct vm *vm, vm_value dict)
{
	struct vm_dict *d = vm_dict(dict);

	vm_heap_free_buffer(vm, d->entries);
	vm_heap_free_buffer(vm, d->index);
	d->entries = NULL;
	d->index = NULL;
	d->live = d->used = d->capacity = 0;
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
	vm_value out = new_dict(vm, vm_dict(dict)->live,
	    vm_dict(dict)->head.bits & VM_DICT_ORDERED);

	vm_dict_update(vm, out, dict);
	return out;
}
