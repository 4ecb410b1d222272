/* SPDX-License-Identifier: MIT */
/* One connection to one board: bytes, protocol, what fleet is told. */

#include "config.h"

#include <errno.h>
#include <event2/event.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "daemon/common/log.h"
#include "daemon/common/proc.h"
#include "daemon/common/xmalloc.h"
#include "daemon/link/conn.h"
#include "daemon/link/rom.h"
#include "daemon/link/streams.h"
#include "proto/command.h"

#define READ_MAX         4096
#define READS_PER_TURN   8
#define PROBE_MS         1000  /* while nothing answers */
#define SILENT_MS        5000  /* then the port is told to have no agent */
#define TCP_HELLO_MS     10000 /* a TCP peer that does not say HELLO */
#define TCP_LOST_MS      60000 /* and one that is silent for long */
#define SERVICE_ROUNDS   16
#define LINK_VERSION_MAX 1
#define WINDOW_MS        400 /* of a serial line */
#define WINDOW_MIN       1024

static void on_text(void *arg, const uint8_t *bytes, size_t len);
static void on_state(void *arg, enum proto_link_state old,
    enum proto_link_state now);
static void on_hello(void *arg, const struct proto_hello *peer, bool restarted);
static void on_event(void *arg, uint16_t type, const uint8_t *body, size_t len,
    uint32_t lost);
static void on_stream_data(void *arg, uint8_t channel, const uint8_t *bytes,
    size_t len);

static const struct proto_callbacks callbacks = {
	.on_text = on_text,
	.on_state = on_state,
	.on_hello = on_hello,
	.on_event = on_event,
	.on_stream_data = on_stream_data,
};

bool
conn_is_up(const struct conn *conn)
{
	return !conn->closed && conn->told_up;
}

static bool
is_tcp(const struct conn *conn)
{
	return conn->port == 0;
}

/* ---- what fleet is told ------------------------------------------------ */

static void
tell_port(const struct conn *conn, enum port_state state, const char *why)
{
	struct imsg_out out;

	if (is_tcp(conn))
		return;
	imsg_init(&out, IMSG_PORT_STATE, conn->port);
	imsg_put_u8(&out, (uint8_t)state);
	imsg_put_str(&out, strchr(conn->via, ':') + 1);
	imsg_put_str(&out, why);
	proc_send(PROC_FLEET, &out);
}

static void
tell_up(struct conn *conn, bool restarted)
{
	struct imsg_out out;

	imsg_init(&out, IMSG_BOARD_UP, conn->id);
	imsg_put_str(&out, conn->device_id);
	imsg_put_u32(&out, conn->peer_boot);
	imsg_put_u8(&out, restarted ? 1 : 0);
	imsg_put_str(&out, conn->via);
	imsg_put_bytes(&out, conn->peer_hello, conn->peer_hello_len);
	proc_send(PROC_FLEET, &out);
	if (conn->told_silent)
		tell_port(conn, PORT_OPEN, "");
	conn->told_silent = false;
	conn->told_up = true;
	conn->announced = true;
	speed_on_up(conn);
}

static void
tell_down(struct conn *conn, bool final, const char *why)
{
	struct imsg_out out;

	if (!conn->announced)
		return;
	log_info("board %s on %s: %s", conn->device_id, conn->via, why);
	imsg_init(&out, IMSG_BOARD_DOWN, conn->id);
	imsg_put_u8(&out, final ? 1 : 0);
	imsg_put_str(&out, why);
	proc_send(PROC_FLEET, &out);
	conn->told_up = false;
}

/* After each heartbeat that was answered. */
static void
tell_alive(struct conn *conn, uint32_t now)
{
	const struct proto_frame_counters *bad = &conn->proto.decoder.counters;
	struct imsg_out out;

	if (!conn->told_up ||
	    now - conn->alive_ms < conn->link->conf->heartbeat_ms ||
	    (int32_t)(conn->proto.heard_ms - conn->alive_ms) < 0)
		return;
	conn->alive_ms = now;
	imsg_init(&out, IMSG_BOARD_ALIVE, conn->id);
	imsg_put_u32(&out, conn->proto.gateway.rtt_ms);
	imsg_put_u32(&out, bad->crc + bad->cobs + bad->overlong + bad->silence);
	proc_send(PROC_FLEET, &out);
}

/* ---- what the protocol tells ------------------------------------------- */

static void
on_text(void *arg, const uint8_t *bytes, size_t len)
{
	struct conn *conn = arg;

	if (!speed_is_noisy(conn))
		text_add(&conn->noise, conn->id, conn->told_up, bytes, len);
}

/* Is it an id as PROTOCOL.md allows it? */
static bool
copy_device_id(char id[CONN_ID_MAX + 1], const struct proto_span *span)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
	size_t i;

	if (span->len == 0 || span->len > CONN_ID_MAX)
		return false;
	for (i = 0; i < span->len; i++)
		if (span->at[i] == '\0' || strchr(allowed, span->at[i]) == NULL)
			return false;
	memcpy(id, span->at, span->len);
	id[span->len] = '\0';
	return true;
}

static void
set_time(struct conn *conn)
{
	struct call_request request = { .method = PROTO_CMD_TIME_SET };
	struct proto_writer w;
	struct timespec now;
	uint8_t args[16];

	clock_gettime(CLOCK_REALTIME, &now);
	proto_writer_init(&w, args, sizeof(args));
	proto_cbor_put_map(&w, 1);
	proto_cbor_put_uint(&w, PROTO_TIME_SET_EPOCH_MS);
	proto_cbor_put_uint(&w,
	    (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000);
	request.args = args;
	request.args_len = w.len;
	call_start(conn, &request);
}

/*
 * A board that dials in again replaces what is left of its last call. What
 * was told to fleet is fleet's to close: it may be another board with the
 * same id.
 */
static void
close_predecessors(struct conn *conn)
{
	struct conn *other;

	TAILQ_FOREACH(other, &conn->link->conns, entry)
		if (other != conn && is_tcp(other) && is_tcp(conn) &&
		    !other->closed &&
		    strcmp(other->device_id, conn->device_id) == 0 &&
		    !other->told_up)
			conn_close(other, "replaced by a new connection");
}

static bool
keep_hello(struct conn *conn, const struct proto_hello *peer)
{
	struct proto_writer w;

	proto_writer_init(&w, conn->peer_hello, sizeof(conn->peer_hello));
	if (proto_hello_encode(peer, &w) != PROTO_OK || w.failed)
		return false;
	conn->peer_hello_len = w.len;
	conn->peer_boot = peer->boot_id;
	return true;
}

/* Another board answers on the same line: nothing of before is true. */
static void
forget_board(struct conn *conn)
{
	tell_down(conn, false, "another board answers on this line");
	streams_on_board_gone(conn, "another board answers on this line");
	conn->device_id[0] = '\0';
}

static void
on_hello(void *arg, const struct proto_hello *peer, bool restarted)
{
	struct conn *conn = arg;
	char id[CONN_ID_MAX + 1];
	bool known = conn->device_id[0] != '\0';

	if (!copy_device_id(id, &peer->device_id) || !keep_hello(conn, peer)) {
		log_warnx("%s: HELLO without a usable device id", conn->via);
		return;
	}
	if (known && strcmp(id, conn->device_id) != 0) {
		forget_board(conn);
		known = false;
	}
	if (!known) {
		memcpy(conn->device_id, id, sizeof(id));
		if (is_tcp(conn))
			conn->link->unknown_count--;
		log_info("board %s on %s", id, conn->via);
		close_predecessors(conn);
	}
	if (restarted)
		console_restart(conn);
	speed_on_hello(conn, peer, restarted);
	if (proto_link_get_state(&conn->proto) != PROTO_LINK_UP ||
	    (known && conn->told_up && !restarted))
		return;
	if (restarted)
		log_info("board %s on %s: restarted", id, conn->via);
	tell_up(conn, restarted);
	set_time(conn);
	streams_on_board_up(conn, restarted);
}

static void
on_state(void *arg, enum proto_link_state old, enum proto_link_state now)
{
	struct conn *conn = arg;

	switch (now) {
	case PROTO_LINK_UP:
		if (old == PROTO_LINK_LOST && conn->peer_hello_len != 0 &&
		    !conn->told_up) {
			tell_up(conn, false);
			streams_on_board_up(conn, false);
		}
		break;
	case PROTO_LINK_LOST:
		conn->lost_ms = link_now_ms();
		speed_on_gone(conn);
		tell_down(conn, false, "heartbeat lost");
		streams_on_board_silent(conn);
		break;
	case PROTO_LINK_INCOMPATIBLE:
		log_warnx("%s: the board speaks no version of the protocol "
			  "that is known here",
		    conn->via);
		tell_port(conn, PORT_NO_AGENT, "protocol version not known");
		break;
	case PROTO_LINK_DOWN:
		break;
	}
}

static void
on_event(void *arg, uint16_t type, const uint8_t *body, size_t len,
    uint32_t lost)
{
	struct conn *conn = arg;
	struct imsg_out out;

	if (!conn->told_up)
		return;
	imsg_init(&out, IMSG_BOARD_EVENT, conn->id);
	imsg_put_u16(&out, type);
	imsg_put_u32(&out, lost);
	if (len <= imsg_room(&out)) {
		imsg_put_bytes(&out, body, len);
		proc_send(PROC_FLEET, &out);
	}
	if (type == PROTO_EVENT_JOB_EXIT)
		streams_on_job_exit(conn, body, len);
}

static void
on_stream_data(void *arg, uint8_t channel, const uint8_t *bytes, size_t len)
{
	struct conn *conn = arg;

	if (channel == PROTO_CH_CONSOLE) {
		console_add(conn, bytes, len);
		return;
	}
	text_add(&conn->log, conn->id, conn->told_up, bytes, len);
	proto_stream_consumed(&conn->proto, channel, len);
}

/* ---- bytes ------------------------------------------------------------- */

/* Writes what the line takes; false when it is gone. */
static bool
write_out(struct conn *conn)
{
	while (conn->out_at < conn->out_len) {
		ssize_t n = write(conn->fd, conn->out + conn->out_at,
		    conn->out_len - conn->out_at);

		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1 && errno == EAGAIN) {
			event_add(conn->writable, NULL);
			return true;
		}
		if (n <= 0)
			return false;
		conn->out_at += (size_t)n;
	}
	return true;
}

/* Lets the protocol write until it or the line has enough. */
static bool
pump_out(struct conn *conn)
{
	do {
		if (!write_out(conn))
			return false;
		if (conn->out_at < conn->out_len)
			return true;
		conn->out_at = 0;
		conn->out_len = proto_link_output(&conn->proto, conn->out,
		    sizeof(conn->out), link_now_ms());
	} while (conn->out_len > 0);
	return true;
}

/* A TCP peer whose frames are broken is out of step for good. */
static bool
is_out_of_step(const struct conn *conn)
{
	const struct proto_frame_counters *bad = &conn->proto.decoder.counters;

	return is_tcp(conn) && (bad->crc != 0 || bad->overlong != 0);
}

static const char *
read_in(struct conn *conn)
{
	uint8_t bytes[READ_MAX];
	int i;

	for (i = 0; i < READS_PER_TURN && !conn->closed; i++) {
		ssize_t n = read(conn->fd, bytes, sizeof(bytes));

		if (n == -1 && (errno == EAGAIN || errno == EINTR))
			return NULL;
		if (n <= 0)
			return is_tcp(conn) ? "connection closed" :
					      "port vanished";
		if (conn->rom != NULL) {
			rom_input(conn->rom, bytes, (size_t)n);
			continue;
		}
		proto_link_input(&conn->proto, bytes, (size_t)n, link_now_ms());
		if (is_out_of_step(conn))
			return "bytes that are no frames";
	}
	return NULL;
}

static void
conn_on_readable(evutil_socket_t fd, short what, void *arg)
{
	struct conn *conn = arg;
	const char *why;

	(void)fd;
	(void)what;
	why = read_in(conn);
	if (why != NULL)
		conn_close(conn, why);
	else
		conn_service(conn);
}

static void
conn_on_writable(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	conn_service(arg);
}

static void
conn_on_timeout(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	conn_service(arg);
}

/* ---- service ----------------------------------------------------------- */

/* Asks an unknown device again and again who it is. */
static uint32_t
probe(struct conn *conn, uint32_t now)
{
	if (conn->device_id[0] != '\0' || conn->peer_hello_len != 0)
		return UINT32_MAX;
	if (!conn->told_silent && now - conn->opened_ms >= SILENT_MS) {
		conn->told_silent = true;
		if (!is_tcp(conn))
			log_info("%s: no answer from agent", conn->via);
		tell_port(conn, PORT_NO_AGENT, "no answer from agent");
	}
	if (now - conn->probe_ms >= PROBE_MS) {
		conn->probe_ms = now;
		proto_link_probe(&conn->proto);
	}
	return PROBE_MS - (now - conn->probe_ms);
}

/* The end of TCP peers that say nothing, and nothing any more. */
static const char *
check_tcp(const struct conn *conn, uint32_t now)
{
	if (!is_tcp(conn))
		return NULL;
	if (conn->device_id[0] == '\0')
		return now - conn->opened_ms >= TCP_HELLO_MS ?
		    "no HELLO in time" :
		    NULL;
	if (!conn->told_up && now - conn->lost_ms >= TCP_LOST_MS)
		return "silent for too long";
	return NULL;
}

static uint32_t
least(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

static void
set_timer(struct conn *conn, uint32_t now)
{
	uint32_t wait = least(proto_link_next_timeout_ms(&conn->proto, now),
	    probe(conn, now));
	struct timeval delay;

	wait = least(wait, speed_service(conn, now));
	wait = least(wait, text_tick(&conn->noise, conn->id, conn->told_up));
	wait = least(wait, text_tick(&conn->log, conn->id, conn->told_up));
	wait = least(wait, 1000);
	delay.tv_sec = wait / 1000;
	delay.tv_usec = (suseconds_t)(wait % 1000) * 1000;
	evtimer_add(conn->timer, &delay);
}

/* In ROM mode nothing else is said on the line. */
static void
service_rom(struct conn *conn)
{
	struct timeval delay = { .tv_sec = 1 };
	uint32_t wait;

	conn->serving = true;
	if (!rom_service(conn->rom)) {
		conn->serving = false;
		conn_close(conn, "port vanished");
		return;
	}
	streams_step(conn);
	if (conn->rom != NULL)
		(void)rom_service(conn->rom);
	conn->serving = false;
	if (conn->closed || conn->rom == NULL)
		return;
	wait = rom_timeout_ms(conn->rom);
	if (wait < 1000) {
		delay.tv_sec = 0;
		delay.tv_usec = (suseconds_t)wait * 1000;
	}
	evtimer_add(conn->timer, &delay);
}

void
conn_lend(struct conn *conn, const char *why)
{
	tell_down(conn, false, why);
	speed_on_gone(conn);
}

void
conn_service(struct conn *conn)
{
	uint32_t now = link_now_ms();
	const char *why = check_tcp(conn, now);
	bool moved = true;
	int i;

	/* Streams call this from inside; the outer call does the work. */
	if (conn->closed || conn->serving)
		return;
	if (conn->rom != NULL) {
		service_rom(conn);
		return;
	}
	conn->serving = true;
	(void)speed_service(conn, now);
	for (i = 0; i < SERVICE_ROUNDS && moved && why == NULL; i++) {
		proto_link_tick(&conn->proto, link_now_ms());
		call_service(conn);
		moved = console_pump(conn);
		moved = streams_step(conn) || moved;
		if (!pump_out(conn))
			why = is_tcp(conn) ? "connection closed" :
					     "port vanished";
	}
	conn->serving = false;
	if (why != NULL) {
		conn_close(conn, why);
		return;
	}
	if (conn->closed)
		return;
	tell_alive(conn, now);
	set_timer(conn, link_now_ms());
	pump_out(conn);
}

/* ---- life -------------------------------------------------------------- */

/*
 * Bytes a board may be ahead in a transfer. It is told of every quarter of
 * them, which on a slow line must happen before it thinks that we are gone.
 */
static uint32_t
choose_window(uint32_t baud)
{
	uint32_t window = baud / 10 * WINDOW_MS / 1000;

	if (baud == 0 || window > CONN_WINDOW)
		return CONN_WINDOW;
	return window < WINDOW_MIN ? WINDOW_MIN : window;
}

/* The buffers of proto, in one piece. */
static void
give_memory(struct conn *conn)
{
	struct proto_config *config = &conn->config;
	uint8_t *at;
	size_t i;

	config->rx_cap = PROTO_RX_SIZE(CONN_MTU);
	config->tx_cap = PROTO_TX_SIZE(CONN_MTU);
	config->event_cap = CONN_EVENT_MAX;
	config->answer_cap = CONN_EVENT_MAX;
	conn->memory = at = xcalloc(1,
	    (size_t)config->rx_cap + config->tx_cap + 2 * CONN_EVENT_MAX +
		CONSOLE_OUT + CONN_TRANSFERS * CONN_WINDOW);
	config->rx_buf = at;
	at += config->rx_cap;
	config->tx_buf = at;
	at += config->tx_cap;
	config->event_buf = at;
	at += CONN_EVENT_MAX;
	config->answer_buf = at;
	at += CONN_EVENT_MAX;
	conn->streams[CONN_STREAM_CONSOLE].channel.ring = at;
	at += CONSOLE_OUT;
	for (i = 0; i < CONN_TRANSFERS; i++) {
		conn->transfers[i].channel.ring = at;
		conn->transfers[i].channel.ring_cap = conn->hello.rx_window;
		at += CONN_WINDOW;
	}
}

static void
configure(struct conn *conn, uint32_t baud)
{
	struct proto_config *config = &conn->config;

	conn->hello.proto_min = PROTO_VERSION;
	conn->hello.proto_max = LINK_VERSION_MAX;
	conn->hello.rx_mtu = CONN_MTU;
	conn->hello.rx_window = choose_window(baud);
	conn->hello.max_open_req = CONN_ANSWERS;
	/* New for each connection: nothing goes on from an earlier one. */
	while (conn->hello.boot_id == 0)
		if (getrandom(&conn->hello.boot_id, sizeof(conn->hello.boot_id),
			0) == -1)
			fatal("no random numbers");
	conn->streams[CONN_STREAM_CONSOLE].channel.number = PROTO_CH_CONSOLE;
	conn->streams[CONN_STREAM_CONSOLE].channel.ring_cap = CONSOLE_OUT;
	conn->streams[CONN_STREAM_CONSOLE].rx_window = CONSOLE_WINDOW;
	conn->streams[CONN_STREAM_LOG].channel.number = PROTO_CH_LOG;
	conn->streams[CONN_STREAM_LOG].rx_window = 4096;
	give_memory(conn);
	config->callbacks = &callbacks;
	config->storage = &streams_storage;
	config->arg = conn;
	config->hello = &conn->hello;
	config->calls = conn->calls;
	config->call_count = CONN_CALLS;
	config->answers = conn->answers;
	config->answer_count = CONN_ANSWERS;
	config->streams = conn->streams;
	config->stream_count = CONN_STREAM_COUNT;
	config->transfers = conn->transfers;
	config->transfer_count = CONN_TRANSFERS;
	config->ping_ms = (uint16_t)conn->link->conf->heartbeat_ms;
	config->role = PROTO_ROLE_GATEWAY;
	config->framing =
	    is_tcp(conn) ? PROTO_FRAMING_TCP : PROTO_FRAMING_SERIAL;
}

struct conn *
conn_new(struct link_process *link, int fd, const struct conn_line *line)
{
	struct conn *conn = xcalloc(1, sizeof(*conn));

	conn->link = link;
	conn->id = ++link->next_conn;
	conn->port = line->port;
	conn->fd = fd;
	memcpy(conn->via, line->via, strnlen(line->via, sizeof(conn->via) - 1));
	TAILQ_INIT(&conn->waiting);
	console_init(&conn->console);
	text_init(&conn->noise, BOARD_LOG_TEXT);
	text_init(&conn->log, BOARD_LOG_AGENT);
	configure(conn, line->baud);
	speed_init(conn, line->baud, line->wanted);
	conn->opened_ms = conn->alive_ms = conn->lost_ms = link_now_ms();
	conn->probe_ms = conn->opened_ms - PROBE_MS;
	if (proto_link_init(&conn->proto, &conn->config, conn->opened_ms) !=
	    PROTO_OK)
		fatalx("the protocol refuses its configuration");
	conn->readable = event_new(link->base, fd, EV_READ | EV_PERSIST,
	    conn_on_readable, conn);
	conn->writable =
	    event_new(link->base, fd, EV_WRITE, conn_on_writable, conn);
	conn->timer = evtimer_new(link->base, conn_on_timeout, conn);
	if (conn->readable == NULL || conn->writable == NULL ||
	    conn->timer == NULL || event_add(conn->readable, NULL) == -1)
		fatalx("cannot watch %s", conn->via);
	TAILQ_INSERT_TAIL(&link->conns, conn, entry);
	if (is_tcp(conn)) {
		link->tcp_count++;
		link->unknown_count++;
	}
	conn_service(conn);
	return conn;
}

static void
tell_tty_closed(const struct conn *conn, const char *why)
{
	struct imsg_out out;

	imsg_init(&out, IMSG_TTY_CLOSED, conn->port);
	imsg_put_str(&out, why);
	proc_send(PROC_PARENT, &out);
}

void
conn_close(struct conn *conn, const char *why)
{
	if (conn->closed)
		return;
	conn->closed = true;
	event_del(conn->readable);
	event_del(conn->writable);
	event_del(conn->timer);
	close(conn->fd);
	conn->fd = -1;
	tell_down(conn, true, why);
	streams_on_conn_closed(conn);
	call_end_all(conn);
	if (is_tcp(conn)) {
		log_debug("%s: %s", conn->via, why);
		conn->link->tcp_count--;
		if (conn->device_id[0] == '\0')
			conn->link->unknown_count--;
	} else {
		tell_tty_closed(conn, why);
	}
	link_sweep_later(conn->link);
}

/* Whoever opens the line next has it at once. */
static void
say_bye(struct conn *conn)
{
	if (is_tcp(conn) || conn->rom != NULL)
		return;
	proto_link_bye(&conn->proto);
	(void)pump_out(conn);
}

void
conn_free(struct conn *conn)
{
	if (conn == NULL)
		return;
	if (!conn->closed) {
		say_bye(conn);
		close(conn->fd);
	}
	event_free(conn->readable);
	event_free(conn->writable);
	event_free(conn->timer);
	call_end_all(conn);
	TAILQ_REMOVE(&conn->link->conns, conn, entry);
	free(conn->memory);
	free(conn);
}
