/* SPDX-License-Identifier: MIT */
/* upy-cross --freeze: the modules of a manifest as one C file. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "freeze.h"
#include "options.h"
#include "session.h"

static bool
freeze_file(struct freezer *freezer, const struct options *options,
    const struct freeze_file *file)
{
	struct options own = *options;
	struct session session;
	bool ok;

	if (file->optimise >= 0)
		own.optimise = (unsigned)file->optimise;
	if (!session_start(&session, &own))
		return false;
	ok = session_compile(&session, file->source, file->target,
	    options->no_lines, freeze_code, freezer);
	session_end(&session);
	return ok;
}

static void
write_table(const struct freeze_list *list, const struct freezer *freezer,
    FILE *out)
{
	fputs("\nstatic const struct vm_frozen_module modules[] = {\n", out);
	for (size_t i = 0; i < list->count; i++)
		fprintf(out, "    { \"%s\", &MAIN%zu },\n",
		    list->files[i].target, i);
	fputs(list->count == 0 ? "    { 0, 0 },\n};\n" : "};\n", out);
	fprintf(out,
	    "\nconst struct vm_frozen vm_frozen_modules = {\n"
	    "    .modules = modules,\n    .names = names,\n"
	    "    .module_count = %zu,\n    .name_count = %zu,\n};\n",
	    list->count, freezer->str_count);
}

static int
write_file(const char *path, const struct freeze_list *list,
    const struct freezer *freezer, const char *body, size_t body_len)
{
	FILE *out = fopen(path, "w");
	bool ok;

	if (out == NULL) {
		fprintf(stderr, "upy-cross: can't open file '%s': %s\n", path,
		    strerror(errno));
		return 1;
	}
	fputs("/* Written by upy-cross --freeze. */\n"
	      "#include \"image/frozen.h\"\n\n",
	    out);
	freeze_write_strings(freezer, out);
	fwrite(body, 1, body_len, out);
	freeze_write_names(freezer, out);
	write_table(list, freezer, out);
	ok = ferror(out) == 0;
	if (fclose(out) == 0 && ok)
		return 0;
	fprintf(stderr, "upy-cross: can't write '%s': %s\n", path,
	    strerror(errno));
	remove(path);
	return 1;
}

int
freeze_manifest(const struct options *options)
{
	struct freeze_list list = { 0 };
	struct freezer freezer = { 0 };
	char *body = NULL;
	size_t body_len = 0;
	int status = 1;
	bool ok;

	ok = manifest_read(options, &list);
	freezer.body = open_memstream(&body, &body_len);
	if (freezer.body == NULL) {
		perror("upy-cross");
		return 1;
	}
	for (size_t i = 0; ok && i < list.count; i++)
		ok = freeze_file(&freezer, options, &list.files[i]);
	fclose(freezer.body);
	if (ok)
		status = write_file(options->output, &list, &freezer, body,
		    body_len);
	free(body);
	freezer_fini(&freezer);
	manifest_free(&list);
	return status;
}
