/* SPDX-License-Identifier: MIT */
/*
 * The names of names.def as read-only interned strings: VM_NAME(append) is
 * the value of the str 'append'.
 */
#ifndef VM_NAMES_H
#define VM_NAMES_H

#include "chars.h"

#define VM_NAME_TYPE(text)               \
	{                                \
		struct vm_chars str;     \
		char data[sizeof(text)]; \
	}

#if VM_NAMES_BY_LINKER
#define X(ident, text)                                        \
	struct vm_name_##ident VM_NAME_TYPE(text) VM_ALIGNED; \
	extern const struct vm_name_##ident vm_name_##ident;
#include "names.def"
#undef X
#define VM_NAME_AT(name) VM_PTR(&vm_##name)
#else
struct vm_names {
#define X(ident, text) struct VM_NAME_TYPE(text) VM_ALIGNED name_##ident;
#include "names.def"
#undef X
};

extern const struct vm_names vm_names;
#define VM_NAME_AT(name) VM_PTR(&vm_names.name)
#endif

#define VM_NAME(ident) VM_NAME_AT(name_##ident)

/* The strings of one ASCII character; interned like the names. */
struct vm_char_str {
	struct vm_chars str;
	char data[4];
} VM_ALIGNED;

extern const struct vm_char_str vm_char_strs[128];

#define VM_CHAR_STR(c) VM_PTR(&vm_char_strs[(unsigned char)(c)])

#endif
