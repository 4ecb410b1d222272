/* SPDX-License-Identifier: MIT */
/* From reset to main, on a Cortex-M; other cores have a few lines of assembler
 * for it and for the way into traps (see ports/lx106/start.S). */
#include <stdint.h>

extern uint32_t __data_load[];
extern uint32_t __data_start[];
extern uint32_t __data_end[];
extern uint32_t __bss_start[];
extern uint32_t __bss_end[];
extern uint32_t __stack_bottom[];
extern uint32_t __stack_top[];

int main(void);
_Noreturn void _start(void);

_Noreturn void
_start(void)
{
	uint32_t *from = __data_load;
	uint32_t *end = (uint32_t *)__builtin_frame_address(0) - 16;

	for (uint32_t *to = __data_start; to < __data_end; to++)
		*to = *from++;
	for (uint32_t *to = __bss_start; to < __bss_end; to++)
		*to = 0;
	/* A pattern in the stack shows later how deep it went. */
	for (uint32_t *to = __stack_bottom; to < end; to++)
		*to = 0x5a5a5a5a;
	main();
	for (;;)
		continue;
}

/* Then the chip's interrupts; faults end in kept_fail of ports/shared. */
__attribute__((section(".vectors"),
    used)) static const void *const vectors[] = {
	__stack_top,
	_start,
};
