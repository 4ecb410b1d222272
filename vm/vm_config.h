/* SPDX-License-Identifier: MIT */
/*
 * Build-time choices of the VM. A port overrides any of them with -D or by
 * pointing VM_CONFIG_FILE at its own header, which may also give
 *     #define VM_MODULES X(builtins) X(sys) E(os) ...
 * in place of modules/modules.def. What nothing refers to, the linker leaves
 * out (--gc-sections).
 */
#ifndef VM_CONFIG_H
#define VM_CONFIG_H

#include <stdint.h>

#ifdef VM_CONFIG_FILE
#include VM_CONFIG_FILE
#endif
#include "vm_parts.h"

#if UINTPTR_MAX > 0xffffffffu
#define VM_WORD_64 1
#else
#define VM_WORD_64 0
#endif

/* 0: no floats; 32: float; 64: double. */
#ifndef VM_FLOAT_BITS
#define VM_FLOAT_BITS (VM_WORD_64 ? 64 : 32)
#endif
#define VM_HAS_FLOAT (VM_FLOAT_BITS != 0)

/* Collect garbage at every allocation; for tests. */
#ifndef VM_GC_STRESS
#define VM_GC_STRESS 0
#endif

/* Source compiler linked in. */
#ifndef VM_HAS_COMPILER
#define VM_HAS_COMPILER 1
#endif

/* 1: the link script gathers the names in use, see object/names.h. */
#ifndef VM_NAMES_BY_LINKER
#define VM_NAMES_BY_LINKER 0
#endif

/* How the interpreter finds the code of an instruction: a switch, or the
 * addresses of labels (GNU C). */
#define VM_DISPATCH_SWITCH 0
#define VM_DISPATCH_GOTO   1
#ifndef VM_DISPATCH
#ifdef __GNUC__
#define VM_DISPATCH VM_DISPATCH_GOTO
#else
#define VM_DISPATCH VM_DISPATCH_SWITCH
#endif
#endif

/* Instructions share their ends, general cases and wide decoding where it
 * costs next to nothing on a small processor: smaller, but harder to predict.
 */
#ifndef VM_SHARED_ENDS
#define VM_SHARED_ENDS (!VM_WORD_64 && VM_DISPATCH == VM_DISPATCH_GOTO)
#endif

/* Fast cases beside general code where only speed asks for them: bigger. */
#ifndef VM_QUICK_CASES
#define VM_QUICK_CASES VM_WORD_64
#endif

/* Most entries of the (class, name) attribute cache; a power of two. A small
 * block gets fewer. */
#ifndef VM_ATTR_CACHE_SIZE
#define VM_ATTR_CACHE_SIZE (VM_WORD_64 ? 512u : 64u)
#endif

/* Most objects on the mark stack of the collector; fewer in a small block. */
#ifndef VM_MARK_STACK_SIZE
#define VM_MARK_STACK_SIZE (VM_WORD_64 ? 256u : 64u)
#endif

/* Bytes allocated between collections, at least, where memory is plenty: a
 * program with little data then stays in few pages. 0: only when full. */
#ifndef VM_COLLECT_SPACING
#define VM_COLLECT_SPACING (VM_WORD_64 ? 262144u : 0u)
#endif

/* Bytes of one segment of the VM stack. */
#ifndef VM_STACK_SEGMENT_SIZE
#define VM_STACK_SEGMENT_SIZE (VM_WORD_64 ? 16384u : 1024u)
#endif

/* Python call depth at which RuntimeError is raised. */
#ifndef VM_CALL_DEPTH_MAX
#define VM_CALL_DEPTH_MAX (VM_WORD_64 ? 5000 : 200)
#endif

/* Longest path to the host's files, with its end. Several are on the C stack
 * at a time. */
#ifndef VM_PATH_LEN_MAX
#define VM_PATH_LEN_MAX 1024
#endif

/* Bytes of C stack the VM may use below vm_init's caller. */
#ifndef VM_C_STACK_SIZE
#define VM_C_STACK_SIZE (VM_WORD_64 ? 512u * 1024u : 8u * 1024u)
#endif

/* For what libraries of others keep outside the VM's block: a process may
 * run VMs in several threads, firmware does not. */
#ifndef VM_THREAD_LOCAL
#if __STDC_HOSTED__
#define VM_THREAD_LOCAL _Thread_local
#else
#define VM_THREAD_LOCAL
#endif
#endif

#define VM_LIKELY(x)   __builtin_expect(!!(x), 1)
#define VM_UNLIKELY(x) __builtin_expect(!!(x), 0)
#define VM_NORETURN    __attribute__((noreturn))
#define VM_NOINLINE    __attribute__((noinline))

/* For size, in a file that is compiled for speed; on small targets. */
#if VM_QUICK_CASES
#define VM_COLD
#else
#define VM_COLD __attribute__((cold))
#endif

#endif
