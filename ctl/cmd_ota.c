/* SPDX-License-Identifier: MIT */
/*
 * upyctl ota: another firmware for boards. Done means: the board restarted,
 * runs the new version, and has confirmed it. What breaks off in between goes
 * on where it stopped, by itself within the time limit or with the same
 * command again.
 */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>

#include "client.h"
#include "files.h"
#include "manifest.h"
#include "output.h"
#include "target.h"
#include "verbs.h"

#define LIMIT_MS     900000
#define AWAY_S       180 /* longer than a trial that is rolled back */
#define AWAY_MAX_S   86400
#define POLL_MS      300
#define HASH_SHOWN   16 /* digits a board tells of an image's hash */
#define WAIT_FOREVER 0

enum { FLAG_MANIFEST, FLAG_FORCE, FLAG_FACTORY, FLAG_AWAY };

static const struct ctl_flag flags[] = {
	[FLAG_MANIFEST] = { "manifest", 0, "FILE",
	    "the signed manifest (IMAGE.manifest)" },
	[FLAG_FORCE] = { "force", 'f', NULL,
	    "also an older version, or one that failed there before" },
	[FLAG_FACTORY] = { "factory", 0, NULL,
	    "back to the factory's firmware" },
	[FLAG_AWAY] = { "away", 0, "SECONDS",
	    "how long the board may be away (180)" },
	{ NULL, 0, NULL, NULL },
};

struct ota {
	const struct ctl_options *options;
	struct client *client;
	const char *board;
	const char *image;
	bool force;
	struct manifest manifest;
	int64_t started_ms;
	int64_t limit_ms;
	int64_t away_ms;       /* how long it may be */
	int64_t away_since_ms; /* 0: it is there */
	json_t *state;         /* owned: the board's answer of before */
	bool told_trial;
};

struct reader {
	FILE *file;
	struct output_progress progress;
	uint64_t done;
};

static void
say(const struct ota *ota, const char *text)
{
	if (!ota->options->quiet && !ota->options->json)
		fprintf(stderr, "%s: %s\n", ota->board, text);
}

static int
report(const struct ota *ota, int status)
{
	client_report(ota->client, ota->board);
	return status;
}

static void
wait_a_little(void)
{
	const struct timespec pause = { .tv_nsec = POLL_MS * 1000000L };

	nanosleep(&pause, NULL);
}

/* Whether what failed may work again soon: gateway or board are away. */
static bool
is_passing(const struct ota *ota)
{
	static const char *const codes[] = { "offline", "unavailable",
		"no_daemon", "transport", "cut", "no_such_board" };
	const char *code = client_error_code(ota->client);
	size_t i;

	for (i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (strcmp(code, codes[i]) == 0)
			return true;
	return false;
}

static bool
may_wait(const struct ota *ota)
{
	return ctl_interrupts == 0 &&
	    output_now_ms() - ota->started_ms < ota->limit_ms;
}

static bool
is_gone(const struct ota *ota)
{
	return ota->away_since_ms != 0 &&
	    output_now_ms() - ota->away_since_ms >= ota->away_ms;
}

/* Whether the board answered just now. */
static void
note_presence(struct ota *ota, bool is_there)
{
	if (is_there) {
		ota->away_since_ms = 0;
	} else if (ota->away_since_ms == 0) {
		ota->away_since_ms = output_now_ms();
		if (ota->options->verbose)
			say(ota, client_error_text(ota->client));
	}
}

/* Gives up waiting for a board that is away: says what becomes of it. */
static int
note_gone(struct ota *ota, const char *what)
{
	char text[240];

	snprintf(text, sizeof(text), "away for %lld s, not waited for: %s",
	    (long long)(ota->away_ms / 1000), what);
	return client_set_error(ota->client, "timeout", text);
}

/* ---- before ------------------------------------------------------------ */

static int
check_image(struct ota *ota, const char *manifest_path)
{
	char hash[MANIFEST_HASH_TEXT];
	struct stat st;
	int status = manifest_read(&ota->manifest, manifest_path);

	if (status != CTL_OK)
		return status;
	if (stat(ota->image, &st) == -1 ||
	    files_local_hash(ota->image, hash) == -1) {
		ctl_error("%s: %s", ota->image, strerror(errno));
		return CTL_FAILED;
	}
	if ((uint64_t)st.st_size != ota->manifest.size ||
	    strcasecmp(hash, ota->manifest.payload) != 0) {
		ctl_error("%s is not the image that %s was signed for",
		    ota->image, manifest_path);
		return CTL_REFUSED;
	}
	if (ota->manifest.expires != 0 &&
	    ota->manifest.expires <= (uint64_t)time(NULL)) {
		ctl_error("%s: the manifest has expired", manifest_path);
		return CTL_REFUSED;
	}
	return CTL_OK;
}

static int
ask_state(struct ota *ota)
{
	char *path = client_board_path(ota->client, ota->board, "update");
	json_t *answer;
	int status = client_call(ota->client, "GET", path, NULL, &answer);

	free(path);
	if (status != CTL_OK)
		return status;
	json_decref(ota->state);
	ota->state = answer;
	return CTL_OK;
}

/* ---- sending ----------------------------------------------------------- */

static size_t
reader_read(void *arg, void *buf, size_t len)
{
	struct reader *reader = arg;
	size_t got = fread(buf, 1, len, reader->file);

	reader->done += got;
	output_progress_update(&reader->progress, reader->done);
	return got;
}

static char *
send_path(struct ota *ota)
{
	char *path = client_query_path(ota->client, ota->board, "update",
	    "manifest", ota->manifest.hex);
	size_t len = strlen(path) + MANIFEST_HASH_TEXT + 64;
	char *full = malloc(len);

	if (full == NULL)
		abort();
	snprintf(full, len, "%s&sha256=%s%s", path, ota->manifest.payload,
	    ota->force ? "&retry=1&any_version=1" : "");
	free(path);
	return full;
}

static int
send_once(struct ota *ota)
{
	struct reader reader = { .file = fopen(ota->image, "rb") };
	struct client_source source = { reader_read, ota->manifest.size,
		&reader };
	json_t *answer;
	char *path;
	int status;

	if (reader.file == NULL) {
		ctl_error("%s: %s", ota->image, strerror(errno));
		return CTL_FAILED;
	}
	path = send_path(ota);
	output_progress_start(&reader.progress, ota->options, ota->board,
	    ota->manifest.size);
	status = client_upload(ota->client, path, &source, &answer);
	output_progress_done(&reader.progress);
	json_decref(answer);
	fclose(reader.file);
	free(path);
	return status;
}

/* Until the board has it and restarts, or will not take it. */
static int
send_image(struct ota *ota)
{
	int status;

	while ((status = send_once(ota)) != CTL_OK) {
		if (ctl_interrupts != 0)
			return client_set_error(ota->client, "interrupted",
			    "interrupted; what runs stays, and the same "
			    "command goes on with the update");
		if (!is_passing(ota) || !may_wait(ota))
			return status;
		note_presence(ota, false);
		if (is_gone(ota))
			return note_gone(ota,
			    "when it is back it runs what it ran, and the same "
			    "command goes on with the update");
		wait_a_little();
	}
	return CTL_OK;
}

/* ---- after ------------------------------------------------------------- */

/* The record of the slot that holds the new image, or NULL; *name is it. */
static const json_t *
find_slot(const struct ota *ota, const char **name)
{
	static const char *const names[] = { "a", "b" };
	const json_t *slot;
	size_t i;

	json_array_foreach(json_object_get(ota->state, "slots"), i, slot)
	{
		const char *hash = output_member(slot, "hash", "");

		if (i >= 2 ||
		    strcmp(output_member(slot, "state", ""), "empty") == 0 ||
		    strncmp(hash, ota->manifest.hash, HASH_SHOWN) != 0)
			continue;
		*name = names[i];
		return slot;
	}
	return NULL;
}

enum outcome { OUTCOME_WAIT, OUTCOME_DONE, OUTCOME_BAD };

static enum outcome
judge(struct ota *ota)
{
	const char *running = output_member(ota->state, "running", "");
	const char *name = "";
	const json_t *slot = find_slot(ota, &name);
	const char *state = output_member(slot, "state", "");

	if (slot == NULL)
		return OUTCOME_WAIT;
	if (strcmp(state, "bad") == 0)
		return OUTCOME_BAD;
	if (strcmp(running, name) != 0)
		return OUTCOME_WAIT;
	if (strcmp(state, "ok") == 0)
		return OUTCOME_DONE;
	if (!ota->told_trial)
		say(ota, "restarted, on trial");
	ota->told_trial = true;
	return OUTCOME_WAIT;
}

static void
note_roll_back(struct ota *ota)
{
	const char *name = "";
	const json_t *slot = find_slot(ota, &name);
	bool is_damaged =
	    strcmp(output_member(slot, "reason", ""), "damaged") == 0;

	client_set_error(ota->client, "rolled_back",
	    is_damaged ?
		"the new firmware was damaged; what ran before is back" :
		"the new firmware failed three starts; what ran before is "
		"back");
}

static int
wait_for_end(struct ota *ota)
{
	for (;;) {
		int status = ask_state(ota);
		enum outcome outcome =
		    status == CTL_OK ? judge(ota) : OUTCOME_WAIT;

		if (outcome == OUTCOME_DONE)
			return CTL_OK;
		if (outcome == OUTCOME_BAD) {
			note_roll_back(ota);
			return CTL_FAILED;
		}
		note_presence(ota, status == CTL_OK);
		if (is_gone(ota))
			return note_gone(ota,
			    "when it is back it tries the new firmware, and "
			    "confirms it or goes back by itself; the same "
			    "command tells which");
		if (status != CTL_OK && !is_passing(ota) &&
		    strcmp(client_error_code(ota->client), "timeout") != 0)
			return status;
		if (ctl_interrupts != 0)
			return client_set_error(ota->client, "interrupted",
			    "interrupted; the board goes on by itself");
		if (!may_wait(ota))
			return client_set_error(ota->client, "timeout",
			    ota->told_trial ?
				"not confirmed in time, still on trial" :
				"did not come back in time");
		wait_a_little();
	}
}

static void
report_result(const struct ota *ota, bool changed)
{
	double seconds = (double)(output_now_ms() - ota->started_ms) / 1000;
	json_t *json;

	if (ota->options->json) {
		json = json_pack("{s:s, s:s, s:s, s:b, s:b, s:f}", "board",
		    ota->board, "version", ota->manifest.version, "slot",
		    output_member(ota->state, "running", ""), "changed",
		    changed, "confirmed", true, "seconds", seconds);
		output_json_line(json);
		json_decref(json);
	} else if (!ota->options->quiet) {
		printf("%s %s %s\n", ota->board,
		    changed ? "runs" : "already runs", ota->manifest.version);
	}
}

static int
update_board(struct ota *ota)
{
	int status = ask_state(ota);
	bool changed = true;

	if (status != CTL_OK)
		return report(ota, status);
	if (judge(ota) == OUTCOME_DONE) {
		report_result(ota, false);
		return CTL_OK;
	}
	/* An earlier command may have been left when it was on trial. */
	if (!ota->told_trial)
		status = send_image(ota);
	if (status != CTL_OK &&
	    strcmp(client_error_code(ota->client), "exists") == 0) {
		/* An earlier attempt got further than its answer. */
		status = CTL_OK;
		changed = false;
	}
	if (status == CTL_OK) {
		if (!ota->told_trial)
			say(ota, "sent, restarting");
		note_presence(ota, true);
		status = wait_for_end(ota);
	}
	if (status != CTL_OK)
		return report(ota, status);
	report_result(ota, changed);
	return CTL_OK;
}

static int
reset_to_factory(struct ota *ota)
{
	char *path =
	    client_board_path(ota->client, ota->board, "update/factory");
	int status = client_call(ota->client, "POST", path, NULL, NULL);

	free(path);
	return status == CTL_OK ? CTL_OK : report(ota, status);
}

static int
for_each_board(struct ota *ota, const char *word, bool factory)
{
	struct target_list list;
	int *results;
	int status = target_expand(ota->client, word, &list);
	int i;

	if (status == CTL_OK)
		status = target_confirm(ota->options, &list, "ota");
	else
		client_report(ota->client, word);
	results = calloc((size_t)list.count + 1, sizeof(int));
	if (results == NULL)
		abort();
	for (i = 0; status == CTL_OK && i < list.count; i++) {
		ota->board = list.boards[i];
		ota->started_ms = output_now_ms();
		ota->told_trial = false;
		ota->away_since_ms = 0;
		results[i] =
		    factory ? reset_to_factory(ota) : update_board(ota);
	}
	if (status == CTL_OK)
		status = target_combine(results, list.count);
	free(results);
	target_free(&list);
	return status;
}

static bool
parse_away(const char *text, int64_t *ms)
{
	unsigned long seconds = AWAY_S;
	char *end;

	if (text != NULL) {
		seconds = strtoul(text, &end, 10);
		if (end == text || *end != '\0' || text[0] == '-' ||
		    seconds == 0 || seconds > AWAY_MAX_S) {
			ctl_error("away: %s is not 1 to %d seconds", text,
			    AWAY_MAX_S);
			return false;
		}
	}
	*ms = (int64_t)seconds * 1000;
	return true;
}

static int
run(const struct ctl_options *options, const struct ctl_args *args)
{
	bool factory = args->values[FLAG_FACTORY] != NULL;
	struct ctl_options calls = *options;
	struct ota ota = {
		.options = options,
		.image = args->count > 1 ? args->words[1] : NULL,
		.force = args->values[FLAG_FORCE] != NULL,
		.limit_ms =
		    options->timeout_ms > 0 ? options->timeout_ms : LIMIT_MS,
	};
	char path[4096];
	int status = CTL_OK;

	if (!parse_away(args->values[FLAG_AWAY], &ota.away_ms))
		return CTL_USAGE;
	if ((ota.image == NULL) != factory) {
		ctl_error("ota: %s",
		    factory ? "--factory takes no image" : "no image");
		return CTL_USAGE;
	}
	/* The limit is for all of it, not for a single call. */
	calls.timeout_ms = WAIT_FOREVER;
	ota.client = client_new(&calls);
	if (!factory) {
		snprintf(path, sizeof(path), "%s.manifest", ota.image);
		status = check_image(&ota,
		    args->values[FLAG_MANIFEST] != NULL ?
			args->values[FLAG_MANIFEST] :
			path);
	}
	if (status == CTL_OK)
		status = for_each_board(&ota, args->words[0], factory);
	json_decref(ota.state);
	client_free(ota.client);
	return status;
}

const struct ctl_verb verb_ota = {
	.name = "ota",
	.usage = "BOARD IMAGE",
	.summary = "update a board's firmware",
	.min_words = 1,
	.max_words = 2,
	.flags = flags,
	.run = run,
};
