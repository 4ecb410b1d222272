/* SPDX-License-Identifier: MIT */
/* HELLO and the probe frame. */
#include <string.h>

#include "fields.h"
#include "hello.h"

#define FIELD(key, type, member)                         \
	{                                                \
		PROTO_HELLO_##key, PROTO_FIELD_##type,   \
		    offsetof(struct proto_hello, member) \
	}

/* Texts last, in order of importance: they are left out when too long. */
static const struct proto_field hello_fields[] = {
	FIELD(PROTO_MIN, U8, proto_min),
	FIELD(PROTO_MAX, U8, proto_max),
	FIELD(FEATURES, LOW_U32, features),
	FIELD(RX_MTU, U16, rx_mtu),
	FIELD(RX_WINDOW, U32, rx_window),
	FIELD(MAX_OPEN_REQ, U8, max_open_req),
	FIELD(BAUDS, U32_LIST, bauds),
	FIELD(BOOT_ID, U32, boot_id),
	FIELD(SLOTS, U8, slots),
	FIELD(STATE, U8, state),
	FIELD(TRANSFERS, U8, transfers),
	FIELD(DEVICE_ID, TEXT, device_id),
	FIELD(AGENT_VERSION, TEXT, agent_version),
	FIELD(NAME, TEXT, name),
	FIELD(MODEL, TEXT, model),
	FIELD(PORT, TEXT, port),
};

#define FIELD_COUNT (sizeof(hello_fields) / sizeof(hello_fields[0]))

int
proto_hello_encode(const struct proto_hello *hello, struct proto_writer *w)
{
	proto_fields_write(hello_fields, FIELD_COUNT, hello, w);
	return w->failed ? PROTO_ERR_TOO_LONG : PROTO_OK;
}

/* A board has no use for the id of a gateway. */
static bool
id_is_valid(const struct proto_span *id)
{
#ifdef PROTO_BOARD_ONLY
	return true;
#endif
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

int
proto_hello_decode(struct proto_hello *hello, const uint8_t *body, size_t len)
{
	memset(hello, 0, sizeof(*hello));
	if (!proto_fields_read(hello_fields, FIELD_COUNT, hello, body, len) ||
	    hello->boot_id == 0 || hello->rx_mtu < PROTO_MTU_MIN ||
	    hello->rx_mtu > PROTO_MTU_MAX || !id_is_valid(&hello->device_id))
		return PROTO_ERR_MALFORMED;
	return PROTO_OK;
}

uint32_t
proto_hello_version(const struct proto_hello *own,
    const struct proto_hello *peer)
{
	uint32_t low =
	    own->proto_min > peer->proto_min ? own->proto_min : peer->proto_min;
	uint32_t high =
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
