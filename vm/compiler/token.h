/* SPDX-License-Identifier: MIT */
/* Token kinds of the lexer, expanded from tokens.def. */
#ifndef VM_COMPILER_TOKEN_H
#define VM_COMPILER_TOKEN_H

enum vm_token {
#define TOKEN(name)          VM_TOKEN_##name,
#define KEYWORD(name, text)  VM_TOKEN_KW_##name,
#define OPERATOR(name, text) VM_TOKEN_##name,
#include "tokens.def"
#undef TOKEN
#undef KEYWORD
#undef OPERATOR
	VM_TOKEN_COUNT,
	VM_TOKEN_FIRST_KEYWORD = VM_TOKEN_KW_FALSE,
	VM_TOKEN_FIRST_OPERATOR = VM_TOKEN_POW_ASSIGN,
};

#endif
