/* SPDX-License-Identifier: MIT */
/* Results of the boot code: 0, or one of these, all negative. */
#ifndef BOOT_ERROR_H
#define BOOT_ERROR_H

enum boot_error {
	BOOT_OK = 0,
#define BOOT_ERROR(name, number, text) BOOT_ERR_##name = -(number),
#include "boot_errors.def"
#undef BOOT_ERROR
};

/* What an error means, for people; never NULL. Boot loaders leave it out. */
const char *boot_error_text(int error);

#endif
