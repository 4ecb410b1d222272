/* SPDX-License-Identifier: MIT */
/* upy-board: the command line of a board that is a Linux process. */
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

#include "posix.h"

#define EXIT_USAGE  2
#define FLASH_MIN   (64 * 1024)
#define FLASH_MAX   (64 * 1024 * 1024)
#define HEAP_MIN    (16 * 1024)
#define HEAP_MAX    (1024 * 1024 * 1024)
#define SLOT_MIN    (64 * 1024)
#define SLOT_MAX    (256 * 1024 * 1024)
#define TRIAL_MAX_S 3600

static const struct option long_options[] = {
	{ "serial", required_argument, NULL, 's' },
	{ "connect", required_argument, NULL, 'c' },
	{ "state", required_argument, NULL, 'S' },
	{ "name", required_argument, NULL, 'n' },
	{ "id", required_argument, NULL, 'i' },
	{ "control", required_argument, NULL, 'C' },
	{ "uart", required_argument, NULL, 'u' },
	{ "air", required_argument, NULL, 'a' },
	{ "rfc2217", required_argument, NULL, 'r' },
	{ "boot-mode", required_argument, NULL, 'b' },
	{ "heap", required_argument, NULL, 'H' },
	{ "size", required_argument, NULL, 'z' },
	{ "profile", required_argument, NULL, 'p' },
	{ "slots", required_argument, NULL, 'l' },
	{ "key", required_argument, NULL, 'k' },
	{ "class", required_argument, NULL, 'L' },
	{ "hw", required_argument, NULL, 'w' },
	{ "trial", required_argument, NULL, 't' },
	{ "format", no_argument, NULL, 'f' },
	{ "count", required_argument, NULL, 'N' },
	{ "id-prefix", required_argument, NULL, 'P' },
	{ "flash", required_argument, NULL, 'F' },
	{ "verbose", no_argument, NULL, 'v' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ NULL, 0, NULL, 0 },
};

static void
print_usage(FILE *out)
{
	fputs(
	    "usage: upy-board [--serial LINK]... [--connect HOST:PORT]...\n"
	    "                 --state FILE | --flash none\n"
	    "                 [--name NAME] [--id ID]\n"
	    "                 [--control SOCKET] [--heap SIZE] [--size SIZE]\n"
	    "                 [--uart LINK] [--air FILE] [--profile NAME]\n"
	    "                 [--format] [-v]\n"
	    "                 [--rfc2217 PORT] [--boot-mode download]\n"
	    "                 [--key KEY]... [--class UUID] [--hw REVISION]\n"
	    "                 [--slots SIZE] [--trial SECONDS]\n"
	    "       upy-board --count N [--id-prefix PREFIX]\n"
	    "                 [--state DIRECTORY] [OPTION]...\n"
	    "       upy-board --help | --version\n",
	    out);
}

static _Noreturn void
fail_usage(const char *what, const char *value)
{
	fprintf(stderr, "upy-board: %s: %s\n", value, what);
	print_usage(stderr);
	exit(EXIT_USAGE);
}

static _Noreturn void
fail_no_profile(const char *value)
{
	char what[128];

	snprintf(what, sizeof(what), "no such profile (%s)",
	    posix_profile_names());
	fail_usage(what, value);
}

/* A number with an optional K or M, within [min, max]. */
static size_t
parse_size(const char *text, size_t min, size_t max)
{
	char *end;
	unsigned long long size = strtoull(text, &end, 10);

	if (end != text && (*end == 'K' || *end == 'k')) {
		size *= 1024;
		end++;
	} else if (end != text && (*end == 'M' || *end == 'm')) {
		size *= 1024 * 1024;
		end++;
	}
	if (end == text || *end != '\0' || text[0] == '-' || size < min ||
	    size > max)
		fail_usage("not a size, or out of range", text);
	return (size_t)size;
}

/* Seconds, perhaps with a fraction, as milliseconds. */
static uint32_t
parse_ms(const char *text)
{
	char *end;
	double seconds = strtod(text, &end);

	if (end == text || *end != '\0' || !(seconds >= 0.001) ||
	    seconds > TRIAL_MAX_S)
		fail_usage("not a number of seconds, or out of range", text);
	return (uint32_t)(seconds * 1000);
}

static bool
consists_of(const char *text, const char *set, size_t max)
{
	size_t len = strlen(text);

	return len > 0 && len <= max && strspn(text, set) == len;
}

static const char *
check_id(const char *text)
{
	if (!consists_of(text, "abcdefghijklmnopqrstuvwxyz0123456789-", 32))
		fail_usage("an id is 1 to 32 of a-z, 0-9 and -", text);
	return text;
}

static const char *
check_name(const char *text)
{
	if (!consists_of(text,
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"0123456789._-",
		32))
		fail_usage("a name is 1 to 32 letters, digits, . _ and -",
		    text);
	return text;
}

static void
add_link(struct posix_options *options, enum port_link_kind kind,
    const char *where)
{
	if (options->link_count == POSIX_MAX_LINKS)
		fail_usage("too many links", where);
	if (kind == PORT_LINK_TCP && strchr(where, ':') == NULL)
		fail_usage("not HOST:PORT", where);
	options->link_kind[options->link_count] = kind;
	options->link_where[options->link_count++] = where;
}

static const char *
check_prefix(const char *text)
{
	if (strlen(text) > FARM_PREFIX_MAX)
		fail_usage("too long for a prefix", text);
	return check_id(text);
}

/* What concerns firmware updates. */
static void
set_maker_option(struct posix_options *options, int letter, const char *value)
{
	struct posix_maker *maker = &options->maker;

	switch (letter) {
	case 'l':
		options->slot_size = parse_size(value, SLOT_MIN, SLOT_MAX);
		options->slot_size -= options->slot_size % POSIX_FLASH_BLOCK;
		break;
	case 'k':
		if (options->key_count++ == 0)
			maker->key_count = 0;
		if (!posix_maker_add_key(maker, value))
			fail_usage("not a public key, or one too many", value);
		break;
	case 'L':
		if (!posix_maker_set_class(maker, value))
			fail_usage("not a UUID", value);
		break;
	case 'w':
		maker->hardware = (uint16_t)parse_size(value, 0, UINT16_MAX);
		break;
	case 't':
		options->trial_uptime_ms = parse_ms(value);
		break;
	default:
		fail_usage("unknown option", value);
	}
}

static void
set_option(struct posix_options *options, int letter, char *value)
{
	switch (letter) {
	case 's':
		add_link(options, PORT_LINK_SERIAL, value);
		break;
	case 'c':
		add_link(options, PORT_LINK_TCP, value);
		break;
	case 'S':
		options->state_path = value;
		break;
	case 'n':
		options->identity.name = check_name(value);
		break;
	case 'i':
		options->identity.device_id = check_id(value);
		break;
	case 'C':
		options->control_path = value;
		break;
	case 'u':
		options->uart_path = value;
		break;
	case 'a':
		options->air_path = value;
		break;
	case 'H':
		options->heap_size = parse_size(value, HEAP_MIN, HEAP_MAX);
		break;
	case 'z':
		options->flash_size = parse_size(value, FLASH_MIN, FLASH_MAX);
		break;
	case 'p':
		options->profile = posix_profile_find(value);
		if (options->profile == NULL)
			fail_no_profile(value);
		break;
	case 'b':
		options->download = strcmp(value, "download") == 0;
		if (!options->download && strcmp(value, "flash") != 0)
			fail_usage("is not flash or download", value);
		break;
	default:
		set_maker_option(options, letter, value);
	}
}

/* What the command line left open is the profile's. */
static void
apply_profile(struct posix_options *options)
{
	const struct posix_profile *profile = options->profile;
	const char *device_id = options->identity.device_id;
	const char *name = options->identity.name;

	options->identity = profile->identity;
	options->identity.device_id = device_id;
	options->identity.name = name;
	if (options->flash_size == 0)
		options->flash_size = profile->flash_size;
	if (options->heap_size == 0)
		options->heap_size = profile->heap_size;
	options->flash_size -= options->flash_size % POSIX_FLASH_BLOCK;
}

/* What concerns many boards in one process; false: nothing of it. */
static bool
set_farm_option(struct posix_options *options, int letter, const char *value)
{
	switch (letter) {
	case 'N':
		options->count = parse_size(value, 1, FARM_BOARDS_MAX);
		return true;
	case 'P':
		options->id_prefix = check_prefix(value);
		return true;
	case 'F':
		if (strcmp(value, "none") != 0)
			fail_usage("not none", value);
		options->no_file = true;
		return true;
	default:
		return false;
	}
}

static void
check_options(struct posix_options *options)
{
	bool is_farm = options->count != 0;

	if (options->no_file && options->state_path != NULL)
		fail_usage("not with --state", "--flash");
	if (options->state_path == NULL && !options->no_file && !is_farm)
		fail_usage("missing", "--state");
	if (options->link_count == 0)
		fail_usage("missing", "--serial, --rfc2217 or --connect");
	if (is_farm && options->identity.device_id != NULL)
		fail_usage("not with --count (--id-prefix)", "--id");
	if (is_farm && options->uart_path != NULL)
		fail_usage("not with --count", "--uart");
	if (!is_farm && options->id_prefix != NULL)
		fail_usage("only with --count", "--id-prefix");
	if (options->id_prefix == NULL)
		options->id_prefix = "board-";
}

static void
add_bridge(struct port *board, const char *where)
{
	if (board->bridge.where != NULL)
		fail_usage("only one adapter", where);
	board->bridge.where = where;
	board->bridge.link = board->options.link_count;
	add_link(&board->options, PORT_LINK_SERIAL, where);
}

static void
parse_options(struct port *board, int argc, char **argv)
{
	struct posix_options *options = &board->options;
	int letter;

	while (
	    (letter = getopt_long(argc, argv, "v", long_options, NULL)) != -1) {
		if (letter == 'h') {
			print_usage(stdout);
			exit(0);
		} else if (letter == 'V') {
			printf("upy-board %s\n", AGENT_VERSION);
			exit(0);
		} else if (letter == 'f') {
			options->format = true;
		} else if (letter == 'v') {
			options->verbose = true;
		} else if (letter == '?') {
			print_usage(stderr);
			exit(EXIT_USAGE);
		} else if (letter == 'r') {
			add_bridge(board, optarg);
		} else if (!set_farm_option(options, letter, optarg)) {
			set_option(options, letter, optarg);
		}
	}
	if (optind < argc)
		fail_usage("unexpected argument", argv[optind]);
	if (options->count != 0 &&
	    (board->bridge.where != NULL || options->download))
		fail_usage("not with --count", "--rfc2217, --boot-mode");
	check_options(options);
	apply_profile(options);
}

int
main(int argc, char **argv)
{
	static struct port board;
	int status;

	board.options = (struct posix_options){
		.profile = posix_profile_find("generic"),
		.slot_size = 16 * 1024 * 1024,
		.argv = argv,
	};
	posix_maker_init(&board.options.maker);
	board.bridge.link = SIZE_MAX;
	parse_options(&board, argc, argv);
	signal(SIGPIPE, SIG_IGN);
	prctl(PR_SET_NAME, "upy-board");
	if (board.options.count != 0)
		return farm_run(&board.options);
	posix_board_init(&board);
	if (!posix_start_take_over(&board)) {
		status = posix_chip_run(&board);
		if (status != -1)
			return status;
	}
	if (posix_board_open(&board) == -1)
		return 1;
	return agent_main(&board);
}
