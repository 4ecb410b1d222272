/* SPDX-License-Identifier: MIT */
/*
 * Streams that fleet opened: one row of stream_ops per kind. A stream belongs
 * to a board, not to a connection; file transfers wait a while for a board
 * that went away. Ends are told once, memory is freed by the sweeper.
 */
#ifndef LINK_STREAMS_H
#define LINK_STREAMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "daemon/common/stream.h"
#include "daemon/link/link.h"
#include "proto/transfer.h"

struct conn;
struct imsg;
struct stream;

struct stream_ops {
	/* The board is there: begin, or begin again. */
	void (*up)(struct stream *stream, bool restarted);
	/* Bytes from the opener, within its credit; false: not now allowed. */
	bool (*data)(struct stream *stream, const uint8_t *bytes, size_t len);
	/* STREAM_CTRL; may be NULL. */
	void (
	    *ctrl)(struct stream *stream, uint8_t what, uint32_t a, uint32_t b);
	/* Does what can be done now; true when something moved. */
	bool (*step)(struct stream *stream);
	/* The connection is gone, stream->conn with it. May be NULL: the
	 * stream ends. */
	void (*down)(struct stream *stream);
	/* The opener is gone; finish by itself. True: still work to do. */
	bool (*abandon)(struct stream *stream);
	/* Frees state; conn may be NULL. */
	void (*fini)(struct stream *stream);
	bool droppable; /* may be ended when its opener does not read */
};

struct stream {
	TAILQ_ENTRY(stream) entry;
	struct link_process *link; /* borrowed: the owner */
	const struct stream_ops *ops;
	void *state;       /* owned by ops */
	struct conn *conn; /* borrowed: link; NULL while the board is away */
	struct stream_start start;
	struct stream_credit in;  /* from the opener */
	struct stream_credit out; /* to the opener */
	struct event *away_timer; /* owned */
	uint32_t id;
	char device_id[33];
	bool abandoned; /* the opener is gone: tell it nothing */
	bool done;
};

extern const struct stream_ops stream_exec_ops;
extern const struct stream_ops stream_repl_ops;
extern const struct stream_ops stream_get_ops;
extern const struct stream_ops stream_put_ops;
extern const struct stream_ops stream_update_ops;
extern const struct stream_ops stream_flash_ops; /* FLASH and BACKUP */

/* ---- for the kinds ----------------------------------------------------- */

/* Bytes the opener takes now; 0 when it is gone. */
size_t stream_room(const struct stream *stream);
/* At most stream_room bytes. */
void stream_send(struct stream *stream, const uint8_t *bytes, size_t len);
void stream_send_opened(struct stream *stream, uint64_t size,
    uint64_t resumed_from, const uint8_t sha256[STREAM_SHA256_LEN],
    uint32_t job);
/* The opener may send up to limit bytes in all. */
void stream_grant(struct stream *stream, uint64_t limit);
void stream_finish_with(struct stream *stream, const struct stream_end *end);
/* text NULL: the status's own. */
void stream_finish(struct stream *stream, uint16_t status, const char *text);
bool stream_is_droppable(const struct stream *stream);

/* ---- for conn.c -------------------------------------------------------- */

extern const struct proto_storage streams_storage;

void streams_on_board_up(struct conn *conn, bool restarted);
/* The line is open, the board silent. */
void streams_on_board_silent(struct conn *conn);
void streams_on_board_gone(struct conn *conn, const char *why);
void streams_on_conn_closed(struct conn *conn);
void streams_on_job_exit(struct conn *conn, const uint8_t *body, size_t len);
bool streams_step(struct conn *conn);
/* The exec streams' part of streams_on_job_exit. */
void stream_exec_on_job_exit(struct stream *stream, const uint8_t *body,
    size_t len);

/* ---- for link.c -------------------------------------------------------- */

void streams_on_start(struct link_process *link, struct imsg *msg);
void streams_on_data(struct link_process *link, struct imsg *msg);
void streams_on_credit(struct link_process *link, struct imsg *msg);
void streams_on_ctrl(struct link_process *link, struct imsg *msg);
void streams_on_end(struct link_process *link, struct imsg *msg);
void streams_sweep(struct link_process *link, bool all);

#endif
