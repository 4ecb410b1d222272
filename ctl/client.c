/* SPDX-License-Identifier: MIT */
/* HTTP by libcurl: calls, downloads, uploads, and what errors mean. */
#include "config.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client.h"

#define DEFAULT_TIMEOUT_MS 60000
#define CONNECT_TIMEOUT_MS 5000
#define BODY_MAX           (64u << 20)

struct buffer {
	char *bytes; /* owned */
	size_t len;
};

struct client {
	const struct ctl_options *options; /* borrowed */
	CURL *curl;
	char base[256];
	char error_code[48];
	char error_text[1024];
	const struct client_sink *sink;
	const struct client_source *source;
	uint64_t sink_size;
	uint64_t sink_resumed;
	char sink_sha256[65];
	bool sink_started;
	bool sink_refused;
	struct buffer body;
};

/* The gateway's error codes and what they mean for a script. */
static const struct {
	const char *code;
	int status;
} exit_codes[] = {
	{ "bad_request", CTL_USAGE },
	{ "ambiguous", CTL_USAGE },
	{ "no_such_board", CTL_NO_BOARD },
	{ "forbidden", CTL_FORBIDDEN },
	{ "unauthorized", CTL_FORBIDDEN },
	{ "offline", CTL_OFFLINE },
	{ "busy", CTL_REFUSED },
	{ "refused", CTL_REFUSED },
	{ "too_large", CTL_REFUSED },
	{ "conflict", CTL_REFUSED },
	{ "timeout", CTL_TIMEOUT },
	{ "no_daemon", CTL_NO_DAEMON },
	{ "interrupted", CTL_INTERRUPTED },
};

int
client_set_error(struct client *client, const char *code, const char *text)
{
	size_t i;

	snprintf(client->error_code, sizeof(client->error_code), "%s", code);
	snprintf(client->error_text, sizeof(client->error_text), "%s", text);
	for (i = 0; i < sizeof(exit_codes) / sizeof(exit_codes[0]); i++)
		if (strcmp(exit_codes[i].code, code) == 0)
			return exit_codes[i].status;
	return CTL_FAILED;
}

const char *
client_error_code(const struct client *client)
{
	return client->error_code;
}

const char *
client_error_text(const struct client *client)
{
	return client->error_text;
}

const struct ctl_options *
client_options(const struct client *client)
{
	return client->options;
}

void
client_report(const struct client *client, const char *what)
{
	const char *text = client->error_text;

	/* The gateway names the board itself in most messages. */
	if (what == NULL || strstr(text, what) != NULL)
		ctl_error("%s", text);
	else
		ctl_error("%s: %s", what, text);
}

struct client *
client_new(const struct ctl_options *options)
{
	struct client *client = calloc(1, sizeof(*client));

	if (client == NULL || (client->curl = curl_easy_init()) == NULL) {
		ctl_error("out of memory");
		exit(CTL_FAILED);
	}
	client->options = options;
	if (options->host == NULL)
		snprintf(client->base, sizeof(client->base),
		    "http://localhost");
	else if (strstr(options->host, "://") != NULL)
		snprintf(client->base, sizeof(client->base), "%s",
		    options->host);
	else
		snprintf(client->base, sizeof(client->base), "http://%s",
		    options->host);
	return client;
}

void
client_free(struct client *client)
{
	if (client == NULL)
		return;
	curl_easy_cleanup(client->curl);
	free(client->body.bytes);
	free(client);
}

static bool
buffer_add(struct buffer *buffer, const void *bytes, size_t len)
{
	char *grown;

	if (len > BODY_MAX - buffer->len)
		return false;
	grown = realloc(buffer->bytes, buffer->len + len + 1);
	if (grown == NULL)
		return false;
	memcpy(grown + buffer->len, bytes, len);
	buffer->bytes = grown;
	buffer->len += len;
	grown[buffer->len] = '\0';
	return true;
}

static size_t
on_header(char *line, size_t size, size_t count, void *arg)
{
	struct client *client = arg;
	size_t len = size * count;
	char text[256];

	if (len < sizeof(text)) {
		memcpy(text, line, len);
		text[len] = '\0';
		if (strncasecmp(text, "X-Upyd-Size:", 12) == 0)
			client->sink_size = strtoull(text + 12, NULL, 10);
		else if (strncasecmp(text, "X-Upyd-Resumed:", 15) == 0)
			client->sink_resumed = strtoull(text + 15, NULL, 10);
		else if (strncasecmp(text, "X-Upyd-Sha256:", 14) == 0 ||
		    strncasecmp(text, "X-Upyd-Blocks:", 14) == 0)
			sscanf(text + 14, " %64[0-9a-fA-F]",
			    client->sink_sha256);
	}
	return len;
}

static size_t
on_body(char *bytes, size_t size, size_t count, void *arg)
{
	struct client *client = arg;
	size_t len = size * count;
	long status = 0;

	curl_easy_getinfo(client->curl, CURLINFO_RESPONSE_CODE, &status);
	if (client->sink == NULL || status != 200)
		return buffer_add(&client->body, bytes, len) ? len : 0;
	if (!client->sink_started) {
		client->sink_started = true;
		if (!client->sink->start(client->sink->arg, client->sink_size,
			client->sink_sha256)) {
			client->sink_refused = true;
			return 0;
		}
	}
	if (!client->sink->data(client->sink->arg, bytes, len)) {
		client->sink_refused = true;
		return 0;
	}
	return len;
}

static size_t
on_read(char *buf, size_t size, size_t count, void *arg)
{
	struct client *client = arg;
	size_t got =
	    client->source->read(client->source->arg, buf, size * count);

	return got == 0 ? CURL_READFUNC_ABORT : got;
}

static int
on_progress(void *arg, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
	(void)arg;
	(void)a;
	(void)b;
	(void)c;
	(void)d;
	return ctl_interrupts != 0;
}

static void
prepare(struct client *client, const char *verb, const char *path)
{
	CURL *curl = client->curl;
	char url[4096];

	curl_easy_reset(curl);
	free(client->body.bytes);
	memset(&client->body, 0, sizeof(client->body));
	client->sink_started = false;
	client->sink_refused = false;
	client->sink_size = 0;
	client->sink_resumed = 0;
	client->sink_sha256[0] = '\0';
	snprintf(url, sizeof(url), "%s%s", client->base, path);
	curl_easy_setopt(curl, CURLOPT_URL, url);
	if (client->options->host == NULL)
		curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH,
		    client->options->socket);
	curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, verb);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS,
	    (long)CONNECT_TIMEOUT_MS);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, client);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, client);
	curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
}

/* Explains a transport failure in the user's terms. */
static int
transport_error(struct client *client, CURLcode code)
{
	char text[512];

	if (code == CURLE_ABORTED_BY_CALLBACK && ctl_interrupts != 0)
		return client_set_error(client, "interrupted", "interrupted");
	if (code == CURLE_OPERATION_TIMEDOUT)
		return client_set_error(client, "timeout", "no answer in time");
	if (code == CURLE_COULDNT_CONNECT ||
	    code == CURLE_COULDNT_RESOLVE_HOST) {
		snprintf(text, sizeof(text),
		    "cannot reach upyd at %s (is it running?)",
		    client->options->host != NULL ? client->options->host :
						    client->options->socket);
		return client_set_error(client, "no_daemon", text);
	}
	if (code == CURLE_PARTIAL_FILE)
		return client_set_error(client, "cut",
		    "the transfer broke off before the end");
	return client_set_error(client, "transport", curl_easy_strerror(code));
}

/* Takes {"error":{code,message}} out of an error answer. */
static int
answer_error(struct client *client, const json_t *answer, long status)
{
	const json_t *error = json_object_get(answer, "error");
	const char *code = json_string_value(json_object_get(error, "code"));
	const char *text = json_string_value(json_object_get(error, "message"));
	char fallback[64];

	snprintf(fallback, sizeof(fallback), "the gateway answered %ld",
	    status);
	return client_set_error(client,
	    code != NULL                       ? code :
		status == 401 || status == 403 ? "forbidden" :
						 "failed",
	    text != NULL ? text : fallback);
}

/* Runs the prepared transfer and judges the answer. */
static int
perform(struct client *client, json_t **result)
{
	struct curl_slist *headers = NULL;
	char authorization[512];
	json_t *answer;
	CURLcode code;
	long status = 0;
	int ret = CTL_OK;

	headers = curl_slist_append(headers,
	    client->source != NULL ? "Content-Type: application/octet-stream" :
				     "Content-Type: application/json");
	headers = curl_slist_append(headers, "Expect:");
	if (client->options->token != NULL) {
		snprintf(authorization, sizeof(authorization),
		    "Authorization: Bearer %s", client->options->token);
		headers = curl_slist_append(headers, authorization);
	}
	curl_easy_setopt(client->curl, CURLOPT_HTTPHEADER, headers);
	code = curl_easy_perform(client->curl);
	curl_slist_free_all(headers);
	curl_easy_getinfo(client->curl, CURLINFO_RESPONSE_CODE, &status);
	if (client->sink_refused)
		return CTL_FAILED;
	/* A refused upload is answered while the body is still going out. */
	if (code != CURLE_OK && !(code == CURLE_SEND_ERROR && status >= 400))
		return transport_error(client, code);
	answer =
	    json_loadb(client->body.bytes != NULL ? client->body.bytes : "",
		client->body.len, JSON_DECODE_ANY, NULL);
	if (status < 200 || status > 299)
		ret = answer_error(client, answer, status);
	else if (result != NULL && answer == NULL)
		ret = client_set_error(client, "protocol",
		    "the gateway's answer is not JSON");
	if (result != NULL && ret == CTL_OK) {
		*result = answer;
		return CTL_OK;
	}
	json_decref(answer);
	return ret;
}

int
client_call(struct client *client, const char *verb, const char *path,
    const json_t *body, json_t **result)
{
	char *text = NULL;
	int ret;

	if (result != NULL)
		*result = NULL;
	client->sink = NULL;
	client->source = NULL;
	prepare(client, verb, path);
	curl_easy_setopt(client->curl, CURLOPT_TIMEOUT_MS,
	    client->options->timeout_ms > 0 ? client->options->timeout_ms :
					      (long)DEFAULT_TIMEOUT_MS);
	if (body != NULL) {
		text = json_dumps(body, JSON_COMPACT);
		curl_easy_setopt(client->curl, CURLOPT_POSTFIELDS, text);
	} else if (strcmp(verb, "POST") == 0) {
		curl_easy_setopt(client->curl, CURLOPT_POSTFIELDS, "{}");
	}
	ret = perform(client, result);
	free(text);
	return ret;
}

int
client_download(struct client *client, const char *path,
    const struct client_sink *sink)
{
	int ret;

	client->sink = sink;
	client->source = NULL;
	prepare(client, "GET", path);
	if (client->options->timeout_ms > 0)
		curl_easy_setopt(client->curl, CURLOPT_TIMEOUT_MS,
		    client->options->timeout_ms);
	ret = perform(client, NULL);
	/* An empty file has no body: the sink still learns of it. */
	if (ret == CTL_OK && !client->sink_started &&
	    !sink->start(sink->arg, client->sink_size, client->sink_sha256))
		ret = CTL_FAILED;
	client->sink = NULL;
	return ret;
}

uint64_t
client_resumed(const struct client *client)
{
	return client->sink_resumed;
}

int
client_upload(struct client *client, const char *path,
    const struct client_source *source, json_t **result)
{
	int ret;

	*result = NULL;
	client->sink = NULL;
	client->source = source;
	prepare(client, "PUT", path);
	curl_easy_setopt(client->curl, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(client->curl, CURLOPT_READFUNCTION, on_read);
	curl_easy_setopt(client->curl, CURLOPT_READDATA, client);
	curl_easy_setopt(client->curl, CURLOPT_INFILESIZE_LARGE,
	    (curl_off_t)source->size);
	if (client->options->timeout_ms > 0)
		curl_easy_setopt(client->curl, CURLOPT_TIMEOUT_MS,
		    client->options->timeout_ms);
	ret = perform(client, result);
	client->source = NULL;
	return ret;
}

char *
client_escape(struct client *client, const char *text)
{
	char *escaped = curl_easy_escape(client->curl, text, 0);
	char *copy = escaped != NULL ? strdup(escaped) : NULL;

	curl_free(escaped);
	if (copy == NULL)
		abort();
	return copy;
}

char *
client_board_path(struct client *client, const char *board, const char *rest)
{
	char *escaped = client_escape(client, board);
	size_t len = strlen(escaped) + strlen(rest) + 16;
	char *path = malloc(len);

	if (path == NULL)
		abort();
	snprintf(path, len, "/v1/boards/%s%s%s", escaped,
	    rest[0] != '\0' ? "/" : "", rest);
	free(escaped);
	return path;
}

char *
client_query_path(struct client *client, const char *board, const char *rest,
    const char *key, const char *value)
{
	char *path = client_board_path(client, board, rest);
	char *escaped = client_escape(client, value);
	size_t len = strlen(path) + strlen(key) + strlen(escaped) + 3;
	char *full = malloc(len);

	if (full == NULL)
		abort();
	snprintf(full, len, "%s?%s=%s", path, key, escaped);
	free(path);
	free(escaped);
	return full;
}

int
client_connect(struct client *client, const char *path, void **curl)
{
	CURLcode code;

	client->sink = NULL;
	client->source = NULL;
	prepare(client, "GET", path);
	curl_easy_setopt(client->curl, CURLOPT_CUSTOMREQUEST, NULL);
	curl_easy_setopt(client->curl, CURLOPT_CONNECT_ONLY, 1L);
	code = curl_easy_perform(client->curl);
	if (code != CURLE_OK)
		return transport_error(client, code);
	*curl = client->curl;
	return CTL_OK;
}
