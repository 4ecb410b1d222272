/* SPDX-License-Identifier: MIT */
/*
 * Completion: the dotted name before the cursor is followed through
 * globals and attributes; the names that continue it are collected.
 */
#include <string.h>

#include "../object/dict.h"
#include "../object/list.h"
#include "../object/module.h"
#include "../object/str.h"
#include "../runtime/attr.h"
#include "../runtime/intern.h"
#include "../modules/modules.h"
#include "complete.h"

#define COLUMN_WIDTH 16
#define LINE_WIDTH   64

struct request {
	struct session *session;
	const char *text;   /* the dotted name */
	const char *prefix; /* its last part */
	size_t prefix_len;
	bool modules;     /* after import: names of modules */
	bool first;       /* nothing before it on the line */
	vm_value matches; /* list of str */
};

static bool
is_name_part(uint8_t c)
{
	return c == '_' || (c >= '0' && c <= '9') || c >= 0x80 ||
	    ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

static void
consider(struct vm *vm, void *arg, vm_value name)
{
	struct request *request = arg;
	struct vm_list *list = vm_list(request->matches);
	uint32_t i;

	if (!vm_is_str(name) || vm_str_len(name) < request->prefix_len ||
	    memcmp(vm_str_data(name), request->prefix, request->prefix_len) !=
		0)
		return;
	if (request->prefix_len == 0 && vm_str_data(name)[0] == '_')
		return;
	for (i = 0; i < list->len; i++) {
		if (vm_str_compare(list->items[i], name) == 0)
			return;
	}
	vm_list_append(vm, request->matches, name);
}

static void
consider_dict(struct vm *vm, struct request *request, vm_value dict)
{
	size_t position = 0;
	struct vm_dict_entry *entry;

	while ((entry = vm_dict_next(dict, &position)) != NULL)
		consider(vm, request, entry->key);
}

/* The object before the last dot, or VM_UNDEF. */
static vm_value
follow(struct vm *vm, const struct request *request)
{
	const char *start = request->text;
	const char *dot;
	vm_value object = VM_UNDEF;
	vm_value name;

	while ((dot = memchr(start, '.', (size_t)(request->prefix - start))) !=
	    NULL) {
		name = vm_intern_find(vm, start, (size_t)(dot - start));
		if (name == VM_UNDEF)
			return VM_UNDEF;
		if (start == request->text)
			object = vm_dict_get(vm, vm_main_globals(vm), name);
		else
			object = vm_find_attr(vm, object, name);
		if (object == VM_UNDEF)
			return VM_UNDEF;
		start = dot + 1;
	}
	return object;
}

static vm_value
collect(struct vm *vm, void *arg)
{
	struct request *request = arg;
	vm_value object;

	request->matches = vm_list_new(vm, 0, NULL);
	if (request->modules && request->prefix == request->text) {
		vm_visit_builtin_modules(vm, consider, request);
	} else if (request->prefix == request->text) {
		consider_dict(vm, request, vm_main_globals(vm));
		if (vm_list(request->matches)->len == 0 &&
		    request->prefix_len > 0 && request->first)
			consider(vm, request, vm_str_from(vm, "import "));
	} else {
		object = follow(vm, request);
		if (object != VM_UNDEF)
			vm_visit_attrs(vm, object, consider, request);
	}
	return request->matches;
}

static size_t
common_length(const struct vm_list *list)
{
	size_t len = vm_str_len(list->items[0]);
	const char *first = vm_str_data(list->items[0]);
	uint32_t i;
	size_t j;

	for (i = 1; i < list->len; i++) {
		for (j = 0; j < len && j < vm_str_len(list->items[i]) &&
		     vm_str_data(list->items[i])[j] == first[j];
		     j++)
			;
		len = j;
	}
	return len;
}

/* Names are few: an insertion sort will do. */
static void
sort(struct vm_list *list)
{
	vm_value item;
	uint32_t i;
	uint32_t j;

	for (i = 1; i < list->len; i++) {
		item = list->items[i];
		for (j = i;
		     j > 0 && vm_str_compare(list->items[j - 1], item) > 0; j--)
			list->items[j] = list->items[j - 1];
		list->items[j] = item;
	}
}

static void
print_matches(struct session *session, const struct vm_list *list)
{
	size_t column = 0;
	size_t gap;
	uint32_t i;
	vm_value name;

	for (i = 0; i < list->len; i++) {
		name = list->items[i];
		gap = (COLUMN_WIDTH - column % COLUMN_WIDTH) % COLUMN_WIDTH;
		if (gap < 2 && column > 0 && column % COLUMN_WIDTH != 0)
			gap += COLUMN_WIDTH;
		if (i == 0 || column + gap + vm_str_len(name) > LINE_WIDTH) {
			vm_session_print(session, "\n");
			column = 0;
			gap = 0;
		}
		column += gap + vm_str_len(name);
		while (gap-- > 0)
			vm_session_print(session, " ");
		vm_session_write(session, vm_str_data(name), vm_str_len(name));
	}
	vm_session_print(session, "\n");
}

bool
vm_complete(struct session *session, const uint8_t *text, size_t len,
    struct vm_scratch *found)
{
	struct request request = { .session = session };
	const char *start = len == 0 ? "" : (const char *)text;
	const char *end = start + len;
	const char *p = end;
	struct vm_list *list;
	vm_value matches;
	vm_value exception;
	size_t common;

	while (p > start && (is_name_part((uint8_t)p[-1]) || p[-1] == '.'))
		p--;
	request.text = p;
	request.modules = len >= 7 && memcmp(start, "import ", 7) == 0;
	request.first = p == start;
	for (p = end; p > request.text && p[-1] != '.'; p--)
		;
	request.prefix = p;
	request.prefix_len = (size_t)(end - p);
	if (!vm_try(session->vm, collect, &request, &matches, &exception))
		return false;
	list = vm_list(matches);
	if (list->len == 0)
		return false;
	common = common_length(list);
	if (common > request.prefix_len) {
		vm_scratch_append(session->vm, found,
		    vm_str_data(list->items[0]) + request.prefix_len,
		    common - request.prefix_len);
		return false;
	}
	if (list->len == 1)
		return false;
	sort(list);
	print_matches(session, list);
	return true;
}
