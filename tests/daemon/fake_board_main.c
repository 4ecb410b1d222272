/* SPDX-License-Identifier: MIT */
/*
 * fake-board HOST:PORT|/LINK ID: the fake board as a program that dials the
 * gateway, or sits behind a pty whose slave gets the name /LINK, for tests of
 * the whole daemon. Ends when the line ends.
 */
#include "config.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>
#include <fcntl.h>

#include "fake_board.h"

static int
dial(const char *address)
{
	struct sockaddr_in to = { .sin_family = AF_INET };
	const char *colon = strchr(address, ':');
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	int on = 1;

	if (colon == NULL)
		return -1;
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	to.sin_port = htons((uint16_t)strtoul(colon + 1, NULL, 10));
	if (connect(fd, (struct sockaddr *)&to, sizeof(to)) == -1)
		return -1;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	fcntl(fd, F_SETFL, O_NONBLOCK);
	return fd;
}

/* The slave stays open here, so that the line outlives the gateway. */
static int
open_pty(const char *name)
{
	struct termios raw;
	int fd = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);
	int slave;

	if (fd == -1 || grantpt(fd) == -1 || unlockpt(fd) == -1 ||
	    (slave = open(ptsname(fd), O_RDWR | O_NOCTTY)) == -1 ||
	    tcgetattr(slave, &raw) == -1)
		return -1;
	cfmakeraw(&raw);
	tcsetattr(slave, TCSANOW, &raw);
	unlink(name);
	return symlink(ptsname(fd), name) == -1 ? -1 : fd;
}

int
main(int argc, char *argv[])
{
	static struct fake_board board;
	struct pollfd readable = { .events = POLLIN };
	bool serial = argc == 3 && argv[1][0] == '/';
	int fd;

	if (argc != 3) {
		fprintf(stderr, "usage: fake-board HOST:PORT|/LINK ID\n");
		return 2;
	}
	fd = serial ? open_pty(argv[1]) : dial(argv[1]);
	if (fd == -1) {
		perror(argv[1]);
		return 1;
	}
	board_init(&board, fd, argv[2],
	    serial ? PROTO_FRAMING_SERIAL : PROTO_FRAMING_TCP);
	readable.fd = fd;
	while (board_pump(&board))
		poll(&readable, 1, 5);
	return 0;
}
