/* SPDX-License-Identifier: MIT */
/* From reset to main, in place in the flash; and the way into traps. */
	.section .init, "ax"
	.globl _start
_start:	j begin

	.section .text.begin, "ax"
	.literal_position
	.align 4
begin:
	rsil a2, 15
	movi a2, vectors
	wsr a2, vecbase
	movi a1, __stack_top
	/* The functions that run from RAM, and initialised data. */
	movi a2, __code_load
	movi a3, __code_start
	movi a4, __code_end
	call0 copy
	movi a2, __data_load
	movi a3, __data_start
	movi a4, __data_end
	call0 copy
	movi a3, __bss_start
	movi a4, __bss_end
	movi a5, 0
	call0 fill
	/* A pattern in the stack shows later how deep it went. */
	movi a3, __stack_bottom
	mov a4, a1
	movi a5, 0x5a5a5a5a
	call0 fill
	movi a0, main
	callx0 a0
1:	waiti 15
	j 1b

copy:	bgeu a3, a4, 1f
	l32i a5, a2, 0
	s32i a5, a3, 0
	addi a2, a2, 4
	addi a3, a3, 4
	j copy
1:	ret

fill:	bgeu a3, a4, 1f
	s32i a5, a3, 0
	addi a3, a3, 4
	j fill
1:	ret

	.section .vectors, "ax"
	.align 256
vectors:
	.org 0x10
	j .		/* debug */
	.org 0x20
	j .		/* not maskable */
	.org 0x30	/* kernel */
	wsr a0, excsave1
	j trap
	.org 0x50	/* user */
	wsr a0, excsave1
	j trap
	.org 0x70	/* in a trap */
	wsr a0, excsave1
	j double_trap

	.literal_position
	.align 4
	/* The stack may be what failed, so traps have their own. A trap finds
	 * interrupts off (PS.EXCM); a fault in it goes to double_trap. */
trap:	movi a0, __trap_stack_top - 64
	s32i a2, a0, 8
	rsr a2, epc1
	j save
double_trap:
	movi a0, __trap_stack_top - 64
	s32i a2, a0, 8
	rsr a2, depc
save:	s32i a1, a0, 4
	s32i a3, a0, 12
	s32i a4, a0, 16
	s32i a5, a0, 20
	s32i a6, a0, 24
	s32i a7, a0, 28
	s32i a8, a0, 32
	s32i a9, a0, 36
	s32i a10, a0, 40
	s32i a11, a0, 44
	rsr a3, sar
	s32i a3, a0, 48
	mov a3, a2		/* pc */
	rsr a2, exccause
	rsr a4, excvaddr
	rsr a5, excsave1	/* caller */
	mov a6, a1		/* stack */
	mov a1, a0
	s32i a5, a1, 0
	movi a0, lx106_trap
	callx0 a0
	l32i a3, a1, 48
	wsr a3, sar
	l32i a0, a1, 0
	l32i a2, a1, 8
	l32i a3, a1, 12
	l32i a4, a1, 16
	l32i a5, a1, 20
	l32i a6, a1, 24
	l32i a7, a1, 28
	l32i a8, a1, 32
	l32i a9, a1, 36
	l32i a10, a1, 40
	l32i a11, a1, 44
	l32i a1, a1, 4
	rfe
