/* SPDX-License-Identifier: MIT */
/* Completion of names and attributes. */
#ifndef VM_REPL_COMPLETE_H
#define VM_REPL_COMPLETE_H

#include "session.h"

/*
 * Appends to found what can be added to the text for certain. If there are
 * several ways on, prints them and returns true: the line must be drawn
 * again.
 */
bool vm_complete(struct session *session, const uint8_t *text, size_t len,
    struct vm_scratch *found);

#endif
