/* SPDX-License-Identifier: MIT */
/* The codes of the API's errors and the HTTP status of each. */
#include "config.h"

#include "daemon/common/api_error.h"

static const struct {
	const char *code;
	unsigned int http;
} errors[] = {
	[API_ERROR_NONE] = { "", 200 },
#define X(IDENT, code, http) [API_ERROR_##IDENT] = { code, http },
#include "api_error.def"
#undef X
};

const char *
api_error_code(enum api_error error)
{
	return errors[error].code;
}

unsigned int
api_error_http(enum api_error error)
{
	return errors[error].http;
}
