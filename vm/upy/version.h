/* SPDX-License-Identifier: MIT */
/* What upy says it is. */
#ifndef UPY_VERSION_H
#define UPY_VERSION_H

#define UPY_VERSION "v1.28.0"
#define UPY_DATE    "2026-11-21"
#if defined(__x86_64__)
#define UPY_MACHINE "x86_64"
#elif defined(__aarch64__)
#define UPY_MACHINE "aarch64"
#elif defined(__i386__)
#define UPY_MACHINE "i386"
#elif defined(__riscv)
#define UPY_MACHINE "riscv"
#else
#define UPY_MACHINE "unknown"
#endif
#define UPY_BOARD "linux [upyd] version"
/* Tools look for the words of MicroPython's banner. */
#define UPY_BANNER "MicroPython " UPY_VERSION " on " UPY_DATE "; " UPY_BOARD

#endif
