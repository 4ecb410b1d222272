/* SPDX-License-Identifier: MIT */
/*
 * Who may speak to the HTTP port: browsers are told what to send, so Host,
 * Origin and Sec-Fetch-Site keep a foreign web page from reaching us.
 */
#ifndef WEB_GUARD_H
#define WEB_GUARD_H

#include <stdbool.h>
#include <stdint.h>

/* The headers that matter; NULL: absent. All borrowed. */
struct guard_headers {
	const char *host;
	const char *origin;
	const char *fetch_site;
	const char *content_type;
};

/* The Host header names this machine and our port. */
bool guard_host_is_ours(const char *host, uint16_t port);
/* "http://" and a host that is ours. */
bool guard_origin_is_ours(const char *origin, uint16_t port);

/*
 * NULL when the request may go on, else what is wrong with it. unsafe: the
 * method changes something. WebSockets come with unsafe false and are
 * checked for their Origin all the same.
 */
const char *guard_refusal(const struct guard_headers *headers, uint16_t port,
    bool unsafe, bool websocket);

#endif
