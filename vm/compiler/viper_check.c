/* SPDX-License-Identifier: MIT */
/*
 * Types inside viper functions, checked before code is generated: locals
 * keep the type of their first value, machine types and objects do not mix.
 * The code works without these checks, so what they do not follow has an
 * unknown type, and that fits everywhere.
 */
#include <string.h>

#include "../object/exception.h"
#include "../object/names.h"
#include "../object/str.h"
#include "../runtime/viper.h"
#include "../runtime/writer.h"
#include "codegen_parts.h"

/* Beside the types of viper.h. */
enum {
	TYPE_NONE = VM_VIPER_WRAP,
	TYPE_UNSET, /* a local before its first value */
	TYPE_UNKNOWN,
};

struct check {
	struct vm_codegen *gen;
	uint8_t local[VM_NEAR_REGISTERS];
	vm_value error; /* the last one is told */
};

static unsigned expression(struct check *c, const struct vm_node *node);
static void statement(struct check *c, const struct vm_node *node);

static const char *
type_name(unsigned type)
{
	static const char *const names[] = { "object", "bool", "int", "uint",
		"ptr", "ptr8", "ptr16", "ptr32", "None" };

	return names[type];
}

static bool
is_known(unsigned type)
{
	return type < TYPE_UNSET;
}

static bool
is_int(unsigned type)
{
	return type == VM_VIPER_INT || type == VM_VIPER_UINT;
}

/* Of a machine word. */
static bool
is_native(unsigned type)
{
	return type > VM_VIPER_OBJECT && type < TYPE_NONE;
}

static bool
is_memory(unsigned type)
{
	return type >= VM_VIPER_PTR8 && type <= VM_VIPER_PTR32;
}

/* Notes an error about one or two types; format has their places. */
static void
fail(struct check *c, const char *format, unsigned a, unsigned b)
{
	struct vm *vm = c->gen->compiler->vm;
	struct vm_writer message;

	vm_writer_init(&message);
	vm_write_format(vm, &message, format, type_name(a), type_name(b));
	c->error = vm_writer_str(vm, &message);
}

static void
fail_name(struct check *c, const char *format, vm_value name, unsigned a,
    unsigned b)
{
	struct vm *vm = c->gen->compiler->vm;
	struct vm_writer message;

	vm_writer_init(&message);
	vm_write_format(vm, &message, format, name, type_name(a), type_name(b));
	c->error = vm_writer_str(vm, &message);
}

/* ---- expressions ------------------------------------------------------- */

static vm_value
name_of(struct check *c, const struct vm_node *node)
{
	return vm_pool_get(c->gen->compiler, node->kid[0].index);
}

/* The type of a local, or NULL for other names. */
static uint8_t *
local_of(struct check *c, const struct vm_node *node)
{
	struct vm_place place = vm_codegen_place(c->gen, node->kid[0].index);

	return place.kind == VM_PLACE_REGISTER &&
		place.slot < VM_NEAR_REGISTERS ?
	    &c->local[place.slot] :
	    NULL;
}

static unsigned
type_of_name(struct check *c, const struct vm_node *node)
{
	const uint8_t *local = local_of(c, node);

	if (local == NULL)
		return vm_codegen_place(c->gen, node->kid[0].index).kind ==
			VM_PLACE_GLOBAL ?
		    VM_VIPER_OBJECT :
		    TYPE_UNKNOWN;
	if (*local != TYPE_UNSET)
		return *local;
	fail_name(c, "local %q used before type known", name_of(c, node), 0, 0);
	return TYPE_UNKNOWN;
}

static unsigned
type_of_constant(struct check *c, const struct vm_node *node)
{
	vm_value v = name_of(c, node);

	if (v == VM_NONE)
		return TYPE_NONE;
	if (vm_is_bool(v))
		return VM_VIPER_BOOL;
	return vm_is_int(v) ? VM_VIPER_INT : VM_VIPER_OBJECT;
}

static unsigned
binary(struct check *c, unsigned operator_, unsigned a, unsigned b)
{
	if (!is_known(a) || !is_known(b) || a == TYPE_NONE || b == TYPE_NONE)
		return TYPE_UNKNOWN;
	if (a == VM_VIPER_OBJECT && b == VM_VIPER_OBJECT)
		return VM_VIPER_OBJECT;
	if (!is_native(a) || !is_int(b)) {
		fail(c, "can't do binary op between '%s' and '%s'", a, b);
		return a;
	}
	if (operator_ == VM_OPERATOR_POW)
		fail(c, "binary op __pow__ not implemented", a, b);
	else if (operator_ == VM_OPERATOR_DIV)
		fail(c, "binary op __truediv__ not implemented", a, b);
	else if (operator_ == VM_OPERATOR_MATMUL)
		fail(c, "binary op __matmul__ not implemented", a, b);
	return a;
}

static unsigned
type_of_binary(struct check *c, const struct vm_node *node)
{
	unsigned type = expression(c, node->kid[0].node);

	for (uint32_t i = 1; i + 1 < node->count; i += 2)
		type = binary(c, (unsigned)node->kid[i].index, type,
		    expression(c, node->kid[i + 1].node));
	return type;
}

/* `in` and `is` are for objects. */
static unsigned
type_of_membership(struct check *c, unsigned a, unsigned b)
{
	if (!is_native(a) || !is_known(b))
		return TYPE_UNKNOWN;
	if (is_int(b))
		fail(c, "binary op  not implemented", a, b);
	else
		fail(c, "can't do binary op between '%s' and '%s'", a, b);
	return a;
}

/* Of one comparison with `==`, `<` and so on. */
static unsigned
type_of_relation(struct check *c, unsigned a, unsigned b)
{
	if (is_int(a) && is_int(b)) {
		if (a != b)
			fail(c, "comparison of int and uint", a, b);
		return VM_VIPER_BOOL;
	}
	if ((a == VM_VIPER_OBJECT && is_int(b)) ||
	    (is_int(a) && b == VM_VIPER_OBJECT)) {
		fail(c, "can't do binary op between '%s' and '%s'", a, b);
		return a;
	}
	return a == VM_VIPER_BOOL && b == a ? a : (unsigned)TYPE_UNKNOWN;
}

static unsigned
type_of_comparison(struct check *c, const struct vm_node *node)
{
	unsigned a = expression(c, node->kid[0].node);
	unsigned b = expression(c, node->kid[2].node);
	unsigned operator_ = (unsigned)node->kid[1].index;

	for (uint32_t i = 4; i < node->count; i += 2)
		expression(c, node->kid[i].node);
	if (a == VM_VIPER_OBJECT && b == VM_VIPER_OBJECT)
		return VM_VIPER_OBJECT;
	if (node->count > 3)
		return is_int(a) ? VM_VIPER_BOOL : TYPE_UNKNOWN;
	if (operator_ >= VM_OPERATOR_IN)
		return type_of_membership(c, a, b);
	return type_of_relation(c, a, b);
}

static unsigned
type_of_not(struct check *c, const struct vm_node *node)
{
	unsigned type = expression(c, node->kid[0].node);

	if (is_int(type))
		fail(c, "'not' not implemented", type, type);
	else if (type == VM_VIPER_BOOL)
		fail(c, "can't do unary op of '%s'", type, type);
	return is_known(type) ? type : TYPE_UNKNOWN;
}

/* Types of all of them, or unknown. */
static unsigned
common_type(struct check *c, const struct vm_node *node, uint32_t first)
{
	unsigned common = TYPE_UNSET;

	for (uint32_t i = first; i < node->count; i++) {
		unsigned type = expression(c, node->kid[i].node);

		if (common == TYPE_UNSET)
			common = type;
		else if (common != type)
			common = TYPE_UNKNOWN;
	}
	return common;
}

static void
check_index(struct check *c, const struct vm_node *node, const char *format)
{
	unsigned type = expression(c, node);

	if (is_known(type) && !is_int(type))
		fail(c, format, type, type);
}

static unsigned
type_of_subscript(struct check *c, const struct vm_node *node)
{
	unsigned base = expression(c, node->kid[0].node);

	if (is_memory(base)) {
		check_index(c, node->kid[1].node, "can't load with '%s' index");
		return VM_VIPER_INT;
	}
	if (is_native(base))
		fail(c, "can't load from '%s'", base, base);
	expression(c, node->kid[1].node);
	return base == VM_VIPER_OBJECT ? base : TYPE_UNKNOWN;
}

static unsigned
type_of_call(struct check *c, const struct vm_node *node)
{
	unsigned type;

	common_type(c, node, 1);
	if (vm_codegen_viper_is_cast(c->gen, node, &type))
		return type;
	expression(c, node->kid[0].node);
	return VM_VIPER_OBJECT;
}

static unsigned
expression(struct check *c, const struct vm_node *node)
{
	unsigned type;

	if (node == NULL)
		return TYPE_UNKNOWN;
	vm_compiler_check_depth(c->gen->compiler);
	switch ((int)node->kind) {
	case VM_NODE_NAME:
		return type_of_name(c, node);
	case VM_NODE_CONST:
		return type_of_constant(c, node);
	case VM_NODE_UNARY:
		type = expression(c, node->kid[0].node);
		return type == VM_VIPER_BOOL ? TYPE_UNKNOWN : type;
	case VM_NODE_BINARY:
		return type_of_binary(c, node);
	case VM_NODE_COMPARE:
		return type_of_comparison(c, node);
	case VM_NODE_NOT:
		return type_of_not(c, node);
	case VM_NODE_AND:
	case VM_NODE_OR:
		return common_type(c, node, 0);
	case VM_NODE_CONDITIONAL:
		expression(c, node->kid[0].node);
		return common_type(c, node, 1);
	case VM_NODE_ATTRIBUTE:
		expression(c, node->kid[0].node);
		return VM_VIPER_OBJECT;
	case VM_NODE_SUBSCRIPT:
		return type_of_subscript(c, node);
	case VM_NODE_CALL:
		return type_of_call(c, node);
	case VM_NODE_KEYWORD:
		return expression(c, node->kid[1].node);
	case VM_NODE_TUPLE:
	case VM_NODE_LIST:
		common_type(c, node, 0);
		return VM_VIPER_OBJECT;
	case VM_NODE_FUNCTION:
	case VM_NODE_FSTRING:
	case VM_NODE_DICT:
	case VM_NODE_SET:
		return VM_VIPER_OBJECT;
	default:
		return TYPE_UNKNOWN;
	}
}

/* ---- statements -------------------------------------------------------- */

static void
store_local(struct check *c, const struct vm_node *node, unsigned type)
{
	uint8_t *local = local_of(c, node);

	if (local == NULL)
		return;
	if (*local == TYPE_UNSET)
		*local = (uint8_t)type;
	else if (is_known(*local) && is_known(type) && *local != type)
		fail_name(c, "local %q has type '%s' but source is '%s'",
		    name_of(c, node), *local, type);
}

static void
store_item(struct check *c, const struct vm_node *node, unsigned type)
{
	unsigned base = expression(c, node->kid[0].node);

	if (is_memory(base)) {
		check_index(c, node->kid[1].node,
		    "can't store with '%s' index");
		if (type == VM_VIPER_OBJECT || type == TYPE_NONE)
			fail(c, "can't store '%s'", type, type);
		return;
	}
	if (is_native(base))
		fail(c, "can't store to '%s'", base, base);
	expression(c, node->kid[1].node);
}

static void
store(struct check *c, const struct vm_node *target, unsigned type)
{
	switch ((int)target->kind) {
	case VM_NODE_NAME:
		store_local(c, target, type);
		break;
	case VM_NODE_SUBSCRIPT:
		store_item(c, target, type);
		break;
	case VM_NODE_TUPLE:
	case VM_NODE_LIST:
		for (uint32_t i = 0; i < target->count; i++)
			store(c, target->kid[i].node, VM_VIPER_OBJECT);
		break;
	case VM_NODE_STAR:
		store(c, target->kid[0].node, VM_VIPER_OBJECT);
		break;
	default:
		break;
	}
}

static void
check_return(struct check *c, const struct vm_node *node)
{
	unsigned wanted = c->gen->viper - 1u;
	unsigned type = expression(c, node->kid[0].node);

	if (is_known(type) && type != TYPE_NONE && type != wanted)
		fail(c, "return expected '%s' but got '%s'", wanted, type);
}

static void
check_test(struct check *c, const struct vm_node *node)
{
	unsigned type = expression(c, node);

	if (is_memory(type) || type == VM_VIPER_PTR)
		fail(c, "can't implicitly convert '%s' to 'bool'", type, type);
}

static bool
is_range(struct check *c, const struct vm_node *node)
{
	const struct vm_node *callee = node->kid[0].node;

	return node->kind == VM_NODE_CALL && callee->kind == VM_NODE_NAME &&
	    name_of(c, callee) == VM_NAME(range) &&
	    vm_codegen_place(c->gen, callee->kid[0].index).kind ==
	    VM_PLACE_GLOBAL;
}

static void
check_for(struct check *c, const struct vm_node *node)
{
	const struct vm_node *iterable = node->kid[1].node;
	unsigned type = VM_VIPER_OBJECT;

	if (is_range(c, iterable)) {
		type = common_type(c, iterable, 1);
		type = type == VM_VIPER_INT ? type : (unsigned)TYPE_UNKNOWN;
	} else {
		expression(c, iterable);
	}
	store(c, node->kid[0].node, type);
	for (uint32_t i = 2; i < node->count; i++)
		statement(c, node->kid[i].node);
}

static void
check_if(struct check *c, const struct vm_node *node)
{
	uint32_t i = 0;

	for (; i + 1 < node->count; i += 2) {
		check_test(c, node->kid[i].node);
		statement(c, node->kid[i + 1].node);
	}
	if (i < node->count)
		statement(c, node->kid[i].node);
}

static void
check_assignment(struct check *c, const struct vm_node *node)
{
	uint32_t last = node->count - 1;
	unsigned type = expression(c, node->kid[last].node);

	for (uint32_t i = 0; i < last; i++)
		store(c, node->kid[i].node, type);
}

static void
check_augmented(struct check *c, const struct vm_node *node)
{
	unsigned a = expression(c, node->kid[0].node);
	unsigned b = expression(c, node->kid[1].node);

	store(c, node->kid[0].node, binary(c, node->flags, a, b));
}

static void
check_raise(struct check *c, const struct vm_node *node)
{
	unsigned type = node->count > 0 ? expression(c, node->kid[0].node) :
					  (unsigned)TYPE_UNKNOWN;

	if (is_native(type))
		fail(c, "must raise an object", type, type);
}

/* What binds names in ways that are not followed. */
static void
forget_locals(struct check *c)
{
	for (size_t i = 0; i < sizeof(c->local); i++) {
		if (c->local[i] == TYPE_UNSET)
			c->local[i] = TYPE_UNKNOWN;
	}
}

static void
statement(struct check *c, const struct vm_node *node)
{
	if (node == NULL)
		return;
	vm_compiler_check_depth(c->gen->compiler);
	switch ((int)node->kind) {
	case VM_NODE_BLOCK:
		for (uint32_t i = 0; i < node->count; i++)
			statement(c, node->kid[i].node);
		break;
	case VM_NODE_EXPRESSION:
		expression(c, node->kid[0].node);
		break;
	case VM_NODE_ASSIGN:
		check_assignment(c, node);
		break;
	case VM_NODE_AUGMENTED:
		check_augmented(c, node);
		break;
	case VM_NODE_RETURN:
		if (node->kid[0].node != NULL)
			check_return(c, node);
		break;
	case VM_NODE_RAISE:
		check_raise(c, node);
		break;
	case VM_NODE_IF:
		check_if(c, node);
		break;
	case VM_NODE_WHILE: /* its test is compiled behind its body */
		statement(c, node->kid[1].node);
		check_test(c, node->kid[0].node);
		if (node->count > 2)
			statement(c, node->kid[2].node);
		break;
	case VM_NODE_FOR:
		check_for(c, node);
		break;
	case VM_NODE_PASS:
	case VM_NODE_BREAK:
	case VM_NODE_CONTINUE:
	case VM_NODE_GLOBAL:
	case VM_NODE_ASSERT:
		break;
	default:
		forget_locals(c);
		break;
	}
}

void
vm_codegen_viper_check(struct vm_codegen *gen, const struct vm_node *function)
{
	const struct vm_node *params = function->kid[VM_FUNCTION_PARAMS].node;
	struct check c = { .gen = gen, .error = VM_UNDEF };
	const struct vm_node *param;

	if (gen->viper == 0)
		return;
	memset(c.local, TYPE_UNSET, sizeof(c.local));
	for (uint32_t i = 0; i < params->count; i++) {
		param = params->kid[i].node;
		store_local(&c, param, (unsigned)param->kid[2].index);
	}
	statement(&c, function->kid[VM_FUNCTION_BODY].node);
	if (c.error != VM_UNDEF)
		vm_compiler_raise(gen->compiler, &vm_type_ViperTypeError,
		    function->line,
		    vm_pool_get(gen->compiler,
			function->kid[VM_FUNCTION_NAME].index),
		    vm_str_data(c.error));
}
