/* SPDX-License-Identifier: MIT */
/* Messages between processes: composing, reading, checking. */

#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon/common/imsg.h"
#include "daemon/common/xmalloc.h"

/* One letter per process, for the sets of imsg.def. */
enum {
	P = 1 << PROC_PARENT,
	F = 1 << PROC_FLEET,
	L = 1 << PROC_LINK,
	S = 1 << PROC_STORE,
	W = 1 << PROC_WEB,
	M = 1 << PROC_MQTT,
	C = F | L | S | W | M
};

struct imsg_rule {
	const char *name;
	uint16_t type;
	uint8_t from;
	uint8_t to;
	uint16_t body_min;
	uint16_t body_max;
	bool fd;
};

static const struct imsg_rule rules[] = {
#define X(value, NAME, sources, targets, min, max, with_fd) \
	{                                                   \
		.name = #NAME,                              \
		.type = (value),                            \
		.from = (sources),                          \
		.to = (targets),                            \
		.body_min = (min),                          \
		.body_max = (max),                          \
		.fd = (with_fd) != 0,                       \
	},
#include "imsg.def"
#undef X
};

static const struct imsg_rule *
find_rule(uint16_t type)
{
	size_t i;

	for (i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if (rules[i].type == type)
			return &rules[i];
	return NULL;
}

const char *
imsg_name(uint16_t type)
{
	const struct imsg_rule *rule = find_rule(type);

	return rule == NULL ? "unknown" : rule->name;
}

static bool
rule_allows(const struct imsg_rule *rule, enum proc_id from, enum proc_id to)
{
	return from != to && (rule->from & (1 << from)) != 0 &&
	    (rule->to & (1 << to)) != 0;
}

/* ---- reading ----------------------------------------------------------- */

uint8_t
imsg_get_u8(struct imsg *msg)
{
	return proto_read_u8(&msg->body);
}

uint16_t
imsg_get_u16(struct imsg *msg)
{
	return proto_read_u16(&msg->body);
}

uint32_t
imsg_get_u32(struct imsg *msg)
{
	return proto_read_u32(&msg->body);
}

uint64_t
imsg_get_u64(struct imsg *msg)
{
	uint64_t low = proto_read_u32(&msg->body);

	return low | (uint64_t)proto_read_u32(&msg->body) << 32;
}

int64_t
imsg_get_i64(struct imsg *msg)
{
	return (int64_t)imsg_get_u64(msg);
}

/* A str in place; NULL when it is broken. */
static const uint8_t *
get_str_span(struct imsg *msg, size_t *len)
{
	const uint8_t *at;

	*len = proto_read_u16(&msg->body);
	at = proto_read_bytes(&msg->body, *len);
	if (at == NULL || *len > IMSG_STR_MAX || memchr(at, 0, *len) != NULL) {
		msg->body.failed = true;
		return NULL;
	}
	return at;
}

void
imsg_get_str(struct imsg *msg, char *buf, size_t size)
{
	size_t len;
	const uint8_t *at = get_str_span(msg, &len);

	buf[0] = '\0';
	if (at == NULL)
		return;
	if (len >= size) {
		msg->body.failed = true;
		return;
	}
	memcpy(buf, at, len);
	buf[len] = '\0';
}

char *
imsg_get_str_dup(struct imsg *msg)
{
	size_t len;
	const uint8_t *at = get_str_span(msg, &len);

	return at == NULL ? NULL : xstrndup((const char *)at, len);
}

void
imsg_get_bytes(struct imsg *msg, void *buf, size_t len)
{
	const uint8_t *at = proto_read_bytes(&msg->body, len);

	if (at == NULL)
		memset(buf, 0, len);
	else
		memcpy(buf, at, len);
}

const uint8_t *
imsg_get_rest(struct imsg *msg, size_t *len)
{
	const uint8_t *at;

	*len = imsg_left(msg);
	at = proto_read_bytes(&msg->body, *len);
	return at == NULL ? (const uint8_t *)"" : at;
}

size_t
imsg_left(const struct imsg *msg)
{
	return msg->body.failed ? 0 : msg->body.left;
}

void
imsg_refuse(struct imsg *msg)
{
	msg->body.failed = true;
}

bool
imsg_failed(const struct imsg *msg)
{
	return msg->body.failed;
}

int
imsg_take_fd(struct imsg *msg)
{
	int fd = msg->fd;

	msg->fd = -1;
	return fd;
}

/* ---- writing ----------------------------------------------------------- */

void
imsg_init(struct imsg_out *out, enum imsg_type type, uint32_t id)
{
	out->type = type;
	out->id = id;
	proto_writer_init(&out->body, out->buf + IMSG_HEADER, IMSG_BODY_MAX);
}

void
imsg_put_u8(struct imsg_out *out, uint8_t value)
{
	proto_write_u8(&out->body, value);
}

void
imsg_put_u16(struct imsg_out *out, uint16_t value)
{
	proto_write_u16(&out->body, value);
}

void
imsg_put_u32(struct imsg_out *out, uint32_t value)
{
	proto_write_u32(&out->body, value);
}

void
imsg_put_u64(struct imsg_out *out, uint64_t value)
{
	proto_write_u32(&out->body, (uint32_t)value);
	proto_write_u32(&out->body, (uint32_t)(value >> 32));
}

void
imsg_put_i64(struct imsg_out *out, int64_t value)
{
	imsg_put_u64(out, (uint64_t)value);
}

void
imsg_put_str(struct imsg_out *out, const char *text)
{
	size_t len = strlen(text);

	if (len > IMSG_STR_MAX)
		out->body.failed = true;
	proto_write_u16(&out->body, (uint16_t)len);
	proto_write_bytes(&out->body, text, len);
}

void
imsg_put_text(struct imsg_out *out, const void *text, size_t len, size_t max)
{
	const void *nul;

	if (len > max)
		len = max;
	nul = len == 0 ? NULL : memchr(text, 0, len);
	if (nul != NULL)
		len = (size_t)((const char *)nul - (const char *)text);
	proto_write_u16(&out->body, (uint16_t)len);
	if (len != 0)
		proto_write_bytes(&out->body, text, len);
}

void
imsg_put_bytes(struct imsg_out *out, const void *bytes, size_t len)
{
	if (len != 0)
		proto_write_bytes(&out->body, bytes, len);
}

size_t
imsg_room(const struct imsg_out *out)
{
	const struct imsg_rule *rule = find_rule((uint16_t)out->type);

	if (rule == NULL || out->body.failed || out->body.len >= rule->body_max)
		return 0;
	return rule->body_max - out->body.len;
}

/* ---- checking ---------------------------------------------------------- */

size_t
imsg_finish(struct imsg_out *out, enum proc_id from, enum proc_id to,
    bool has_fd)
{
	const struct imsg_rule *rule = find_rule((uint16_t)out->type);
	struct proto_writer header;
	size_t len = out->body.len;

	if (rule == NULL || out->body.failed || !rule_allows(rule, from, to) ||
	    len < rule->body_min || len > rule->body_max || rule->fd != has_fd)
		return 0;
	proto_writer_init(&header, out->buf, IMSG_HEADER);
	proto_write_u16(&header, (uint16_t)out->type);
	proto_write_u16(&header, 0);
	proto_write_u32(&header, (uint32_t)len);
	proto_write_u32(&header, out->id);
	return IMSG_HEADER + len;
}

static const char *
check_rule(const struct imsg *msg, uint16_t zero, uint32_t len, enum proc_id to)
{
	const struct imsg_rule *rule = find_rule((uint16_t)msg->type);

	if (msg->body.failed || zero != 0)
		return "broken header";
	if (rule == NULL)
		return "unknown type";
	if (!rule_allows(rule, msg->from, to))
		return "not allowed between these processes";
	if (len != msg->body.left)
		return "length in header differs";
	if (len < rule->body_min || len > rule->body_max)
		return "length out of range";
	if (rule->fd != (msg->fd != -1))
		return rule->fd ? "descriptor missing" :
				  "descriptor not allowed";
	return NULL;
}

const char *
imsg_parse(struct imsg *msg, const uint8_t *bytes, size_t len,
    enum proc_id from, enum proc_id to)
{
	uint16_t zero;
	uint32_t body_len;

	proto_reader_init(&msg->body, bytes, len);
	msg->type = (enum imsg_type)proto_read_u16(&msg->body);
	zero = proto_read_u16(&msg->body);
	body_len = proto_read_u32(&msg->body);
	msg->id = proto_read_u32(&msg->body);
	msg->from = from;
	return check_rule(msg, zero, body_len, to);
}

const char *
imsg_check_end(const struct imsg *msg)
{
	if (msg->body.failed)
		return "malformed body";
	if (msg->body.left != 0)
		return "bytes left over";
	return NULL;
}
