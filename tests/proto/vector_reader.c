/* SPDX-License-Identifier: MIT */
/* Reads the vector files. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vector_reader.h"

size_t
vectors_unhex(const char *hex, uint8_t *bytes, size_t cap)
{
	size_t len = 0;

	if (strcmp(hex, "-") == 0)
		return 0;
	for (; *hex != '\0'; hex += 2) {
		char pair[3] = { hex[0], hex[1], '\0' };
		char *end;

		if (len == cap)
			abort();
		bytes[len++] = (uint8_t)strtoul(pair, &end, 16);
		if (end != pair + 2)
			abort();
	}
	return len;
}

static void
read_line(char *line, struct vector *v)
{
	char *want = strstr(line, " : ");
	char *meaning = want == NULL ? NULL : strstr(want + 3, " : ");

	if (meaning == NULL) {
		fprintf(stderr, "bad vector line: %.60s\n", line);
		exit(1);
	}
	*want = '\0';
	*meaning = '\0';
	v->len = vectors_unhex(line, v->bytes, sizeof(v->bytes));
	snprintf(v->want, sizeof(v->want), "%s", want + 3);
	snprintf(v->meaning, sizeof(v->meaning), "%s", meaning + 3);
	v->meaning[strcspn(v->meaning, "\n")] = '\0';
}

int
vectors_each(const char *name, void (*fn)(const struct vector *v))
{
	static char line[6 * VECTOR_MAX];
	static struct vector v;
	const char *dir = getenv("srcdir");
	char path[512];
	FILE *file;
	int count = 0;

	snprintf(path, sizeof(path), "%s/vectors/%s", dir == NULL ? "." : dir,
	    name);
	file = fopen(path, "r");
	if (file == NULL) {
		perror(path);
		exit(1);
	}
	while (fgets(line, sizeof(line), file) != NULL) {
		if (line[0] == '#')
			continue;
		read_line(line, &v);
		fn(&v);
		count++;
	}
	fclose(file);
	return count;
}
