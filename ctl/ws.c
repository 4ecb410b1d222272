/* SPDX-License-Identifier: MIT */
/* The HTTP upgrade, then wslay over the raw connection. */
#include "config.h"

#include <curl/curl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>
#include <wslay/wslay.h>

#include "output.h"
#include "ws.h"

#define HANDSHAKE_MS 10000
#define HEADER_MAX   8192
#define MESSAGE_MAX  (4u << 20)

struct ws {
	struct client *client; /* borrowed */
	CURL *curl;            /* borrowed from the client */
	curl_socket_t fd;
	wslay_event_context_ptr wslay;
	const struct ws_handler *handler; /* borrowed until ws_close */
	char early[HEADER_MAX]; /* bytes that came behind the upgrade */
	size_t early_len;
	size_t early_at;
	bool ended;
};

static ssize_t
on_recv(wslay_event_context_ptr ctx, uint8_t *buf, size_t len, int flags,
    void *arg)
{
	struct ws *ws = arg;
	size_t got = 0;
	CURLcode code;

	(void)flags;
	if (ws->early_at < ws->early_len) {
		got = ws->early_len - ws->early_at;
		got = got < len ? got : len;
		memcpy(buf, ws->early + ws->early_at, got);
		ws->early_at += got;
		return (ssize_t)got;
	}
	code = curl_easy_recv(ws->curl, buf, len, &got);
	if (code == CURLE_OK && got > 0)
		return (ssize_t)got;
	wslay_event_set_error(ctx,
	    code == CURLE_AGAIN ? WSLAY_ERR_WOULDBLOCK :
				  WSLAY_ERR_CALLBACK_FAILURE);
	return -1;
}

static ssize_t
on_send(wslay_event_context_ptr ctx, const uint8_t *bytes, size_t len,
    int flags, void *arg)
{
	struct ws *ws = arg;
	size_t sent = 0;
	CURLcode code = curl_easy_send(ws->curl, bytes, len, &sent);

	(void)flags;
	if (code == CURLE_OK)
		return (ssize_t)sent;
	wslay_event_set_error(ctx,
	    code == CURLE_AGAIN ? WSLAY_ERR_WOULDBLOCK :
				  WSLAY_ERR_CALLBACK_FAILURE);
	return -1;
}

static int
on_mask(wslay_event_context_ptr ctx, uint8_t *buf, size_t len, void *arg)
{
	(void)ctx;
	(void)arg;
	return getrandom(buf, len, 0) == (ssize_t)len ? 0 : -1;
}

static void
on_message(wslay_event_context_ptr ctx,
    const struct wslay_event_on_msg_recv_arg *message, void *arg)
{
	struct ws *ws = arg;
	json_t *json;

	(void)ctx;
	if (message->opcode == WSLAY_BINARY_FRAME)
		ws->handler->data(ws->handler->arg, message->msg,
		    message->msg_length);
	if (message->opcode != WSLAY_TEXT_FRAME)
		return;
	json = json_loadb((const char *)message->msg, message->msg_length, 0,
	    NULL);
	if (json != NULL)
		ws->handler->text(ws->handler->arg, json);
	json_decref(json);
}

static const struct wslay_event_callbacks callbacks = {
	.recv_callback = on_recv,
	.send_callback = on_send,
	.genmask_callback = on_mask,
	.on_msg_recv_callback = on_message,
};

static bool
wait_for(struct ws *ws, short events, int64_t deadline)
{
	struct pollfd pfd = { .fd = ws->fd, .events = events };
	int64_t left = deadline - output_now_ms();

	return left > 0 && ctl_interrupts == 0 && poll(&pfd, 1, (int)left) == 1;
}

static bool
send_all(struct ws *ws, const char *text, size_t len, int64_t deadline)
{
	while (len > 0) {
		size_t sent = 0;
		CURLcode code = curl_easy_send(ws->curl, text, len, &sent);

		if (code != CURLE_OK && code != CURLE_AGAIN)
			return false;
		text += sent;
		len -= sent;
		if (len > 0 && !wait_for(ws, POLLOUT, deadline))
			return false;
	}
	return true;
}

static bool
send_upgrade(struct ws *ws, const char *path, int64_t deadline)
{
	const struct ctl_options *options = client_options(ws->client);
	uint8_t nonce[8];
	char key[25];
	char request[4096];
	int len;

	/* Any 16 bytes, base64: hexadecimal digits are valid base64. */
	if (getrandom(nonce, sizeof(nonce), 0) != sizeof(nonce))
		return false;
	snprintf(key, sizeof(key), "%02x%02x%02x%02x%02x%02x%02x%02x", nonce[0],
	    nonce[1], nonce[2], nonce[3], nonce[4], nonce[5], nonce[6],
	    nonce[7]);
	len = snprintf(request, sizeof(request),
	    "GET %s HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\n"
	    "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
	    "Sec-WebSocket-Key: %s00000A==\r\n%s%s%s\r\n",
	    path, options->host != NULL ? options->host : "localhost", key,
	    options->token != NULL ? "Authorization: Bearer " : "",
	    options->token != NULL ? options->token : "",
	    options->token != NULL ? "\r\n" : "");
	return len < (int)sizeof(request) &&
	    send_all(ws, request, (size_t)len, deadline);
}

/* Reads until the header's end; what follows stays in ws->early. */
static char *
read_header(struct ws *ws, char *header, size_t room, int64_t deadline)
{
	size_t len = 0;
	char *end = NULL;

	while (end == NULL && len < room - 1) {
		size_t got = 0;
		CURLcode code = curl_easy_recv(ws->curl, header + len,
		    room - 1 - len, &got);

		if (code == CURLE_AGAIN) {
			if (!wait_for(ws, POLLIN, deadline))
				return NULL;
			continue;
		}
		if (code != CURLE_OK || got == 0)
			return NULL;
		len += got;
		header[len] = '\0';
		end = strstr(header, "\r\n\r\n");
	}
	if (end == NULL)
		return NULL;
	end += 4;
	ws->early_len = len - (size_t)(end - header);
	memcpy(ws->early, end, ws->early_len);
	*end = '\0';
	return header;
}

/* A refused upgrade carries the usual JSON error as its body. */
static int
refused(struct ws *ws, const char *header, int64_t deadline)
{
	const char *length = strcasestr(header, "\r\nContent-Length:");
	size_t want = length != NULL ? strtoul(length + 17, NULL, 10) : 0;
	const json_t *error;
	json_t *answer;
	int status;

	while (ws->early_len < want && want < sizeof(ws->early)) {
		size_t got = 0;
		CURLcode code =
		    curl_easy_recv(ws->curl, ws->early + ws->early_len,
			sizeof(ws->early) - ws->early_len, &got);

		if (code == CURLE_AGAIN && wait_for(ws, POLLIN, deadline))
			continue;
		if (code != CURLE_OK || got == 0)
			break;
		ws->early_len += got;
	}
	answer = json_loadb(ws->early, ws->early_len, 0, NULL);
	error = json_object_get(answer, "error");
	status =
	    client_set_error(ws->client, output_member(error, "code", "failed"),
		output_member(error, "message",
		    "the gateway refused the connection"));
	json_decref(answer);
	return status;
}

static int
upgrade(struct ws *ws, const char *path)
{
	int64_t deadline = output_now_ms() + HANDSHAKE_MS;
	char header[HEADER_MAX];

	if (!send_upgrade(ws, path, deadline) ||
	    read_header(ws, header, sizeof(header), deadline) == NULL) {
		if (ctl_interrupts != 0)
			return client_set_error(ws->client, "interrupted",
			    "interrupted");
		return client_set_error(ws->client, "no_daemon",
		    "the gateway closed the connection");
	}
	if (strncmp(header, "HTTP/1.1 101", 12) != 0)
		return refused(ws, header, deadline);
	return CTL_OK;
}

struct ws *
ws_open(struct client *client, const char *path,
    const struct ws_handler *handler, int *status)
{
	struct ws *ws = calloc(1, sizeof(*ws));
	void *curl;

	if (ws == NULL)
		abort();
	ws->client = client;
	ws->handler = handler;
	*status = client_connect(client, path, &curl);
	if (*status != CTL_OK) {
		free(ws);
		return NULL;
	}
	ws->curl = curl;
	curl_easy_getinfo(ws->curl, CURLINFO_ACTIVESOCKET, &ws->fd);
	*status = upgrade(ws, path);
	if (*status != CTL_OK ||
	    wslay_event_context_client_init(&ws->wslay, &callbacks, ws) != 0) {
		free(ws);
		return NULL;
	}
	wslay_event_config_set_max_recv_msg_length(ws->wslay, MESSAGE_MAX);
	return ws;
}

void
ws_close(struct ws *ws)
{
	if (ws == NULL)
		return;
	if (!ws->ended) {
		wslay_event_queue_close(ws->wslay, WSLAY_CODE_NORMAL_CLOSURE,
		    NULL, 0);
		wslay_event_send(ws->wslay);
	}
	wslay_event_context_free(ws->wslay);
	free(ws);
}

int
ws_fd(const struct ws *ws)
{
	return ws->fd;
}

short
ws_events(const struct ws *ws)
{
	short events = 0;

	if (wslay_event_want_read(ws->wslay))
		events |= POLLIN;
	if (wslay_event_want_write(ws->wslay))
		events |= POLLOUT;
	return events;
}

bool
ws_step(struct ws *ws)
{
	if (ws->ended)
		return false;
	if (wslay_event_recv(ws->wslay) != 0 ||
	    wslay_event_send(ws->wslay) != 0 ||
	    (!wslay_event_want_read(ws->wslay) &&
		!wslay_event_want_write(ws->wslay)))
		ws->ended = true;
	return !ws->ended;
}

bool
ws_ended(const struct ws *ws)
{
	return ws->ended;
}

static void
queue(struct ws *ws, uint8_t opcode, const void *bytes, size_t len)
{
	struct wslay_event_msg message = { opcode, bytes, len };

	wslay_event_queue_msg(ws->wslay, &message);
}

void
ws_send_json(struct ws *ws, const json_t *message)
{
	char *text = json_dumps(message, JSON_COMPACT);

	if (text == NULL)
		abort();
	queue(ws, WSLAY_TEXT_FRAME, text, strlen(text));
	free(text);
}

void
ws_send_data(struct ws *ws, const void *bytes, size_t len)
{
	queue(ws, WSLAY_BINARY_FRAME, bytes, len);
}

size_t
ws_queued(const struct ws *ws)
{
	return wslay_event_get_queued_msg_length(ws->wslay);
}
