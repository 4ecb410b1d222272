/* SPDX-License-Identifier: MIT */
/* <setjmp.h> for cross builds without a C library. */
#ifndef CROSS_SETJMP_H
#define CROSS_SETJMP_H

typedef long long jmp_buf[16];

int setjmp(jmp_buf state);
void longjmp(jmp_buf state, int value) __attribute__((noreturn));

#endif
