/* SPDX-License-Identifier: MIT */
/* Compiled modules as C source, see image/frozen.h. */
#ifndef CROSS_FREEZE_H
#define CROSS_FREEZE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct options;

/* Runs a manifest and writes its modules. Returns the exit code. */
int freeze_manifest(const struct options *options);

/* ---- inside ------------------------------------------------------------ */

/* One module to freeze. */
struct freeze_file {
	char *target; /* owned: its path in sys.path's .frozen */
	char *source; /* owned */
	int optimise; /* -O level, or -1: as the command line says */
};

struct freeze_list {
	struct freeze_file *files; /* owned */
	size_t count;
};

/* The modules of a manifest, sorted by target; false: it was said why. */
bool manifest_read(const struct options *options, struct freeze_list *list);
void manifest_free(struct freeze_list *list);

/* What is being written. */
struct freezer {
	FILE *body;              /* definitions of the module at hand */
	struct frozen_str *strs; /* owned: strings of all modules */
	size_t str_count;
	size_t object_count; /* for names of objects */
	size_t unit_count;
};

struct vm;
struct vm_code;

/* Adds the definitions of a module's code. */
void freeze_code(struct vm *vm, struct vm_code *code, void *freezer);
/* Writes the strings, and the table of those that may be looked up. */
void freeze_write_strings(const struct freezer *freezer, FILE *out);
void freeze_write_names(const struct freezer *freezer, FILE *out);
void freezer_fini(struct freezer *freezer);

#endif
