/* SPDX-License-Identifier: MIT */
/* A link: bytes between the port and the protocol, text among the frames. */
#include <string.h>

#include "proto/command.h"

#include "agent.h"
#include "command.h"
#include "log.h"
#include "runner.h"

#define READ_SIZE     PORT_SERIAL_MTU
#define READS_A_POLL  8
#define QUIET_MS      30000 /* after somebody typed on the line */
#define STALL_MS      500   /* how long text waits for a reader */
#define EVENT_ANSWERS 4
#define MAX_OPEN_REQ  4
#define REFUSAL_MAX   80

/* ---- from the protocol ------------------------------------------------ */

/*
 * A line that a gateway uses is the gateway's: what looks like text there is
 * the rest of a frame whose beginning was lost, and may have a Ctrl-C in it.
 * People and tools have the line when the gateway has left it or is silent.
 */
static bool
is_torn(const struct session *session)
{
	return session_is_up(session) || speed_is_noisy(session);
}

static void
session_on_text(void *arg, const uint8_t *bytes, size_t len)
{
	struct session *session = arg;

	if (is_torn(session)) {
		session->torn++;
		return;
	}
	session->is_quiet = true;
	session->quiet_until_ms = agent_now_ms(session->agent) + QUIET_MS;
	session->is_stalled = false;
	if (!session->text_is_taken)
		console_on_text(session, bytes, len);
}

static void
session_on_state(void *arg, enum proto_link_state old,
    enum proto_link_state now)
{
	static const char *const names[] = {
		[PROTO_LINK_DOWN] = "down",
		[PROTO_LINK_UP] = "up",
		[PROTO_LINK_LOST] = "lost",
		[PROTO_LINK_INCOMPATIBLE] = "incompatible",
	};
	struct session *session = arg;

	log_line(session->agent, "info", "link %u: %s -> %s",
	    (unsigned)session->index, names[old], names[now]);
	if (now == PROTO_LINK_UP)
		console_on_attach(session);
	else
		session->is_viewing = false;
	if (now == PROTO_LINK_LOST)
		speed_reset(session);
}

static void
session_on_hello(void *arg, const struct proto_hello *peer, bool restarted)
{
	struct session *session = arg;

	(void)peer;
	if (restarted)
		session->is_viewing = false;
}

static void
session_on_request(void *arg, const struct proto_request *request)
{
	command_run(arg, request);
}

static void
session_on_cancel(void *arg, uint16_t request_id)
{
	struct session *session = arg;

	task_cancel(session->agent, session, request_id);
	firmware_cancel(session->agent, session, request_id);
	job_cancel(session->agent, session, request_id);
}

static void
session_on_stream_data(void *arg, uint8_t channel, const uint8_t *bytes,
    size_t len)
{
	struct session *session = arg;

	if (channel == PROTO_CH_CONSOLE)
		console_on_stream(session, bytes, len);
	else
		proto_stream_consumed(&session->link, channel, len);
}

static const struct proto_callbacks callbacks = {
	.on_text = session_on_text,
	.on_state = session_on_state,
	.on_hello = session_on_hello,
	.on_request = session_on_request,
	.on_cancel = session_on_cancel,
	.on_stream_data = session_on_stream_data,
};

/* ---- start ------------------------------------------------------------ */

static struct proto_span
span_of(const char *text)
{
	return (struct proto_span){ (const uint8_t *)text, strlen(text) };
}

/* A serial line wants few bytes under way: all of them are sent again when
 * a frame is lost, and what is typed waits behind them. */
static uint16_t
transfer_window(const struct session *session)
{
	return session->is_serial ? PORT_SERIAL_WINDOW : PORT_TCP_WINDOW;
}

static void
fill_hello(struct session *session)
{
	struct agent *agent = session->agent;
	const struct port_identity *identity = port_identity(agent->port);
	struct proto_hello *hello = &session->hello;

	hello->proto_min = PROTO_VERSION;
	hello->proto_max = PROTO_VERSION;
	hello->boot_id = agent->boot_id;
	hello->rx_mtu = session->is_serial ? PORT_SERIAL_MTU : PORT_TCP_MTU;
	hello->rx_window = transfer_window(session);
	hello->max_open_req = MAX_OPEN_REQ;
	hello->transfers =
	    identity->transfers != 0 ? identity->transfers : PORT_TRANSFERS;
	speed_init(session);
	hello->state = PROTO_BOARD_UNCLAIMED;
	hello->device_id = span_of(agent->settings.device_id);
	hello->agent_version = span_of(agent->firmware.version);
	hello->name = span_of(agent->settings.name);
	hello->model = span_of(identity->model);
}

static bool
take_ring(struct ring *ring, size_t cap, struct arena *arena)
{
	ring->bytes = arena_take(arena, cap);
	ring->cap = cap;
	return ring->bytes != NULL;
}

static bool
take_streams(struct session *session, struct arena *arena)
{
	struct proto_stream *console = &session->streams[0];
	struct proto_stream *log = &session->streams[1];

	console->channel.ring = arena_take(arena, PORT_CONSOLE_RING);
	console->channel.ring_cap = PORT_CONSOLE_RING;
	console->rx_window = PORT_CONSOLE_WINDOW;
	console->channel.number = PROTO_CH_CONSOLE;
	log->channel.ring = arena_take(arena, PORT_LOG_RING);
	log->channel.ring_cap = PORT_LOG_RING;
	log->channel.number = PROTO_CH_LOG;
	return console->channel.ring != NULL && log->channel.ring != NULL &&
	    take_ring(&session->text_in, PORT_CONSOLE_WINDOW, arena) &&
	    take_ring(&session->stream_in, PORT_CONSOLE_WINDOW, arena) &&
	    take_ring(&session->text_out, PORT_CONSOLE_BACKLOG, arena);
}

static bool
take_transfers(struct session *session, struct arena *arena)
{
	for (size_t i = 0; i < session->hello.transfers; i++) {
		struct proto_transfer *t = &session->transfers[i];

		t->channel.ring_cap = transfer_window(session);
		t->channel.ring = arena_take(arena, t->channel.ring_cap);
		if (t->channel.ring == NULL)
			return false;
	}
	return true;
}

static bool
configure(struct session *session, struct arena *arena)
{
	struct proto_config *config = &session->config;
	uint16_t mtu = session->hello.rx_mtu;

	config->callbacks = &callbacks;
	config->storage = &upload_storage;
	config->arg = session;
	config->hello = &session->hello;
	config->rx_cap = (uint16_t)PROTO_RX_SIZE(mtu);
	config->rx_buf = arena_take(arena, config->rx_cap);
	config->tx_cap = (uint16_t)PROTO_TX_SIZE(mtu);
	config->tx_buf = arena_take(arena, config->tx_cap);
	config->event_cap = PORT_EVENT_QUEUE;
	config->event_buf = arena_take(arena, PORT_EVENT_QUEUE);
	config->answer_cap = mtu;
	config->answer_buf = arena_take(arena, mtu);
	config->calls = session->calls;
	config->call_count = SESSION_CALLS;
	config->answers = session->answers;
	config->answer_count = SESSION_ANSWERS;
	config->streams = session->streams;
	config->stream_count = SESSION_STREAMS;
	config->transfers = session->transfers;
	config->transfer_count = session->hello.transfers;
	config->role = PROTO_ROLE_BOARD;
	config->framing =
	    session->is_serial ? PROTO_FRAMING_SERIAL : PROTO_FRAMING_TCP;
	session->late.body = arena_take(arena, mtu);
	return config->rx_buf != NULL && config->tx_buf != NULL &&
	    config->event_buf != NULL && config->answer_buf != NULL &&
	    session->late.body != NULL;
}

int
session_init(struct session *session, struct agent *agent, size_t index,
    struct arena *arena)
{
	session->agent = agent;
	session->index = index;
	session->is_serial =
	    port_link_kind(agent->port, index) == PORT_LINK_SERIAL;
	fill_hello(session);
	if (!configure(session, arena) || !take_streams(session, arena) ||
	    !take_transfers(session, arena))
		return -1;
	return proto_link_init(&session->link, &session->config,
	    agent_now_ms(agent));
}

/* ---- moving bytes ------------------------------------------------------ */

bool
session_is_up(const struct session *session)
{
	return session->is_open &&
	    proto_link_get_state(&session->link) == PROTO_LINK_UP;
}

static bool
check_line(struct session *session, uint32_t now_ms)
{
	uint32_t generation;

	session->is_open = port_link_is_open(session->agent->port,
	    session->index, &generation);
	if (!session->is_open)
		return false;
	if (generation != session->generation) {
		session->generation = generation;
		session->out_len = 0;
		session->out_at = 0;
		speed_reset(session);
		proto_link_reconnect(&session->link, now_ms);
	}
	return true;
}

/*
 * A program that switched Ctrl-C off (mpremote's mount does) talks binary
 * with the other end: zeros, which between frames mean nothing, are data to
 * it, and so is what only looks like a frame. Real ones are still seen, so
 * that a gateway can come.
 */
static bool
wants_all_bytes(const struct session *session)
{
	return session->is_serial && !session_is_up(session) &&
	    job_is_running(session->agent) &&
	    runner_interrupt_char(session->agent->runner) == -1;
}

/* Text nobody can take now stays in the line while the prompt reads (or
 * compiles what it has read); a
 * program that does not read must not stop frames and Ctrl-C. */
static size_t
read_limit(const struct session *session)
{
	size_t room = ring_room(&session->text_in);

	struct agent *agent = session->agent;
	bool is_awaited = agent->is_reading ||
	    runner_is_editing(agent->runner) || wants_all_bytes(session);

	if (!session->is_serial || !is_awaited || agent->console.is_waiting)
		return READ_SIZE;
	return room < READ_SIZE ? room : READ_SIZE;
}

static void
receive(struct session *session, uint32_t now_ms)
{
	uint8_t bytes[READ_SIZE];

	for (int i = 0; i < READS_A_POLL; i++) {
		size_t limit = read_limit(session);
		size_t len = limit == 0 ? 0 :
					  port_link_read(session->agent->port,
					      session->index, bytes, limit);

		if (len == 0)
			return;
		session->text_is_taken = wants_all_bytes(session);
		if (session->text_is_taken)
			console_on_text(session, bytes, len);
		proto_link_input(&session->link, bytes, len, now_ms);
		if (session->link.decoder.counters.frames !=
		    session->frames_seen) {
			session->frames_seen =
			    session->link.decoder.counters.frames;
			session->is_quiet = false;
		}
	}
}

/* A person or a tool has the line: frames would be noise to them. */
static bool
must_be_quiet(struct session *session, uint32_t now_ms)
{
	if (session_is_up(session) ||
	    agent_is_after(now_ms, session->quiet_until_ms))
		session->is_quiet = false;
	return session->is_quiet;
}

/* The next bytes for the line: whole frames first, text between them. */
static size_t
next_output(struct session *session, uint32_t now_ms)
{
	size_t cap = speed_limit_output(session, sizeof(session->out), now_ms);
	size_t len = 0;

	if (!must_be_quiet(session, now_ms))
		len = proto_link_output(&session->link, session->out, cap,
		    now_ms);
	if (len == 0 && cap > 0 && session->is_serial)
		len = ring_get(&session->text_out, session->out,
		    sizeof(session->out));
	return len;
}

static void
transmit(struct session *session, uint32_t now_ms)
{
	for (;;) {
		if (session->out_at == session->out_len) {
			session->out_at = 0;
			session->out_len = next_output(session, now_ms);
			if (session->out_len == 0)
				break;
		}
		session->out_at += port_link_write(session->agent->port,
		    session->index, session->out + session->out_at,
		    session->out_len - session->out_at);
		if (session->out_at < session->out_len) {
			if (session->stalled_ms == 0)
				session->stalled_ms = now_ms | 1;
			if (now_ms - session->stalled_ms > STALL_MS)
				session->is_stalled = true;
			return;
		}
		session->stalled_ms = 0;
		session->is_stalled = false;
	}
	session->stalled_ms = 0;
}

/* ---- answers and events ------------------------------------------------ */

void
session_respond(struct session *session, uint16_t request, uint16_t status,
    const uint8_t *body, size_t len)
{
	int ret = proto_respond(&session->link, request, status, body, len);

	if (ret == PROTO_ERR_TOO_LONG) {
		proto_respond(&session->link, request, PROTO_STATUS_EXHAUSTED,
		    NULL, 0);
	} else if (ret == PROTO_ERR_AGAIN && !session->late.waiting) {
		session->late.waiting = true;
		session->late.request = request;
		session->late.status = status;
		session->late.len = len;
		if (len > 0)
			memcpy(session->late.body, body, len);
	} else if (ret == PROTO_ERR_AGAIN) {
		proto_respond(&session->link, request, PROTO_STATUS_UNAVAILABLE,
		    NULL, 0);
	}
}

void
session_refuse(struct session *session, uint16_t request, uint16_t status,
    const char *message)
{
	uint8_t body[REFUSAL_MAX];
	size_t cap = proto_answer_max(&session->link);
	struct proto_writer w;

	proto_writer_init(&w, body, cap < sizeof(body) ? cap : sizeof(body));
	if (message != NULL) {
		proto_cbor_put_map(&w, 1);
		proto_cbor_put_uint(&w, PROTO_KEY_MESSAGE);
		proto_cbor_put_text(&w, message);
	}
	session_respond(session, request, status, body, w.failed ? 0 : w.len);
}

static void
send_late_answer(struct session *session)
{
	struct session_answer *late = &session->late;

	if (late->waiting &&
	    proto_respond(&session->link, late->request, late->status,
		late->body, late->len) != PROTO_ERR_AGAIN)
		late->waiting = false;
}

void
session_event(struct session *session, uint16_t type, const uint8_t *body,
    size_t len)
{
	/* A full queue is told to the gateway as a number of lost events. */
	proto_event(&session->link, type, body, len);
}

static void
session_on_notified(void *arg, uint16_t id, uint16_t status,
    const uint8_t *body, size_t len)
{
	struct session_notice *notice = arg;

	(void)id;
	(void)body;
	(void)len;
	notice->sent = false;
	if (status != PROTO_STATUS_UNAVAILABLE &&
	    status != PROTO_STATUS_DEADLINE)
		notice->len = 0;
}

/* The oldest notice to be sent, or NULL. */
static struct session_notice *
next_notice(struct session *session)
{
	struct session_notice *next = NULL;

	for (size_t i = 0; i < SESSION_NOTICES; i++) {
		struct session_notice *notice = &session->notices[i];

		if (notice->len != 0 && !notice->sent &&
		    (next == NULL ||
			(int16_t)(notice->number - next->number) < 0))
			next = notice;
	}
	return next;
}

static void
send_notices(struct session *session)
{
	struct session_notice *notice;

	while ((notice = next_notice(session)) != NULL) {
		struct proto_call_params params = {
			.args = notice->body,
			.args_len = notice->len,
			.on_result = session_on_notified,
			.arg = notice,
			.method = notice->type,
		};

		int ret = proto_notify(&session->link, &params, NULL);

		if (ret == PROTO_ERR_TOO_LONG)
			notice->len = 0; /* for a peer that took more */
		else if (ret != PROTO_OK)
			return;
		else
			notice->sent = true;
	}
}

/* A free notice, or the oldest that is not on its way. */
static struct session_notice *
take_notice(struct session *session)
{
	struct session_notice *oldest = NULL;

	for (size_t i = 0; i < SESSION_NOTICES; i++) {
		struct session_notice *notice = &session->notices[i];

		if (notice->len == 0)
			return notice;
		if (!notice->sent &&
		    (oldest == NULL ||
			(int16_t)(notice->number - oldest->number) < 0))
			oldest = notice;
	}
	return oldest;
}

void
session_notify(struct session *session, uint16_t type, const uint8_t *body,
    size_t len)
{
	struct session_notice *notice = take_notice(session);

	if (notice == NULL || len > sizeof(notice->body)) {
		session_event(session, type, body, len);
		return;
	}
	memcpy(notice->body, body, len);
	notice->len = len;
	notice->type = type;
	notice->number = session->notice_count++;
	notice->sent = false;
	if (session_is_up(session))
		send_notices(session);
}

bool
session_has_notices(const struct session *session)
{
	if (!session_is_up(session))
		return false;
	for (size_t i = 0; i < SESSION_NOTICES; i++) {
		if (session->notices[i].len != 0)
			return true;
	}
	return false;
}

bool
session_has_console_output(const struct session *session)
{
	return session_is_up(session) &&
	    proto_stream_unacked(&session->link, PROTO_CH_CONSOLE) > 0;
}

/* ---- the turn of a session --------------------------------------------- */

void
session_poll(struct session *session, uint32_t now_ms)
{
	if (!check_line(session, now_ms)) {
		proto_link_tick(&session->link, now_ms);
		return;
	}
	receive(session, now_ms);
	speed_poll(session, now_ms);
	proto_link_tick(&session->link, now_ms);
	if (session_is_up(session)) {
		send_late_answer(session);
		send_notices(session);
	}
	transmit(session, now_ms);
	if (session->lost_text != session->told_lost) {
		session->told_lost = session->lost_text;
		log_line(session->agent, "warning",
		    "console: %u bytes lost on link %u",
		    (unsigned)session->lost_text, (unsigned)session->index);
	}
}

uint32_t
session_next_timeout_ms(struct session *session, uint32_t now_ms)
{
	uint32_t wait_ms, speed_ms;

	if (!session->is_open)
		return UINT32_MAX;
	if (session->out_at < session->out_len)
		return 100;
	if (must_be_quiet(session, now_ms))
		return session->quiet_until_ms - now_ms;
	wait_ms = proto_link_next_timeout_ms(&session->link, now_ms);
	speed_ms = speed_next_timeout_ms(session, now_ms);
	return speed_ms < wait_ms ? speed_ms : wait_ms;
}
