/* SPDX-License-Identifier: MIT */
/* The configuration file: every key, every error with its line. */

#include "config.h"

#include <stdlib.h>

#include "check.h"
#include "daemon/common/conf.h"
#include "daemon/common/log.h"

static struct conf conf;
static char errors[2048];

/* Parses text; the number of errors, their lines in errors. */
static int
parse(const char *text)
{
	FILE *stream = fmemopen(errors, sizeof(errors), "w");
	int count;

	conf_init(&conf);
	count = conf_parse(&conf, "t.conf", text, stream);
	fclose(stream);
	return count;
}

/* One bad text and the one line it must give. */
static void
refuse(const char *text, const char *line)
{
	errors[0] = '\0';
	CHECK_INT(parse(text), 1);
	CHECK_STR(errors, line);
	conf_fini(&conf);
}

TEST(nothing_given_means_defaults)
{
	CHECK_INT(parse("# only a comment\n\n"), 0);
	CHECK_STR(conf.gateway_name, "gw1");
	CHECK_STR(conf.tcp.host, "127.0.0.1");
	CHECK_INT(conf.tcp.port, 8266);
	CHECK_INT(conf.http.port, 8420);
	CHECK(!conf.mqtt.enabled && !conf.adopt_auto);
	CHECK_INT(conf.mqtt.port, 1883);
	CHECK_INT(conf.heartbeat_ms, 2000);
	CHECK_INT(conf.baud, 115200);
	CHECK_INT(conf.log_level, LOG_LEVEL_INFO);
	conf_fini(&conf);
}

TEST(every_key_is_taken)
{
	int errors_found;

	errors_found =
	    parse("[gateway]\nname = shop-1\nadopt = auto\n"
		  "[serial]\nport=/dev/ttyS0\nport = /dev/ttyS1\n"
		  "pattern = /dev/ttyUSB*\nbaud = 921600\n"
		  "fast-baud = 230400\nport-baud = /dev/ttyS0 460800\n"
		  "[tcp]\nlisten = [::1]:0\n"
		  "[http]\nlisten = localhost:9000\n"
		  "[mqtt]\nenabled = yes\nhost = broker.example\n"
		  "port = 8883\nusername = u\npassword-file = /etc/pw\n"
		  "[heartbeat]\ninterval-ms = 500\n"
		  "[log]\nlevel = debug\n");
	CHECK_INT(errors_found, 0);
	CHECK_STR(conf.gateway_name, "shop-1");
	CHECK(conf.adopt_auto);
	CHECK_INT(conf.ports.count, 2);
	CHECK_STR(conf.ports.items[1], "/dev/ttyS1");
	CHECK_STR(conf.patterns.items[0], "/dev/ttyUSB*");
	CHECK_INT(conf.baud, 921600);
	CHECK_INT(conf_wanted_baud(&conf, "/dev/ttyS0"), 460800);
	CHECK_INT(conf_wanted_baud(&conf, "/dev/ttyS1"), 230400);
	CHECK_INT(conf_wanted_baud(&conf, "/dev/ttyS"), 230400);
	CHECK_STR(conf.tcp.host, "::1");
	CHECK_INT(conf.tcp.port, 0);
	CHECK_STR(conf.http.host, "127.0.0.1");
	CHECK_INT(conf.http.port, 9000);
	CHECK(conf.mqtt.enabled);
	CHECK_STR(conf.mqtt.host, "broker.example");
	CHECK_INT(conf.mqtt.port, 8883);
	CHECK_STR(conf.mqtt.username, "u");
	CHECK_STR(conf.mqtt.password_file, "/etc/pw");
	CHECK_INT(conf.heartbeat_ms, 500);
	CHECK_INT(conf.log_level, LOG_LEVEL_DEBUG);
	conf_fini(&conf);
}

TEST(listeners_can_be_switched_off)
{
	CHECK_INT(parse("[tcp]\nlisten=none\n[http]\nlisten=none\n"), 0);
	CHECK(!conf.tcp.enabled && !conf.http.enabled);
	conf_fini(&conf);
}

TEST(unknown_things_are_named_with_their_line)
{
	refuse("[serial]\n\nspeed = 1\n",
	    "t.conf:3: unknown key \"speed\" in [serial]\n");
	refuse("# c\n[wifi]\nkey = 1\n", "t.conf:2: unknown section [wifi]\n");
	refuse("[wifi]\n", "t.conf:1: unknown section [wifi]\n");
	refuse("name = x\n",
	    "t.conf:1: key \"name\" stands before any [section]\n");
	refuse("[gateway]\nname gw\n",
	    "t.conf:2: neither [section], key=value nor comment\n");
	refuse("[gateway\n",
	    "t.conf:1: neither [section], key=value nor comment\n");
}

TEST(bad_values_are_named_with_what_is_allowed)
{
	refuse("[gateway]\nname = a/b\n",
	    "t.conf:2: bad value \"a/b\" for name in [gateway]: 1 to 32 "
	    "letters, digits, '.', '_' or '-' are needed\n");
	refuse("[gateway]\nadopt = maybe\n",
	    "t.conf:2: bad value \"maybe\" for adopt in [gateway]: auto or "
	    "manual is needed\n");
	refuse("[serial]\nport = ttyS0\n",
	    "t.conf:2: bad value \"ttyS0\" for port in [serial]: an absolute "
	    "path is needed\n");
	refuse("[serial]\npattern = /d*v/ttyS0\n",
	    "t.conf:2: bad value \"/d*v/ttyS0\" for pattern in [serial]: "
	    "wildcards are possible after the last / only\n");
	refuse("[serial]\nport-baud = /dev/ttyS0\n",
	    "t.conf:2: bad value \"/dev/ttyS0\" for port-baud in [serial]: a "
	    "path, a space and a baud rate are needed\n");
	refuse("[serial]\nbaud = fast\n",
	    "t.conf:2: bad value \"fast\" for baud in [serial]: a number from "
	    "1200 to 4000000 is needed\n");
	refuse("[tcp]\nlisten = 0.0.0.0:1\n",
	    "t.conf:2: bad value \"0.0.0.0:1\" for listen in [tcp]: only "
	    "loopback addresses are possible while connections are not "
	    "encrypted\n");
	refuse("[http]\nlisten = 127.0.0.1\n",
	    "t.conf:2: bad value \"127.0.0.1\" for listen in [http]: "
	    "ADDRESS:PORT or none is needed\n");
	refuse("[http]\nlisten = 127.0.0.1:70000\n",
	    "t.conf:2: bad value \"127.0.0.1:70000\" for listen in [http]: "
	    "ADDRESS:PORT or none is needed\n");
	refuse("[mqtt]\nenabled = 1\n",
	    "t.conf:2: bad value \"1\" for enabled in [mqtt]: yes or no is "
	    "needed\n");
	refuse("[mqtt]\nport = 0\n",
	    "t.conf:2: bad value \"0\" for port in [mqtt]: a number from 1 to "
	    "65535 is needed\n");
	refuse("[heartbeat]\ninterval-ms = 50\n",
	    "t.conf:2: bad value \"50\" for interval-ms in [heartbeat]: a "
	    "number from 200 to 5000 is needed\n");
	refuse("[log]\nlevel = loud\n",
	    "t.conf:2: bad value \"loud\" for level in [log]: error, warn, "
	    "info or debug is needed\n");
}

TEST(a_key_is_given_once)
{
	refuse("[log]\nlevel = info\nlevel = debug\n",
	    "t.conf:3: key \"level\" in [log] is given twice\n");
}

TEST(long_lines_are_refused)
{
	char text[512] = "[serial]\nport = /";

	memset(text + strlen(text), 'x', 300);
	CHECK(parse(text) >= 1);
	CHECK(strncmp(errors, "t.conf:2: line longer than ", 27) == 0);
	conf_fini(&conf);
}

TEST(all_errors_are_told)
{
	CHECK_INT(parse("[log]\nlevel = x\ncolour = y\n[http]\nlisten = z\n"),
	    3);
	conf_fini(&conf);
}

int
main(void)
{
	RUN(nothing_given_means_defaults);
	RUN(every_key_is_taken);
	RUN(listeners_can_be_switched_off);
	RUN(unknown_things_are_named_with_their_line);
	RUN(bad_values_are_named_with_what_is_allowed);
	RUN(a_key_is_given_once);
	RUN(long_lines_are_refused);
	RUN(all_errors_are_told);
	return check_done();
}
