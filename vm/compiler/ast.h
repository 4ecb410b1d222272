/* SPDX-License-Identifier: MIT */
/*
 * Syntax tree. A node is an eight-byte head and a row of kids; a kid is a
 * node (NULL where optional) or a number, mostly an index into the pool of
 * names and constants. Nodes live in the compiler's arena.
 */
#ifndef VM_COMPILER_AST_H
#define VM_COMPILER_AST_H

#include <stddef.h>
#include <stdint.h>

#include "operator.h"

struct vm_node;

union vm_kid {
	struct vm_node *node;
	uintptr_t index;
};

struct vm_node {
	uint32_t kind : 7; /* enum vm_node_kind */
	uint32_t flags : 5;
	uint32_t line : 20;
	uint32_t count;
	union vm_kid kid[];
};

/* An absent name or constant. */
#define VM_NO_INDEX UINT16_MAX

/* NODE(kind) with its kids; lower case is an index, [x] may be NULL. */
enum vm_node_kind {
	/* Expressions. */
	VM_NODE_NAME,          /* name */
	VM_NODE_CONST,         /* constant */
	VM_NODE_TUPLE,         /* ITEM... */
	VM_NODE_LIST,          /* ITEM... */
	VM_NODE_SET,           /* ITEM... */
	VM_NODE_DICT,          /* [KEY] VALUE ...; no key: ** */
	VM_NODE_STAR,          /* EXPR */
	VM_NODE_DOUBLE_STAR,   /* EXPR, in calls */
	VM_NODE_KEYWORD,       /* name VALUE, in calls */
	VM_NODE_UNARY,         /* EXPR; flags: operator */
	VM_NODE_BINARY,        /* FIRST {operator NEXT}... of one precedence */
	VM_NODE_COMPARE,       /* FIRST {operator NEXT}... */
	VM_NODE_NOT,           /* EXPR */
	VM_NODE_AND,           /* EXPR... */
	VM_NODE_OR,            /* EXPR... */
	VM_NODE_CONDITIONAL,   /* TEST THEN ELSE */
	VM_NODE_WALRUS,        /* NAME VALUE */
	VM_NODE_ATTRIBUTE,     /* VALUE name */
	VM_NODE_SUBSCRIPT,     /* VALUE INDEX */
	VM_NODE_SLICE,         /* [LOW] [HIGH] [STEP] */
	VM_NODE_CALL,          /* CALLEE ARGUMENT... */
	VM_NODE_COMPREHENSION, /* ELEMENT [VALUE] scope CLAUSE...; flags */
	VM_NODE_COMP_FOR,      /* TARGET ITERABLE; flags: async */
	VM_NODE_COMP_IF,       /* TEST */
	VM_NODE_YIELD,         /* [VALUE] */
	VM_NODE_YIELD_FROM,    /* VALUE */
	VM_NODE_AWAIT,         /* VALUE */
	VM_NODE_FSTRING,       /* CONST or FORMAT ... */
	VM_NODE_FORMAT,        /* VALUE [SPEC] conversion */
	VM_NODE_FUNCTION,      /* name PARAMS BODY scope DECORATOR... */
	VM_NODE_CLASS,         /* name ARGS BODY scope DECORATOR... */
	VM_NODE_PARAMS,        /* PARAM... */
	VM_NODE_PARAM,         /* name [DEFAULT] [type]; flags: kind */
	VM_NODE_ARGS,          /* as in CALL, without callee */

	/* Statements. */
	VM_NODE_BLOCK,      /* STATEMENT... */
	VM_NODE_EXPRESSION, /* EXPR */
	VM_NODE_ASSIGN,     /* TARGET... VALUE */
	VM_NODE_AUGMENTED,  /* TARGET VALUE; flags: operator */
	VM_NODE_ANNOTATED,  /* TARGET: without a value */
	VM_NODE_DELETE,     /* TARGET... */
	VM_NODE_PASS,
	VM_NODE_BREAK,
	VM_NODE_CONTINUE,
	VM_NODE_RETURN,      /* [VALUE] */
	VM_NODE_RAISE,       /* [EXCEPTION] [CAUSE] */
	VM_NODE_GLOBAL,      /* name... */
	VM_NODE_NONLOCAL,    /* name... */
	VM_NODE_ASSERT,      /* TEST [MESSAGE] */
	VM_NODE_IMPORT,      /* {dotted alias}...; no alias: VM_NO_INDEX */
	VM_NODE_IMPORT_FROM, /* level dotted {name alias}...; none: star */
	VM_NODE_IF,          /* {TEST BODY}... [ELSE] */
	VM_NODE_WHILE,       /* TEST BODY [ELSE] */
	VM_NODE_FOR,         /* TARGET ITERABLE BODY [ELSE]; flags: async */
	VM_NODE_TRY,         /* BODY [ELSE] [FINALLY] HANDLER... */
	VM_NODE_HANDLER,     /* [TYPE] alias BODY */
	VM_NODE_WITH,        /* CONTEXT [TARGET] BODY; flags: async */
};

/* Flags of FUNCTION. */
#define VM_FUNCTION_ASYNC    1u
#define VM_FUNCTION_LAMBDA   2u
#define VM_FUNCTION_COMPILED 4u /* BODY gone, scope is a code constant */
#define VM_FUNCTION_CLASS    8u /* compiled code wants the __class__ cell */
#define VM_FUNCTION_VIPER                         \
	16u /* PARAMs have a third kid, the type; \
	     * flags of PARAMS: that of the result */

/* Flag of COMP_FOR, FOR and WITH. */
#define VM_ASYNC 1u

/* Flags of COMPREHENSION. */
enum vm_comprehension {
	VM_COMPREHENSION_LIST,
	VM_COMPREHENSION_SET,
	VM_COMPREHENSION_DICT,
	VM_COMPREHENSION_GENERATOR,
};

/* Flags of PARAM. */
enum vm_param_kind {
	VM_PARAM_POSITIONAL, /* before a slash */
	VM_PARAM_NORMAL,
	VM_PARAM_VARARGS, /* *name; a bare * has no PARAM of its own */
	VM_PARAM_KEYWORD, /* after a star */
	VM_PARAM_KWARGS,
};

/* Kid positions that several files use. */
#define VM_FUNCTION_NAME         0
#define VM_FUNCTION_PARAMS       1
#define VM_FUNCTION_BODY         2
#define VM_FUNCTION_SCOPE        3
#define VM_FUNCTION_DECORATORS   4

#define VM_COMPREHENSION_ELEMENT 0
#define VM_COMPREHENSION_VALUE   1
#define VM_COMPREHENSION_SCOPE   2
#define VM_COMPREHENSION_CLAUSES 3

#endif
