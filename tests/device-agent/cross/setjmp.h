/* SPDX-License-Identifier: MIT */
/* Only to compile against; nothing here is linked. */
#ifndef SETJMP_H
#define SETJMP_H

typedef long jmp_buf[32];

int setjmp(jmp_buf state) __attribute__((returns_twice));
_Noreturn void longjmp(jmp_buf state, int value);

#endif
