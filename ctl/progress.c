/* SPDX-License-Identifier: MIT */
/* The progress of one copy: how far, how fast, how long still. */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "output.h"

#define SMALL_BYTES    2048 /* not worth a progress line */
#define REDRAW_MS      100
#define QUIET_START_MS 1000 /* without a terminal: only slow copies speak */

int64_t
output_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void
output_progress_start(struct output_progress *progress,
    const struct ctl_options *options, const char *name, uint64_t total)
{
	memset(progress, 0, sizeof(*progress));
	progress->name = name;
	progress->total = total;
	progress->started_ms = output_now_ms();
	progress->moving =
	    isatty(STDERR_FILENO) == 1 || getenv("UPY_FORCE_TTY") != NULL;
	progress->active = !options->quiet && !options->json &&
	    !options->no_progress && total > SMALL_BYTES;
}

static void
draw(const struct output_progress *progress, int64_t now)
{
	char size[16];
	char rate[16];
	double seconds = (double)(now - progress->started_ms) / 1000;
	double speed = seconds > 0 ? (double)progress->done / seconds : 0;
	double left =
	    speed > 0 ? (double)(progress->total - progress->done) / speed : 0;

	fprintf(stderr, "%s%s %3.0f %%  %s  %s/s  %.0f s left%s",
	    progress->moving ? "\r\033[K" : "", progress->name,
	    (double)progress->done * 100 / (double)progress->total,
	    output_size((double)progress->done, size, sizeof(size)),
	    output_size(speed, rate, sizeof(rate)), left,
	    progress->moving ? "" : "\n");
}

void
output_progress_update(struct output_progress *progress, uint64_t done)
{
	int64_t now = output_now_ms();
	int tenth;

	progress->done = done > progress->total ? progress->total : done;
	if (!progress->active)
		return;
	if (progress->moving) {
		if (now - progress->shown_ms < REDRAW_MS)
			return;
		progress->shown_ms = now;
		draw(progress, now);
		return;
	}
	tenth = (int)(progress->done * 10 / progress->total);
	if (tenth == progress->shown_tenth ||
	    now - progress->started_ms < QUIET_START_MS)
		return;
	progress->shown_tenth = tenth;
	draw(progress, now);
}

void
output_progress_done(struct output_progress *progress)
{
	if (progress->active && progress->moving && progress->shown_ms != 0)
		fputs("\r\033[K", stderr);
	progress->active = false;
}
