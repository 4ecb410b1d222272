/* SPDX-License-Identifier: MIT */
/* The speed of a serial line: request, change, trial, return. */

#include "config.h"

#include <stdio.h>
#include <string.h>
#include <termios.h>

#include "daemon/common/imsg.h"
#include "daemon/common/line.h"
#include "daemon/common/log.h"
#include "daemon/common/proc.h"
#include "daemon/link/call.h"
#include "daemon/link/conn.h"
#include "daemon/link/speed.h"
#include "proto/cbor.h"
#include "proto/command.h"
#include "proto/status.h"

#define ASK_MS        3000
#define TRIAL_MS      1000
#define TRIAL_PING_MS 100
#define TRIAL_FRAMES  3
#define RETURN_MS     2000 /* then the board has given its trial up, too */
#define PING_MS       1000 /* at a speed that is not the usual one */
#define SILENCE_MS    4000
#define AGAIN_MS      500
#define TRIES_MAX     2
#define FORGET_MS     600000 /* a speed that failed is not tried meanwhile */
#define SAMPLE_MS     10000
#define DAMAGED_MIN   5 /* in that time, and more than one of so many: */
#define DAMAGED_PART  200

/* ---- what fleet is told ------------------------------------------------ */

static void
tell(const struct conn *conn)
{
	const struct speed *speed = &conn->speed;
	struct imsg_out out;
	size_t i;

	if (!conn->told_up || speed->usual == 0)
		return;
	imsg_init(&out, IMSG_LINK_SPEED, conn->id);
	imsg_put_u32(&out, speed->baud);
	imsg_put_u32(&out, speed->usual);
	imsg_put_u32(&out, speed->wanted);
	imsg_put_u8(&out, speed->state != SPEED_STEADY);
	for (i = 0; i < PROTO_HELLO_MAX_BAUDS; i++)
		imsg_put_u32(&out, speed->known[i]);
	imsg_put_str(&out, speed->note);
	proc_send(PROC_FLEET, &out);
}

/* ---- what failed ------------------------------------------------------- */

static bool
has_failed(struct speed *speed, uint32_t baud, uint32_t now)
{
	size_t i;

	for (i = 0; i < PROTO_HELLO_MAX_BAUDS; i++) {
		if (speed->failed[i].baud != baud)
			continue;
		if (now - speed->failed[i].at_ms < FORGET_MS)
			return true;
		speed->failed[i].baud = 0;
	}
	return false;
}

static void
forget_failures(struct speed *speed)
{
	memset(speed->failed, 0, sizeof(speed->failed));
	speed->tries = 0;
	speed->silences = 0;
	speed->note[0] = '\0';
}

/* There are as many places as the board can have speeds. */
static void
remember_failure(struct conn *conn, uint32_t baud, const char *why)
{
	struct speed *speed = &conn->speed;
	size_t i = 0;

	while (i + 1 < PROTO_HELLO_MAX_BAUDS && speed->failed[i].baud != 0 &&
	    speed->failed[i].baud != baud)
		i++;
	speed->failed[i].baud = baud;
	speed->failed[i].at_ms = link_now_ms();
	speed->tries = 0;
	speed->silences = 0;
	(void)snprintf(speed->note, sizeof(speed->note), "%u baud: %s",
	    (unsigned int)baud, why);
	log_warnx("board %s on %s: %s", conn->device_id, conn->via,
	    speed->note);
}

/* ---- the line ---------------------------------------------------------- */

static bool
set_line(struct conn *conn, uint32_t baud)
{
	struct speed *speed = &conn->speed;
	const struct proto_frame_counters *counters =
	    &conn->proto.decoder.counters;

	if (conn->fd == -1 || !line_set_baud(conn->fd, baud, TCSADRAIN))
		return false;
	/* What came half cannot be the begin of what comes now. */
	proto_decoder_reset(&conn->proto.decoder);
	speed->baud = baud;
	speed->frames = counters->frames;
	speed->sample_ms = link_now_ms();
	speed->damaged = (uint16_t)(counters->crc + counters->cobs);
	return true;
}

static void
enter_state(struct conn *conn, enum speed_state state)
{
	conn->speed.state = state;
	conn->speed.since_ms = link_now_ms();
	tell(conn);
}

static void
return_to_usual(struct conn *conn, enum speed_state state)
{
	struct speed *speed = &conn->speed;

	if (speed->baud != speed->usual)
		(void)set_line(conn, speed->usual);
	speed->next_ms = link_now_ms() + AGAIN_MS;
	enter_state(conn, state);
}

/* ---- asking ------------------------------------------------------------ */

/* The best speed of all that may work: what is wanted, or the next below. */
static uint32_t
choose(struct speed *speed, uint32_t now)
{
	bool is_faster = speed->wanted > speed->usual;
	uint32_t best = is_faster ? speed->usual : 0;
	size_t i;

	if (speed->wanted == 0 || speed->wanted == speed->usual)
		return speed->usual;
	for (i = 0; i < PROTO_HELLO_MAX_BAUDS; i++) {
		uint32_t baud = speed->known[i];

		if (baud > best && baud <= speed->wanted &&
		    line_knows_baud(baud) && !has_failed(speed, baud, now))
			best = baud;
	}
	return best == 0 ? speed->usual : best;
}

static void
try_again(struct conn *conn, const char *why)
{
	struct speed *speed = &conn->speed;

	if (++speed->tries >= TRIES_MAX)
		remember_failure(conn, speed->target, why);
}

static void
on_asked(void *arg, uint16_t status, const uint8_t *body, size_t len)
{
	struct conn *conn = arg;
	struct speed *speed = &conn->speed;

	(void)body;
	(void)len;
	if (speed->state != SPEED_ASKING)
		return;
	if (speed->target == speed->usual) {
		/* Heard or not: there it will be. */
		return_to_usual(conn, SPEED_RETURNING);
	} else if (status == PROTO_STATUS_OK && set_line(conn, speed->target)) {
		speed->ping_ms = link_now_ms() - TRIAL_PING_MS;
		enter_state(conn, SPEED_TRIAL);
	} else if (status == PROTO_STATUS_DEADLINE ||
	    status == PROTO_STATUS_UNAVAILABLE ||
	    status == PROTO_STATUS_CANCELLED) {
		try_again(conn, "the board does not answer the request");
		return_to_usual(conn, SPEED_STEADY);
	} else {
		remember_failure(conn, speed->target,
		    status == PROTO_STATUS_OK ? "not with this port" :
						"the board refuses");
		return_to_usual(conn, SPEED_STEADY);
	}
}

static void
ask(struct conn *conn, uint32_t target)
{
	uint8_t args[16];
	struct proto_writer w;
	struct call_request request = {
		.method = PROTO_CMD_BAUD_SET,
		.deadline_ms = ASK_MS,
		.args = args,
		.on_result = on_asked,
		.arg = conn,
	};

	proto_writer_init(&w, args, sizeof(args));
	proto_cbor_put_map(&w, 1);
	proto_cbor_put_uint(&w, PROTO_BAUD_SET_BAUD);
	proto_cbor_put_uint(&w, target == conn->speed.usual ? 0 : target);
	request.args_len = w.len;
	conn->speed.target = target;
	enter_state(conn, SPEED_ASKING);
	call_start(conn, &request);
}

/* ---- time -------------------------------------------------------------- */

static uint16_t
frames_heard(const struct conn *conn)
{
	return (
	    uint16_t)(conn->proto.decoder.counters.frames - conn->speed.frames);
}

static void
ping(struct conn *conn, uint32_t now, uint32_t interval_ms)
{
	if (now - conn->speed.ping_ms < interval_ms)
		return;
	conn->speed.ping_ms = now;
	proto_link_ping(&conn->proto);
}

static void
go_on_trying(struct conn *conn, uint32_t now)
{
	struct speed *speed = &conn->speed;

	if (frames_heard(conn) >= TRIAL_FRAMES) {
		speed->tries = 0;
		if (speed->baud == speed->wanted)
			speed->note[0] = '\0';
		log_info("board %s on %s: %u baud", conn->device_id, conn->via,
		    (unsigned int)speed->baud);
		enter_state(conn, SPEED_STEADY);
	} else if (now - speed->since_ms >= TRIAL_MS) {
		try_again(conn, "not understood, back at the usual speed");
		return_to_usual(conn, SPEED_RETURNING);
	} else {
		ping(conn, now, TRIAL_PING_MS);
	}
}

static void
wait_for_return(struct conn *conn, uint32_t now)
{
	if (frames_heard(conn) > 0 || now - conn->speed.since_ms >= RETURN_MS)
		enter_state(conn, SPEED_STEADY);
	else
		ping(conn, now, TRIAL_PING_MS);
}

/* Too many frames are damaged at this speed. */
static bool
is_bad(struct conn *conn, uint32_t now)
{
	const struct proto_frame_counters *counters =
	    &conn->proto.decoder.counters;
	struct speed *speed = &conn->speed;
	uint16_t all = (uint16_t)(counters->crc + counters->cobs);
	uint16_t damaged = (uint16_t)(all - speed->damaged);
	uint16_t good = frames_heard(conn);

	if (now - speed->sample_ms < SAMPLE_MS)
		return false;
	speed->sample_ms = now;
	speed->damaged = all;
	speed->frames = counters->frames;
	return damaged >= DAMAGED_MIN &&
	    (uint32_t)damaged * DAMAGED_PART > (uint32_t)damaged + good;
}

/* At another speed than the usual one. */
static void
watch(struct conn *conn, uint32_t now)
{
	struct speed *speed = &conn->speed;

	if (now - conn->proto.heard_ms >= SILENCE_MS) {
		log_warnx("board %s on %s: not heard at %u baud any more",
		    conn->device_id, conn->via, (unsigned int)speed->baud);
		if (++speed->silences >= TRIES_MAX)
			remember_failure(conn, speed->baud,
			    "the board fell silent");
		return_to_usual(conn, SPEED_RETURNING);
	} else if (is_bad(conn, now)) {
		remember_failure(conn, speed->baud,
		    "too many frames were damaged");
		ask(conn, speed->usual);
	} else {
		ping(conn, now, PING_MS);
	}
}

uint32_t
speed_service(struct conn *conn, uint32_t now)
{
	struct speed *speed = &conn->speed;
	uint32_t target;

	if (speed->usual == 0 || !conn->told_up)
		return UINT32_MAX;
	if (speed->state == SPEED_TRIAL)
		go_on_trying(conn, now);
	else if (speed->state == SPEED_RETURNING)
		wait_for_return(conn, now);
	else if (speed->state == SPEED_STEADY && speed->baud != speed->usual)
		watch(conn, now);
	if (speed->state == SPEED_STEADY) {
		target = choose(speed, now);
		if (target != speed->baud &&
		    (int32_t)(now - speed->next_ms) >= 0)
			ask(conn,
			    speed->baud == speed->usual ? target :
							  speed->usual);
	}
	return speed->state == SPEED_STEADY && speed->baud == speed->usual ?
	    UINT32_MAX :
	    TRIAL_PING_MS;
}

/* ---- what happens ------------------------------------------------------ */

void
speed_init(struct conn *conn, uint32_t usual, uint32_t wanted)
{
	conn->speed.usual = conn->speed.baud = usual;
	conn->speed.wanted = wanted;
	conn->speed.next_ms = link_now_ms();
}

void
speed_on_hello(struct conn *conn, const struct proto_hello *peer,
    bool restarted)
{
	struct speed *speed = &conn->speed;

	memcpy(speed->known, peer->bauds, sizeof(speed->known));
	if (!restarted || speed->usual == 0)
		return;
	speed->tries = 0;
	speed->silences = 0;
	return_to_usual(conn, SPEED_STEADY);
	speed->next_ms = link_now_ms();
}

void
speed_on_up(struct conn *conn)
{
	tell(conn);
}

void
speed_on_gone(struct conn *conn)
{
	if (conn->speed.usual != 0 &&
	    (conn->speed.baud != conn->speed.usual ||
		conn->speed.state != SPEED_STEADY))
		return_to_usual(conn, SPEED_STEADY);
}

bool
speed_is_noisy(const struct conn *conn)
{
	return conn->speed.baud != conn->speed.usual ||
	    conn->speed.state != SPEED_STEADY;
}

static bool
can(const struct speed *speed, uint32_t baud)
{
	size_t i;

	if (baud == 0 || baud == speed->usual)
		return true;
	for (i = 0; i < PROTO_HELLO_MAX_BAUDS; i++)
		if (speed->known[i] == baud)
			return line_knows_baud(baud);
	return false;
}

void
speed_on_wanted(struct link_process *link, struct imsg *msg)
{
	struct conn *conn = link_find_conn(link, msg->id);
	uint32_t baud = imsg_get_u32(msg);

	if (imsg_failed(msg)) {
		imsg_refuse(msg);
		return;
	}
	if (conn == NULL || conn->speed.usual == 0)
		return;
	forget_failures(&conn->speed);
	conn->speed.wanted = baud;
	conn->speed.next_ms = link_now_ms();
	if (!can(&conn->speed, baud))
		(void)snprintf(conn->speed.note, sizeof(conn->speed.note),
		    "%u baud: the board or the port has no such speed",
		    (unsigned int)baud);
	tell(conn);
	conn_service(conn);
}
