/* SPDX-License-Identifier: MIT */
/*
 * Raw mode of the terminal.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

#include "terminal.h"

static struct termios original;
static bool is_raw;
static bool is_registered;

void
terminal_raw(void)
{
	struct termios raw;

	if (is_raw || tcgetattr(STDIN_FILENO, &original) == -1)
		return;
	raw = original;
	raw.c_iflag &= ~(tcflag_t)(BRKINT | ICRNL | INPCK | ISTRIP | IXON);
	raw.c_cflag = (raw.c_cflag & ~(tcflag_t)(CSIZE | PARENB)) | CS8;
	raw.c_lflag &= ~(tcflag_t)(ECHO | ICANON | IEXTEN | ISIG);
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	if (tcsetattr(STDIN_FILENO, TCSADRAIN, &raw) == -1)
		return;
	is_raw = true;
	if (!is_registered)
		is_registered = atexit(terminal_restore) == 0;
}

void
terminal_restore(void)
{
	if (!is_raw)
		return;
	tcsetattr(STDIN_FILENO, TCSADRAIN, &original);
	is_raw = false;
}
