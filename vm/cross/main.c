/* SPDX-License-Identifier: MIT */
/* upy-cross: compiles Python to images (.mpy) and frozen modules. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../image/write.h"
#include "freeze.h"
#include "options.h"
#include "session.h"

struct image_bytes {
	uint8_t *data; /* owned */
	size_t len;
};

/* Keeps the image of code in arg, a struct image_bytes. */
static void
make_image(struct vm *vm, struct vm_code *code, void *arg)
{
	struct image_bytes *image = arg;
	struct vm_writer out;

	vm_writer_init(&out);
	vm_image_write(vm, code, &out);
	image->data = malloc(out.len);
	if (image->data == NULL) {
		fputs("upy-cross: out of memory\n", stderr);
		exit(1);
	}
	memcpy(image->data, out.data, out.len);
	image->len = out.len;
	vm_writer_free(vm, &out);
}

static int
write_image(const char *path, const struct image_bytes *image)
{
	bool is_output = strcmp(path, "-") == 0;
	FILE *out = is_output ? stdout : fopen(path, "wb");
	bool ok;

	if (out == NULL) {
		fprintf(stderr, "upy-cross: can't open file '%s': %s\n", path,
		    strerror(errno));
		return 1;
	}
	ok = fwrite(image->data, 1, image->len, out) == image->len;
	ok = (is_output ? fflush(out) : fclose(out)) == 0 && ok;
	if (ok)
		return 0;
	fprintf(stderr, "upy-cross: can't write '%s': %s\n", path,
	    strerror(errno));
	if (!is_output)
		unlink(path);
	return 1;
}

/* a.py becomes a.mpy; the caller frees it. */
static char *
default_output(const char *input)
{
	size_t len = strlen(input);
	char *path;

	if (strcmp(input, "-") == 0)
		return strdup("-");
	if (len > 3 && strcmp(input + len - 3, ".py") == 0)
		len -= 3;
	if (asprintf(&path, "%.*s.mpy", (int)len, input) == -1)
		return NULL;
	return path;
}

static int
compile_file(const struct options *options, const char *input)
{
	struct image_bytes image = { 0 };
	struct session session;
	const char *name = options->source_name;
	char *path = default_output(input);
	int status = 1;

	if (path == NULL || !session_start(&session, options)) {
		free(path);
		return 1;
	}
	if (name == NULL)
		name = strcmp(input, "-") == 0 ? "<stdin>" : input;
	if (session_compile(&session, input, name, options->no_lines,
		make_image, &image))
		status = write_image(options->output != NULL ? options->output :
							       path,
		    &image);
	if (status == 0 && options->verbose > 0)
		fprintf(stderr, "%s: %zu bytes\n", path, image.len);
	session_end(&session);
	free(image.data);
	free(path);
	return status;
}

int
main(int argc, char **argv)
{
	struct options options;
	int status = options_parse(&options, argc, argv);

	if (status != OPTIONS_RUN)
		return status;
	if (options.manifest != NULL)
		return freeze_manifest(&options);
	status = 0;
	for (size_t i = 0; i < options.file_count && status == 0; i++)
		status = compile_file(&options, options.files[i]);
	return status;
}
