/* SPDX-License-Identifier: MIT */
/* The module builtins: its functions, types and exceptions by name. */
#include "../object/exception.h"
#include "../object/module.h"
#include "builtins.h"
#include "mod_io.h"
#include "modules.h"

#define X(ident, min, max) \
	VM_DEFINE_NATIVE(ident##_native, vm_builtin_##ident, min, max);
#define K(ident, min, max) \
	VM_DEFINE_NATIVE_KW(ident##_native, vm_builtin_##ident, min, max);
#include "builtins.def"
#undef X
#undef K

static const struct vm_member builtins_members[] = {
#define X(ident, min, max) { VM_NAME(ident), VM_NATIVE(ident##_native) },
#define K(ident, min, max) { VM_NAME(ident), VM_NATIVE(ident##_native) },
#include "builtins.def"
#undef X
#undef K
#define TYPE(ident)                                                \
	{                                                          \
		VM_NAME_AT(name_##ident), VM_PTR(&vm_type_##ident) \
	}
	TYPE(bool),
	TYPE(bytearray),
	TYPE(bytes),
	TYPE(classmethod),
#if VM_HAS_FLOAT
	TYPE(complex),
	TYPE(float),
#endif
	TYPE(dict),
	TYPE(enumerate),
	TYPE(filter),
	TYPE(frozenset),
	TYPE(int),
	TYPE(list),
	TYPE(map),
	TYPE(memoryview),
	TYPE(object),
	TYPE(property),
	TYPE(range),
	TYPE(reversed),
	TYPE(set),
	TYPE(slice),
	TYPE(staticmethod),
	TYPE(str),
	TYPE(super),
	TYPE(tuple),
	TYPE(type),
	TYPE(zip),
	TYPE(BaseException),
#define X(ident, base) TYPE(ident),
#include "../object/exceptions.def"
#undef X
	{ VM_NAME(open), VM_PTR(&vm_open_native) },
	{ VM_NAME(Ellipsis), VM_ELLIPSIS },
	{ VM_NAME(NotImplemented), VM_NOT_IMPLEMENTED },
	{ VM_NAME(__name__), VM_NAME(builtins) },
};

VM_DEFINE_MODULE(builtins, builtins_members);
