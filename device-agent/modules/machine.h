/* SPDX-License-Identifier: MIT */
/* What the parts of the module machine share. */
#ifndef MACHINE_H
#define MACHINE_H

#include "object/bytes.h"
#include "object/function.h"
#include "object/record.h"
#include "vm.h"

#include "core/agent.h"
#include "port_peripherals.h"

static inline struct agent *
machine_agent(struct vm *vm)
{
	return vm_host_ctx(vm);
}

/* Kinds of boards, where one firmware is several: bits. */
enum machine_kind {
	MACHINE_GENERIC = 1,
	MACHINE_ESP32 = 2,
	MACHINE_ESP8266 = 4,
	MACHINE_WIPY = 8
};

#define MACHINE_HAS_KINDS (PORT_HAS_ESP || PORT_HAS_WIPY)

#if MACHINE_HAS_KINDS
enum machine_kind machine_kind(struct vm *vm);
#else
static inline enum machine_kind
machine_kind(struct vm *vm)
{
	(void)vm;
	return MACHINE_GENERIC;
}
#endif

/* Whether v is an object of that type, or of what another kind of board has
 * in its place: those have the same slots. */
bool machine_is(vm_value v, const struct vm_type *type);
/* The native object v is or holds, of that type; else TypeError. */
struct vm_record *machine_self(struct vm *vm, vm_value v,
    const struct vm_type *type);
/* A Pin, a number or a name; else ValueError. */
size_t machine_find_pin(struct vm *vm, vm_value id);
/* The same; VM_UNDEF and None give PORT_ANY_PIN. */
size_t machine_optional_pin(struct vm *vm, vm_value id);
/* ValueError for a pin that is only an input. */
void machine_check_output(struct vm *vm, size_t pin);
/* OSError or ValueError of a negated enum port_error; others pass. */
int machine_check(struct vm *vm, int result);
/* A number from min to 2^31 - 1, or ValueError naming it. */
uint32_t machine_number(struct vm *vm, vm_value v, uint32_t min,
    const char *name);

/* New bytes, as many as nbytes says, to be read into. */
vm_value machine_new_bytes(struct vm *vm, vm_value nbytes,
    struct vm_bytes_view *view);

/* The object of an interrupt: called, it calls handler(source). slot as in
 * runner.h. Its trigger is kept by whoever made it. */
vm_value machine_irq_new(struct vm *vm, size_t slot, vm_value source);
/* irq(handler, trigger, ..., hard): sets it up again and installs it. A
 * handler of None takes it away. */
void machine_irq_set(struct vm *vm, vm_value irq, vm_value handler,
    intptr_t trigger, bool hard);
vm_value machine_irq_source(vm_value irq);
/* The object installed for a slot, or VM_NONE. */
vm_value machine_irq_installed(struct vm *vm, size_t slot);

extern const struct vm_type vm_type_machine_irq;
extern const struct vm_type vm_type_machine_pin;
extern const struct vm_type vm_type_machine_adc;
extern const struct vm_type vm_type_machine_timer;
extern const struct vm_type vm_type_machine_rtc;
extern const struct vm_type vm_type_machine_pwm;
extern const struct vm_type vm_type_machine_i2c;
extern const struct vm_type vm_type_machine_soft_i2c;
extern const struct vm_type vm_type_machine_spi;
extern const struct vm_type vm_type_machine_soft_spi;
extern const struct vm_type vm_type_machine_uart;
extern const struct vm_type vm_type_machine_wdt;
#if MACHINE_HAS_KINDS
extern const struct vm_type vm_type_machine_pin_esp32;
extern const struct vm_type vm_type_machine_pin_esp8266;
extern const struct vm_type vm_type_machine_pin_wipy;
extern const struct vm_type vm_type_machine_adc_esp32;
extern const struct vm_type vm_type_machine_adc_esp8266;
extern const struct vm_type vm_type_machine_adc_wipy;
extern const struct vm_type vm_type_machine_adc_block;
extern const struct vm_type vm_type_machine_rtc_esp32;
extern const struct vm_type vm_type_machine_rtc_esp8266;
extern const struct vm_type vm_type_machine_rtc_wipy;
extern const struct vm_type vm_type_machine_uart_esp8266;
extern const struct vm_type vm_type_machine_uart_wipy;
extern const struct vm_type vm_type_machine_touch_pad;
extern const struct vm_type vm_type_machine_dac;
#endif
#if PORT_HAS_WIRE
extern const struct vm_native machine_bitstream_native;
extern const struct vm_native machine_dht_readinto_native;
#endif

extern const struct vm_native machine_lightsleep_native;
extern const struct vm_native machine_deepsleep_native;
extern const struct vm_native machine_wake_reason_native;

#endif
