/* SPDX-License-Identifier: MIT */
/*
 * Serial ports: which device files are wanted (by path and by pattern), and
 * handing them to link whenever they are there. A device is opened once,
 * whatever names it has.
 */
#ifndef PARENT_PORTS_H
#define PARENT_PORTS_H

#include <stdint.h>

#include "daemon/common/conf.h"

struct event_base;
struct ports;

struct ports *ports_new(struct event_base *base, const struct conf *conf);
void ports_free(struct ports *ports);
/* link is there and has nothing yet: give it every port. */
void ports_on_link_start(struct ports *ports);
/* link is gone, its descriptors with it. */
void ports_on_link_gone(struct ports *ports);
/* link closed this one; it is opened again with back-off. */
void ports_on_closed(struct ports *ports, uint32_t id, const char *why);
void ports_tell_fleet(const struct ports *ports);

#endif
