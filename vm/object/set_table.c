/* SPDX-License-Identifier: MIT */
/*
 * The table behind set and frozenset: open addressing with double hashing
 * over one-word slots; VM_UNDEF is a free slot, VM_STOP a deleted one.
 */
#include "set_table.h"

#include "../runtime/heap.h"
#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "../runtime/state.h"
#include "../vm.h"
#include "int.h"
#include "str.h"

#define SET_MIN    5
#define POP_FAR    256u /* slots */
#define SET_LITTLE 16u
#define SET_MIDDLE (VM_QUICK_CASES ? 400u : 64u)

static uint32_t
item_hash(struct vm *vm, vm_value item)
{
	if (vm_is_str(item))
		return vm_str_hash(vm, item);
	if (vm_is_int(item))
		return vm_small_int_hash(item);
	return vm_hash(vm, item);
}

/* The next prime: any step then visits every slot. */
static size_t
prime_capacity(size_t capacity)
{
	size_t divisor = 3;

	capacity |= 1u;
	while (divisor * divisor <= capacity) {
		if (capacity % divisor == 0) {
			capacity += 2;
			divisor = 3;
		} else {
			divisor += 2;
		}
	}
	return capacity;
}

/* From slot to slot for items that share the first one. Far apart, as
 * integers in a row fill slots in a row. */
static uint32_t
probe_step(uint32_t hash, uint32_t capacity)
{
	uint32_t mixed = hash * 0x9e3779b1u;

	return 1u + (uint32_t)((uint64_t)mixed * (capacity - 1u) >> 32);
}

static uint32_t
next_slot(uint32_t at, uint32_t step, uint32_t capacity)
{
	return at >= capacity - step ? at - (capacity - step) : at + step;
}

/* Of two items that are not the same nor both small integers. */
static bool
items_equal(struct vm *vm, vm_value a, vm_value b)
{
	if (vm_is_str(a) && vm_is_str(b))
		return vm_str_equal(vm, a, b);
	return vm_equal(vm, a, b);
}

#define NO_SLOT UINT32_MAX

/* Slot of the item, or NO_SLOT; *free_slot is where it could be put. */
static uint32_t
find(struct vm *vm, const struct vm_set *s, vm_value item, uint32_t hash,
    uint32_t *free_slot)
{
	const vm_value *slots = s->slots;
	uint32_t capacity = s->capacity;
	uint32_t at, step = 0;

	*free_slot = NO_SLOT;
	if (capacity == 0)
		return NO_SLOT;
	at = hash % capacity;
	for (uint32_t n = capacity; n > 0; n--) {
		vm_value other = slots[at];

		if (other == item)
			return at;
		if (other == VM_UNDEF || other == VM_STOP) {
			if (*free_slot == NO_SLOT)
				*free_slot = at;
			if (other == VM_UNDEF)
				return NO_SLOT;
		} else if (!vm_both_int(other, item)) {
			bool equal = items_equal(vm, other, item);

			/* An __eq__ changed the set. */
			if (s->slots != slots)
				return find(vm, s, item, hash, free_slot);
			if (equal)
				return at;
		}
		if (step == 0)
			step = probe_step(hash, capacity);
		at = next_slot(at, step, capacity);
	}
	return NO_SLOT;
}

/* Puts an item that is not there into slots of which none is deleted. */
static void
place(vm_value *slots, uint32_t capacity, vm_value item, uint32_t hash)
{
	uint32_t at = hash % capacity;

	while (slots[at] != VM_UNDEF)
		at = next_slot(at, probe_step(hash, capacity), capacity);
	slots[at] = item;
}

static void
rebuild(struct vm *vm, struct vm_set *s, size_t capacity)
{
	vm_value *old = s->slots;
	vm_value *slots;

	capacity = prime_capacity(capacity);
	if (capacity > UINT32_MAX / 2u)
		vm_raise_no_memory(vm, capacity);
	slots = vm_heap_new_values(vm, capacity);
	for (uint32_t i = 0; i < s->capacity; i++) {
		vm_value item = s->slots[i];
		uint32_t hash;

		vm_poll_round(vm, i);
		if (item == VM_UNDEF || item == VM_STOP)
			continue;
		hash = item_hash(vm, item);
		if (s->slots != old)
			vm_raise_runtime_error(vm,
			    "set changed while an item was hashed");
		place(slots, (uint32_t)capacity, item, hash);
	}
	s->slots = slots;
	s->capacity = (uint32_t)capacity;
	s->used = s->live;
	vm_heap_free_buffer(vm, old);
}

/* Sets of a middle size often become big ones; those should be dense, and
 * so should the many little ones. */
static size_t
grown_capacity(size_t live)
{
	bool twice = live >= SET_LITTLE && live < SET_MIDDLE;

	return live + (twice ? live : live / 4u) + SET_MIN;
}

/* At most 7/8 of the slots may be in use. */
static bool
is_full(const struct vm_set *s)
{
	return (uint64_t)(s->used + 1u) * 8u > (uint64_t)s->capacity * 7u;
}

void
vm_set_add(struct vm *vm, vm_value set, vm_value item)
{
	struct vm_set *s = vm_set(set);
	uint32_t hash = item_hash(vm, item);
	uint32_t slot;

	if (find(vm, s, item, hash, &slot) != NO_SLOT)
		return;
	if (slot == NO_SLOT || s->slots[slot] != VM_STOP) {
		if (is_full(s)) {
			rebuild(vm, s, grown_capacity(s->live));
			find(vm, s, item, hash, &slot);
		}
		s->used++;
	}
	VM_SETREF(vm, s, slots[slot], item);
	s->live++;
}

void
vm_set_add_selected(struct vm *vm, vm_value out, vm_value a, vm_value b,
    bool wanted)
{
	struct vm_set *s = vm_set(out);
	vm_value item;
	size_t pos = 0;

	while ((item = vm_set_next(a, &pos)) != VM_STOP) {
		uint32_t hash = item_hash(vm, item);
		uint32_t free_slot;

		vm_poll_work(vm, 1);
		if ((find(vm, vm_set(b), item, hash, &free_slot) != NO_SLOT) !=
		    wanted)
			continue;
		if (is_full(s))
			rebuild(vm, s, grown_capacity(s->live));
		place(s->slots, s->capacity, item, hash);
		s->live = ++s->used;
	}
}

bool
vm_set_contains(struct vm *vm, vm_value set, vm_value item)
{
	uint32_t slot;

	return find(vm, vm_set(set), item, item_hash(vm, item), &slot) !=
	    NO_SLOT;
}

bool
vm_set_remove(struct vm *vm, vm_value set, vm_value item)
{
	struct vm_set *s = vm_set(set);
	uint32_t free_slot;
	uint32_t at;

	/* Nothing is hashed to look into an empty set. */
	if (s->live == 0)
		return false;
	at = find(vm, s, item, item_hash(vm, item), &free_slot);
	if (at == NO_SLOT)
		return false;
	s->slots[at] = VM_STOP;
	s->live--;
	return true;
}

vm_value
vm_set_pop(struct vm *vm, vm_value set)
{
	struct vm_set *s = vm_set(set);
	size_t pos = 0;
	vm_value item = vm_set_next(set, &pos);

	/* Else each one would be farther to look for than the last. */
	if (pos > POP_FAR && s->live < s->capacity / 8u &&
	    vm->heap.lock_depth == 0) {
		rebuild(vm, s, grown_capacity(s->live));
		pos = 0;
		item = vm_set_next(set, &pos);
	}
	if (item != VM_STOP)
		vm_set_remove(vm, set, item);
	return item;
}

void
vm_set_clear(struct vm *vm, vm_value set)
{
	struct vm_set *s = vm_set(set);

	vm_heap_free_buffer(vm, s->slots);
	s->slots = NULL;
	s->live = s->used = s->capacity = 0;
}

vm_value
vm_set_next(vm_value set, size_t *pos)
{
	struct vm_set *s = vm_set(set);

	while (*pos < s->capacity) {
		vm_value item = s->slots[(*pos)++];

		if (item != VM_UNDEF && item != VM_STOP)
			return item;
	}
	return VM_STOP;
}

vm_value
vm_set_new_of(struct vm *vm, enum vm_tid tid, size_t n)
{
	struct vm_set *s = vm_heap_alloc(vm, tid, sizeof(struct vm_set));

	if (n > 0)
		rebuild(vm, s, n + n / 4u + 1u);
	return VM_PTR(s);
}

/* With room for all of a, which is given back when few are left. */
vm_value
vm_set_select(struct vm *vm, enum vm_tid tid, vm_value a, vm_value b,
    bool wanted)
{
	vm_value out = vm_set_new_of(vm, tid, vm_set(a)->live);
	struct vm_set *s = vm_set(out);

	vm_set_add_selected(vm, out, a, b, wanted);
	if (s->live == 0)
		vm_set_clear(vm, out);
	else if (s->capacity / 2u > grown_capacity(s->live))
		rebuild(vm, s, grown_capacity(s->live));
	return out;
}

vm_value
vm_set_copy(struct vm *vm, enum vm_tid tid, vm_value set)
{
	const struct vm_set *from = vm_set(set);
	bool whole = from->used == from->live;
	vm_value out = vm_set_new_of(vm, tid, whole ? 0 : from->live);
	struct vm_set *to = vm_set(out);
	vm_value item;
	size_t pos = 0;

	if (whole && from->live > 0) {
		to->slots = vm_heap_new_values(vm, from->capacity);
		vm_copy(vm, to->slots, from->slots,
		    from->capacity * sizeof(vm_value));
		to->live = to->used = from->live;
		to->capacity = from->capacity;
		return out;
	}
	while ((item = vm_set_next(set, &pos)) != VM_STOP) {
		vm_poll_work(vm, 1);
		vm_set_add(vm, out, item);
	}
	return out;
}

vm_value
vm_set_new(struct vm *vm, size_t n, const vm_value *items)
{
	vm_value set = vm_set_new_of(vm, VM_TID_SET, n);

	for (size_t i = 0; i < n; i++)
		vm_set_add(vm, set, items[i]);
	return set;
}

void
vm_set_update(struct vm *vm, vm_value set, vm_value iterable)
{
	vm_value iterator, item;

	if (set == iterable)
		return;
	iterator = vm_iter(vm, iterable);
	while ((item = vm_next(vm, iterator)) != VM_STOP)
		vm_set_add(vm, set, item);
}
