/* SPDX-License-Identifier: MIT */
/*
 * Parts of the language and of core modules that a build may leave out, 0 in
 * the header VM_CONFIG_FILE; what only they use is then not linked. Modules
 * are chosen by VM_MODULES, see vm_config.h.
 */
#ifndef VM_PARTS_H
#define VM_PARTS_H

/* async def with yield. */
#ifndef VM_HAS_ASYNC_GENERATOR
#define VM_HAS_ASYNC_GENERATOR 1
#endif

/* io.BufferedWriter. */
#ifndef VM_HAS_BUFFERED_WRITER
#define VM_HAS_BUFFERED_WRITER 1
#endif

/* os.dupterm: streams that share the terminal. */
#ifndef VM_HAS_DUPTERM
#define VM_HAS_DUPTERM 1
#endif

/* help(). */
#ifndef VM_HAS_HELP
#define VM_HAS_HELP 1
#endif

/* Compiled files: import and running of .mpy, with their verifier. */
#ifndef VM_HAS_IMAGES
#define VM_HAS_IMAGES 1
#endif

/* os.mount and os.umount; without, the host's files are all there is. */
#ifndef VM_HAS_MOUNT
#define VM_HAS_MOUNT 1
#endif

/* micropython.RingIO. */
#ifndef VM_HAS_RING_IO
#define VM_HAS_RING_IO 1
#endif

/* The module _thread needs it. */
#ifndef VM_HAS_THREADS
#define VM_HAS_THREADS 1
#endif

/* @micropython.viper; without, it means no more than @micropython.native. */
#ifndef VM_HAS_VIPER
#define VM_HAS_VIPER 1
#endif

#endif
