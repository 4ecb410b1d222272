/* SPDX-License-Identifier: MIT */
/* Two links joined by a perfect line. */
#include <string.h>

#include "pair.h"

static void
on_text(void *arg, const uint8_t *bytes, size_t len)
{
	struct pair_end *end = arg;

	memcpy(end->text + end->text_len, bytes, len);
	end->text_len += len;
}

static void
on_hello(void *arg, const struct proto_hello *peer, bool restarted)
{
	struct pair_end *end = arg;

	(void)peer;
	end->hellos++;
	end->restarts += restarted;
}

static void
on_request(void *arg, const struct proto_request *request)
{
	struct pair_end *end = arg;

	end->requests++;
	end->request = *request;
	memcpy(end->request_args, request->args, request->args_len);
}

static void
on_cancel(void *arg, uint16_t id)
{
	struct pair_end *end = arg;

	end->cancels++;
	end->cancelled_id = id;
}

static void
on_event(void *arg, uint16_t type, const uint8_t *body, size_t len,
    uint32_t lost)
{
	struct pair_end *end = arg;

	(void)body;
	(void)len;
	end->events++;
	end->event_type = type;
	end->events_lost += lost;
}

static void
on_stream_data(void *arg, uint8_t channel, const uint8_t *bytes, size_t len)
{
	struct pair_end *end = arg;

	if (channel != PROTO_CH_CONSOLE)
		return;
	memcpy(end->console + end->console_len, bytes, len);
	end->console_len += len;
	if (end->consume)
		proto_stream_consumed(&end->link, channel, len);
}

static void
on_stream_space(void *arg, uint8_t channel)
{
	struct pair_end *end = arg;

	(void)channel;
	end->spaces++;
}

void
pair_on_result(void *arg, uint16_t id, uint16_t status, const uint8_t *body,
    size_t len)
{
	struct pair_end *end = arg;

	(void)id;
	end->results++;
	end->result_status = status;
	end->result_len = len;
	if (len > 0)
		memcpy(end->result, body, len);
}

static void
fill_arrays(struct pair_end *end)
{
	for (unsigned int i = 0; i < 2; i++) {
		end->streams[i].channel.number =
		    i == 0 ? PROTO_CH_CONSOLE : PROTO_CH_LOG;
		end->streams[i].channel.ring = end->stream_rings[i];
		end->streams[i].channel.ring_cap = sizeof(end->stream_rings[i]);
		end->streams[i].rx_window = 256;
		end->transfers[i].channel.ring = end->rings[i];
		end->transfers[i].channel.ring_cap = PAIR_WINDOW;
	}
}

static void
start_end(struct pair_end *end, enum proto_role role,
    enum proto_framing framing, uint32_t boot_id, uint32_t now_ms)
{
	memset(end, 0, sizeof(*end));
	end->callbacks.on_text = on_text;
	end->callbacks.on_hello = on_hello;
	end->callbacks.on_request = on_request;
	end->callbacks.on_cancel = on_cancel;
	end->callbacks.on_event = on_event;
	end->callbacks.on_stream_data = on_stream_data;
	end->callbacks.on_stream_space = on_stream_space;
	end->consume = true;
	end->hello.proto_min = 1;
	end->hello.proto_max = 1;
	end->hello.boot_id = boot_id;
	end->hello.rx_mtu = PAIR_MTU;
	end->hello.max_open_req = 4;
	end->config.callbacks = &end->callbacks;
	end->config.arg = end;
	end->config.hello = &end->hello;
	end->config.rx_buf = end->rx_buf;
	end->config.rx_cap = sizeof(end->rx_buf);
	end->config.tx_buf = end->tx_buf;
	end->config.tx_cap = sizeof(end->tx_buf);
	end->config.event_buf = end->event_buf;
	end->config.event_cap = sizeof(end->event_buf);
	end->config.answer_buf = end->answer_buf;
	end->config.answer_cap = sizeof(end->answer_buf);
	end->config.calls = end->calls;
	end->config.call_count = 4;
	end->config.answers = end->answers;
	end->config.answer_count = 4;
	end->config.streams = end->streams;
	end->config.stream_count = 2;
	end->config.transfers = end->transfers;
	end->config.transfer_count = 2;
	end->config.role = (uint8_t)role;
	end->config.framing = (uint8_t)framing;
	fill_arrays(end);
	proto_link_init(&end->link, &end->config, now_ms);
}

void
pair_init(struct pair *p, enum proto_framing framing)
{
	memset(p, 0, sizeof(*p));
	p->now_ms = 1000;
	start_end(&p->gateway, PROTO_ROLE_GATEWAY, framing, 0x1001, p->now_ms);
	start_end(&p->board, PROTO_ROLE_BOARD, framing, 0x2002, p->now_ms);
}

void
pair_restart(struct pair *p, bool board)
{
	struct pair_end *end = board ? &p->board : &p->gateway;

	start_end(end, (enum proto_role)end->config.role,
	    (enum proto_framing)end->config.framing, end->hello.boot_id + 1,
	    p->now_ms);
}

/* Carries what one end has to say; false when it is silent. */
static bool
carry(struct pair *p, bool to_board)
{
	struct pair_end *from = to_board ? &p->gateway : &p->board;
	struct pair_end *to = to_board ? &p->board : &p->gateway;
	bool cut = to_board ? p->cut_to_board : p->cut_to_gateway;
	uint8_t bytes[1024];
	size_t len;

	proto_link_tick(&from->link, p->now_ms);
	/* The first byte makes the frame; then take all of it. */
	len = proto_link_output(&from->link, bytes, 1, p->now_ms);
	if (len == 0)
		return false;
	len += proto_link_output(&from->link, bytes + 1, from->link.tx_left,
	    p->now_ms);
	p->frames++;
	if (cut || (p->filter != NULL && !p->filter(p, to_board, bytes, len)))
		return true;
	proto_link_input(&to->link, bytes, len, p->now_ms);
	return true;
}

void
pair_run(struct pair *p)
{
	bool busy = true;

	while (busy) {
		busy = carry(p, true);
		busy |= carry(p, false);
	}
}

void
pair_wait(struct pair *p, uint32_t ms)
{
	uint32_t end_ms = p->now_ms + ms;

	pair_run(p);
	while (p->now_ms != end_ms) {
		uint32_t step =
		    end_ms - p->now_ms < 10 ? end_ms - p->now_ms : 10;

		p->now_ms += step;
		pair_run(p);
	}
}

void
pair_connect(struct pair *p, enum proto_framing framing)
{
	pair_init(p, framing);
	pair_run(p);
}
