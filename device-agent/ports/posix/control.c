/* SPDX-License-Identifier: MIT */
/*
 * The control socket: the world around the board, for tests and lessons. One
 * command a line, one line of answer, "ok ..." or "error ...".
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "posix.h"

#define MAX_WORDS  3
#define ANSWER_LEN 1024

struct command {
	const char *name;
	size_t words; /* including the name; 0: what follows is one word */
	void (*run)(struct port *port, char **words, char *answer);
	const char *usage;
};

static const char *const mode_names[] = {
	[PORT_PIN_IN] = "in",
	[PORT_PIN_OUT] = "out",
	[PORT_PIN_OPEN_DRAIN] = "open-drain",
	[PORT_PIN_ANALOG] = "analog",
};

static void run_pins(struct port *port, char **words, char *answer);
static void run_get(struct port *port, char **words, char *answer);
static void run_set(struct port *port, char **words, char *answer);
static void run_temp(struct port *port, char **words, char *answer);
static void run_adc(struct port *port, char **words, char *answer);
static void run_analog(struct port *port, char **words, char *answer);
static void run_touch(struct port *port, char **words, char *answer);
static void run_humidity(struct port *port, char **words, char *answer);
static void run_device(struct port *port, char **words, char *answer);
static void run_strip(struct port *port, char **words, char *answer);
static void run_air(struct port *port, char **words, char *answer);
static void run_station(struct port *port, char **words, char *answer);
static void run_reset(struct port *port, char **words, char *answer);
static void run_bootloader(struct port *port, char **words, char *answer);
static void run_lose(struct port *port, char **words, char *answer);
static void run_cable(struct port *port, char **words, char *answer);
static void run_stats(struct port *port, char **words, char *answer);
static void run_help(struct port *port, char **words, char *answer);

#define CHOOSE "board"

static const struct command commands[] = {
	{ "pins", 1, run_pins, "pins" },
	{ "get", 2, run_get, "get PIN" },
	{ "set", 3, run_set, "set PIN 0|1|z" },
	{ "temp", 2, run_temp, "temp CELSIUS" },
	{ "adc", 3, run_adc, "adc PIN 0..65535" },
	{ "analog", 2, run_analog, "analog PIN" },
	{ "touch", 3, run_touch, "touch PIN 0..65535" },
	{ "humidity", 2, run_humidity, "humidity PERCENT" },
	{ "device", 3, run_device, "device PIN dht11|dht22|ds18b20|none" },
	{ "strip", 1, run_strip, "strip" },
	{ "air", 0, run_air,
	    "air [ap SSID [NAME=VALUE]...|gone SSID|time NAME=MS...]" },
	{ "station", 3, run_station, "station MAC RSSI|gone" },
	{ "reset", 1, run_reset, "reset" },
	{ "bootloader", 1, run_bootloader, "bootloader" },
	{ "lose", 2, run_lose, "lose BYTES" },
	{ "cable", 2, run_cable, "cable BAUD" },
	{ "stats", 1, run_stats, "stats" },
	{ "help", 1, run_help, "help" },
	{ CHOOSE, 2, NULL, CHOOSE " ID" },
};

static void
run_pins(struct port *port, char **words, char *answer)
{
	size_t len = (size_t)snprintf(answer, ANSWER_LEN, "ok");

	(void)words;
	for (size_t i = 0; i < port->pins.count && len < ANSWER_LEN; i++) {
		const struct posix_pin *pin = &port->pins.pin[i];

		len += (size_t)snprintf(answer + len, ANSWER_LEN - len,
		    " %s=%s:%d", pin->name, mode_names[pin->mode],
		    posix_pin_level(pin));
	}
}

static int
find_pin(struct port *port, const char *name, char *answer)
{
	int pin = posix_pin_find(&port->pins, name);

	if (pin == -1)
		snprintf(answer, ANSWER_LEN, "error no pin \"%s\"", name);
	return pin;
}

static void
run_get(struct port *port, char **words, char *answer)
{
	int pin = find_pin(port, words[1], answer);

	if (pin != -1)
		snprintf(answer, ANSWER_LEN, "ok %d",
		    posix_pin_level(&port->pins.pin[pin]));
}

static void
run_set(struct port *port, char **words, char *answer)
{
	int pin = find_pin(port, words[1], answer);
	const char *at;

	if (pin == -1)
		return;
	at = strchr("01z", words[2][0]);
	if (at == NULL || words[2][0] == '\0' || words[2][1] != '\0') {
		snprintf(answer, ANSWER_LEN, "error level is 0, 1 or z");
		return;
	}
	posix_pin_drive(&port->pins, (size_t)pin, *at == 'z' ? -1 : *at - '0');
	posix_chip_tell(port, POSIX_PIN, (uint32_t)pin,
	    port->pins.pin[pin].outside);
	snprintf(answer, ANSWER_LEN, "ok %d",
	    posix_pin_level(&port->pins.pin[pin]));
}

static void
run_temp(struct port *port, char **words, char *answer)
{
	char *end;
	double celsius = strtod(words[1], &end);

	if (*end != '\0' || end == words[1] || celsius < -273.2 ||
	    celsius > 1000) {
		snprintf(answer, ANSWER_LEN, "error not a temperature");
		return;
	}
	port->pins.milli_celsius =
	    (int32_t)(celsius * 1000 + (celsius < 0 ? -0.5 : 0.5));
	snprintf(answer, ANSWER_LEN, "ok %.3f",
	    port->pins.milli_celsius / 1000.0);
}

/* The 16 bits in words[2], for the pin in words[1]; -1: told what is wrong. */
static int
parse_reading(struct port *port, char **words, uint16_t *value, char *answer)
{
	int pin = find_pin(port, words[1], answer);
	char *end;
	unsigned long number = strtoul(words[2], &end, 0);

	if (pin == -1)
		return -1;
	if (*end != '\0' || end == words[2] || number > 65535) {
		snprintf(answer, ANSWER_LEN, "error value is 0 to 65535");
		return -1;
	}
	*value = (uint16_t)number;
	snprintf(answer, ANSWER_LEN, "ok %lu", number);
	return pin;
}

static void
run_adc(struct port *port, char **words, char *answer)
{
	uint16_t value;
	int pin = parse_reading(port, words, &value, answer);

	if (pin != -1)
		port->pins.pin[pin].analog = value;
}

static void
run_touch(struct port *port, char **words, char *answer)
{
	uint16_t value;
	int pin = parse_reading(port, words, &value, answer);

	if (pin != -1)
		port->pins.pin[pin].touch = value;
}

/* What a pin has, be it driven by the world or by the board. */
static void
run_analog(struct port *port, char **words, char *answer)
{
	int pin = find_pin(port, words[1], answer);

	if (pin != -1)
		snprintf(answer, ANSWER_LEN, "ok %u",
		    port->pins.pin[pin].analog);
}

static void
run_humidity(struct port *port, char **words, char *answer)
{
	char *end;
	double percent = strtod(words[1], &end);

	if (*end != '\0' || end == words[1] || !(percent >= 0) ||
	    percent > 100) {
		snprintf(answer, ANSWER_LEN, "error humidity is 0 to 100");
		return;
	}
	port->pins.humidity_tenths = (uint32_t)(percent * 10 + 0.5);
	snprintf(answer, ANSWER_LEN, "ok %.1f",
	    port->pins.humidity_tenths / 10.0);
}

static void
run_device(struct port *port, char **words, char *answer)
{
	int pin = find_pin(port, words[1], answer);

	if (pin != -1)
		snprintf(answer, ANSWER_LEN, "%s",
		    posix_wire_attach(port, (size_t)pin, words[2]) ?
			"ok" :
			"error no such device");
}

/* The pin and the bytes that lights were sent last. */
static void
run_strip(struct port *port, char **words, char *answer)
{
	const struct posix_strip *strip = &port->strip;
	size_t len;

	(void)words;
	len = (size_t)snprintf(answer, ANSWER_LEN, "ok %s ",
	    strip->len == 0 ? "-" : port->pins.pin[strip->pin].name);
	for (size_t i = 0; i < strip->len && len < ANSWER_LEN; i++)
		len += (size_t)snprintf(answer + len, ANSWER_LEN - len, "%02x",
		    strip->bytes[i]);
}

/* Every access point around, with its strength. */
static void
list_air(const struct air *air, char *answer)
{
	size_t len = (size_t)snprintf(answer, ANSWER_LEN, "ok");
	const struct air_point *point;

	for (size_t i = 0;
	     len < ANSWER_LEN && (point = air_point(air, i)) != NULL; i++)
		len += (size_t)snprintf(answer + len, ANSWER_LEN - len,
		    " \"%.*s\"=%d:%u:%s", point->network.ssid.len,
		    (const char *)point->network.ssid.bytes,
		    point->network.rssi, point->network.channel,
		    air_security_name(point->network.security));
}

static void
run_air(struct port *port, char **words, char *answer)
{
	char error[AIR_ERROR_MAX];

	if (*words[1] == '\0')
		list_air(port->air, answer);
	else if (air_line(port->air, words[1], error) == 0)
		snprintf(answer, ANSWER_LEN, "ok");
	else
		snprintf(answer, ANSWER_LEN, "error %s", error);
}

/* Somebody at the board's own access point. */
static void
run_station(struct port *port, char **words, char *answer)
{
	struct port_radio_client guest;
	char *end;
	long rssi = strtol(words[2], &end, 10);
	bool is_leaving = strcmp(words[2], "gone") == 0;
	int ret;

	if (!air_parse_mac(words[1], guest.mac) ||
	    (!is_leaving && (*end != '\0' || rssi < -120 || rssi > 0))) {
		snprintf(answer, ANSWER_LEN, "error not a MAC, or not -120..0");
		return;
	}
	guest.rssi = (int8_t)rssi;
	ret = is_leaving ? posix_radio_dismiss(port, guest.mac) :
			   posix_radio_greet(port, &guest);
	snprintf(answer, ANSWER_LEN,
	    ret == 0 ? "ok" : "error no access point, or no such station");
}

/* Answered before it happens, see posix_board_obey. */
static void
run_reset(struct port *port, char **words, char *answer)
{
	(void)words;
	port->wish = POSIX_WISH_RESET;
	snprintf(answer, ANSWER_LEN, "ok");
}

static void
run_bootloader(struct port *port, char **words, char *answer)
{
	(void)words;
	port->wish = POSIX_WISH_DOWNLOAD;
	snprintf(answer, ANSWER_LEN, "ok");
}

static void
run_lose(struct port *port, char **words, char *answer)
{
	char *end;
	unsigned long bytes = strtoul(words[1], &end, 10);

	if (*end != '\0' || end == words[1] || bytes > INT32_MAX) {
		snprintf(answer, ANSWER_LEN, "error not a number of bytes");
		return;
	}
	for (size_t i = 0; i < port->options.link_count; i++) {
		if (port->link[i].kind == PORT_LINK_SERIAL)
			port->link[i].to_lose = (uint32_t)bytes;
	}
	snprintf(answer, ANSWER_LEN, "ok %lu", bytes);
}

static void
run_cable(struct port *port, char **words, char *answer)
{
	char *end;
	unsigned long baud = strtoul(words[1], &end, 10);

	if (*end != '\0' || end == words[1] || baud > INT32_MAX) {
		snprintf(answer, ANSWER_LEN, "error not a baud rate");
		return;
	}
	for (size_t i = 0; i < port->options.link_count; i++)
		port->link[i].cable_baud = (uint32_t)baud;
	snprintf(answer, ANSWER_LEN, "ok %lu", baud);
}

static void
run_stats(struct port *port, char **words, char *answer)
{
	size_t len;

	(void)words;
	len = (size_t)snprintf(answer, ANSWER_LEN,
	    "ok uptime_ms=%llu flash_size=%zu erases=%u programs=%u",
	    (unsigned long long)(port_ticks_us(port) / 1000), port->flash.size,
	    port->flash.erases, port->flash.programs);
	for (size_t i = 0; i < port->options.link_count; i++) {
		const struct posix_link *link = &port->link[i];

		if (len >= ANSWER_LEN)
			return;
		len += (size_t)snprintf(answer + len, ANSWER_LEN - len,
		    " link%zu_open=%d link%zu_rx=%llu link%zu_tx=%llu", i,
		    link->fd != -1 && !link->connecting, i,
		    (unsigned long long)link->rx_bytes, i,
		    (unsigned long long)link->tx_bytes);
	}
}

static void
run_help(struct port *port, char **words, char *answer)
{
	size_t len = (size_t)snprintf(answer, ANSWER_LEN, "ok");

	(void)port;
	(void)words;
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		len += (size_t)snprintf(answer + len, ANSWER_LEN - len, "%s %s",
		    i == 0 ? "" : ";", commands[i].usage);
}

int
posix_control_open(struct port *port)
{
	struct posix_control *control = &port->control;
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	const char *path = port->options.control_path;
	struct stat st;

	if (path == NULL)
		return 0;
	if (strlen(path) >= sizeof(address.sun_path)) {
		fprintf(stderr, "upy-board: %s: path too long\n", path);
		return -1;
	}
	memcpy(address.sun_path, path, strlen(path) + 1);
	if (lstat(path, &st) == 0 && S_ISSOCK(st.st_mode))
		unlink(path);
	control->fd =
	    socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (control->fd == -1 ||
	    bind(control->fd, (struct sockaddr *)&address, sizeof(address)) ==
		-1 ||
	    listen(control->fd, POSIX_CLIENTS) == -1) {
		fprintf(stderr, "upy-board: %s: %s\n", path, strerror(errno));
		return -1;
	}
	return 0;
}

static void
hang_up(struct posix_client *client)
{
	close(client->fd);
	client->fd = -1;
	client->len = 0;
}

void
posix_control_hang_up(struct port *port)
{
	for (size_t i = 0; i < POSIX_CLIENTS; i++) {
		struct posix_client *client = &port->control.client[i];

		if (client->fd != -1)
			hang_up(client);
	}
}

void
posix_control_close(struct port *port)
{
	if (port->control.fd == -1)
		return;
	unlink(port->options.control_path);
	close(port->control.fd);
	port->control.fd = -1;
}

/* Splits what follows a command's name at blanks; more than MAX_WORDS - 1
 * words count but are lost. */
static size_t
split(char *line, char **words)
{
	size_t count = 0;
	char *rest = line;
	char *word;

	while ((word = strsep(&rest, " \t\r")) != NULL) {
		if (*word == '\0')
			continue;
		if (count < MAX_WORDS - 1)
			words[count] = word;
		count++;
	}
	return count;
}

/* In a farm a client first says which board its commands are for. */
static void
choose_board(struct port *port, struct posix_client *client, const char *id,
    char *answer)
{
	struct port *board =
	    port->farm == NULL ? NULL : farm_find(port->farm, id);

	if (board == NULL) {
		snprintf(answer, ANSWER_LEN, "error no board \"%s\"", id);
		return;
	}
	client->board = board;
	snprintf(answer, ANSWER_LEN, "ok %s", id);
}

static void
run_command(struct port *port, struct posix_client *client,
    const struct command *command, char **words, char *answer)
{
	if (command->run == NULL)
		choose_board(port, client, words[1], answer);
	else if (client->board == NULL && command->run != run_help)
		snprintf(answer, ANSWER_LEN,
		    "error usage: first " CHOOSE " ID");
	else
		command->run(client->board, words, answer);
}

static const struct command *
find_command(const char *name)
{
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	}
	return NULL;
}

/* The words of line; false: not as many as the command takes. */
static bool
cut_line(const struct command *command, char *line, char **words)
{
	words[0] = line;
	words[1] = line + strlen(line) + 1;
	words[1] += strspn(words[1], " \t\r");
	return command->words == 0 ||
	    split(words[1], words + 1) + 1 == command->words;
}

static void
run_line(struct port *port, struct posix_client *client, char *line)
{
	char answer[ANSWER_LEN + 1];
	char *words[MAX_WORDS];
	const struct command *command;
	size_t len;

	line += strspn(line, " \t\r");
	if (*line == '\0')
		return;
	line[strcspn(line, " \t\r")] = '\0';
	command = find_command(line);
	if (command == NULL)
		snprintf(answer, ANSWER_LEN,
		    "error no command \"%s\" (try help)", line);
	else if (!cut_line(command, line, words))
		snprintf(answer, ANSWER_LEN, "error usage: %s", command->usage);
	else
		run_command(port, client, command, words, answer);
	len = strlen(answer);
	answer[len++] = '\n';
	/* A client that does not read its answers is dropped. */
	if (send(client->fd, answer, len, MSG_NOSIGNAL) != (ssize_t)len)
		hang_up(client);
}

static void
serve(struct port *port, struct posix_client *client)
{
	ssize_t n = read(client->fd, client->line + client->len,
	    sizeof(client->line) - client->len);
	char *end;

	if (n <= 0) {
		if (n == 0 || (errno != EAGAIN && errno != EINTR))
			hang_up(client);
		return;
	}
	client->len += (size_t)n;
	while (client->fd != -1 &&
	    (end = memchr(client->line, '\n', client->len)) != NULL) {
		char line[POSIX_LINE_LEN + 1];
		size_t len = (size_t)(end - client->line);

		memcpy(line, client->line, len);
		line[len] = line[len + 1] = '\0';
		client->len -= len + 1;
		memmove(client->line, end + 1, client->len);
		run_line(port, client, line);
	}
	if (client->len == sizeof(client->line))
		hang_up(client);
}

size_t
posix_control_poll(struct port *port, struct pollfd *fds)
{
	fds[0] = (struct pollfd){ .fd = port->control.fd, .events = POLLIN };
	for (size_t i = 0; i < POSIX_CLIENTS; i++)
		fds[i + 1] = (struct pollfd){
			.fd = port->control.client[i].fd,
			.events = POLLIN,
		};
	return POSIX_CLIENTS + 1;
}

static void
welcome(struct port *port)
{
	struct posix_control *control = &port->control;
	int fd = accept4(control->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

	if (fd == -1)
		return;
	for (size_t i = 0; i < POSIX_CLIENTS; i++) {
		if (control->client[i].fd == -1) {
			control->client[i].fd = fd;
			control->client[i].board =
			    port->farm == NULL ? port : NULL;
			control->client[i].len = 0;
			return;
		}
	}
	close(fd);
}

void
posix_control_step(struct port *port, const struct pollfd *fds)
{
	for (size_t i = 0; i < POSIX_CLIENTS; i++) {
		struct posix_client *client = &port->control.client[i];

		if (client->fd != -1 && client->fd == fds[i + 1].fd &&
		    fds[i + 1].revents != 0)
			serve(port, client);
	}
	if (port->control.fd != -1 && fds[0].revents != 0)
		welcome(port);
}
