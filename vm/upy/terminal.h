/* SPDX-License-Identifier: MIT */
/* The terminal while a line is being edited. */
#ifndef UPY_TERMINAL_H
#define UPY_TERMINAL_H

/* Bytes arrive as typed, unechoed; nothing if there is no terminal. */
void terminal_raw(void);
/* Back to how it was found; also done when the process exits. */
void terminal_restore(void);

#endif
