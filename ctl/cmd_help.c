/* SPDX-License-Identifier: MIT */
/* upyctl help, completion and the hidden verb that completion calls. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "output.h"
#include "target.h"
#include "verbs.h"

static const char exit_codes[] =
    "  0  it worked\n"
    "  1  it failed, or the program on the board raised an exception\n"
    "  2  wrong usage\n"
    "  3  the board is offline\n"
    "  4  no such board\n"
    "  5  not allowed\n"
    "  6  it worked on some of the boards\n"
    "  7  not finished in time\n"
    "  8  upyd is not running or cannot be reached\n"
    "  9  refused: the board is busy, the file too large, or no yes given\n"
    "130  interrupted by Ctrl-C\n";

static const char bash_script[] =
    "_upyctl()\n"
    "{\n"
    "    local word=${COMP_WORDS[COMP_CWORD]} line=$COMP_LINE\n"
    "    # bash splits words at colons; take the whole one.\n"
    "    local whole=${line:0:COMP_POINT}\n"
    "    whole=${whole##* }\n"
    "    local cut=$((${#whole} - ${#word}))\n"
    "    [ \"$word\" = : ] && word= && cut=${#whole}\n"
    "    COMPREPLY=()\n"
    "    local reply\n"
    "    while IFS= read -r reply; do\n"
    "        COMPREPLY+=(\"${reply:cut}\")\n"
    "    done < <(upyctl complete -- $((COMP_CWORD)) \"$whole\" \\\n"
    "        \"${COMP_WORDS[1]}\" 2>/dev/null)\n"
    "    [[ ${COMPREPLY[0]} == */ || ${COMPREPLY[0]} == *: ]] &&\n"
    "        compopt -o nospace\n"
    "    return 0\n"
    "}\n"
    "complete -o default -F _upyctl upyctl\n";

static const char zsh_script[] =
    "#compdef upyctl\n"
    "_upyctl() {\n"
    "    local -a replies\n"
    "    replies=(${(f)\"$(upyctl complete -- $((CURRENT - 1)) \\\n"
    "        \"${words[CURRENT]}\" \"${words[2]}\" 2>/dev/null)\"})\n"
    "    compadd -S '' -- $replies || _files\n"
    "}\n"
    "compdef _upyctl upyctl\n";

static const char fish_script[] =
    "complete -c upyctl -f -a '(upyctl complete -- \\\n"
    "    (count (commandline -opc)) (commandline -ct) \\\n"
    "    (commandline -opc)[2] 2>/dev/null)'\n";

static int
run_help(const struct ctl_options *options, const struct ctl_args *args)
{
	const struct ctl_verb *verb;

	(void)options;
	if (args->count == 0) {
		static const struct ctl_flag none[] = { { NULL, 0, NULL,
		    NULL } };

		output_help(NULL, none, none, stdout);
		return CTL_OK;
	}
	if (strcmp(args->words[0], "exit-codes") == 0) {
		fputs(exit_codes, stdout);
		return CTL_OK;
	}
	verb = verb_find(args->words[0]);
	if (verb == NULL) {
		ctl_error("help: no such verb: %s", args->words[0]);
		return CTL_USAGE;
	}
	printf("usage: upyctl %s %s\n\n%s\n", verb->name, verb->usage,
	    verb->summary != NULL ? verb->summary : "");
	return CTL_OK;
}

static int
run_completion(const struct ctl_options *options, const struct ctl_args *args)
{
	static const struct {
		const char *shell;
		const char *script;
	} scripts[] = {
		{ "bash", bash_script },
		{ "zsh", zsh_script },
		{ "fish", fish_script },
	};
	size_t i;

	(void)options;
	for (i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++)
		if (strcmp(scripts[i].shell, args->words[0]) == 0) {
			fputs(scripts[i].script, stdout);
			return CTL_OK;
		}
	ctl_error("completion: shells are bash, zsh and fish");
	return CTL_USAGE;
}

static void
offer(const char *candidate, const char *suffix, const char *word)
{
	if (strncmp(candidate, word, strlen(word)) == 0)
		printf("%s%s\n", candidate, suffix);
}

static void
complete_boards(struct client *client, const char *word, const char *verb)
{
	bool files = strcmp(verb, "cp") == 0 || strcmp(verb, "cat") == 0 ||
	    strcmp(verb, "rm") == 0 || strcmp(verb, "mkdir") == 0 ||
	    strcmp(verb, "ls") == 0 || strcmp(verb, "mv") == 0 ||
	    strcmp(verb, "hash") == 0;
	const json_t *board;
	json_t *answer;
	size_t i;

	if (client_call(client, "GET", "/v1/boards?all=1", NULL, &answer) !=
	    CTL_OK)
		return;
	json_array_foreach(json_object_get(answer, "boards"), i, board)
	    offer(output_member(board, "name", output_member(board, "id", "")),
		files ? ":/" : "", word);
	json_decref(answer);
}

static void
complete_path(struct client *client, const char *word)
{
	const char *path;
	char *board;
	char *dir;
	const json_t *entry;
	json_t *entries;
	size_t i;

	if (!target_split(word, &board, &path))
		return;
	dir = strndup(path, (size_t)(files_base(path) - path));
	if (dir == NULL)
		abort();
	if (files_list(client, board, dir[0] != '\0' ? dir : "/", &entries) ==
	    CTL_OK) {
		json_array_foreach(entries, i, entry)
		{
			char full[1024];

			snprintf(full, sizeof(full), "%s:%s%s", board,
			    dir[0] != '\0' ? dir : "/",
			    output_member(entry, "name", ""));
			offer(full, files_is_dir(entry) ? "/" : "", word);
		}
		json_decref(entries);
	}
	free(dir);
	free(board);
}

/* complete INDEX WORD VERB: the words that fit, one per line. */
static int
run_complete(const struct ctl_options *options, const struct ctl_args *args)
{
	const struct ctl_verb *verb;
	struct client *client;
	int i;

	if (strcmp(args->words[0], "1") == 0) {
		for (i = 0; (verb = verb_at(i)) != NULL; i++)
			if (verb->summary != NULL)
				offer(verb->name, "", args->words[1]);
		return CTL_OK;
	}
	client = client_new(options);
	if (strchr(args->words[1], ':') != NULL)
		complete_path(client, args->words[1]);
	else
		complete_boards(client, args->words[1],
		    args->count > 2 ? args->words[2] : "");
	client_free(client);
	return CTL_OK;
}

const struct ctl_verb verb_help = {
	.name = "help",
	.usage = "[VERB|exit-codes]",
	.summary = "explain a verb, or the exit codes",
	.max_words = 1,
	.run = run_help,
};

const struct ctl_verb verb_completion = {
	.name = "completion",
	.usage = "bash|zsh|fish",
	.summary = "print the completion script of a shell",
	.min_words = 1,
	.max_words = 1,
	.run = run_completion,
};

const struct ctl_verb verb_complete = {
	.name = "complete",
	.usage = "INDEX WORD [VERB]",
	.summary = NULL,
	.min_words = 2,
	.max_words = 3,
	.run = run_complete,
};
