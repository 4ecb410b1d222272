/* SPDX-License-Identifier: MIT */
/* Declares the verbs listed in verbs.def. */
#ifndef VERBS_H
#define VERBS_H

#include "ctl.h"

#define X(name) extern const struct ctl_verb verb_##name;
#include "verbs.def"
#undef X

/* NULL: no such verb. */
const struct ctl_verb *verb_find(const char *name);
/* The n-th verb of the list, NULL after the last. */
const struct ctl_verb *verb_at(int n);

#endif
