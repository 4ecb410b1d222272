/* SPDX-License-Identifier: MIT */
/*
 * The vector table and the way to main. The program has a stack of its own at
 * the bottom of the RAM, where the memory protection unit notices when it
 * gets too deep; handlers have another.
 */
#include "../shared/chip.h"
#include "lm3s.h"

#define MPU_CONTROL    0xe000ed94u
#define MPU_BASE       0xe000ed9cu
#define MPU_ATTRIBUTES 0xe000eda0u
#define MPU_ON         1u
#define REGION_VALID   0x10u
#define REGION_ON      1u
#define REGION(log2)   (((log2)-1u) << 1 | REGION_ON)
#define READ_ONLY      (6u << 24)
#define READ_WRITE     (3u << 24)
#define NO_EXECUTE     (1u << 28)
#define SHCSR          (SCB_BASE + 0x24u)
#define FAULTS_ON      (7u << 16)
#define CCR            (SCB_BASE + 0x14u)
#define DIVIDE_BY_ZERO (1u << 4)

extern uint32_t __data_load[];
extern uint32_t __data_start[];
extern uint32_t __data_end[];
extern uint32_t __bss_start[];
extern uint32_t __bss_end[];
extern uint32_t __stack_bottom[];
extern uint32_t __stack_top[];
extern uint32_t __handler_stack_top[];

__attribute__((used)) int main(void);
_Noreturn void lm3s_start(void);
void lm3s_irq_entry(void);
void lm3s_tick_entry(void);

/* Flash, RAM, devices: anything else is a fault. The chip itself, and QEMU
 * too, would read zeros. */
static void
protect_memory(void)
{
	static const struct {
		uint32_t base;
		uint32_t attributes;
	} regions[] = {
		{ 0x00000000, READ_ONLY | REGION(18) },
		{ 0x20000000, READ_WRITE | NO_EXECUTE | REGION(16) },
		{ 0x40000000, READ_WRITE | NO_EXECUTE | REGION(26) },
	};

	for (uint32_t i = 0; i < sizeof(regions) / sizeof(regions[0]); i++) {
		REG32(MPU_BASE) = regions[i].base | REGION_VALID | i;
		REG32(MPU_ATTRIBUTES) = regions[i].attributes;
	}
	REG32(MPU_CONTROL) = MPU_ON;
	REG32(SHCSR) |= FAULTS_ON;
	REG32(CCR) |= DIVIDE_BY_ZERO;
	__asm__ volatile("dsb\n isb" ::: "memory");
}

static void
prepare_memory(void)
{
	uint32_t *from = __data_load;

	for (uint32_t *to = __data_start; to < __data_end; to++)
		*to = *from++;
	for (uint32_t *to = __bss_start; to < __bss_end; to++)
		*to = 0;
	/* A pattern in the stack shows later how deep it went. */
	for (uint32_t *to = __stack_bottom; to < __stack_top; to++)
		*to = 0x5a5a5a5a;
}

_Noreturn void
lm3s_start(void)
{
	prepare_memory();
	protect_memory();
	__asm__ volatile("msr psp, %0\n"
			 "movs r0, #2\n"
			 "msr control, r0\n"
			 "isb\n"
			 "bl main\n" ::"r"(__stack_top)
			 : "r0", "memory");
	for (;;)
		continue;
}

void
lm3s_enable_irq(enum lm3s_irq irq)
{
	REG32(NVIC_ENABLE + 4 * (irq / 32u)) = 1u << irq % 32u;
}

uint32_t
chip_interrupts_off(void)
{
	uint32_t state;

	__asm__ volatile("mrs %0, primask\n cpsid i" : "=r"(state)::"memory");
	return state;
}

void
chip_interrupts_restore(uint32_t state)
{
	__asm__ volatile("msr primask, %0" ::"r"(state) : "memory");
}

void
lm3s_irq_entry(void)
{
	uint32_t number;

	__asm__ volatile("mrs %0, ipsr" : "=r"(number));
	lm3s_on_irq((enum lm3s_irq)(number - 16));
}

/* What the chip pushed on the program's stack tells where it was. */
__attribute__((naked)) void
lm3s_fault_entry(void)
{
	__asm__ volatile("mrs r0, psp\n"
			 "b lm3s_fail\n");
}

__attribute__((section(".vectors"),
    used)) static const void *const vectors[16 + IRQ_COUNT] = {
	__handler_stack_top,
	lm3s_start,
	[2 ... 6] = lm3s_fault_entry,
	[11 ... 14] = lm3s_fault_entry,
	[15] = lm3s_tick_entry,
	[16 ... 15 + IRQ_COUNT] = lm3s_irq_entry,
};
