/* SPDX-License-Identifier: MIT */
/* API: the gateway, and the list of methods. */
#include "config.h"

#include <string.h>

#include "daemon/fleet/api_handlers.h"
#include "daemon/fleet/api_request.h"
#include "daemon/fleet/disk.h"
#include "daemon/fleet/gateway.h"
#include "proto/status.h"

void
api_gw_info(struct api_request *request, struct board *board)
{
	(void)board;
	api_reply(request, gateway_json(request->fleet));
}

static bool
is_all_well(const json_t *checks)
{
	const char *level;
	size_t i;

	for (i = 0; i < json_array_size(checks); i++) {
		level = json_string_value(
		    json_object_get(json_array_get(checks, i), "level"));
		if (level == NULL || strcmp(level, "fail") == 0)
			return false;
	}
	return true;
}

static void
doctor_on_checked(void *arg, uint16_t status, const char *text)
{
	struct api_request *request = arg;
	json_t *store = NULL;
	json_t *checks = json_array();

	if (status == PROTO_STATUS_OK)
		store = json_loads(text, 0, NULL);
	json_array_extend(checks, json_object_get(store, "checks"));
	if (json_array_size(checks) == 0)
		json_array_append_new(checks,
		    json_pack("{s:s, s:b, s:s, s:s, s:s}", "name", "database",
			"ok", 0, "level", "fail", "message", text, "hint",
			"see the log of upyd for the reason"));
	json_decref(store);
	gateway_check(request->fleet, checks);
	api_reply(request,
	    json_pack("{s:b, s:o}", "ok", is_all_well(checks), "checks",
		checks));
}

void
api_gw_doctor(struct api_request *request, struct board *board)
{
	(void)board;
	disk_check(request->fleet, doctor_on_checked, request);
}

static const char *const role_names[] = {
	[API_ROLE_NONE] = "none",
	[API_ROLE_VIEW] = "view",
	[API_ROLE_OPERATE] = "operate",
	[API_ROLE_ADMIN] = "admin",
};

void
api_api_list(struct api_request *request, struct board *board)
{
	json_t *list = json_array();
	const struct api_method *method;
	size_t i;

	(void)board;
	for (i = 0; i < api_method_count; i++) {
		method = &api_methods[i];
		json_array_append_new(list,
		    json_pack("{s:s, s:s, s:s, s:s, s:s, s:b}", "name",
			method->name, "verb", api_verb_name(method->verb),
			"path", method->path, "role", role_names[method->role],
			"summary", method->summary, "stream",
			(method->flags & API_STREAM) != 0));
	}
	api_reply(request, json_pack("{s:o}", "methods", list));
}
