/* SPDX-License-Identifier: MIT */
/* The field tables of device commands and events. */
#include "config.h"

#include "daemon/fleet/fields.h"
#include "proto/command.h"

static const char *const file_types[] = { "other", "file", "dir", NULL };
static const char *const pin_modes[] = { "in", "out", "open_drain", "analog",
	NULL };
static const char *const pin_pulls[] = { "none", "up", "down", NULL };
static const char *const power_modes[] = { "active", "idle", "lightsleep",
	"deepsleep", NULL };
static const char *const outcomes[] = { "ok", "exception", "interrupted",
	"exit", "no_memory", "stopped", NULL };

#define TABLE(name, ...)                                           \
	static const struct field name##_list[] = { __VA_ARGS__ }; \
	const struct field_table fields_##name = FIELD_TABLE(name##_list)

/* ---- arguments ---------------------------------------------------------- */

const struct field_table fields_none = { NULL, 0 };

TABLE(path,
    { "path", PROTO_FS_STAT_PATH, FIELD_TEXT, FIELD_REQUIRED | FIELD_PATH, NULL,
	NULL });

TABLE(fs_list,
    { "path", PROTO_FS_LIST_PATH, FIELD_TEXT, FIELD_REQUIRED | FIELD_PATH, NULL,
	NULL },
    { "cursor", PROTO_FS_LIST_CURSOR, FIELD_UINT, 0, NULL, NULL });

TABLE(pin_list, { "cursor", PROTO_PIN_LIST_CURSOR, FIELD_UINT, 0, NULL, NULL });

TABLE(rename,
    { "from", PROTO_FS_RENAME_FROM, FIELD_TEXT, FIELD_REQUIRED | FIELD_PATH,
	NULL, NULL },
    { "to", PROTO_FS_RENAME_TO, FIELD_TEXT, FIELD_REQUIRED | FIELD_PATH, NULL,
	NULL });

TABLE(reset, { "hard", PROTO_RESET_HARD, FIELD_BOOL, 0, NULL, NULL },
    { "safe", PROTO_RESET_SAFE, FIELD_BOOL, 0, NULL, NULL });

TABLE(identify,
    { "seconds", PROTO_IDENTIFY_SECONDS, FIELD_UINT, FIELD_REQUIRED, NULL,
	NULL });

TABLE(job, { "job", PROTO_EXEC_STOP_JOB, FIELD_UINT, 0, NULL, NULL });

TABLE(label,
    { "name", PROTO_NAME_SET_NAME, FIELD_TEXT, FIELD_REQUIRED, NULL, NULL });

TABLE(telemetry_set,
    { "interval_ms", PROTO_TELEMETRY_SET_INTERVAL_MS, FIELD_UINT,
	FIELD_REQUIRED, NULL, NULL });

TABLE(pin_name,
    { "name", PROTO_PIN_GET_NAME, FIELD_TEXT, FIELD_REQUIRED, NULL, NULL });

TABLE(pin_set,
    { "name", PROTO_PIN_SET_NAME, FIELD_TEXT, FIELD_REQUIRED, NULL, NULL },
    { "value", PROTO_PIN_SET_VALUE, FIELD_LEVEL, FIELD_REQUIRED, NULL, NULL });

TABLE(update_confirm,
    { "version", PROTO_UPDATE_CONFIRM_VERSION, FIELD_UINT, FIELD_REQUIRED, NULL,
	NULL });

/* ---- results ------------------------------------------------------------ */

TABLE(info, { "device_id", PROTO_INFO_DEVICE_ID, FIELD_TEXT, 0, NULL, NULL },
    { "name", PROTO_INFO_NAME, FIELD_TEXT, 0, NULL, NULL },
    { "model", PROTO_INFO_MODEL, FIELD_TEXT, 0, NULL, NULL },
    { "agent_version", PROTO_INFO_AGENT_VERSION, FIELD_TEXT, 0, NULL, NULL },
    { "vm_version", PROTO_INFO_VM_VERSION, FIELD_TEXT, 0, NULL, NULL },
    { "boot_id", PROTO_INFO_BOOT_ID, FIELD_UINT, 0, NULL, NULL },
    { "uptime_ms", PROTO_INFO_UPTIME_MS, FIELD_UINT, 0, NULL, NULL },
    { "heap_total", PROTO_INFO_HEAP_TOTAL, FIELD_UINT, 0, NULL, NULL },
    { "heap_free", PROTO_INFO_HEAP_FREE, FIELD_UINT, 0, NULL, NULL },
    { "fs_total", PROTO_INFO_FS_TOTAL, FIELD_UINT, 0, NULL, NULL },
    { "fs_free", PROTO_INFO_FS_FREE, FIELD_UINT, 0, NULL, NULL },
    { "reset_cause", PROTO_INFO_RESET_CAUSE, FIELD_TEXT, 0, NULL, NULL },
    { "running_job", PROTO_INFO_RUNNING_JOB, FIELD_UINT, 0, NULL, NULL },
    { "running_name", PROTO_INFO_RUNNING_NAME, FIELD_TEXT, 0, NULL, NULL },
    { "profile", PROTO_INFO_PROFILE, FIELD_TEXT, 0, NULL, NULL },
    { "temperature_c", PROTO_INFO_TEMPERATURE_MC, FIELD_MILLI, 0, NULL, NULL },
    { "slot", PROTO_INFO_SLOT, FIELD_TEXT, 0, NULL, NULL },
    { "trial", PROTO_INFO_TRIAL, FIELD_BOOL, 0, NULL, NULL });

TABLE(stat, { "type", PROTO_FS_STAT_R_TYPE, FIELD_WORD, 0, file_types, NULL },
    { "size", PROTO_FS_STAT_R_SIZE, FIELD_UINT, 0, NULL, NULL },
    { "mtime", PROTO_FS_STAT_R_MTIME, FIELD_UINT, 0, NULL, NULL });

static const struct field entry_columns[] = {
	{ "name", 0, FIELD_TEXT, 0, NULL, NULL },
	{ "type", 0, FIELD_WORD, 0, file_types, NULL },
	{ "size", 0, FIELD_UINT, 0, NULL, NULL },
	{ "mtime", 0, FIELD_UINT, 0, NULL, NULL },
};
static const struct field_table entry_table = FIELD_TABLE(entry_columns);

TABLE(list,
    { "entries", PROTO_FS_LIST_R_ENTRIES, FIELD_ROWS, 0, NULL, &entry_table },
    { "next", PROTO_FS_LIST_R_NEXT, FIELD_UINT, 0, NULL, NULL });

TABLE(df, { "total", PROTO_FS_DF_R_TOTAL, FIELD_UINT, 0, NULL, NULL },
    { "free", PROTO_FS_DF_R_FREE, FIELD_UINT, 0, NULL, NULL },
    { "block", PROTO_FS_DF_R_BLOCK, FIELD_UINT, 0, NULL, NULL });

TABLE(hash, { "sha256", PROTO_FS_HASH_R_SHA256, FIELD_HEX, 0, NULL, NULL },
    { "size", PROTO_FS_HASH_R_SIZE, FIELD_UINT, 0, NULL, NULL });

TABLE(pin, { "value", PROTO_PIN_GET_R_VALUE, FIELD_INT, 0, NULL, NULL },
    { "mode", PROTO_PIN_GET_R_MODE, FIELD_WORD, 0, pin_modes, NULL });

TABLE(pin_value, { "value", PROTO_PIN_SET_R_VALUE, FIELD_INT, 0, NULL, NULL });

static const struct field pin_columns[] = {
	{ "name", 0, FIELD_TEXT, 0, NULL, NULL },
	{ "mode", 0, FIELD_WORD, 0, pin_modes, NULL },
	{ "value", 0, FIELD_INT, 0, NULL, NULL },
	{ "pull", 0, FIELD_WORD, 0, pin_pulls, NULL },
};
static const struct field_table pin_table = FIELD_TABLE(pin_columns);

TABLE(pins, { "pins", PROTO_PIN_LIST_R_PINS, FIELD_ROWS, 0, NULL, &pin_table },
    { "next", PROTO_PIN_LIST_R_NEXT, FIELD_UINT, 0, NULL, NULL });

static const char *const slot_names[] = { "a", "b", "factory", NULL };
static const char *const slot_states[] = { "empty", "writing", "trial", "ok",
	"bad", NULL };
static const char *const slot_reasons[] = { "none", "tries", "damaged", NULL };
static const char *const update_phases[] = { "idle", "erasing", "receiving",
	"checking", "checked", NULL };
static const struct field slot_columns[] = {
	{ "state", 0, FIELD_WORD, 0, slot_states, NULL },
	{ "tries", 0, FIELD_UINT, 0, NULL, NULL },
	{ "reason", 0, FIELD_WORD, 0, slot_reasons, NULL },
	{ "version", 0, FIELD_UINT, 0, NULL, NULL },
	{ "hash", 0, FIELD_HEX, 0, NULL, NULL },
};
static const struct field_table slot_table = FIELD_TABLE(slot_columns);

TABLE(update,
    { "running", PROTO_UPDATE_STATUS_R_RUNNING, FIELD_WORD, 0, slot_names,
	NULL },
    { "trial", PROTO_UPDATE_STATUS_R_TRIAL, FIELD_BOOL, 0, NULL, NULL },
    { "floor", PROTO_UPDATE_STATUS_R_FLOOR, FIELD_UINT, 0, NULL, NULL },
    { "phase", PROTO_UPDATE_STATUS_R_PHASE, FIELD_WORD, 0, update_phases,
	NULL },
    { "offset", PROTO_UPDATE_STATUS_R_OFFSET, FIELD_UINT, 0, NULL, NULL },
    { "room", PROTO_UPDATE_STATUS_R_ROOM, FIELD_UINT, 0, NULL, NULL },
    { "hardware", PROTO_UPDATE_STATUS_R_HARDWARE, FIELD_UINT, 0, NULL, NULL },
    { "class", PROTO_UPDATE_STATUS_R_CLASS, FIELD_HEX, 0, NULL, NULL },
    { "slots", PROTO_UPDATE_STATUS_R_SLOTS, FIELD_ROWS, 0, NULL, &slot_table });

/* ---- events ------------------------------------------------------------- */

TABLE(booted, { "boot_id", PROTO_BOOTED_BOOT_ID, FIELD_UINT, 0, NULL, NULL },
    { "reset_cause", PROTO_BOOTED_RESET_CAUSE, FIELD_TEXT, 0, NULL, NULL },
    { "safe", PROTO_BOOTED_SAFE, FIELD_BOOL, 0, NULL, NULL });

TABLE(job_started, { "job", PROTO_JOB_STARTED_JOB, FIELD_UINT, 0, NULL, NULL },
    { "name", PROTO_JOB_STARTED_NAME, FIELD_TEXT, 0, NULL, NULL });

TABLE(job_exit, { "job", PROTO_JOB_EXIT_JOB, FIELD_UINT, 0, NULL, NULL },
    { "outcome", PROTO_JOB_EXIT_OUTCOME, FIELD_WORD, 0, outcomes, NULL },
    { "exit_code", PROTO_JOB_EXIT_CODE, FIELD_INT, 0, NULL, NULL },
    { "text", PROTO_JOB_EXIT_TEXT, FIELD_TEXT, 0, NULL, NULL });

TABLE(telemetry,
    { "uptime_ms", PROTO_TELEMETRY_UPTIME_MS, FIELD_UINT, 0, NULL, NULL },
    { "heap_used", PROTO_TELEMETRY_HEAP_USED, FIELD_UINT, 0, NULL, NULL },
    { "heap_free", PROTO_TELEMETRY_HEAP_FREE, FIELD_UINT, 0, NULL, NULL },
    { "fs_free", PROTO_TELEMETRY_FS_FREE, FIELD_UINT, 0, NULL, NULL },
    { "temperature_c", PROTO_TELEMETRY_TEMPERATURE_MC, FIELD_MILLI, 0, NULL,
	NULL },
    { "rx_overruns", PROTO_TELEMETRY_RX_OVERRUNS, FIELD_UINT, 0, NULL, NULL },
    { "rx_errors", PROTO_TELEMETRY_RX_ERRORS, FIELD_UINT, 0, NULL, NULL },
    { "gc_count", PROTO_TELEMETRY_GC_COUNT, FIELD_UINT, 0, NULL, NULL },
    { "power_mode", PROTO_TELEMETRY_POWER_MODE, FIELD_WORD, 0, power_modes,
	NULL },
    { "power_ua", PROTO_TELEMETRY_POWER_UA, FIELD_UINT, 0, NULL, NULL });

TABLE(pin_changed,
    { "name", PROTO_PIN_CHANGED_NAME, FIELD_TEXT, 0, NULL, NULL },
    { "value", PROTO_PIN_CHANGED_VALUE, FIELD_INT, 0, NULL, NULL },
    { "mode", PROTO_PIN_CHANGED_MODE, FIELD_WORD, 0, pin_modes, NULL });

TABLE(link_stats,
    { "rx_overruns", PROTO_LINK_STATS_RX_OVERRUNS, FIELD_UINT, 0, NULL, NULL },
    { "rx_errors", PROTO_LINK_STATS_RX_ERRORS, FIELD_UINT, 0, NULL, NULL });

static const char *const update_results[] = { "trial", "confirmed", NULL };

TABLE(updated,
    { "result", PROTO_UPDATED_RESULT, FIELD_WORD, 0, update_results, NULL },
    { "version", PROTO_UPDATED_VERSION, FIELD_TEXT, 0, NULL, NULL },
    { "slot", PROTO_UPDATED_SLOT, FIELD_TEXT, 0, NULL, NULL });
