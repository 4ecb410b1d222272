/* SPDX-License-Identifier: MIT */
/* The command line of upyd. */

#include "config.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/parent/options.h"

enum {
	OPTION_FOREGROUND = 256,
	OPTION_STATE_DIR,
	OPTION_RUNTIME_DIR,
	OPTION_WEB_DIR,
	OPTION_PROCESS,
	OPTION_VERSION,
	OPTION_HELP
};

static const struct option long_options[] = {
	{ "check", no_argument, NULL, 'n' },
	{ "config", required_argument, NULL, 'c' },
	{ "foreground", no_argument, NULL, OPTION_FOREGROUND },
	{ "state-dir", required_argument, NULL, OPTION_STATE_DIR },
	{ "runtime-dir", required_argument, NULL, OPTION_RUNTIME_DIR },
	{ "web-dir", required_argument, NULL, OPTION_WEB_DIR },
	{ "process", required_argument, NULL, OPTION_PROCESS },
	{ "verbose", no_argument, NULL, 'v' },
	{ "version", no_argument, NULL, OPTION_VERSION },
	{ "help", no_argument, NULL, OPTION_HELP },
	{ NULL, 0, NULL, 0 },
};

static const char usage_text[] =
    "usage: upyd [-nv] [-c FILE] [--foreground] [--state-dir DIR]\n"
    "            [--runtime-dir DIR] [--web-dir DIR] [--version]\n";

static const char help_text[] =
    "  -n, --check          check the configuration and exit\n"
    "  -c, --config FILE    read this configuration\n"
    "      --foreground     log for people, not for the journal\n"
    "      --state-dir DIR  where the database lives\n"
    "      --runtime-dir DIR  where the control socket is made\n"
    "      --web-dir DIR    the dashboard's files\n"
    "  -v, --verbose        log more\n"
    "      --version        print the version and exit\n";

static int
set_dir(char *place, const char *value, const char *option)
{
	size_t len = strlen(value);

	if (len == 0 || len > CONF_PATH_MAX - 20) {
		fprintf(stderr,
		    "upyd: --%s: a directory name of 1 to %d "
		    "characters is needed\n",
		    option, CONF_PATH_MAX - 20);
		return 2;
	}
	memcpy(place, value, len + 1);
	return OPTIONS_GO_ON;
}

static int
take_option(struct options *options, struct conf *conf, int option)
{
	switch (option) {
	case 'n':
		options->check_only = true;
		return OPTIONS_GO_ON;
	case 'c':
		options->conf_file = optarg;
		return OPTIONS_GO_ON;
	case 'v':
		options->verbose = true;
		return OPTIONS_GO_ON;
	case OPTION_FOREGROUND:
		conf->foreground = true;
		return OPTIONS_GO_ON;
	case OPTION_STATE_DIR:
		return set_dir(conf->state_dir, optarg, "state-dir");
	case OPTION_RUNTIME_DIR:
		return set_dir(conf->runtime_dir, optarg, "runtime-dir");
	case OPTION_WEB_DIR:
		return set_dir(conf->web_dir, optarg, "web-dir");
	case OPTION_PROCESS:
		options->process = optarg;
		return OPTIONS_GO_ON;
	case OPTION_VERSION:
		puts("upyd " PACKAGE_VERSION);
		return 0;
	case OPTION_HELP:
		printf("%s%s", usage_text, help_text);
		return 0;
	}
	fputs(usage_text, stderr);
	return 2;
}

int
options_parse(struct options *options, struct conf *conf, int argc,
    char *argv[])
{
	const char *web_dir = getenv("UPYD_WEB_DIR");
	int option;
	int result = OPTIONS_GO_ON;

	memset(options, 0, sizeof(*options));
	if (web_dir != NULL)
		result = set_dir(conf->web_dir, web_dir, "web-dir");
	while (result == OPTIONS_GO_ON &&
	    (option = getopt_long(argc, argv, "c:nv", long_options, NULL)) !=
		-1)
		result = take_option(options, conf, option);
	if (result == OPTIONS_GO_ON && optind < argc) {
		fprintf(stderr, "upyd: unexpected argument \"%s\"\n%s",
		    argv[optind], usage_text);
		result = 2;
	}
	return result;
}
