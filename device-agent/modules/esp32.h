/* SPDX-License-Identifier: MIT */
/* What the parts of the modules esp and esp32 share. */
#ifndef ESP32_H
#define ESP32_H

#include "machine.h"
#include "port_esp.h"

/* Errors of the maker's library that programs know by number. */
enum esp32_error {
	ESP32_NVS_NOT_FOUND = 0x1102,
	ESP32_NVS_KEY_TOO_LONG = 0x1109,
	ESP32_NVS_INVALID_LENGTH = 0x110c,
	ESP32_OTA_VALIDATE_FAILED = 0x1503
};

/* OSError(-error, "ESP_ERR_...") */
VM_NORETURN void esp32_raise(struct vm *vm, enum esp32_error error);

extern const struct vm_type vm_type_esp32_nvs;
extern const struct vm_type vm_type_esp32_partition;
extern const struct vm_type vm_type_esp32_rmt;
extern const struct vm_type vm_type_esp32_ulp;

#endif
