/* SPDX-License-Identifier: MIT */
/*
 * What goes too deep raises, in heaps of several sizes and on a small C
 * stack as well as a large one, and the VM goes on.
 */
#include <pthread.h>
#include <stdlib.h>

#include "check.h"
#include "heap_check.h"
#include "object/dict.h"
#include "runtime/state.h"
#include "vm.h"

/* Of threads, and what of it the VM may use: as threads have, and twice what
 * firmware gives with words half as wide. Sanitizers make frames wider. */
#ifdef __SANITIZE_ADDRESS__
#define WIDER ((size_t)4)
#else
#define WIDER ((size_t)1)
#endif
static const struct stack {
	size_t size;
	size_t limit;
} stacks[] = {
	{ (size_t)256 * 1024, (size_t)160 * 1024 },
	{ (size_t)192 * 1024, (size_t)96 * 1024 },
	{ WIDER * 48 * 1024, WIDER * 16 * 1024 },
};

#define NEST(open, close) \
	"exec('x = ' + '" open "' * 3000 + '1' + '" close "' * 3000)\n"

static const char *const programs[] = {
	"def f(): f()\nf()\n",
	"def f(n): return f(n + 1) + 1\nf(0)\n",
	"def f(*a, **k): f(*a, **k)\nf(1, b=2)\n",
	"f = lambda n: f(n)\nf(1)\n",
	"def g(n):\n    yield from g(n + 1)\nlist(g(0))\n",
	"def g():\n    for x in g(): yield x\nlist(g())\n",
	"async def c(): await c()\nc().send(None)\n",
	"class K:\n    def __getattr__(s, n): return getattr(s, n + 'a')\nK().x\n",
	"class K:\n    def __eq__(s, o): return s == o\nK() == K()\n",
	"class K:\n    def __lt__(s, o): return s < o\nK() < K()\n",
	"class K:\n    def __hash__(s): return hash(s)\n{K(): 1}\n",
	"class K:\n    def __repr__(s): return repr(s)\nrepr(K())\n",
	"class K:\n    def __str__(s): return '%s' % s\nstr(K())\n",
	"class K:\n    def __str__(s): return f'{s}'\nstr(K())\n",
	"class K:\n    def __add__(s, o): return s + o\nK() + 1\n",
	"class K:\n    def __getitem__(s, i): return s[i]\nK()[0]\n",
	"class K:\n    def __call__(s): return s()\nK()()\n",
	"class K:\n    def __iter__(s): return iter(s)\nfor x in K(): pass\n",
	"class K:\n    def __next__(s): return next(s)\nnext(K())\n",
	"class K:\n    def __contains__(s, x): return x in s\n1 in K()\n",
	"class K:\n    def __len__(s): return len(s)\nlen(K())\n",
	"class K:\n    def __bool__(s): return bool(s)\nbool(K())\n",
	"class K:\n    def __init__(s): K()\nK()\n",
	"class K:\n    def __enter__(s):\n        with s: pass\n"
	"    def __exit__(s, *a): pass\nwith K(): pass\n",
	"class K:\n    @property\n    def p(s): return s.p\nK().p\n",
	"class K:\n    def __del__(s): K()\nK()\n",
	"class K: pass\nfor i in range(3000): K = type('K', (K,), {})\nK().x\n",
	"def k(x): return sorted([2, 1], key=k)\nsorted([2, 1], key=k)\n",
	"def m(x): return list(map(m, [x]))\nm(1)\n",
	"def f(x): return max([1, 2], key=f)\nf(1)\n",
	"def f(): exec('f()')\nf()\n",
	"def f(): eval('f()')\nf()\n",
	"def f():\n    try: f()\n    finally: f()\n",
	"def f(n):\n    try: 1 // 0\n    except Exception as e: f(n)\nf(1)\n",
	"l = []\nfor i in range(3000): l = [l]\nrepr(l)\n",
	"l = ()\nfor i in range(3000): l = (l,)\nrepr(l)\nhash(l)\n",
	"l = {}\nfor i in range(3000): l = {1: l}\nstr(l)\n",
	"l = []\nm = []\nfor i in range(3000): l = [l]; m = [m]\nl == m\n",
	"l = ()\nm = ()\nfor i in range(3000): l = (l,); m = (m,)\nl < m\n",
	"l = {}\nm = {}\nfor i in range(3000): l = {1: l}; m = {1: m}\nl == m\n",
	"l = frozenset()\nfor i in range(3000): l = frozenset((l,))\nhash(l)\n",
	"l = []\nl.append(l)\nstr(l)\nl == [l]\n",
	"l = []\nm = [l]\nl.append(m)\nl == m\n",
	"d = {}\nd[1] = d\nrepr(d)\nd == {1: d}\n",
	"t = int\nfor i in range(3000): t = (t,)\nisinstance('', t)\n",
	"t = ValueError\nfor i in range(3000): t = (t,)\n"
	"try: raise KeyError\nexcept t: pass\n",
	"import json\nl = []\nfor i in range(3000): l = [l]\njson.dumps(l)\n",
	"import json\nl = []\nl.append(l)\njson.dumps(l)\n",
	"import json\njson.loads('[' * 3000 + ']' * 3000)\n",
	"import json\njson.loads('{\"a\":' * 3000 + '1' + '}' * 3000)\n",
	"import re\nre.compile('(' * 3000 + ')' * 3000)\n",
	"import re\nre.match('(a*)*' * 20, 'a' * 200)\n",
	NEST("(", ")"),
	NEST("[", "]"),
	NEST("{1:", "}"),
	NEST("(1,", ")"),
	NEST("-", ""),
	NEST("not ", ""),
	NEST("lambda: ", ""),
	NEST("1 if 1 else ", ""),
	NEST("f(", ")"),
	NEST("a[", "]"),
	NEST("[x for x in ", "]"),
	NEST("2 ** ", ""),
	NEST("1 + (", ")"),
	NEST("x := (", ")"),
	NEST("await ", ""),
	"exec('x = a' + '.b' * 3000)\n",
	"exec('x = a' + '()' * 3000)\n",
	"exec('x = 1' + ' + 1' * 3000)\n",
	"exec('x = 1' + ' < 1' * 3000)\n",
	"exec('x = ' + 'f\"{' * 40 + '1' + '}\"' * 40)\n",
	"exec('a = ' * 3000 + '1')\n",
	"exec(''.join(' ' * i + 'if 1:\\n' for i in range(200)) + ' ' * 200 + "
	"'1')\n",
	"exec(''.join(' ' * i + 'def f():\\n' for i in range(100)) + "
	"' ' * 100 + '1')\n",
	"exec(''.join(' ' * i + 'class K:\\n' for i in range(100)) + "
	"' ' * 100 + '1')\n",
	"e = None\nfor i in range(2000):\n    n = ValueError(i)\n"
	"    n.__cause__ = e\n    e = n\nraise e\n",
	"def f(n):\n    try: raise KeyError\n    finally: f(n)\nf(1)\n",
	"import sys, io\ntry:\n    def f(): f()\n    f()\n"
	"except RuntimeError as e: sys.print_exception(e, io.StringIO())\n",
	"class K:\n    def __get__(s, o, t): return o.p\n"
	"class L: p = K()\nL().p\n",
	"class K:\n    def __set__(s, o, v): o.p = v\n"
	"class L: p = K()\nL().p = 1\n",
	"class K:\n    @property\n    def p(s): return 1\n"
	"    @p.setter\n    def p(s, v): s.p = v\nK().p = 1\n",
	"class K:\n    def __setattr__(s, n, v): setattr(s, n, v)\nK().x = 1\n",
	"class K:\n    def __delattr__(s, n): delattr(s, n)\ndel K().x\n",
	"class K:\n    def __getattribute__(s, n): return getattr(s, n)\n"
	"    def __getattr__(s, n): return s.y\nK().x\n",
	"class K:\n    def __setitem__(s, i, v): s[i] = v\nK()[0] = 1\n",
	"class K:\n    def __delitem__(s, i): del s[i]\ndel K()[0]\n",
	"class K:\n    def __radd__(s, o): return o + s\n1 + K()\n",
	"class K:\n    def __iadd__(s, o):\n        s += o\n        return s\n"
	"k = K()\nk += 1\n",
	"class K:\n    def __neg__(s): return -s\n-K()\n",
	"class K:\n    def __int__(s): return int(s)\nint(K())\n",
	"class K:\n    def __index__(s): return [1][s]\n[1][K()]\n",
	"class K:\n    def __format__(s, f): return format(s, f)\n"
	"format(K(), '>5')\nf'{K():5}'\n",
	"class K:\n    def __bytes__(s): return bytes(s)\nbytes(K())\n",
	"class K:\n    def __iter__(s): return iter(list(s))\nlist(K())\n",
	"class K:\n    def __iter__(s): yield from s\nsum(K())\n",
	"class K:\n    def __next__(s): return max(s)\n"
	"    def __iter__(s): return s\nmax(K())\n",
	"class K:\n    def __lt__(s, o): return sorted([s, o])\n"
	"sorted([K(), K()])\n",
	"class K:\n    def __gt__(s, o): return max(s, o)\nmax(K(), K())\n",
	"class K:\n    def __eq__(s, o): return s in [o]\n"
	"    def __hash__(s): return 1\n{K(): 1}[K()]\n",
	"class K:\n    def __repr__(s): return '%r' % [s]\nprint(K())\n",
	"class K:\n    def __exit__(s, *a):\n        with K(): pass\n"
	"    def __enter__(s): pass\nwith K(): pass\n",
	"def d(f): return d(d)(f)\n@d\ndef f(): pass\n",
	"import io\nclass S(io.IOBase):\n"
	"    def write(s, b): print(b, file=s)\nprint(1, file=S())\n",
	"import re\ndef f(m): return re.sub('a', f, 'a')\nf(1)\n",
	"import heapq\nclass K:\n    def __lt__(s, o):\n"
	"        heapq.heapify([s, o])\nheapq.heapify([K(), K()])\n",
	"from collections import deque\nd = deque((), 5)\nd.append(d)\nrepr(d)\n",
	"x = type('K', (), {})()\nx.x = x\nrepr(x)\n",
};

static const size_t sizes[] = { 24 * 1024, 64 * 1024, 512 * 1024,
	8 * 1024 * 1024 };

static enum vm_result
run(struct vm *vm, const char *text)
{
	return vm_exec_source(vm, text, strlen(text), "test", VM_EXEC_FILE);
}

/* A word left on the stack may look like a pointer to the garbage, and the
 * collector believes it. */
static __attribute__((noinline)) void
clear_stack(void)
{
	volatile char stale[32 * 1024];

	for (size_t i = 0; i < sizeof(stale); i++)
		stale[i] = 0;
}

static void
check_program(const char *text, size_t size, size_t c_stack)
{
	static const struct vm_host host = { .platform = "test" };
	const struct vm_config config = { .c_stack_size = c_stack };
	void *block = malloc(size);
	const char *wrong;
	struct vm *vm;
	char error[256];

	if (block == NULL || vm_init(&vm, block, size, &host, &config) != VM_OK)
		abort();
	if (run(vm, text) != VM_OK)
		(void)vm_error_text(vm, error, sizeof(error));
	wrong = heap_check(vm);
	/* What fills the heap is garbage now. */
	vm_dict_clear(vm, vm_main_globals(vm));
	vm->last_exception = VM_UNDEF;
	clear_stack();
	if (wrong == NULL && run(vm, "[i for i in range(9)]\n") != VM_OK)
		wrong = "the VM does not go on";
	if (wrong != NULL) {
		printf("# heap of %zu: %s", size, text);
		check_report(__FILE__, __LINE__, wrong);
	}
	vm_fini(vm);
	free(block);
}

static void
check_all(size_t c_stack)
{
	for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++) {
		for (size_t n = 0; n < sizeof(sizes) / sizeof(sizes[0]); n++)
			check_program(programs[i], sizes[n], c_stack);
	}
}

static void *
on_small_stack(void *arg)
{
	const struct stack *stack = arg;

	check_all(stack->limit);
	return arg;
}

TEST(deep_programs_raise)
{
	check_all(0);
}

TEST(deep_programs_raise_on_small_stacks)
{
	for (size_t i = 0; i < sizeof(stacks) / sizeof(stacks[0]); i++) {
		struct stack stack = stacks[i];
		pthread_attr_t attr;
		pthread_t thread;

		pthread_attr_init(&attr);
		pthread_attr_setstacksize(&attr, stack.size);
		CHECK_INT(pthread_create(&thread, &attr, on_small_stack,
			      &stack),
		    0);
		pthread_join(thread, NULL);
	}
}

int
main(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	RUN(deep_programs_raise);
	RUN(deep_programs_raise_on_small_stacks);
	return check_done();
}
