/* SPDX-License-Identifier: MIT */
/* What converters and their blocks know of each other. */
#ifndef MACHINE_ADC_H
#define MACHINE_ADC_H

#include "machine.h"

enum { ADC_PIN, ADC_WIDTH, ADC_ATTENUATION, ADC_SLOTS };

/* The pin becomes an analog input. */
vm_value machine_adc_new(struct vm *vm, const struct vm_type *type, size_t pin,
    intptr_t width);
/* The ADCBlock the pin belongs to. */
vm_value machine_adc_block_of(struct vm *vm, size_t pin, intptr_t width);

#endif
