/* SPDX-License-Identifier: MIT */
/* Memory of a board that outlives the firmware's process. */
#ifndef POSIX_KEPT_H
#define POSIX_KEPT_H

#include "air.h"

struct port;

#define POSIX_RETAINED 2048

/* What a board keeps through resets and deep sleep. */
struct posix_kept {
	int64_t clock_offset_ms;
	uint32_t wake_reason;
	uint8_t retained[POSIX_RETAINED];
	struct air air;
};

/* sleep.c: fd -1: new, all zeros. */
int posix_keep_open(struct port *port, int fd);

#endif
