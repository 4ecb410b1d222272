/* SPDX-License-Identifier: MIT */
/*
 * What a board is, as its maker knows it and programs see it: constant data.
 * A module that only some kinds of boards have belongs to a PORT_MODULE_ bit.
 */
#ifndef PORT_IDENTITY_H
#define PORT_IDENTITY_H

#include <stdint.h>

/* Modules that only some kinds of boards have. */
#define PORT_MODULE_NETWORK 1u
#define PORT_MODULE_ESP     2u
#define PORT_MODULE_ESP32   4u
#define PORT_MODULE_WIPY    8u

/* What the maker knows about this board. */
struct port_identity {
	const char *model;     /* "posix" */
	const char *profile;   /* "generic" */
	const char *platform;  /* sys.platform; NULL: model */
	const char *machine;   /* os.uname().machine; NULL: model */
	const char *home;      /* directory programs start in; NULL: "/" */
	uint32_t modules;      /* PORT_MODULE_ bits: what programs find */
	const char *device_id; /* fixed by the maker, or NULL: invent one */
	const char *name;      /* label for a board that has none yet */
	uint8_t transfers;     /* at once; 0: as many as PORT_TRANSFERS */
};

#endif
