/* SPDX-License-Identifier: MIT */
/*
 * The module termios: settings of a terminal as CPython's list [iflag, oflag,
 * cflag, lflag, ispeed, ospeed, cc], where cc has one byte each, but numbers
 * at VMIN and VTIME.
 */
#include <errno.h>
#include <termios.h>

#include "../object/bytes.h"
#include "../object/function.h"
#include "../object/int.h"
#include "../object/list.h"
#include "../object/module.h"
#include "../object/sequence.h"
#include "../runtime/raise.h"
#include "host.h"

#define FIELDS 7

static int
descriptor(struct vm *vm, vm_value v)
{
	intptr_t fd = vm_get_int(vm, v);

	return fd >= 0 && fd <= INT32_MAX ? (int)fd : -1;
}

static void
load(struct vm *vm, vm_value fd, struct termios *settings)
{
	if (tcgetattr(descriptor(vm, fd), settings) == -1)
		vm_raise_os_error(vm, errno);
}

static void
store(struct vm *vm, vm_value fd, int when, const struct termios *settings)
{
	if (tcsetattr(descriptor(vm, fd), when, settings) == -1)
		vm_raise_os_error(vm, errno);
}

static vm_value
list_of_characters(struct vm *vm, const struct termios *settings)
{
	vm_value list = vm_list_new(vm, 0, NULL);

	for (size_t i = 0; i < NCCS; i++) {
		if (i == VMIN || i == VTIME)
			vm_list_append(vm, list, VM_INT(settings->c_cc[i]));
		else
			vm_list_append(vm, list,
			    vm_bytes_new(vm, &settings->c_cc[i], 1));
	}
	return list;
}

static vm_value
get_attributes(struct vm *vm, size_t argc, vm_value *args)
{
	struct termios settings;
	vm_value fields[FIELDS];

	(void)argc;
	load(vm, args[0], &settings);
	fields[0] = vm_int_from_uint64(vm, settings.c_iflag);
	fields[1] = vm_int_from_uint64(vm, settings.c_oflag);
	fields[2] = vm_int_from_uint64(vm, settings.c_cflag);
	fields[3] = vm_int_from_uint64(vm, settings.c_lflag);
	fields[4] = vm_int_from_uint64(vm, cfgetispeed(&settings));
	fields[5] = vm_int_from_uint64(vm, cfgetospeed(&settings));
	fields[6] = list_of_characters(vm, &settings);
	return vm_list_new(vm, FIELDS, fields);
}

static void
take_characters(struct vm *vm, vm_value v, struct termios *settings)
{
	size_t n;
	vm_value *items;

	if (!vm_sequence_items(v, &n, &items) || n != NCCS)
		vm_raise_type_error(vm, "cc must be a list of %d", NCCS);
	for (size_t i = 0; i < n; i++) {
		struct vm_bytes_view view;

		if (vm_is_integer(items[i])) {
			settings->c_cc[i] = (cc_t)vm_get_int(vm, items[i]);
			continue;
		}
		vm_get_bytes(vm, items[i], &view);
		if (view.len != 1)
			vm_raise_type_error(vm, "cc items are single bytes");
		settings->c_cc[i] = view.data[0];
	}
}

/* tcsetattr(fd, when, attributes) */
static vm_value
set_attributes(struct vm *vm, size_t argc, vm_value *args)
{
	struct termios settings;
	uint64_t number[FIELDS - 1];
	size_t n;
	vm_value *items;

	(void)argc;
	if (!vm_sequence_items(args[2], &n, &items) || n != FIELDS)
		vm_raise_type_error(vm, "attributes must be a list of %d",
		    FIELDS);
	load(vm, args[0], &settings);
	for (size_t i = 0; i < FIELDS - 1; i++)
		number[i] = (uint64_t)vm_get_int64(vm, items[i]);
	settings.c_iflag = (tcflag_t)number[0];
	settings.c_oflag = (tcflag_t)number[1];
	settings.c_cflag = (tcflag_t)number[2];
	settings.c_lflag = (tcflag_t)number[3];
	take_characters(vm, items[6], &settings);
	if (cfsetispeed(&settings, (speed_t)number[4]) == -1 ||
	    cfsetospeed(&settings, (speed_t)number[5]) == -1)
		vm_raise_os_error(vm, errno);
	store(vm, args[0], (int)vm_get_int(vm, args[1]), &settings);
	return VM_NONE;
}

static vm_value
set_raw(struct vm *vm, size_t argc, vm_value *args)
{
	struct termios settings;

	(void)argc;
	load(vm, args[0], &settings);
	settings.c_iflag = 0;
	settings.c_oflag = 0;
	settings.c_cflag =
	    (settings.c_cflag & ~(tcflag_t)(CSIZE | PARENB)) | CS8;
	settings.c_lflag = 0;
	settings.c_cc[VMIN] = 1;
	settings.c_cc[VTIME] = 0;
	store(vm, args[0], TCSAFLUSH, &settings);
	return VM_NONE;
}

VM_DEFINE_NATIVE(tcgetattr_native, get_attributes, 1, 1);
VM_DEFINE_NATIVE(tcsetattr_native, set_attributes, 3, 3);
VM_DEFINE_NATIVE(setraw_native, set_raw, 1, 1);

static const struct vm_member members[] = {
	{ VM_NAME(__name__), VM_NAME(termios) },
	{ VM_NAME(tcgetattr), VM_NATIVE(tcgetattr_native) },
	{ VM_NAME(tcsetattr), VM_NATIVE(tcsetattr_native) },
	{ VM_NAME(setraw), VM_NATIVE(setraw_native) },
	{ VM_NAME(TCSANOW), VM_INT(TCSANOW) },
	{ VM_NAME(B9600), VM_INT(B9600) },
	{ VM_NAME(B57600), VM_INT(B57600) },
	{ VM_NAME(B115200), VM_INT(B115200) },
	{ VM_NAME(B230400), VM_INT(B230400) },
	{ VM_NAME(B460800), VM_INT(B460800) },
	{ VM_NAME(B500000), VM_INT(B500000) },
	{ VM_NAME(B576000), VM_INT(B576000) },
	{ VM_NAME(B921600), VM_INT(B921600) },
	{ VM_NAME(B1000000), VM_INT(B1000000) },
	{ VM_NAME(B1152000), VM_INT(B1152000) },
};

VM_DEFINE_MODULE(termios, members);
