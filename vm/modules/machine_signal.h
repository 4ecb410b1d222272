/* SPDX-License-Identifier: MIT */
/*
 * What every module machine has about pins, whatever its pins are: Signal
 * (a pin that may be inverted), PinBase (for pins written in Python) and
 * time_pulse_us. They call the pin's value() and nothing else.
 */
#ifndef VM_MACHINE_SIGNAL_H
#define VM_MACHINE_SIGNAL_H

#include "../object/function.h"

extern const struct vm_type vm_type_machine_signal;
extern const struct vm_type vm_type_machine_pin_base;
extern const struct vm_native vm_machine_time_pulse_us;

#endif
