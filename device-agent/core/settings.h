/* SPDX-License-Identifier: MIT */
/*
 * What the board must know about itself before it has a file system: who it
 * is and how it is set. Two flash blocks take turns, each record is whole and
 * checked, so a power cut leaves the old or the new settings.
 */
#ifndef SETTINGS_H
#define SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "port.h"

#define SETTINGS_ID_MAX   32
#define SETTINGS_NAME_MAX 32

struct settings {
	char device_id[SETTINGS_ID_MAX + 1];
	char name[SETTINGS_NAME_MAX + 1];
	uint32_t telemetry_interval_ms; /* 0: off */
	uint8_t quick_resets;           /* see boot_guard.h */
	uint32_t sequence;              /* of the record in flash */
	bool safe_once; /* the next start skips boot.py and main.py */
	bool has_files; /* a file system was made; never make another */
};

/*
 * Reads the newest record; a board without one gets an identity from its
 * maker or from chance, and keeps it. -1: the flash failed, the settings are
 * usable but will not be remembered.
 */
int settings_load(struct settings *settings, struct port *port);
/* -1: the flash failed; the old record is still there. */
int settings_save(struct settings *settings, struct port *port);
/* 1 to 32 letters, digits, dots, dashes, underscores. */
bool settings_is_name(const char *name, size_t len);

#endif
