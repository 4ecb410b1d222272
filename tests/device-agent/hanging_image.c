/* SPDX-License-Identifier: MIT */
/* An image that starts and does nothing more; nor does it listen to signals. */
#include <signal.h>
#include <unistd.h>

int
main(void)
{
	sigset_t all;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	for (;;)
		pause();
}
