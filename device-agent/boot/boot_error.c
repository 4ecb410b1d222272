/* SPDX-License-Identifier: MIT */
/* The texts of the errors. */
#include "boot_error.h"

static const struct {
	int error;
	const char *text;
} texts[] = {
	{ BOOT_OK, "ok" },
#define BOOT_ERROR(name, number, text) { BOOT_ERR_##name, text },
#include "boot_errors.def"
#undef BOOT_ERROR
};

const char *
boot_error_text(int error)
{
	for (unsigned int i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		if (texts[i].error == error)
			return texts[i].text;
	}
	return "unknown error";
}
