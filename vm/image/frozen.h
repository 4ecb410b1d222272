/* SPDX-License-Identifier: MIT */
/*
 * Frozen modules: compiled code as read-only C data, used in place. The
 * files that upy-cross --freeze writes consist of the macros below, so that
 * only this header knows how constant objects look. An embedder passes the
 * table in struct vm_config.
 */
#ifndef VM_FROZEN_H
#define VM_FROZEN_H

#include "../object/bigint.h"
#include "../object/bytes.h"
#include "../object/complex.h"
#include "../object/float_value.h"
#include "../object/list.h"
#include "../object/names.h"
#include "../object/str.h"
#include "../runtime/code.h"

struct vm_frozen_module {
	const char *path; /* asyncio/core.py; code->unit->file_name is equal */
	const struct vm_code *code;
};

struct vm_frozen {
	const struct vm_frozen_module *modules; /* sorted by path */
	/* Interned strings, sorted as names.def, without those in it. */
	const struct vm_chars *const *names;
	uint16_t module_count;
	uint16_t name_count;
};

/* What upy-cross --freeze defines. */
extern const struct vm_frozen vm_frozen_modules;

/* ---- what generated files are made of ---------------------------------- */

#define VM_FROZEN_STR(ident, text_hash, flags, text)                 \
	static const struct {                                        \
		struct vm_chars str;                                 \
		char data[sizeof(text)];                             \
	} VM_ALIGNED ident = {                                       \
		.str = { .head = { .bits = VM_TID_STR | VM_BIT_ROM | \
				 VM_STR_INTERNED | (flags) },        \
		    .hash = VM_CHARS_HASH(text_hash),                \
		    .len = sizeof(text) - 1 },                       \
		.data = text,                                        \
	}

#define VM_FROZEN_BYTES(ident, data_hash, text)               \
	static const struct {                                 \
		struct vm_chars bytes;                        \
		char data[sizeof(text)];                      \
	} VM_ALIGNED ident = {                                \
		.bytes = { .head = VM_ROM_HEAD(VM_TID_BYTES), \
		    .hash = VM_CHARS_HASH(data_hash),         \
		    .len = sizeof(text) - 1 },                \
		.data = text,                                 \
	}

#define VM_FROZEN_TUPLE(ident, count, ...)                         \
	static const struct {                                      \
		struct vm_object head;                             \
		uint32_t len;                                      \
		vm_value items[count];                             \
	} VM_ALIGNED ident = { VM_ROM_HEAD(VM_TID_TUPLE), (count), \
		{ __VA_ARGS__ } }

/* Limbs come in pairs of 32 bits, the low ones first. */
#if VM_LIMB_BITS == 64
#define VM_FROZEN_LIMBS(low, high)  ((vm_limb)(high) << 32 | (low))
#define VM_FROZEN_LIMB_COUNT(words) (((words) + 1u) / 2u)
#else
#define VM_FROZEN_LIMBS(low, high)  (low), (high)
#define VM_FROZEN_LIMB_COUNT(words) (words)
#endif
#define VM_FROZEN_BIGINT(ident, words, sign, ...)                            \
	static const struct {                                                \
		struct vm_object head;                                       \
		uint32_t limb_count;                                         \
		vm_limb limbs[((words) + 1u) / 2u * (64 / VM_LIMB_BITS)];    \
	} VM_ALIGNED ident = { { .bits = VM_TID_INT | VM_BIT_ROM | (sign) }, \
		VM_FROZEN_LIMB_COUNT(words), { __VA_ARGS__ } }
/* An int that is small on 64-bit words only; the object serves the rest. */
#define VM_FROZEN_INT(ident, i) (VM_WORD_64 ? VM_INT(i) : VM_PTR(&(ident)))

#if VM_HAS_FLOAT
#define VM_FROZEN_FLOAT(ident, number)                           \
	static const struct vm_float_object ident VM_ALIGNED = { \
		VM_ROM_HEAD(VM_TID_FLOAT), (vm_float)(number)    \
	}
#define VM_FROZEN_COMPLEX(ident, re, im)                                    \
	static const struct vm_complex ident VM_ALIGNED = {                 \
		VM_ROM_HEAD(VM_TID_COMPLEX), (vm_float)(re), (vm_float)(im) \
	}
#endif
/* The word of a double or float that tags itself (0: it does not). */
#if VM_WORD_64 && VM_FLOAT_BITS == 64
#define VM_FROZEN_FLOAT_VALUE(ident, word64, word32) \
	((word64) != 0 ? (vm_value)(word64) : VM_PTR(&(ident)))
#elif !VM_WORD_64 && VM_FLOAT_BITS == 32
#define VM_FROZEN_FLOAT_VALUE(ident, word64, word32) \
	((word32) != 0 ? (vm_value)(word32) : VM_PTR(&(ident)))
#else
#define VM_FROZEN_FLOAT_VALUE(ident, word64, word32) VM_PTR(&(ident))
#endif

/* Units are numbered from 1, for the name caches kept in RAM. */
#define VM_FROZEN_UNIT(ident, number, constants, file)           \
	static const struct vm_unit ident VM_ALIGNED = {         \
		.head = VM_ROM_HEAD(VM_TID_UNIT),                \
		.k_count = sizeof(constants) / sizeof(vm_value), \
		.k = (vm_value *)(uintptr_t)(constants),         \
		.file_name = (file),                             \
		.frozen_number = (number),                       \
	}

/* Code with names and bytes behind it; some has no names. */
#define VM_FROZEN_CODE(ident, size)  \
	static const struct {        \
		struct vm_code code; \
		uint8_t bytes[size]; \
	} VM_ALIGNED ident
#define VM_FROZEN_CODE_NAMES(ident, count, size) \
	static const struct {                    \
		struct vm_code code;             \
		vm_value names[count];           \
		uint8_t bytes[size];             \
	} VM_ALIGNED ident
#define VM_FROZEN_CODE_HEAD(unit_ident, ...)                          \
	{                                                             \
		.head = VM_ROM_HEAD(VM_TID_CODE),                     \
		.unit = (struct vm_unit *)(uintptr_t) & (unit_ident), \
		__VA_ARGS__                                           \
	}

/* ---- what the VM does with it ------------------------------------------ */

/* The frozen string of this text, or VM_UNDEF. */
vm_value vm_frozen_find_name(const struct vm_frozen *frozen, const char *text,
    size_t len);
/* A module by the path of its source, or NULL. */
const struct vm_frozen_module *vm_frozen_find(const struct vm_frozen *frozen,
    const char *path);
/* Does any module lie under this folder? */
bool vm_frozen_is_folder(const struct vm_frozen *frozen, const char *path);

#endif
