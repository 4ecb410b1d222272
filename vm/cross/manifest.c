/* SPDX-License-Identifier: MIT */
/*
 * Manifests are Python; they run in a VM of ours behind manifest.py, whose
 * text is compiled in.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../object/dict.h"
#include "../object/list.h"
#include "../object/str.h"
#include "../runtime/call.h"
#include "../runtime/intern.h"
#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "freeze.h"
#include "options.h"
#include "session.h"

static const char prelude[] =
#include "cross/manifest_text.h"
    ;

struct request {
	const struct options *options;
	struct freeze_list *list;
};

static vm_value
global(struct vm *vm, const char *name)
{
	return vm_dict_get(vm, vm_main_globals(vm),
	    vm_intern(vm, name, strlen(name)));
}

static void
set_places(struct vm *vm, const struct options *options)
{
	vm_value variables = global(vm, "_variables");
	vm_value libraries = global(vm, "_libraries");
	vm_value pair[2];

	for (size_t i = 0; i < options->variable_count; i++) {
		const char *text = options->variables[i];
		const char *equals = strchr(text, '=');

		vm_dict_set(vm, variables,
		    vm_intern(vm, text, (size_t)(equals - text)),
		    vm_str_from(vm, equals + 1));
	}
	for (size_t i = 0; i < options->library_count; i++) {
		pair[0] = VM_NONE;
		pair[1] = vm_str_from(vm, options->libraries[i]);
		vm_list_append(vm, libraries, vm_tuple_new(vm, 2, pair));
	}
}

static int
compare_files(const void *a, const void *b)
{
	return strcmp(((const struct freeze_file *)a)->target,
	    ((const struct freeze_file *)b)->target);
}

static void
take_files(struct vm *vm, struct freeze_list *list)
{
	vm_value files = global(vm, "_files");
	size_t count = vm_list(files)->len;

	list->files = calloc(count + 1, sizeof(*list->files));
	if (list->files == NULL)
		vm_raise_runtime_error(vm, "out of memory");
	for (size_t i = 0; i < count; i++) {
		const struct vm_tuple *file =
		    vm_tuple(vm_list(files)->items[i]);

		list->files[i].target = strdup(vm_str_data(file->items[0]));
		list->files[i].source = strdup(vm_str_data(file->items[1]));
		list->files[i].optimise = (int)vm_int_value(file->items[2]);
	}
	list->count = count;
	qsort(list->files, count, sizeof(*list->files), compare_files);
}

static vm_value
run_manifest(struct vm *vm, void *arg)
{
	struct request *request = arg;
	vm_value path = vm_str_from(vm, request->options->manifest);

	set_places(vm, request->options);
	vm_call_1(vm, global(vm, "include"), path);
	take_files(vm, request->list);
	return VM_NONE;
}

bool
manifest_read(const struct options *options, struct freeze_list *list)
{
	struct request request = { options, list };
	struct session session;
	vm_value ignored;
	bool ok;

	if (!session_start(&session, options))
		return false;
	ok = vm_exec_source(session.vm, prelude, sizeof(prelude) - 1,
		 "manifest", VM_EXEC_FILE) == VM_OK &&
	    vm_protect(session.vm, run_manifest, &request, &ignored) == VM_OK;
	if (!ok)
		vm_print_last_error(session.vm);
	session_end(&session);
	return ok;
}

void
manifest_free(struct freeze_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		free(list->files[i].target);
		free(list->files[i].source);
	}
	free(list->files);
}
