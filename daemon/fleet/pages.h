/* SPDX-License-Identifier: MIT */
/* API methods that gather the pages of one device command. */
#ifndef FLEET_PAGES_H
#define FLEET_PAGES_H

#include "daemon/fleet/forward.h"

/* args must know "cursor", result "next" and the rows. */
struct pages {
	struct forward call;
	const char *rows; /* member with the rows */
};

void pages_begin(struct api_request *request, struct board *board,
    const struct pages *pages);

#endif
