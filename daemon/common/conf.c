/* SPDX-License-Identifier: MIT */
/* The configuration file: one table row per key, one parser per kind. */

#include "config.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <ini.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon/common/conf.h"
#include "daemon/common/log.h"
#include "daemon/common/xmalloc.h"

#define CONF_FILE_MAX (256 * 1024)

struct conf_key {
	const char *section;
	const char *name;
	/* Stores value at place; NULL, or what values are allowed. */
	const char *(*set)(void *place, const char *value, long min, long max);
	size_t offset; /* of the place in struct conf */
	long min;
	long max;
	bool repeatable;
};

/* State of one parse. */
struct conf_parser {
	struct conf *conf;
	const char *name;
	const char *at; /* next unread text */
	FILE *errors;
	uint64_t seen; /* bits: rows of keys[] already given */
	int line;
	int error_count;
};

static const char *set_name(void *place, const char *value, long min, long max);
static const char *set_adopt(void *place, const char *value, long min,
    long max);
static const char *set_path(void *place, const char *value, long min, long max);
static const char *set_pattern(void *place, const char *value, long min,
    long max);
static const char *set_port_baud(void *place, const char *value, long min,
    long max);
static const char *set_u32(void *place, const char *value, long min, long max);
static const char *set_u16(void *place, const char *value, long min, long max);
static const char *set_listen(void *place, const char *value, long min,
    long max);
static const char *set_bool(void *place, const char *value, long min, long max);
static const char *set_text(void *place, const char *value, long min, long max);
static const char *set_level(void *place, const char *value, long min,
    long max);

#define AT(member) offsetof(struct conf, member)

static const struct conf_key keys[] = {
	{ "gateway", "name", set_name, AT(gateway_name), 0, 0, false },
	{ "gateway", "adopt", set_adopt, AT(adopt_auto), 0, 0, false },
	{ "serial", "port", set_path, AT(ports), 0, 0, true },
	{ "serial", "pattern", set_pattern, AT(patterns), 0, 0, true },
	{ "serial", "baud", set_u32, AT(baud), 1200, 4000000, false },
	{ "serial", "fast-baud", set_u32, AT(fast_baud), 0, 4000000, false },
	{ "serial", "port-baud", set_port_baud, AT(port_bauds), 0, 4000000,
	    true },
	{ "tcp", "listen", set_listen, AT(tcp), 0, 0, false },
	{ "http", "listen", set_listen, AT(http), 0, 0, false },
	{ "mqtt", "enabled", set_bool, AT(mqtt.enabled), 0, 0, false },
	{ "mqtt", "host", set_text, AT(mqtt.host), 1, 0, false },
	{ "mqtt", "port", set_u16, AT(mqtt.port), 1, 65535, false },
	{ "mqtt", "username", set_text, AT(mqtt.username), 0, 0, false },
	{ "mqtt", "password-file", set_text, AT(mqtt.password_file), 0, 0,
	    false },
	/* A board counts itself lost after 8 s without a word from here. */
	{ "heartbeat", "interval-ms", set_u32, AT(heartbeat_ms), 200, 5000,
	    false },
	{ "log", "level", set_level, AT(log_level), 0, 0, false },
};

#define KEY_COUNT (sizeof(keys) / sizeof(keys[0]))

static void report(struct conf_parser *parser, const char *format, ...)
    __attribute__((__format__(__printf__, 2, 3)));

void
conf_init(struct conf *conf)
{
	memset(conf, 0, sizeof(*conf));
	snprintf(conf->gateway_name, sizeof(conf->gateway_name), "gw1");
	conf->baud = 115200;
	snprintf(conf->tcp.host, sizeof(conf->tcp.host), "127.0.0.1");
	conf->tcp.port = 8266;
	conf->tcp.enabled = true;
	snprintf(conf->http.host, sizeof(conf->http.host), "127.0.0.1");
	conf->http.port = 8420;
	conf->http.enabled = true;
	snprintf(conf->mqtt.host, sizeof(conf->mqtt.host), "127.0.0.1");
	conf->mqtt.port = 1883;
	conf->heartbeat_ms = 2000;
	conf->log_level = LOG_LEVEL_INFO;
	snprintf(conf->state_dir, sizeof(conf->state_dir), "%s", UPYD_STATEDIR);
	snprintf(conf->runtime_dir, sizeof(conf->runtime_dir), "%s",
	    UPYD_RUNDIR);
	snprintf(conf->web_dir, sizeof(conf->web_dir), "%s", UPYD_WEBDIR);
}

static void
list_fini(struct conf_list *list)
{
	while (list->count > 0)
		free(list->items[--list->count]);
}

void
conf_fini(struct conf *conf)
{
	list_fini(&conf->ports);
	list_fini(&conf->patterns);
	list_fini(&conf->port_bauds);
}

char *
conf_read_fd(int fd)
{
	char *text = xmalloc(CONF_FILE_MAX + 1);
	size_t len = 0;

	for (;;) {
		ssize_t n =
		    pread(fd, text + len, CONF_FILE_MAX + 1 - len, (off_t)len);

		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			break;
		len += (size_t)n;
		if (len > CONF_FILE_MAX) {
			errno = EFBIG;
			break;
		}
		if (n == 0) {
			text[len] = '\0';
			return text;
		}
	}
	free(text);
	return NULL;
}

static void
report(struct conf_parser *parser, const char *format, ...)
{
	va_list ap;

	parser->error_count++;
	if (parser->errors == NULL)
		return;
	fprintf(parser->errors, "%s:%d: ", parser->name, parser->line);
	va_start(ap, format);
	vfprintf(parser->errors, format, ap);
	va_end(ap);
	fputc('\n', parser->errors);
}

static bool
section_exists(const char *section)
{
	size_t i;

	for (i = 0; i < KEY_COUNT; i++)
		if (strcmp(keys[i].section, section) == 0)
			return true;
	return false;
}

/* Reports a [section] nobody knows at its own line. */
static void
check_section(struct conf_parser *parser, const char *text)
{
	char section[64];
	size_t len;

	text += strspn(text, " \t");
	len = strcspn(text, "]");
	if (text[0] != '[' || text[len] != ']' || len > sizeof(section))
		return;
	snprintf(section, sizeof(section), "%.*s", (int)len - 1, text + 1);
	if (!section_exists(section))
		report(parser, "unknown section [%s]", section);
}

/*
 * inih's fgets: hands out one line and counts it, so that the handler knows
 * where it is. A line longer than inih takes is reported and cut.
 */
static char *
next_line(char *buf, int size, void *stream)
{
	struct conf_parser *parser = stream;
	size_t room = (size_t)size - 1;
	size_t len;
	bool is_long;

	if (*parser->at == '\0')
		return NULL;
	parser->line++;
	len = strcspn(parser->at, "\n");
	is_long = len >= room;
	if (is_long)
		report(parser, "line longer than %zu characters", room - 1);
	snprintf(buf, room, "%.*s", (int)(is_long ? 0 : len), parser->at);
	check_section(parser, buf);
	parser->at += len;
	if (*parser->at == '\n')
		parser->at++;
	return buf;
}

static void
unknown_key(struct conf_parser *parser, const char *section, const char *name)
{
	if (section[0] == '\0')
		report(parser, "key \"%s\" stands before any [section]", name);
	else if (section_exists(section))
		report(parser, "unknown key \"%s\" in [%s]", name, section);
}

/* inih's handler; always content: errors are reported here. */
static int
on_key(void *arg, const char *section, const char *name, const char *value)
{
	struct conf_parser *parser = arg;
	const char *allowed;
	size_t i;

	for (i = 0; i < KEY_COUNT; i++)
		if (strcmp(keys[i].section, section) == 0 &&
		    strcmp(keys[i].name, name) == 0)
			break;
	if (i == KEY_COUNT) {
		unknown_key(parser, section, name);
		return 1;
	}
	if ((parser->seen & (uint64_t)1 << i) != 0 && !keys[i].repeatable) {
		report(parser, "key \"%s\" in [%s] is given twice", name,
		    section);
		return 1;
	}
	parser->seen |= (uint64_t)1 << i;
	allowed = keys[i].set((char *)parser->conf + keys[i].offset, value,
	    keys[i].min, keys[i].max);
	if (allowed != NULL)
		report(parser, "bad value \"%s\" for %s in [%s]: %s", value,
		    name, section, allowed);
	return 1;
}

int
conf_parse(struct conf *conf, const char *name, const char *text, FILE *errors)
{
	struct conf_parser parser = {
		.conf = conf,
		.name = name,
		.at = text,
		.errors = errors,
	};
	int line = ini_parse_stream(next_line, &parser, on_key, &parser);

	if (line != 0) {
		parser.line = line > 0 ? line : parser.line;
		report(&parser, "neither [section], key=value nor comment");
	}
	return parser.error_count;
}

/* ---- one setter per kind of value -------------------------------------- */

static bool
is_number(const char *value, long min, long max, long *number)
{
	char *end;

	errno = 0;
	*number = strtol(value, &end, 10);
	return isdigit((unsigned char)value[0]) && *end == '\0' && errno == 0 &&
	    *number >= min && *number <= max;
}

static const char *
number_rule(long min, long max)
{
	static char text[80];

	snprintf(text, sizeof(text), "a number from %ld to %ld is needed", min,
	    max);
	return text;
}

static const char *
set_u32(void *place, const char *value, long min, long max)
{
	long number;

	if (!is_number(value, min, max, &number))
		return number_rule(min, max);
	*(uint32_t *)place = (uint32_t)number;
	return NULL;
}

static const char *
set_u16(void *place, const char *value, long min, long max)
{
	long number;

	if (!is_number(value, min, max, &number))
		return number_rule(min, max);
	*(uint16_t *)place = (uint16_t)number;
	return NULL;
}

static const char *
set_name(void *place, const char *value, long min, long max)
{
	size_t len = strlen(value);
	size_t i;

	(void)min;
	(void)max;
	for (i = 0; i < len; i++)
		if (!isalnum((unsigned char)value[i]) &&
		    strchr("._-", value[i]) == NULL)
			break;
	if (len == 0 || len > CONF_NAME_MAX || i < len)
		return "1 to 32 letters, digits, '.', '_' or '-' are needed";
	memcpy(place, value, len + 1);
	return NULL;
}

static const char *
set_adopt(void *place, const char *value, long min, long max)
{
	(void)min;
	(void)max;
	if (strcmp(value, "auto") != 0 && strcmp(value, "manual") != 0)
		return "auto or manual is needed";
	*(bool *)place = strcmp(value, "auto") == 0;
	return NULL;
}

static const char *
set_bool(void *place, const char *value, long min, long max)
{
	(void)min;
	(void)max;
	if (strcmp(value, "yes") != 0 && strcmp(value, "no") != 0)
		return "yes or no is needed";
	*(bool *)place = strcmp(value, "yes") == 0;
	return NULL;
}

static const char *
set_text(void *place, const char *value, long min, long max)
{
	size_t len = strlen(value);

	(void)max;
	if (len < (size_t)min || len > CONF_PATH_MAX)
		return "a text of 1 to 255 characters is needed";
	memcpy(place, value, len + 1);
	return NULL;
}

static const char *
set_level(void *place, const char *value, long min, long max)
{
	int level = log_level_by_name(value);

	(void)min;
	(void)max;
	if (level == -1)
		return "error, warn, info or debug is needed";
	*(int *)place = level;
	return NULL;
}

static const char *
set_path(void *place, const char *value, long min, long max)
{
	struct conf_list *list = place;

	(void)min;
	(void)max;
	if (value[0] != '/' || strlen(value) > CONF_PATH_MAX)
		return "an absolute path is needed";
	if (list->count == CONF_LIST_MAX)
		return "at most 64 are possible";
	list->items[list->count++] = xstrdup(value);
	return NULL;
}

/* "PATH BAUD" */
static const char *
set_port_baud(void *place, const char *value, long min, long max)
{
	const char *space = strrchr(value, ' ');
	long number;

	if (space == NULL || !is_number(space + 1, min, max, &number))
		return "a path, a space and a baud rate are needed";
	return set_path(place, value, min, max);
}

uint32_t
conf_wanted_baud(const struct conf *conf, const char *path)
{
	size_t len = strlen(path);
	size_t i;

	for (i = 0; i < conf->port_bauds.count; i++) {
		const char *item = conf->port_bauds.items[i];
		const char *space = strrchr(item, ' ');

		if ((size_t)(space - item) == len &&
		    memcmp(item, path, len) == 0)
			return (uint32_t)strtoul(space + 1, NULL, 10);
	}
	return conf->fast_baud;
}

static const char *
set_pattern(void *place, const char *value, long min, long max)
{
	const char *last = strrchr(value, '/');

	if (last != NULL && strcspn(value, "*?[") < (size_t)(last - value))
		return "wildcards are possible after the last / only";
	return set_path(place, value, min, max);
}

/* Is it an address that only this machine can reach? */
static bool
is_loopback(const char *host)
{
	struct in_addr v4;
	struct in6_addr v6;

	if (inet_pton(AF_INET, host, &v4) == 1)
		return ntohl(v4.s_addr) >> 24 == 127;
	return inet_pton(AF_INET6, host, &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

static const char *
set_listen(void *place, const char *value, long min, long max)
{
	struct conf_listen *listen = place;
	const char *colon = strrchr(value, ':');
	const char *host = value;
	size_t len;
	long port;

	(void)min;
	(void)max;
	listen->enabled = strcmp(value, "none") != 0;
	if (!listen->enabled)
		return NULL;
	if (colon == NULL || !is_number(colon + 1, 0, 65535, &port))
		return "ADDRESS:PORT or none is needed";
	len = (size_t)(colon - host);
	if (len >= 2 && host[0] == '[' && host[len - 1] == ']') {
		host++;
		len -= 2;
	}
	if (len >= sizeof(listen->host))
		return "ADDRESS:PORT or none is needed";
	snprintf(listen->host, sizeof(listen->host), "%.*s", (int)len, host);
	if (strcmp(listen->host, "localhost") == 0)
		snprintf(listen->host, sizeof(listen->host), "127.0.0.1");
	if (!is_loopback(listen->host))
		return "only loopback addresses are possible "
		       "while connections are not encrypted";
	listen->port = (uint16_t)port;
	return NULL;
}
