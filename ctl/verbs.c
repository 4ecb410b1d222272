/* SPDX-License-Identifier: MIT */
/* The table of verbs, expanded from verbs.def. */
#include "verbs.h"

#include <stddef.h>
#include <string.h>

static const struct ctl_verb *const verbs[] = {
#define X(name) &verb_##name,
#include "verbs.def"
#undef X
	NULL,
};

const struct ctl_verb *
verb_find(const char *name)
{
	int i;

	for (i = 0; verbs[i] != NULL; i++)
		if (strcmp(verbs[i]->name, name) == 0)
			return verbs[i];
	return NULL;
}

const struct ctl_verb *
verb_at(int n)
{
	return verbs[n];
}
