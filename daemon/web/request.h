/* SPDX-License-Identifier: MIT */
/*
 * One HTTP request from its first line to its answer: a dashboard file, an
 * API call, a file transfer, or the opening of a WebSocket.
 */
#ifndef WEB_REQUEST_H
#define WEB_REQUEST_H

#include <microhttpd.h>
#include <stddef.h>

#include "daemon/common/api_error.h"
#include "daemon/web/route.h"
#include "daemon/web/web.h"

struct transfer;

struct request {
	TAILQ_ENTRY(request) entry; /* in web->waiting, when id is not 0 */
	struct front *front;        /* borrowed */
	struct web *web;            /* borrowed */
	struct MHD_Connection *connection; /* borrowed: libmicrohttpd */
	struct url url;
	bool url_ok;
	bool begun;
	bool suspended;
	bool dispatched;
	struct route route; /* method NULL: not of the API */
	struct principal principal;
	char *body; /* owned: of a JSON request, or of its answer's parts */
	size_t body_len;
	uint32_t id;                   /* of the API_CALL under way, or 0 */
	struct MHD_Response *response; /* owned; NULL: not known yet */
	unsigned int status;
	struct transfer *transfer; /* owned; file contents */
};

/* Callbacks of libmicrohttpd; cls is the front. */
enum MHD_Result request_on_data(void *cls, struct MHD_Connection *connection,
    const char *url, const char *verb, const char *version, const char *upload,
    size_t *upload_len, void **request);
void *request_on_target(void *cls, const char *target,
    struct MHD_Connection *connection);
void request_on_completed(void *cls, struct MHD_Connection *connection,
    void **request, enum MHD_RequestTerminationCode why);

/* A header of the request, or NULL. */
const char *request_header(const struct request *request, const char *name);
void request_suspend(struct request *request);
void request_resume(struct request *request);
/* Decide the answer; the first decision stands. */
void request_fail(struct request *request, enum api_error error,
    const char *message);
void request_answer_json(struct request *request, unsigned int status,
    const char *json, size_t len);
/* Takes response. */
void request_answer(struct request *request, unsigned int status,
    struct MHD_Response *response);
/* {"error":{...}} of a failed stream as fleet wrote it. */
void request_answer_error_text(struct request *request, const void *text,
    size_t len);

void request_on_api_result(void *ctx, struct imsg *msg);

#endif
