/* SPDX-License-Identifier: MIT */
/*
 * Regular expressions: a compiler to a small byte program and a matcher
 * that backtracks over a stack in the heap. The program lies in a bytes
 * object; jumps are relative, so pieces of it can be moved.
 */
#ifndef VM_REGEX_H
#define VM_REGEX_H

#include "../object/object.h"

enum regex_op {
	REGEX_MATCH,
	REGEX_CHAR,  /* byte */
	REGEX_ANY,   /* any character, newline too */
	REGEX_CLASS, /* letter of \d \D \s \S \w \W */
	REGEX_SET,   /* flags, 16 bytes of bitmap, n, n ranges of 3 + 3 bytes */
	REGEX_START,
	REGEX_END,
	REGEX_SAVE,        /* slot */
	REGEX_SPLIT,       /* jump; the next instruction is tried first */
	REGEX_SPLIT_JUMP,  /* jump; its target is tried first */
	REGEX_JUMP,        /* jump */
	REGEX_REPEAT,      /* REGEX_..., then the repeated single item */
	REGEX_LOOP_ENTER,  /* slot */
	REGEX_LOOP_REPEAT, /* slot; an iteration must have consumed text */
};

#define REGEX_ONE_OR_MORE 1u
#define REGEX_LAZY        2u

#define REGEX_SET_NEGATED 1u
#define REGEX_SET_WIDE    2u /* holds all characters beyond ASCII */
#define REGEX_SET_HEAD    19 /* op, flags, bitmap, n */
#define REGEX_SLOTS_MAX   254

struct vm_regex {
	vm_value code;       /* bytes */
	uint16_t groups;     /* number 0 included */
	uint16_t slot_count; /* two for each group, one for each guarded loop */
};

/* Text the matcher looks at; positions are byte offsets. */
struct vm_regex_subject {
	const uint8_t *data; /* borrowed */
	size_t len;          /* `$` and the search end here */
	bool wide;           /* UTF-8 with characters of several bytes */
};

#define VM_REGEX_UNSET UINT32_MAX

/* What a match took: begin and end of each group, VM_REGEX_UNSET where it took
 * no part. Most expressions have so few that they need no heap. */
#define VM_REGEX_FEW 16
struct vm_regex_slots {
	uint32_t *at; /* few, or the contents of a bytes buffer in the heap */
	uint32_t few[VM_REGEX_FEW];
};

/* Compiles; ValueError when the pattern is wrong or too large. */
void vm_regex_compile(struct vm *vm, const uint8_t *pattern, size_t len,
    bool is_text, struct vm_regex *regex);
/* Looks for the regex from start on (only there if anchored); whether it is
 * there, and its slots. */
bool vm_regex_search(struct vm *vm, const struct vm_regex *regex,
    const struct vm_regex_subject *subject, size_t start, bool anchored,
    struct vm_regex_slots *slots);
/* What \d, \s and \w hold of ASCII, a bit for each character. */
extern const uint8_t vm_regex_classes[3][16];

static inline const uint8_t *
vm_regex_class(uint8_t letter)
{
	letter |= 0x20;
	return vm_regex_classes[letter == 'd' ? 0 : letter == 's' ? 1 : 2];
}

/* Whether letter's class (as in \w) holds a character. */
static inline bool
vm_regex_class_has(uint8_t letter, uint32_t c)
{
	bool found =
	    c < 128 && (vm_regex_class(letter)[c / 8] >> (c % 8) & 1) != 0;

	return found == ((letter & 0x20) != 0);
}

#endif
