/* SPDX-License-Identifier: MIT */
/*
 * The interpreter's life: start, boot.py, main.py, prompt, jobs between
 * prompts, soft reset. The only part, with host, that calls the VM.
 */
#ifndef RUNNER_H
#define RUNNER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "pins.h"
#include "timers.h"
#include "uarts.h"

struct agent;
struct runner;
struct vm;

/* Slots of what can call the program: pin n is slot n. */
#define RUNNER_TIMER_SLOT PINS_MAX
#define RUNNER_ALARM_SLOT (RUNNER_TIMER_SLOT + TIMERS_MAX)
#define RUNNER_RADIO_SLOT (RUNNER_ALARM_SLOT + 1)
/* Not called: what modules keep for a program, a dict. */
#define RUNNER_KEPT_SLOT (RUNNER_RADIO_SLOT + 1)
#define RUNNER_UART_SLOT (RUNNER_KEPT_SLOT + 1)
#define RUNNER_HANDLERS  (RUNNER_UART_SLOT + UARTS_MAX)

struct runner_memory {
	uint32_t total;
	uint32_t used;
	uint32_t gc_count;
};

/* NULL: the port gave too little memory. */
struct runner *runner_new(struct agent *agent, struct arena *arena);
_Noreturn void runner_run(struct runner *runner);
/* KeyboardInterrupt for whatever runs. Callable from anywhere. */
void runner_interrupt(struct runner *runner);
/* The byte that interrupts, 3 (Ctrl-C) at first; -1: the program wants all
 * bytes for itself. */
int runner_interrupt_char(const struct runner *runner);
/* The line editor has the keyboard; Ctrl-C is for it. */
bool runner_is_editing(const struct runner *runner);
/* The board starts (boot.py and main.py may run) or the prompt is printed
 * again: it will soon be there. */
bool runner_is_between_programs(const struct runner *runner);
/* A tool drives the prompt in raw mode. */
bool runner_is_raw(const struct runner *runner);
bool runner_get_memory(const struct runner *runner,
    struct runner_memory *memory);
/* Calls the handler the program gave for a slot; false: queue full, try
 * again. Without a handler it is true. */
bool runner_schedule(struct runner *runner, size_t slot);
const char *runner_vm_version(void);

#endif
