/* SPDX-License-Identifier: MIT */
/* Command line of upy-cross: that of mpy-cross, and --freeze. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../upy/version.h"
#include "options.h"

#define DEFAULT_HEAP_SIZE ((size_t)64 << 20)
#define HEAP_SIZE_MIN     ((size_t)64 << 10)

static const char usage[] =
    "usage: %s [<opts>] [-X <implopt>] [--] <input filename>...\n"
    "       %s --freeze <manifest> -o <file.c>\n"
    "Options:\n"
    "--version : show version information\n"
    "-o : output file (defaults to input filename with .mpy extension, or "
    "stdout if input is stdin)\n"
    "-s : source filename to embed in the compiled bytecode (defaults to "
    "input file)\n"
    "-v : verbose (trace various operations); can be multiple\n"
    "-O[N] : apply bytecode optimizations of level N\n"
    "-march=<arch>, -march-flags=<flags>, -msmall-int-bits=<n> : accepted; "
    "the output runs everywhere\n"
    "\n"
    "Freezing:\n"
    "--freeze <manifest> : write C source of the modules a manifest names\n"
    "--lib <folder> : where require() looks; can be multiple\n"
    "--var <NAME>=<folder> : $(NAME) in a manifest; can be multiple\n"
    "\n"
    "Implementation specific options (-X):\n"
    "  emit=bytecode   -- the only emitter\n"
    "  heapsize=<n>    -- set the heap size (default %zu)\n"
    "  source-lines    -- include source line numbers (default)\n"
    "  no-source-lines -- exclude source line numbers\n";

static int
show_usage(const char *program)
{
	fprintf(stderr, usage, program, program, DEFAULT_HEAP_SIZE);
	return 1;
}

static int
refuse(const char *what, const char *option)
{
	fprintf(stderr, "upy-cross: %s: %s\n", what, option);
	return 1;
}

/* <n>[K|M], in bytes */
static bool
parse_size(const char *text, size_t *size)
{
	char *end;
	unsigned long long n;

	if (!isdigit((unsigned char)*text))
		return false;
	n = strtoull(text, &end, 0);
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
	return true;
}

static bool
parse_implementation(struct options *options, const char *text)
{
	if (strncmp(text, "heapsize=", 9) == 0)
		return parse_size(text + 9, &options->heap_size);
	if (strcmp(text, "no-source-lines") == 0) {
		options->no_lines = true;
		return true;
	}
	return strcmp(text, "source-lines") == 0 ||
	    strcmp(text, "emit=bytecode") == 0;
}

/* -O, -O2, -OO */
static bool
parse_optimise(struct options *options, const char *text)
{
	if (isdigit((unsigned char)*text)) {
		options->optimise = (unsigned)(*text - '0');
		return text[1] == '\0';
	}
	options->optimise = 1;
	for (; *text == 'O'; text++)
		options->optimise++;
	return *text == '\0';
}

static bool
is_known_arch(const char *name)
{
	static const char *const names[] = { "x86", "x64", "armv6", "armv6m",
		"armv7m", "armv7em", "armv7emsp", "armv7emdp", "xtensa",
		"xtensawin", "rv32imc", "rv64imc", "host", "debug" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(name, names[i]) == 0)
			return true;
	}
	return false;
}

/* An option that is complete in itself; false: unknown. */
static bool
parse_flag(struct options *options, const char *option)
{
	if (strncmp(option, "-march=", 7) == 0)
		return is_known_arch(option + 7);
	if (strncmp(option, "-march-flags=", 13) == 0 ||
	    strncmp(option, "-msmall-int-bits=", 17) == 0)
		return true;
	if (option[1] == 'O')
		return parse_optimise(options, option + 2);
	for (option++; *option == 'v'; option++)
		options->verbose++;
	return *option == '\0';
}

/* An option with an argument. */
static bool
parse_argument(struct options *options, const char *option, const char *arg)
{
	if (strcmp(option, "-o") == 0) {
		options->output = arg;
	} else if (strcmp(option, "-s") == 0) {
		options->source_name = arg;
	} else if (strcmp(option, "--freeze") == 0) {
		options->manifest = arg;
	} else if (strcmp(option, "--lib") == 0) {
		if (options->library_count == LIBRARY_MAX)
			return false;
		options->libraries[options->library_count++] = arg;
	} else if (strcmp(option, "--var") == 0) {
		if (options->variable_count == VARIABLE_MAX ||
		    strchr(arg, '=') == NULL)
			return false;
		options->variables[options->variable_count++] = arg;
	} else {
		return parse_implementation(options, arg);
	}
	return true;
}

static bool
takes_argument(const char *option)
{
	static const char *const names[] = { "-o", "-s", "-X", "--freeze",
		"--lib", "--var" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(option, names[i]) == 0)
			return true;
	}
	return false;
}

static int
check(const struct options *options, const char *program)
{
	if (options->manifest != NULL) {
		if (options->file_count > 0)
			return refuse("--freeze takes no input file",
			    options->files[0]);
		if (options->output == NULL)
			return refuse("--freeze needs -o", options->manifest);
		return OPTIONS_RUN;
	}
	if (options->file_count == 0)
		return show_usage(program);
	if (options->file_count > 1 &&
	    (options->output != NULL || options->source_name != NULL))
		return refuse("-o and -s are for a single input file",
		    options->files[1]);
	return OPTIONS_RUN;
}

int
options_parse(struct options *options, int argc, char **argv)
{
	bool only_files = false;
	int i;

	memset(options, 0, sizeof(*options));
	options->heap_size = DEFAULT_HEAP_SIZE;
	options->files = argv + 1;
	/* Inputs and options in any order; inputs move to the front. */
	for (i = 1; i < argc; i++) {
		only_files = only_files || strcmp(argv[i], "--") == 0;
		if (only_files || argv[i][0] != '-' || argv[i][1] == '\0') {
			if (strcmp(argv[i], "--") != 0)
				options->files[options->file_count++] = argv[i];
			continue;
		}
		if (strcmp(argv[i], "--version") == 0) {
			puts("upy-cross " UPY_VERSION " on " UPY_DATE);
			return 0;
		}
		if (strcmp(argv[i], "-h") == 0)
			return show_usage(argv[0]) - 1;
		if (takes_argument(argv[i])) {
			if (++i == argc)
				return show_usage(argv[0]);
			if (!parse_argument(options, argv[i - 1], argv[i]))
				return refuse("bad argument", argv[i]);
		} else if (!parse_flag(options, argv[i])) {
			return refuse("unknown option", argv[i]);
		}
	}
	return check(options, argv[0]);
}
