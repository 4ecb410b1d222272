/* SPDX-License-Identifier: MIT */
/*
 * The listening sockets: control socket, HTTP, TCP for boards. Parent makes
 * and keeps them; link and web get copies at each of their starts.
 */
#ifndef PARENT_LISTENERS_H
#define PARENT_LISTENERS_H

#include <stdbool.h>

#include "daemon/common/conf.h"

struct listeners {
	int control; /* owned; -1: none, also below */
	int http;
	int tcp;
	char control_path[CONF_PATH_MAX + 16];
	char http_address[CONF_ADDRESS_MAX + 16];
	char tcp_address[CONF_ADDRESS_MAX + 16];
	char http_file[CONF_PATH_MAX + 16];
	char tcp_file[CONF_PATH_MAX + 16];
};

/* False when one cannot be had; the reason is logged. */
bool listeners_open(struct listeners *listeners, const struct conf *conf);
/* Closes all and removes their files. */
void listeners_close(struct listeners *listeners);
void listeners_give_web(const struct listeners *listeners);
void listeners_give_link(const struct listeners *listeners);
void listeners_tell_fleet(const struct listeners *listeners);

#endif
