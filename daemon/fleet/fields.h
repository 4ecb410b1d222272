/* SPDX-License-Identifier: MIT */
/*
 * The field tables of device commands and events: how the API spells what
 * PROTOCOL.md numbers.
 */
#ifndef FLEET_FIELDS_H
#define FLEET_FIELDS_H

#include "daemon/fleet/field.h"

/* Arguments */
extern const struct field_table fields_none;
extern const struct field_table fields_path;
extern const struct field_table fields_fs_list;
extern const struct field_table fields_pin_list;
extern const struct field_table fields_rename;
extern const struct field_table fields_reset;
extern const struct field_table fields_identify;
extern const struct field_table fields_job;
extern const struct field_table fields_label;
extern const struct field_table fields_telemetry_set;
extern const struct field_table fields_pin_name;
extern const struct field_table fields_pin_set;
extern const struct field_table fields_update_confirm;

/* Results */
extern const struct field_table fields_info;
extern const struct field_table fields_stat;
extern const struct field_table fields_list;
extern const struct field_table fields_df;
extern const struct field_table fields_hash;
extern const struct field_table fields_pin;
extern const struct field_table fields_pin_value;
extern const struct field_table fields_pins;
extern const struct field_table fields_update;

/* Events */
extern const struct field_table fields_booted;
extern const struct field_table fields_job_started;
extern const struct field_table fields_job_exit;
extern const struct field_table fields_telemetry;
extern const struct field_table fields_pin_changed;
extern const struct field_table fields_link_stats;
extern const struct field_table fields_updated;

#endif
