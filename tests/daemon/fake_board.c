/* SPDX-License-Identifier: MIT */
/* A board made of the protocol library, for tests of the gateway. */

#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "fake_board.h"

static uint32_t
now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint32_t)(now.tv_sec * 1000 + now.tv_nsec / 1000000);
}

/* ---- programs ---------------------------------------------------------- */

static void
end_job(struct fake_board *board, int outcome, const char *text)
{
	board->outcome = outcome;
	board->exit_due = true;
	board->echo = false;
	board->spill = 0;
	snprintf(board->exit_text, sizeof(board->exit_text), "%s", text);
}

static void
say(struct fake_board *board, const char *text)
{
	proto_stream_write(&board->link, PROTO_CH_CONSOLE, text, strlen(text));
}

static void
run_program(struct fake_board *board)
{
	const char *program = board->program;

	board->outcome = -1;
	board->spilled = 0;
	if (strncmp(program, "print ", 6) == 0) {
		say(board, program + 6);
		end_job(board, PROTO_JOB_OK, "");
	} else if (strncmp(program, "spill ", 6) == 0) {
		board->spill = (uint32_t)strtoul(program + 6, NULL, 10);
	} else if (strncmp(program, "raise ", 6) == 0) {
		end_job(board, PROTO_JOB_EXCEPTION, program + 6);
	} else if (strcmp(program, "echo") == 0) {
		board->echo = true;
	} else if (strcmp(program, "loop") != 0) {
		/* Anything else, such as a long source: tell its length. */
		char text[32];

		snprintf(text, sizeof(text), "%zu", strlen(program));
		say(board, text);
		end_job(board, PROTO_JOB_OK, "");
	}
}

static void
job_work(struct fake_board *board)
{
	while (board->spill > 0) {
		char c = (char)('a' + board->spilled % 26);

		if (proto_stream_write(&board->link, PROTO_CH_CONSOLE, &c, 1) ==
		    0)
			break;
		board->spilled++;
		if (--board->spill == 0)
			end_job(board, PROTO_JOB_OK, "");
	}
	if (board->exit_due &&
	    proto_stream_unacked(&board->link, PROTO_CH_CONSOLE) == 0) {
		struct proto_writer w;
		struct proto_call_params params = {
			.args = board->exit_body,
			.method = PROTO_EVENT_JOB_EXIT,
		};

		proto_writer_init(&w, board->exit_body,
		    sizeof(board->exit_body));
		proto_cbor_put_map(&w, 4);
		proto_cbor_put_uint(&w, PROTO_JOB_EXIT_JOB);
		proto_cbor_put_uint(&w, board->job);
		proto_cbor_put_uint(&w, PROTO_JOB_EXIT_OUTCOME);
		proto_cbor_put_uint(&w, (uint64_t)board->outcome);
		proto_cbor_put_uint(&w, PROTO_JOB_EXIT_CODE);
		proto_cbor_put_int(&w, board->outcome == 0 ? 0 : 1);
		proto_cbor_put_uint(&w, PROTO_JOB_EXIT_TEXT);
		proto_cbor_put_text(&w, board->exit_text);
		params.args_len = w.len;
		if (proto_notify(&board->link, &params, NULL) == PROTO_OK)
			board->exit_due = false;
	}
}

/* ---- requests ---------------------------------------------------------- */

static void
answer_uint(struct fake_board *board, uint16_t id, uint64_t value)
{
	uint8_t body[16];
	struct proto_writer w;

	proto_writer_init(&w, body, sizeof(body));
	proto_cbor_put_map(&w, 1);
	proto_cbor_put_uint(&w, 0);
	proto_cbor_put_uint(&w, value);
	proto_respond(&board->link, id, PROTO_STATUS_OK, body, w.len);
}

static void
exec_start(struct fake_board *board, const struct proto_request *request)
{
	struct proto_span source;
	uint64_t session;
	bool busy = board->job != 0 && board->outcome == -1;
	bool interrupt = false;

	proto_cbor_get_bool(request->args, request->args_len,
	    PROTO_EXEC_START_INTERRUPT, &interrupt);
	if (busy && !interrupt) {
		proto_respond(&board->link, request->id,
		    PROTO_STATUS_PRECONDITION, NULL, 0);
		return;
	}
	if (proto_cbor_get_text(request->args, request->args_len,
		PROTO_EXEC_START_SOURCE, &source))
		snprintf(board->program, sizeof(board->program), "%.*s",
		    (int)source.len, (const char *)source.at);
	else if (!proto_cbor_get_uint(request->args, request->args_len,
		     PROTO_EXEC_START_SESSION, &session) ||
	    session != board->program_session) {
		proto_respond(&board->link, request->id,
		    PROTO_STATUS_EXEC_NO_PROGRAM, NULL, 0);
		return;
	}
	board->job++;
	answer_uint(board, request->id, board->job);
	run_program(board);
}

static void
on_request(void *arg, const struct proto_request *request)
{
	struct fake_board *board = arg;

	switch (request->method) {
	case PROTO_CMD_EXEC_START:
		exec_start(board, request);
		return;
	case PROTO_CMD_EXEC_STOP:
		if (board->outcome == -1)
			end_job(board, PROTO_JOB_INTERRUPTED,
			    "KeyboardInterrupt");
		break;
	case PROTO_CMD_EXEC_STATUS:
		answer_uint(board, request->id,
		    board->outcome == -1 ? board->job : 0);
		return;
	case PROTO_CMD_TIME_SET:
		proto_cbor_get_uint(request->args, request->args_len, 0,
		    &board->epoch_ms);
		break;
	case PROTO_CMD_CONSOLE_OPEN:
		board->console_opens++;
		say(board, ">>> ");
		break;
	case PROTO_CMD_INFO:
		/* Echoes, so that a test can check the way there and back. */
		proto_respond(&board->link, request->id, PROTO_STATUS_OK,
		    request->args, request->args_len);
		return;
	case PROTO_CMD_FS_STAT:
		return; /* never answered */
	default:
		break;
	}
	proto_respond(&board->link, request->id, PROTO_STATUS_OK, NULL, 0);
}

static void
on_stream_data(void *arg, uint8_t channel, const uint8_t *bytes, size_t len)
{
	struct fake_board *board = arg;

	proto_stream_consumed(&board->link, channel, len);
	if (board->echo)
		proto_stream_write(&board->link, PROTO_CH_CONSOLE, bytes, len);
	if (board->echo && memchr(bytes, 'q', len) != NULL)
		end_job(board, PROTO_JOB_OK, "");
}

/* ---- storage ----------------------------------------------------------- */

static int
storage_open(void *arg, struct proto_transfer *t, const struct proto_span *name,
    bool fresh, uint32_t *have)
{
	struct fake_board *board = arg;

	(void)name;
	if (!proto_transfer_is_sink(t)) {
		if (board->file_size == 0)
			return PROTO_STATUS_FS_BASE + ENOENT;
		t->size = board->file_size;
		return PROTO_OK;
	}
	if (t->size > BOARD_FILE_MAX)
		return PROTO_STATUS_FS_BASE + ENOSPC;
	if (fresh || t->kind == PROTO_TRANSFER_PROGRAM ||
	    memcmp(t->sha256, board->staged_sha256, PROTO_SHA256_LEN) != 0) {
		board->staged_len = 0;
		memcpy(board->staged_sha256, t->sha256, PROTO_SHA256_LEN);
	}
	*have = board->staged_len;
	return PROTO_OK;
}

static int
storage_hash(void *arg, struct proto_transfer *t, uint32_t len,
    uint8_t hash[PROTO_SHA256_LEN])
{
	struct fake_board *board = arg;
	struct proto_sha256 sha;

	proto_sha256_init(&sha);
	proto_sha256_update(&sha,
	    proto_transfer_is_sink(t) ? board->staged : board->file, len);
	proto_sha256_final(&sha, hash);
	return PROTO_OK;
}

static int
storage_write(void *arg, struct proto_transfer *t, uint32_t offset,
    const uint8_t *bytes, size_t len)
{
	struct fake_board *board = arg;

	(void)t;
	if (board->stall_at != 0 && offset + len > board->stall_at)
		return PROTO_LATER;
	memcpy(board->staged + offset, bytes, len);
	board->staged_len = offset + (uint32_t)len;
	return PROTO_OK;
}

static int
storage_read(void *arg, struct proto_transfer *t, uint32_t offset,
    uint8_t *bytes, size_t len)
{
	struct fake_board *board = arg;

	(void)t;
	memcpy(bytes, board->file + offset, len);
	return PROTO_OK;
}

static int
storage_commit(void *arg, struct proto_transfer *t)
{
	struct fake_board *board = arg;
	uint8_t hash[PROTO_SHA256_LEN];

	storage_hash(board, t, t->size, hash);
	if (memcmp(hash, t->sha256, sizeof(hash)) != 0)
		return PROTO_STATUS_DATA_LOSS;
	board->commits++;
	if (t->kind == PROTO_TRANSFER_PROGRAM) {
		snprintf(board->program, sizeof(board->program), "%.*s",
		    (int)t->size, (const char *)board->staged);
		board->program_session = t->channel.session;
		return PROTO_OK;
	}
	memcpy(board->file, board->staged, t->size);
	board->file_size = t->size;
	return PROTO_OK;
}

static void
storage_close(void *arg, struct proto_transfer *t, uint16_t status)
{
	(void)arg;
	(void)t;
	(void)status;
}

static const struct proto_storage storage = {
	.open = storage_open,
	.hash_prefix = storage_hash,
	.write_at = storage_write,
	.read_at = storage_read,
	.commit = storage_commit,
	.close = storage_close,
};

static const struct proto_callbacks callbacks = {
	.on_request = on_request,
	.on_stream_data = on_stream_data,
};

/* ---- life -------------------------------------------------------------- */

void
board_restart(struct fake_board *board)
{
	if (getrandom(&board->hello.boot_id, sizeof(uint32_t), 0) == -1)
		abort();
	board->hello.boot_id |= 1;
	board->job = 0;
	board->outcome = 0;
	board->exit_due = false;
	board->echo = false;
	board->spill = 0;
	if (proto_link_init(&board->link, &board->config, now_ms()) != 0)
		abort();
}

void
board_init(struct fake_board *board, int fd, const char *device_id,
    enum proto_framing framing)
{
	struct proto_config *config = &board->config;
	size_t i;

	memset(board, 0, sizeof(*board));
	board->fd = fd;
	board->hello.proto_min = board->hello.proto_max = PROTO_VERSION;
	board->hello.rx_mtu = BOARD_MTU;
	board->hello.rx_window = BOARD_WINDOW;
	board->hello.max_open_req = 4;
	board->hello.transfers = 2;
	board->hello.device_id.at = (const uint8_t *)device_id;
	board->hello.device_id.len = strlen(device_id);
	for (i = 0; i < 2; i++) {
		board->streams[i].channel.ring = board->stream_rings[i];
		board->streams[i].channel.ring_cap =
		    sizeof(board->stream_rings[i]);
		board->streams[i].rx_window = 1024;
		board->streams[i].channel.number =
		    i == 0 ? PROTO_CH_CONSOLE : PROTO_CH_LOG;
		board->transfers[i].channel.ring = board->transfer_rings[i];
		board->transfers[i].channel.ring_cap = BOARD_WINDOW;
	}
	config->callbacks = &callbacks;
	config->storage = &storage;
	config->arg = board;
	config->hello = &board->hello;
	config->rx_buf = board->rx_buf;
	config->tx_buf = board->tx_buf;
	config->event_buf = board->event_buf;
	config->answer_buf = board->answer_buf;
	config->calls = board->calls;
	config->answers = board->answers;
	config->streams = board->streams;
	config->transfers = board->transfers;
	config->rx_cap = sizeof(board->rx_buf);
	config->tx_cap = sizeof(board->tx_buf);
	config->event_cap = sizeof(board->event_buf);
	config->answer_cap = sizeof(board->answer_buf);
	config->call_count = 4;
	config->answer_count = 4;
	config->stream_count = 2;
	config->transfer_count = board->hello.transfers;
	config->role = PROTO_ROLE_BOARD;
	config->framing = (uint8_t)framing;
	board_restart(board);
}

bool
board_pump(struct fake_board *board)
{
	uint8_t bytes[2048];
	ssize_t n;
	size_t len;

	if (board->mute || board->fd == -1)
		return true;
	while ((n = read(board->fd, bytes, sizeof(bytes))) > 0)
		proto_link_input(&board->link, bytes, (size_t)n, now_ms());
	if (n == 0 || (n == -1 && errno != EAGAIN && errno != EINTR))
		return false;
	proto_link_tick(&board->link, now_ms());
	job_work(board);
	while (
	    (len = proto_link_output(&board->link, bytes, 512, now_ms())) > 0)
		board_write_raw(board, bytes, len);
	return true;
}

void
board_write_raw(struct fake_board *board, const void *bytes, size_t len)
{
	const uint8_t *at = bytes;

	while (len > 0) {
		ssize_t n = write(board->fd, at, len);

		if (n == -1 && (errno == EAGAIN || errno == EINTR))
			continue;
		if (n <= 0)
			return;
		at += n;
		len -= (size_t)n;
	}
}

void
board_event(struct fake_board *board, uint16_t type, const uint8_t *body,
    size_t len)
{
	proto_event(&board->link, type, body, len);
}
