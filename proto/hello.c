/* SPDX-License-Identifier: MIT */
/* HELLO and the probe frame. */
#include <string.h>

#include "hello.h"

#define TEXT_COUNT 5

/* Where each text of a HELLO lives; in order of importance. */
static const struct text_field {
	uint8_t key;
	uint8_t offset;
} text_fields[TEXT_COUNT] = {
	{ PROTO_HELLO_DEVICE_ID, offsetof(struct proto_hello, device_id) },
	{ PROTO_HELLO_AGENT_VERSION,
	    offsetof(struct proto_hello, agent_version) },
	{ PROTO_HELLO_NAME, offsetof(struct proto_hello, name) },
	{ PROTO_HELLO_MODEL, offsetof(struct proto_hello, model) },
	{ PROTO_HELLO_PORT, offsetof(struct proto_hello, port) },
};

static struct proto_span *
text_of(struct proto_hello *hello, const struct text_field *field)
{
	return (struct proto_span *)(void *)((char *)hello + field->offset);
}

int
proto_hello_encode(const struct proto_hello *hello, struct proto_writer *w)
{
	const uint64_t numbers[] = {
		[PROTO_HELLO_PROTO_MIN] = hello->proto_min,
		[PROTO_HELLO_PROTO_MAX] = hello->proto_max,
		[PROTO_HELLO_FEATURES] = hello->features,
		[PROTO_HELLO_RX_MTU] = hello->rx_mtu,
		[PROTO_HELLO_RX_WINDOW] = hello->rx_window,
		[PROTO_HELLO_MAX_OPEN_REQ] = hello->max_open_req,
		[PROTO_HELLO_BOOT_ID] = hello->boot_id,
		[PROTO_HELLO_SLOTS] = hello->slots,
		[PROTO_HELLO_STATE] = hello->state,
	};
	struct proto_hello copy = *hello;
	size_t start = w->len;
	size_t count = 0;
	size_t bauds = 0;

	proto_cbor_put_map(w, 0);
	for (unsigned int key = 0; key <= PROTO_HELLO_STATE; key++) {
		if (key == PROTO_HELLO_BAUDS || key == PROTO_HELLO_DEVICE_ID ||
		    key == PROTO_HELLO_AGENT_VERSION)
			continue;
		proto_cbor_put_uint(w, key);
		proto_cbor_put_uint(w, numbers[key]);
		count++;
	}
	while (bauds < PROTO_HELLO_MAX_BAUDS && hello->bauds[bauds] != 0)
		bauds++;
	if (bauds > 0) {
		proto_cbor_put_uint(w, PROTO_HELLO_BAUDS);
		proto_cbor_put_array(w, bauds);
		for (size_t i = 0; i < bauds; i++)
			proto_cbor_put_uint(w, hello->bauds[i]);
		count++;
	}
	for (size_t i = 0; i < TEXT_COUNT; i++) {
		const struct proto_span *text = text_of(&copy, &text_fields[i]);

		if (text->len == 0 || w->failed ||
		    w->cap - w->len < text->len + 3)
			continue;
		proto_cbor_put_uint(w, text_fields[i].key);
		proto_cbor_put_text_len(w, text->at, text->len);
		count++;
	}
	proto_cbor_patch_count(w, start, count);
	return w->failed ? PROTO_ERR_TOO_LONG : PROTO_OK;
}

static void
read_bauds(struct proto_cbor *c, struct proto_hello *hello)
{
	uint32_t baud = 0;
	size_t count;

	if (!proto_cbor_enter_array(c, &count))
		return;
	for (size_t i = 0; i < count && proto_cbor_u32(c, &baud); i++)
		if (i < PROTO_HELLO_MAX_BAUDS)
			hello->bauds[i] = baud;
}

/* Reads one pair; unknown keys are skipped. */
static void
read_pair(struct proto_cbor *c, struct proto_hello *hello, uint32_t values[])
{
	uint64_t key = 0;

	proto_cbor_key(c, &key);
	if (key == PROTO_HELLO_BAUDS) {
		read_bauds(c, hello);
		return;
	}
	if (key == PROTO_HELLO_FEATURES) {
		proto_cbor_uint(c, &hello->features);
		return;
	}
	for (size_t i = 0; i < TEXT_COUNT; i++)
		if (key == text_fields[i].key) {
			proto_cbor_text(c, text_of(hello, &text_fields[i]));
			return;
		}
	if (key <= PROTO_HELLO_STATE)
		proto_cbor_u32(c, &values[key]);
	else
		proto_cbor_skip(c);
}

static bool
id_is_valid(const struct proto_span *id)
{
	if (id->len > PROTO_DEVICE_ID_MAX)
		return false;
	for (size_t i = 0; i < id->len; i++) {
		uint8_t c = id->at[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') &&
		    c != '-')
			return false;
	}
	return true;
}

static uint8_t
clamp_u8(uint32_t value)
{
	return value > UINT8_MAX ? UINT8_MAX : (uint8_t)value;
}

int
proto_hello_decode(struct proto_hello *hello, const uint8_t *body, size_t len)
{
	uint32_t values[PROTO_HELLO_STATE + 1] = { 0 };
	struct proto_cbor c;
	size_t count;

	memset(hello, 0, sizeof(*hello));
	proto_cbor_init(&c, body, len);
	if (!proto_cbor_enter_map(&c, &count))
		return PROTO_ERR_MALFORMED;
	while (count-- > 0 && !proto_cbor_failed(&c))
		read_pair(&c, hello, values);
	if (proto_cbor_failed(&c) || c.r.left != 0 ||
	    values[PROTO_HELLO_BOOT_ID] == 0 ||
	    values[PROTO_HELLO_RX_MTU] < PROTO_MTU_MIN ||
	    values[PROTO_HELLO_RX_MTU] > PROTO_MTU_MAX ||
	    !id_is_valid(&hello->device_id))
		return PROTO_ERR_MALFORMED;
	hello->proto_min = clamp_u8(values[PROTO_HELLO_PROTO_MIN]);
	hello->proto_max = clamp_u8(values[PROTO_HELLO_PROTO_MAX]);
	hello->rx_mtu = (uint16_t)values[PROTO_HELLO_RX_MTU];
	hello->rx_window = values[PROTO_HELLO_RX_WINDOW];
	hello->max_open_req = clamp_u8(values[PROTO_HELLO_MAX_OPEN_REQ]);
	hello->boot_id = values[PROTO_HELLO_BOOT_ID];
	hello->slots = clamp_u8(values[PROTO_HELLO_SLOTS]);
	hello->state = clamp_u8(values[PROTO_HELLO_STATE]);
	return PROTO_OK;
}

uint8_t
proto_hello_version(const struct proto_hello *own,
    const struct proto_hello *peer)
{
	uint8_t low =
	    own->proto_min > peer->proto_min ? own->proto_min : peer->proto_min;
	uint8_t high =
	    own->proto_max < peer->proto_max ? own->proto_max : peer->proto_max;

	return low <= high ? high : 0;
}

/* A control packet on PROTO_CH_PROBE; the last two payload bytes were tried
 * until no byte of the CRC was a control character. */
const uint8_t proto_probe[PROTO_PROBE_LEN] = { 0x00, 0x00, 0xfe, 0x25, 0x50,
	0x7e, 0x7e, 0x7e, 0x7e, 0x7e, 0x7e, 0x7e, 0x55, 0x50, 0x2f, 0x31, 0x20,
	0x70, 0x72, 0x6f, 0x62, 0x65, 0x3a, 0x20, 0x48, 0x45, 0x4c, 0x4c, 0x4f,
	0x3f, 0x20, 0x20, 0x20, 0x20, 0x61, 0x63, 0x9f, 0xd6, 0x5d, 0xec,
	0x00 };
