/* SPDX-License-Identifier: MIT */
/* upyctl repl: this terminal becomes the board's. */
#include "config.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "output.h"
#include "verbs.h"
#include "ws.h"

#define EXIT_KEY   0x1d /* Ctrl-] */
#define QUEUE_MAX  65536
#define SILENCE_MS 700 /* after piped input: the answer has come */

enum { FLAG_EXIT_KEY };

static const struct ctl_flag flags[] = {
	[FLAG_EXIT_KEY] = { "exit-key", 0, "KEY",
	    "key that ends the session: ctrl-] (default), ctrl-x, ..." },
	{ NULL, 0, NULL, NULL },
};

struct session {
	struct ws *ws;
	const struct ctl_options *options;
	char exit_key;
	bool terminal;
	bool input_ended;
	bool left;
	int64_t heard_ms;
	char reason[256];
	int status;
};

static bool
write_all(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t put = write(fd, bytes, len);

		if (put == -1 && errno != EINTR && errno != EAGAIN)
			return false;
		if (put > 0) {
			bytes += put;
			len -= (size_t)put;
		}
	}
	return true;
}

static void
on_data(void *arg, const void *bytes, size_t len)
{
	struct session *session = arg;

	session->heard_ms = output_now_ms();
	if (!write_all(STDOUT_FILENO, bytes, len)) {
		session->left = true;
		session->status = CTL_FAILED;
	}
}

static void
on_text(void *arg, const json_t *message)
{
	struct session *session = arg;
	const char *type = output_member(message, "type", "");
	const json_t *error = json_object_get(message, "error");

	if (strcmp(type, "closed") == 0) {
		snprintf(session->reason, sizeof(session->reason), "%s",
		    output_member(message, "reason", "closed"));
		session->status = CTL_OFFLINE;
	} else if (strcmp(type, "error") == 0) {
		snprintf(session->reason, sizeof(session->reason), "%s",
		    output_member(error, "message", "failed"));
		session->status =
		    strcmp(output_member(error, "code", ""), "offline") == 0 ?
		    CTL_OFFLINE :
		    CTL_FAILED;
	}
}

static void
send_size(struct session *session, bool first)
{
	struct winsize size;
	json_t *message = json_object();

	if (ioctl(STDIN_FILENO, TIOCGWINSZ, &size) == -1 || size.ws_col == 0) {
		size.ws_row = 24;
		size.ws_col = 80;
	}
	if (!first)
		json_object_set_new(message, "type", json_string("resize"));
	json_object_set_new(message, "rows", json_integer(size.ws_row));
	json_object_set_new(message, "cols", json_integer(size.ws_col));
	ws_send_json(session->ws, message);
	json_decref(message);
}

static void
read_keys(struct session *session)
{
	char keys[1024];
	ssize_t got = read(STDIN_FILENO, keys, sizeof(keys));
	char *leave;

	if (got == -1 && (errno == EINTR || errno == EAGAIN))
		return;
	if (got <= 0) {
		session->input_ended = true;
		session->heard_ms = output_now_ms();
		return;
	}
	leave = session->terminal ?
	    memchr(keys, session->exit_key, (size_t)got) :
	    NULL;
	if (leave != NULL) {
		got = leave - keys;
		session->left = true;
	}
	if (got > 0)
		ws_send_data(session->ws, keys, (size_t)got);
}

/* Piped input has ended: stay until the board has been silent. */
static bool
answered(const struct session *session)
{
	return session->input_ended && ws_queued(session->ws) == 0 &&
	    output_now_ms() - session->heard_ms >= SILENCE_MS;
}

static void
loop(struct session *session)
{
	while (!session->left && !answered(session)) {
		struct pollfd fds[2];

		if (ctl_resized) {
			ctl_resized = 0;
			send_size(session, false);
		}
		if (!session->terminal && ctl_interrupts > 0) {
			session->status = CTL_INTERRUPTED;
			return;
		}
		if (!ws_step(session->ws)) {
			if (session->reason[0] == '\0') {
				snprintf(session->reason,
				    sizeof(session->reason),
				    "the gateway ended the connection");
				session->status = CTL_NO_DAEMON;
			}
			return;
		}
		fds[0].fd = ws_fd(session->ws);
		fds[0].events = ws_events(session->ws);
		fds[1].fd =
		    session->input_ended || ws_queued(session->ws) > QUEUE_MAX ?
		    -1 :
		    STDIN_FILENO;
		fds[1].events = POLLIN;
		fds[1].revents = 0;
		if (poll(fds, 2, session->input_ended ? 50 : -1) > 0 &&
		    fds[1].revents != 0)
			read_keys(session);
	}
	ws_step(session->ws);
}

static int
exit_key(const char *name)
{
	if (name == NULL)
		return EXIT_KEY;
	if (strncmp(name, "ctrl-", 5) == 0 && name[5] != '\0' &&
	    name[6] == '\0' && (name[5] & 0x1f) != 0)
		return name[5] & 0x1f;
	return -1;
}

static int
talk(struct session *session, struct client *client, const char *board)
{
	struct ws_handler handler = { on_text, on_data, session };
	struct termios saved;
	char *path = client_board_path(client, board, "repl");
	int status;

	session->ws = ws_open(client, path, &handler, &status);
	free(path);
	if (session->ws == NULL) {
		client_report(client, board);
		return status;
	}
	session->terminal =
	    isatty(STDIN_FILENO) == 1 && tcgetattr(STDIN_FILENO, &saved) == 0;
	send_size(session, true);
	if (session->terminal) {
		struct termios raw = saved;

		if (!session->options->quiet)
			fprintf(stderr, "%s: leave with %s\n", board,
			    session->exit_key == EXIT_KEY ? "Ctrl-]" :
							    "the exit key");
		cfmakeraw(&raw);
		tcsetattr(STDIN_FILENO, TCSANOW, &raw);
	}
	loop(session);
	if (session->terminal) {
		tcsetattr(STDIN_FILENO, TCSADRAIN, &saved);
		if (!session->options->quiet)
			fprintf(stderr, "\n");
	}
	ws_close(session->ws);
	if (session->reason[0] != '\0')
		ctl_error("%s: %s", board, session->reason);
	return session->status;
}

static int
run(const struct ctl_options *options, const struct ctl_args *args)
{
	struct session session = { .options = options };
	struct client *client;
	int key = exit_key(args->values[FLAG_EXIT_KEY]);
	int status;

	if (key == -1) {
		ctl_error("repl: --exit-key is written like ctrl-x");
		return CTL_USAGE;
	}
	session.exit_key = (char)key;
	client = client_new(options);
	status = talk(&session, client, args->words[0]);
	client_free(client);
	return status;
}

const struct ctl_verb verb_repl = {
	.name = "repl",
	.usage = "BOARD",
	.summary = "the board's prompt in this terminal",
	.min_words = 1,
	.max_words = 1,
	.flags = flags,
	.run = run,
};
