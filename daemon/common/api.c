/* SPDX-License-Identifier: MIT */
/* The table of API methods, expanded from api.def. */

#include "config.h"

#include "daemon/common/api.h"

const struct api_method api_methods[] = {
#define X(value, IDENT, title, method, route, least, bits, handler, text) \
	{                                                                 \
		.name = (title),                                          \
		.path = (route),                                          \
		.summary = (text),                                        \
		.id = (value),                                            \
		.verb = API_VERB_##method,                                \
		.role = API_ROLE_##least,                                 \
		.flags = (bits),                                          \
	},
#include "api.def"
#undef X
};

const size_t api_method_count = sizeof(api_methods) / sizeof(api_methods[0]);

const struct api_method *
api_by_id(uint16_t id)
{
	size_t i;

	for (i = 0; i < api_method_count; i++)
		if (api_methods[i].id == id)
			return &api_methods[i];
	return NULL;
}

const char *
api_verb_name(enum api_verb verb)
{
	static const char *const names[] = {
		[API_VERB_GET] = "GET",
		[API_VERB_POST] = "POST",
		[API_VERB_PUT] = "PUT",
		[API_VERB_DELETE] = "DELETE",
	};

	return names[verb];
}
