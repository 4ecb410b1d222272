/* SPDX-License-Identifier: MIT */
/*
 * Streams between processes: kinds, parameters and the rules of credit.
 *
 * The opener (web towards fleet, fleet towards link) chooses a 32-bit id that
 * it never reuses. STREAM_OPENED tells that it works; STREAM_END ends it, from
 * either side and exactly once; the other side answers nothing and forgets
 * the id. Messages for an unknown id are dropped in silence.
 *
 * Credit: each direction may carry STREAM_CREDIT_INITIAL bytes from the
 * start (data may follow the opening message at once); STREAM_CREDIT raises
 * the absolute number of bytes. fleet forwards data and credit and keeps
 * nothing: the two ends pace each other. More than the credit is a violation.
 *
 * EXEC: the first `size` bytes towards link are the program's source, all
 *	further ones its stdin. OPENED (job) when it runs; its output comes as
 *	data; END carries outcome, exit code and traceback. END from the opener
 *	interrupts the program unless it was started to run on (detach).
 * REPL: data is console bytes both ways. CTRL RESIZE and INTERRUPT go down.
 * FILE_GET: OPENED carries size and sha256, then exactly size bytes and END;
 *	END OK only when the hash of all bytes was right.
 * FILE_PUT: size bytes follow at the opener's side; OPENED tells the offset
 *	the board had already; END OK when the board has verified and renamed.
 * UPDATE: size bytes of a firmware image follow at the opener's side; OPENED
 *	tells the offset the board had already; END OK when the board has
 *	verified it and restarts into it. EXISTS: it runs that image already.
 * FLASH: size bytes for the chip's flash follow at the opener's side; written
 *	at offset by the loader in its ROM, and END OK when the chip's hash of
 *	them is right. path: the port, for boards whose agent does not answer.
 * BACKUP: OPENED carries size (0 asked for: up to the end of the flash), how
 *	many bytes the opener has already, and instead of sha256 a bit for each
 *	of its blocks that the chip has, too (the first is the lowest bit); then
 *	exactly the other bytes and END; END OK only when the chip's hashes of
 *	them were right.
 * EVENTS, LOGS: end in fleet; data is whole JSON lines.
 */
#ifndef DAEMON_STREAM_H
#define DAEMON_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct imsg;
struct imsg_out;

#define STREAM_CREDIT_INITIAL 65536
#define STREAM_DATA_MAX       16000 /* bytes of one STREAM_DATA */
#define STREAM_SHA256_LEN     32
#define STREAM_MD5_LEN        16
#define STREAM_HASHES_MAX     64
#define STREAM_OFFSET_USUAL   UINT32_MAX /* as the chip has it */
#define STREAM_ARGS_MAX       16
#define STREAM_PATH_MAX       255
#define STREAM_SOURCE_MAX     (1024 * 1024)
#define STREAM_MANIFEST_LEN   240
#define STREAM_FILE_MAX       (16 * 1024 * 1024) /* largest FILE_PUT, UPDATE */

enum stream_kind {
	STREAM_EXEC = 0,
	STREAM_REPL = 1,
	STREAM_FILE_GET = 2,
	STREAM_FILE_PUT = 3,
	STREAM_EVENTS = 4, /* web to fleet only */
	STREAM_LOGS = 5,   /* web to fleet only */
	STREAM_UPDATE = 6,
	STREAM_FLASH = 7,
	STREAM_BACKUP = 8
};

enum stream_ctrl {
	STREAM_CTRL_INTERRUPT = 0, /* Ctrl-C for the program */
	STREAM_CTRL_RESIZE = 1     /* a rows, b columns */
};

/* Values of EXEC_START's kind on the wire. */
enum stream_exec {
	STREAM_EXEC_SOURCE = 0,
	STREAM_EXEC_EVAL = 1,
	STREAM_EXEC_FILE = 2
};

/* Body of STREAM_START. */
struct stream_start {
	uint8_t kind;   /* enum stream_kind */
	uint8_t exec;   /* enum stream_exec */
	bool interrupt; /* EXEC: stop what runs first */
	bool detach;    /* EXEC: runs on when the opener goes */
	uint32_t conn;
	uint32_t timeout_ms; /* EXEC: interrupt after; 0: never */
	uint16_t rows;
	uint16_t cols;
	bool retry;       /* UPDATE: although it failed there before */
	bool any_version; /* UPDATE: also the same or an older one */
	uint8_t manifest[STREAM_MANIFEST_LEN]; /* UPDATE */
	bool erase;                            /* FLASH: all of it first */
	uint32_t offset; /* FLASH, BACKUP; or STREAM_OFFSET_USUAL */
	uint32_t baud;   /* FLASH, BACKUP: 0: as it is */
	/* BACKUP: the first so many blocks the opener has, and their hashes */
	uint32_t block;
	uint8_t hash_count;
	uint8_t md5[STREAM_HASHES_MAX][STREAM_MD5_LEN];
	uint64_t size; /* EXEC: source, FILE_PUT: file, UPDATE: image */
	uint8_t sha256[STREAM_SHA256_LEN]; /* FILE_PUT, UPDATE */
	char path[STREAM_PATH_MAX + 1];    /* EXEC FILE, FILE_GET, FILE_PUT */
	char name[STREAM_PATH_MAX + 1];    /* EXEC: for tracebacks */
	size_t arg_count;
	char *args[STREAM_ARGS_MAX]; /* owned after a get */
};

void stream_start_put(struct imsg_out *out, const struct stream_start *start);
/* False (and the message refused) when it breaks a limit above. */
bool stream_start_get(struct imsg *msg, struct stream_start *start);
void stream_start_fini(struct stream_start *start);

/* Body of STREAM_END. */
struct stream_end {
	uint16_t status; /* status.h */
	uint8_t outcome; /* EXEC: JOB_EXIT's outcome */
	bool cut;        /* EXEC: the text was shortened on the board */
	int64_t exit_code;
	const uint8_t *text; /* borrowed: the caller's or the message's */
	size_t text_len;
};

void stream_end_put(struct imsg_out *out, const struct stream_end *end);
void stream_end_get(struct imsg *msg, struct stream_end *end);
/* Sends an END with a status and a text for people. */
bool stream_send_end(int to, uint32_t id, uint16_t status, const char *text);

/* One direction's account; keep one per direction and stream. */
struct stream_credit {
	uint64_t used;  /* bytes sent or received so far */
	uint64_t limit; /* bytes allowed so far */
};

void stream_credit_init(struct stream_credit *credit);
/* Bytes that may be sent now. */
size_t stream_credit_room(const struct stream_credit *credit);
/* Accounts len bytes; false: beyond the limit. */
bool stream_credit_use(struct stream_credit *credit, size_t len);
/* The other side raised the limit; false: it tried to lower it. */
bool stream_credit_raise(struct stream_credit *credit, uint64_t limit);

#endif
