/* SPDX-License-Identifier: MIT */
/* Streams between processes: bodies of their messages, credit. */

#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/common/imsg.h"
#include "daemon/common/proc.h"
#include "daemon/common/stream.h"

#define END_FLAG_CUT 0x01

static bool
is_rom(const struct stream_start *start)
{
	return start->kind == STREAM_FLASH || start->kind == STREAM_BACKUP;
}

void
stream_start_put(struct imsg_out *out, const struct stream_start *start)
{
	size_t i;

	imsg_put_u8(out, start->kind);
	imsg_put_u8(out, start->exec);
	imsg_put_u8(out, start->interrupt ? 1 : 0);
	imsg_put_u8(out, start->detach ? 1 : 0);
	imsg_put_u32(out, start->conn);
	imsg_put_u32(out, start->timeout_ms);
	imsg_put_u16(out, start->rows);
	imsg_put_u16(out, start->cols);
	imsg_put_u64(out, start->size);
	imsg_put_bytes(out, start->sha256, sizeof(start->sha256));
	imsg_put_str(out, start->path);
	imsg_put_str(out, start->name);
	if (start->kind == STREAM_UPDATE) {
		imsg_put_u8(out, start->retry ? 1 : 0);
		imsg_put_u8(out, start->any_version ? 1 : 0);
		imsg_put_bytes(out, start->manifest, sizeof(start->manifest));
	}
	if (is_rom(start)) {
		imsg_put_u8(out, start->erase ? 1 : 0);
		imsg_put_u32(out, start->offset);
		imsg_put_u32(out, start->baud);
		imsg_put_u32(out, start->block);
		imsg_put_u8(out, start->hash_count);
		imsg_put_bytes(out, start->md5,
		    start->hash_count * sizeof(start->md5[0]));
	}
	imsg_put_u8(out, (uint8_t)start->arg_count);
	for (i = 0; i < start->arg_count; i++)
		imsg_put_str(out, start->args[i]);
}

/* Is every number one that fleet may ask for? */
static bool
start_is_valid(const struct stream_start *start)
{
	switch (start->kind) {
	case STREAM_EXEC:
		return start->exec <= STREAM_EXEC_FILE &&
		    start->size <= STREAM_SOURCE_MAX;
	case STREAM_REPL:
	case STREAM_FILE_GET:
		return start->size == 0;
	case STREAM_FILE_PUT:
	case STREAM_UPDATE:
	case STREAM_FLASH:
		return start->size <= STREAM_FILE_MAX;
	case STREAM_BACKUP:
		return start->size <= UINT32_MAX;
	}
	return false;
}

bool
stream_start_get(struct imsg *msg, struct stream_start *start)
{
	size_t count;

	memset(start, 0, sizeof(*start));
	start->kind = imsg_get_u8(msg);
	start->exec = imsg_get_u8(msg);
	start->interrupt = imsg_get_u8(msg) != 0;
	start->detach = imsg_get_u8(msg) != 0;
	start->conn = imsg_get_u32(msg);
	start->timeout_ms = imsg_get_u32(msg);
	start->rows = imsg_get_u16(msg);
	start->cols = imsg_get_u16(msg);
	start->size = imsg_get_u64(msg);
	imsg_get_bytes(msg, start->sha256, sizeof(start->sha256));
	imsg_get_str(msg, start->path, sizeof(start->path));
	imsg_get_str(msg, start->name, sizeof(start->name));
	if (start->kind == STREAM_UPDATE) {
		start->retry = imsg_get_u8(msg) != 0;
		start->any_version = imsg_get_u8(msg) != 0;
		imsg_get_bytes(msg, start->manifest, sizeof(start->manifest));
	}
	if (is_rom(start)) {
		start->erase = imsg_get_u8(msg) != 0;
		start->offset = imsg_get_u32(msg);
		start->baud = imsg_get_u32(msg);
		start->block = imsg_get_u32(msg);
		start->hash_count = imsg_get_u8(msg);
		if (start->hash_count > STREAM_HASHES_MAX)
			imsg_refuse(msg);
		else
			imsg_get_bytes(msg, start->md5,
			    start->hash_count * sizeof(start->md5[0]));
	}
	count = imsg_get_u8(msg);
	if (count > STREAM_ARGS_MAX || !start_is_valid(start))
		imsg_refuse(msg);
	while (!imsg_failed(msg) && start->arg_count < count) {
		char *arg = imsg_get_str_dup(msg);

		if (arg != NULL)
			start->args[start->arg_count++] = arg;
	}
	if (!imsg_failed(msg))
		return true;
	stream_start_fini(start);
	return false;
}

void
stream_start_fini(struct stream_start *start)
{
	while (start->arg_count > 0)
		free(start->args[--start->arg_count]);
}

void
stream_end_put(struct imsg_out *out, const struct stream_end *end)
{
	size_t len = end->text_len;

	imsg_put_u16(out, end->status);
	imsg_put_u8(out, end->outcome);
	imsg_put_u8(out, end->cut ? END_FLAG_CUT : 0);
	imsg_put_i64(out, end->exit_code);
	if (len > imsg_room(out))
		len = imsg_room(out);
	imsg_put_bytes(out, end->text, len);
}

void
stream_end_get(struct imsg *msg, struct stream_end *end)
{
	end->status = imsg_get_u16(msg);
	end->outcome = imsg_get_u8(msg);
	end->cut = (imsg_get_u8(msg) & END_FLAG_CUT) != 0;
	end->exit_code = imsg_get_i64(msg);
	end->text = imsg_get_rest(msg, &end->text_len);
}

bool
stream_send_end(int to, uint32_t id, uint16_t status, const char *text)
{
	struct stream_end end = {
		.status = status,
		.text = (const uint8_t *)text,
		.text_len = strlen(text),
	};
	struct imsg_out out;

	imsg_init(&out, IMSG_STREAM_END, id);
	stream_end_put(&out, &end);
	return proc_send((enum proc_id)to, &out);
}

void
stream_credit_init(struct stream_credit *credit)
{
	credit->used = 0;
	credit->limit = STREAM_CREDIT_INITIAL;
}

size_t
stream_credit_room(const struct stream_credit *credit)
{
	return (size_t)(credit->limit - credit->used);
}

bool
stream_credit_use(struct stream_credit *credit, size_t len)
{
	if (len > stream_credit_room(credit))
		return false;
	credit->used += len;
	return true;
}

bool
stream_credit_raise(struct stream_credit *credit, uint64_t limit)
{
	if (limit < credit->limit)
		return false;
	credit->limit = limit;
	return true;
}
