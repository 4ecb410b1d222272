/* SPDX-License-Identifier: MIT */
/* Datagrams between processes: any bytes, on every way, read in any order. */

#include "config.h"

#include <stdlib.h>

#include "daemon/common/imsg.h"
#include "daemon/common/stream.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Reads fields as the bytes themselves say, then the rest. */
static void
read_fields(struct imsg *msg, const uint8_t *script, size_t len)
{
	uint8_t bytes[40];
	char text[64];
	size_t i, rest;

	for (i = 0; i < len && i < 16; i++)
		switch (script[i] % 6) {
		case 0:
			imsg_get_u8(msg);
			break;
		case 1:
			imsg_get_u16(msg);
			break;
		case 2:
			imsg_get_u64(msg);
			break;
		case 3:
			imsg_get_str(msg, text, sizeof(text));
			break;
		case 4:
			free(imsg_get_str_dup(msg));
			break;
		default:
			imsg_get_bytes(msg, bytes, sizeof(bytes));
			break;
		}
	imsg_get_rest(msg, &rest);
	if (imsg_check_end(msg) == NULL && imsg_left(msg) != 0)
		abort();
}

static void
read_known(struct imsg msg)
{
	struct stream_start start;
	struct stream_end end;

	if (msg.type == IMSG_STREAM_START && stream_start_get(&msg, &start)) {
		if (start.arg_count > STREAM_ARGS_MAX ||
		    start.size > STREAM_FILE_MAX)
			abort();
		stream_start_fini(&start);
	}
	if (msg.type == IMSG_STREAM_END)
		stream_end_get(&msg, &end);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int from, to;

	for (from = 0; from < PROC_COUNT; from++)
		for (to = 0; to < PROC_COUNT; to++) {
			struct imsg msg = { .fd = -1 };

			if (imsg_parse(&msg, data, size, (enum proc_id)from,
				(enum proc_id)to) != NULL)
				continue;
			if (size > IMSG_MAX)
				abort();
			read_known(msg);
			read_fields(&msg, data, size);
		}
	return 0;
}
