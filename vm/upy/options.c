/* SPDX-License-Identifier: MIT */
/*
 * Command line of upy.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "options.h"
#include "version.h"

#define DEFAULT_HEAP_SIZE (2u << 20)
#define HEAP_SIZE_MIN     (4u << 10)

static const char usage[] =
    "usage: %s [<opts>] [-X <implopt>] [-c <command> | -m <module> | "
    "<filename>]\n"
    "Options:\n"
    "--version : show version information\n"
    "-h : print this help message\n"
    "-i : enable inspection via REPL after running command/module/file\n"
    "-v : verbose (trace various operations); can be multiple\n"
    "-O[N] : apply bytecode optimizations of level N\n"
    "\n"
    "Implementation specific options (-X):\n"
    "  compile-only                 -- parse and compile only\n"
    "  emit={bytecode,native,viper} -- set the default code emitter\n"
    "  heapsize=<n>[w][K|M] -- set the heap size for the GC "
    "(default %u)\n";

static int
refuse(void)
{
	fputs("Invalid command line arguments. "
	      "Use -h option for help.\n",
	    stderr);
	return 1;
}

/* Digits, then w (words of this machine instead of 32-bit ones), K or M. */
static bool
parse_heap_size(const char *text, size_t *size)
{
	char *end;
	unsigned long long n;

	if (!isdigit((unsigned char)*text))
		return false;
	n = strtoull(text, &end, 0);
	if (*end == 'w') {
		n = n * sizeof(void *) / 4;
		end++;
	}
	if ((*end | 0x20) == 'k') {
		n <<= 10;
		end++;
	} else if ((*end | 0x20) == 'm') {
		n <<= 20;
		end++;
	}
	if (*end != '\0' || n > (size_t)-1 / 2)
		return false;
	*size = n < HEAP_SIZE_MIN ? HEAP_SIZE_MIN : (size_t)n;
	return n >= 700;
}

static bool
parse_implementation(struct options *options, const char *text)
{
	if (strcmp(text, "compile-only") == 0) {
		options->compile_only = true;
		return true;
	}
	if (strncmp(text, "heapsize=", 9) == 0)
		return parse_heap_size(text + 9, &options->heap_size);
	return strcmp(text, "emit=bytecode") == 0 ||
	    strcmp(text, "emit=native") == 0 || strcmp(text, "emit=viper") == 0;
}

/* -O, -O2, -OO; what follows them is ignored. */
static void
parse_optimise(struct options *options, const char *text)
{
	if (isdigit((unsigned char)*text)) {
		options->optimise = (unsigned)(*text - '0');
		return;
	}
	options->optimise = 1;
	for (; *text == 'O'; text++)
		options->optimise++;
}

/* What was given on the command line becomes sys.argv from i on. */
static int
take_arguments(struct options *options, int i, int argc, char **argv)
{
	options->argc = argc - i;
	options->argv = argv + i;
	return OPTIONS_RUN;
}

static int
parse_command(struct options *options, int i, int argc, char **argv)
{
	static char dash_c[] = "-c";

	if (i + 1 >= argc)
		return refuse();
	if (strcmp(argv[i], "-m") == 0) {
		options->module = argv[i + 1];
		return take_arguments(options, i + 1, argc, argv);
	}
	options->command = argv[i + 1];
	argv[i + 1] = dash_c;
	return take_arguments(options, i + 1, argc, argv);
}

static int
parse_information(const char *program, const char *option)
{
	if (strcmp(option, "-h") == 0)
		printf(usage, program, DEFAULT_HEAP_SIZE);
	else if (strcmp(option, "--version") == 0)
		puts(UPY_BANNER);
	else
		return OPTIONS_RUN;
	return 0;
}

/* An option that is complete in itself; false: unknown. */
static bool
parse_flag(struct options *options, const char *option)
{
	if (strcmp(option, "-i") == 0)
		options->inspect = true;
	else if (strcmp(option, "-v") == 0)
		options->verbose++;
	else if (option[1] == 'O')
		parse_optimise(options, option + 2);
	else
		return false;
	return true;
}

int
options_parse(struct options *options, int argc, char **argv)
{
	int i;
	int status;

	memset(options, 0, sizeof(*options));
	options->heap_size = DEFAULT_HEAP_SIZE;
	for (i = 1; i < argc && argv[i][0] == '-' && argv[i][1] != '\0'; i++) {
		status = parse_information(argv[0], argv[i]);
		if (status != OPTIONS_RUN)
			return status;
		if (strcmp(argv[i], "-c") == 0 || strcmp(argv[i], "-m") == 0)
			return parse_command(options, i, argc, argv);
		if (strcmp(argv[i], "-X") == 0) {
			if (++i == argc ||
			    !parse_implementation(options, argv[i]))
				return refuse();
		} else if (!parse_flag(options, argv[i])) {
			return refuse();
		}
	}
	if (i < argc)
		options->file = argv[i];
	return take_arguments(options, i, argc, argv);
}
