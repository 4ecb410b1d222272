/* SPDX-License-Identifier: MIT */
/* Commands on the board's files; contents go by transfers. */
#include "command.h"

#define LIST_MAX    23 /* entries a page, for the patched count */
#define LIST_TAIL   8  /* room for the next cursor */
#define ENTRY_EXTRA 20 /* bytes of an entry besides its name */

/* Reads the path argument; false: missing or not a path. */
static bool
get_path(struct command *command, uint64_t key, char *path)
{
	if (command_get_text(command, key, path, STORE_PATH_MAX) &&
	    path[0] != '\0')
		return true;
	command->message = "the path is missing or too long";
	return false;
}

uint16_t
cmd_fs_stat(struct command *command)
{
	struct proto_writer *w = &command->result;
	char path[STORE_PATH_MAX];
	struct store_stat st;
	int ret;

	if (!get_path(command, PROTO_FS_STAT_PATH, path))
		return PROTO_STATUS_INVALID_ARGUMENT;
	ret = store_stat(command->agent->store, path, &st);
	if (ret != 0)
		return command_store_status(ret);
	proto_cbor_put_map(w, 3);
	proto_cbor_put_uint(w, PROTO_FS_STAT_R_TYPE);
	proto_cbor_put_uint(w, st.type);
	proto_cbor_put_uint(w, PROTO_FS_STAT_R_SIZE);
	proto_cbor_put_uint(w, st.size);
	proto_cbor_put_uint(w, PROTO_FS_STAT_R_MTIME);
	proto_cbor_put_uint(w, st.mtime_s);
	return PROTO_STATUS_OK;
}

static bool
put_entry(struct proto_writer *w, const char *name, const struct store_stat *st)
{
	size_t len = 0;

	while (name[len] != '\0')
		len++;
	if (w->len + len + ENTRY_EXTRA + LIST_TAIL > w->cap)
		return false;
	proto_cbor_put_array(w, 4);
	proto_cbor_put_text_len(w, name, len);
	proto_cbor_put_uint(w, st->type);
	proto_cbor_put_uint(w, st->size);
	proto_cbor_put_uint(w, st->mtime_s);
	return true;
}

/* Writes entries from number cursor on; returns the next, 0 at the end, or a
 * negative errno. */
static int64_t
put_page(struct command *command, int dir, uint64_t cursor)
{
	struct proto_writer *w = &command->result;
	char name[STORE_PATH_MAX];
	struct store_stat st;
	size_t head = w->len;
	size_t count = 0;
	uint64_t number = 0;
	int ret;

	proto_cbor_put_array(w, 0);
	while ((ret = store_dir_read(command->agent->store, dir, name,
		    sizeof(name), &st)) == 1) {
		if (number++ < cursor)
			continue;
		if (count == LIST_MAX || !put_entry(w, name, &st)) {
			proto_cbor_patch_count(w, head, count);
			return (int64_t)number - 1;
		}
		count++;
	}
	proto_cbor_patch_count(w, head, count);
	return ret;
}

uint16_t
cmd_fs_list(struct command *command)
{
	struct proto_writer *w = &command->result;
	uint64_t cursor = command_get_uint(command, PROTO_FS_LIST_CURSOR, 0);
	char path[STORE_PATH_MAX];
	int64_t next;
	int dir;

	if (!get_path(command, PROTO_FS_LIST_PATH, path))
		return PROTO_STATUS_INVALID_ARGUMENT;
	dir = store_dir_open(command->agent->store, path, STORE_READ);
	if (dir < 0)
		return command_store_status(dir);
	proto_cbor_put_map(w, 2);
	proto_cbor_put_uint(w, PROTO_FS_LIST_R_ENTRIES);
	next = put_page(command, dir, cursor);
	store_dir_close(command->agent->store, dir);
	if (next < 0)
		return command_store_status((int)next);
	proto_cbor_put_uint(w, PROTO_FS_LIST_R_NEXT);
	proto_cbor_put_uint(w, (uint64_t)next);
	return PROTO_STATUS_OK;
}

uint16_t
cmd_fs_mkdir(struct command *command)
{
	char path[STORE_PATH_MAX];

	if (!get_path(command, PROTO_FS_MKDIR_PATH, path))
		return PROTO_STATUS_INVALID_ARGUMENT;
	return command_store_status(store_mkdir(command->agent->store, path));
}

uint16_t
cmd_fs_remove(struct command *command)
{
	char path[STORE_PATH_MAX];

	if (!get_path(command, PROTO_FS_REMOVE_PATH, path))
		return PROTO_STATUS_INVALID_ARGUMENT;
	return command_store_status(store_remove(command->agent->store, path));
}

uint16_t
cmd_fs_rename(struct command *command)
{
	char from[STORE_PATH_MAX];
	char to[STORE_PATH_MAX];

	if (!get_path(command, PROTO_FS_RENAME_FROM, from) ||
	    !get_path(command, PROTO_FS_RENAME_TO, to))
		return PROTO_STATUS_INVALID_ARGUMENT;
	return command_store_status(
	    store_rename(command->agent->store, from, to));
}

uint16_t
cmd_fs_df(struct command *command)
{
	struct proto_writer *w = &command->result;
	struct store_space space;
	int ret = store_space(command->agent->store, &space);

	if (ret != 0)
		return command_store_status(ret);
	proto_cbor_put_map(w, 3);
	proto_cbor_put_uint(w, PROTO_FS_DF_R_TOTAL);
	proto_cbor_put_uint(w, space.total);
	proto_cbor_put_uint(w, PROTO_FS_DF_R_FREE);
	proto_cbor_put_uint(w, space.free);
	proto_cbor_put_uint(w, PROTO_FS_DF_R_BLOCK);
	proto_cbor_put_uint(w, space.block);
	return PROTO_STATUS_OK;
}

uint16_t
cmd_fs_hash(struct command *command)
{
	char path[STORE_PATH_MAX];
	int ret;

	if (!get_path(command, PROTO_FS_HASH_PATH, path))
		return PROTO_STATUS_INVALID_ARGUMENT;
	ret = task_hash_file(command->agent, command->session, command->request,
	    path);
	if (ret == -STORE_EBUSY)
		return PROTO_STATUS_UNAVAILABLE;
	return ret == 0 ? COMMAND_LATER : command_store_status(ret);
}
