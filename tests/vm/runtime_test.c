/* SPDX-License-Identifier: MIT */
/*
 * The VM as an embedder sees it: results, errors, several VMs, interrupt,
 * budget, small heaps, and every allocation failing in turn.
 */
#include <stdlib.h>

#include "check.h"
#include "modules/modules.h"
#include "object/names.h"
#include "object/str.h"
#include "runtime/heap.h"
#include "runtime/intern.h"
#include "runtime/state.h"
#include "vm.h"

#define OUTPUT_SIZE 4096

struct world {
	struct vm *vm;
	void *block;
	char output[OUTPUT_SIZE];
	size_t output_len;
	unsigned polls;
	bool interrupt;
	struct vm_host host;
	struct vm_config config;
};

static void
host_write(void *ctx, enum vm_stream stream, const char *data, size_t len)
{
	struct world *w = ctx;

	(void)stream;
	for (size_t i = 0; i < len && w->output_len + 1 < OUTPUT_SIZE; i++)
		w->output[w->output_len++] = data[i];
	w->output[w->output_len] = '\0';
}

static void
host_poll(void *ctx)
{
	struct world *w = ctx;

	if (w->interrupt && ++w->polls == 3)
		vm_interrupt(w->vm);
}

static enum vm_result
world_open(struct world *w, size_t heap)
{
	memset(w, 0, sizeof(*w));
	w->host.ctx = w;
	w->host.write = host_write;
	w->host.poll = host_poll;
	w->block = aligned_alloc(16, heap);
	return vm_init(&w->vm, w->block, heap, &w->host, &w->config);
}

static void
world_close(struct world *w)
{
	vm_fini(w->vm);
	free(w->block);
}

static enum vm_result
run(struct world *w, const char *text)
{
	w->output_len = 0;
	w->output[0] = '\0';
	return vm_exec_source(w->vm, text, strlen(text), "test", VM_EXEC_FILE);
}

static const char program[] =
    "class P:\n"
    "    def __init__(self, n):\n"
    "        self.n = n\n"
    "        self.items = [str(i) * 3 for i in range(n)]\n"
    "    def __len__(self):\n"
    "        return len(self.items)\n"
    "    def walk(self):\n"
    "        for i in self.items:\n"
    "            yield i + '!'\n"
    "def f(*a, **k):\n"
    "    try:\n"
    "        return {**k, 'sum': sum(a)}\n"
    "    finally:\n"
    "        k.clear()\n"
    "p = P(12)\n"
    "d = {x: (x, [x]) for x in p.walk()}\n"
    "e = f(*range(9), q=1.5, r=2 ** 100)\n"
    "t = '%s %r' % (len(p), sorted(e)) + ','.join(sorted(d))\n"
    "try:\n"
    "    e['nothing']\n"
    "except KeyError as x:\n"
    "    t += repr(x)\n"
    "g = [lambda y=y: y + len(t) for y in range(20)]\n"
    "print(len(t), g[3](), e['sum'], f'{e[\"r\"]:x}')\n";
static const char program_output[] = "105 108 36 10000000000000000000000000\n";

TEST(program_runs)
{
	struct world w;

	CHECK_INT(world_open(&w, 256 * 1024), VM_OK);
	CHECK_INT(run(&w, program), VM_OK);
	CHECK_STR(w.output, program_output);
	world_close(&w);
}

TEST(results_tell_what_happened)
{
	struct world w;
	char text[256];

	CHECK_INT(world_open(&w, 128 * 1024), VM_OK);
	CHECK_INT(run(&w, "def f():\n    1 / 0\nf()\n"), VM_RAISED);
	vm_error_text(w.vm, text, sizeof(text));
	CHECK_STR(text,
	    "Traceback (most recent call last):\n"
	    "  File \"test\", line 3, in <module>\n"
	    "  File \"test\", line 2, in f\n"
	    "ZeroDivisionError: divide by zero\n");
	CHECK_INT(vm_error_line(w.vm, text, 10), 34);
	CHECK_STR(text, "ZeroDivis");
	CHECK_INT(run(&w, "import sys\nsys.exit(7)\n"), VM_EXIT);
	CHECK_INT(vm_exit_code(w.vm), 7);
	CHECK_INT(run(&w, "raise KeyboardInterrupt\n"), VM_INTERRUPTED);
	CHECK_INT(run(&w, "x = [0] * 10000000\n"), VM_NO_MEMORY);
	CHECK_INT(run(&w, "x = (\n"), VM_RAISED);
	CHECK_INT(run(&w, "print('still alive')\n"), VM_OK);
	CHECK_STR(w.output, "still alive\n");
	world_close(&w);
}

TEST(functions_are_called)
{
	struct world w;
	vm_value f;
	vm_value args[2] = { VM_INT(20), VM_INT(22) };
	vm_value result = VM_UNDEF;
	int handle;

	CHECK_INT(world_open(&w, 64 * 1024), VM_OK);
	CHECK_INT(vm_exec_source(w.vm, "lambda a, b: a + b", 18, "test",
		      VM_EXEC_EVAL),
	    VM_OK);
	f = vm_last_value(w.vm);
	handle = vm_handle_new(w.vm, f);
	CHECK(handle >= 0);
	CHECK_INT(run(&w, "import gc\ngc.collect()\n"), VM_OK);
	CHECK_INT(vm_call_function(w.vm, vm_handle_get(w.vm, handle), 2, args,
		      &result),
	    VM_OK);
	CHECK_INT(vm_int_value(result), 42);
	vm_handle_free(w.vm, handle);
	world_close(&w);
}

TEST(machines_do_not_share_state)
{
	struct world a;
	struct world b;

	CHECK_INT(world_open(&a, 64 * 1024), VM_OK);
	CHECK_INT(world_open(&b, 64 * 1024), VM_OK);
	CHECK_INT(run(&a, "import builtins\nbuiltins.foo = 1\nx = 'a'\n"),
	    VM_OK);
	CHECK_INT(run(&b, "x = 'b'\n"), VM_OK);
	CHECK_INT(run(&a, "print(x, foo)\n"), VM_OK);
	CHECK_STR(a.output, "a 1\n");
	CHECK_INT(run(&b,
		      "import builtins\nprint(x, hasattr(builtins, 'foo'))\n"),
	    VM_OK);
	CHECK_STR(b.output, "b False\n");
	vm_soft_reset(a.vm);
	CHECK_INT(run(&a, "print(x)\n"), VM_RAISED);
	world_close(&b);
	CHECK_INT(run(&a, "print('fresh')\n"), VM_OK);
	world_close(&a);
}

TEST(interrupt_ends_every_loop)
{
	static const char *const loops[] = {
		"while True: pass\n",
		"def f():\n    while 1:\n        try:\n            g()\n"
		"        finally:\n            pass\n"
		"def g(): return [i for i in range(9)]\nf()\n",
		"def g():\n    while 1: yield 1\nfor x in g(): pass\n",
		"for i in iter(int, 1): pass\n",
		"class A:\n    def __iter__(self): return self\n"
		"    def __next__(self): return 1\nfor i in A(): pass\n",
	};

	for (size_t i = 0; i < sizeof(loops) / sizeof(loops[0]); i++) {
		struct world w;

		CHECK_INT(world_open(&w, 64 * 1024), VM_OK);
		w.interrupt = true;
		CHECK_INT(run(&w, loops[i]), VM_INTERRUPTED);
		world_close(&w);
	}
}

TEST(budget_ends_a_program)
{
	struct world w;

	CHECK_INT(world_open(&w, 64 * 1024), VM_OK);
	vm_set_budget(w.vm, 100000);
	CHECK_INT(run(&w, "while True: pass\n"), VM_RAISED);
	world_close(&w);
}

TEST(budget_ends_a_program_that_catches_everything)
{
	static const char *const programs[] = {
		"while True:\n    try:\n        while True: pass\n"
		"    except: pass\n",
		"def f():\n    while True:\n        try: 1 // 0\n"
		"        finally: continue\n"
		"f()\n",
		"def g():\n    while True:\n        try: yield 1\n"
		"        except: pass\n"
		"for x in g():\n    try: 1 // 0\n    except: pass\n",
		"class K:\n    def __getattr__(self, n):\n"
		"        while True:\n            try: self.f()\n"
		"            except: pass\n"
		"K().x\n",
	};

	for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++) {
		struct world w;

		CHECK_INT(world_open(&w, 64 * 1024), VM_OK);
		vm_set_budget(w.vm, 100000);
		CHECK_INT(run(&w, programs[i]), VM_RAISED);
		vm_set_budget(w.vm, 100000);
		CHECK_INT(run(&w, "try: 1 // 0\nexcept: pass\n"), VM_OK);
		world_close(&w);
	}
}

/* The n-th allocation fails, for n = 1, 2, 3 ... until none does. */
TEST(every_allocation_may_fail)
{
	struct world w;
	unsigned n;

	CHECK_INT(world_open(&w, 256 * 1024), VM_OK);
	for (n = 1; n < 5000; n++) {
		enum vm_result result;

		w.vm->heap.fail_after = n;
		result = run(&w, program);
		if (result == VM_OK && w.vm->heap.fail_after > 0)
			break;
		w.vm->heap.fail_after = 0;
		if (result != VM_OK && result != VM_NO_MEMORY)
			check_report(__FILE__, __LINE__, "wrong result");
	}
	w.vm->heap.fail_after = 0;
	CHECK(n > 100 && n < 5000);
	CHECK_INT(run(&w, program), VM_OK);
	CHECK_STR(w.output, program_output);
	world_close(&w);
}

TEST(small_heaps_run_or_say_so)
{
	for (size_t size = 12 * 1024; size <= 96 * 1024; size += 1024) {
		struct world w;
		enum vm_result result =
		    world_open(&w, sizeof(struct vm) / 16 * 16 + 16 + size);

		if (result == VM_OK) {
			result = run(&w, program);
			if (result != VM_OK && result != VM_NO_MEMORY &&
			    result != VM_RAISED)
				check_report(__FILE__, __LINE__,
				    "wrong result");
			CHECK(size < 64 * 1024 || result == VM_OK);
			CHECK_INT(run(&w, "print(1)\n"), VM_OK);
		}
		world_close(&w);
	}
}

TEST(names_are_sorted)
{
	static const char *const names[] = {
#define X(ident, text) text,
#include "object/names.def"
#undef X
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (i > 0 && strcmp(names[i - 1], names[i]) >= 0)
			check_report(__FILE__, __LINE__, names[i]);
		if (strlen(names[i]) > 47 || strlen(names[i]) == 1)
			check_report(__FILE__, __LINE__, names[i]);
	}
}

TEST(name_hashes_agree)
{
	struct world w;

	CHECK_INT(world_open(&w, 64 * 1024), VM_OK);
#define X(ident, text)                                      \
	if (vm_str(VM_PTR(&vm_names.name_##ident))->hash != \
		vm_hash_bytes(text, sizeof(text) - 1) ||    \
	    vm_intern(w.vm, text, sizeof(text) - 1) !=      \
		VM_PTR(&vm_names.name_##ident))             \
		check_report(__FILE__, __LINE__, text);
#include "object/names.def"
#undef X
	for (unsigned char c = 1; c < 128; c++) {
		char text[2] = { (char)c, '\0' };

		CHECK(vm_str(VM_CHAR_STR(c))->hash == vm_hash_bytes(text, 1));
	}
	world_close(&w);
}

static size_t
heap_at_start(size_t modules)
{
	static const struct vm_module *const extra[] = { &vm_module_json,
		&vm_module_re, &vm_module_struct };
	const struct vm_module *all[300];
	struct world w;
	size_t used, total;

	world_open(&w, 256 * 1024);
	for (size_t i = 0; i < modules; i++)
		all[i] = extra[i % 3];
	w.host.modules = all;
	w.host.module_count = modules;
	CHECK_INT(run(&w, "x = 1\n"), VM_OK);
	vm_memory_used(w.vm, &used, &total);
	world_close(&w);
	return used;
}

TEST(a_module_that_is_not_imported_takes_no_heap)
{
	CHECK_INT(heap_at_start(300), heap_at_start(0));
}

int
main(void)
{
	RUN(program_runs);
	RUN(results_tell_what_happened);
	RUN(functions_are_called);
	RUN(machines_do_not_share_state);
	RUN(interrupt_ends_every_loop);
	RUN(budget_ends_a_program);
	RUN(budget_ends_a_program_that_catches_everything);
	RUN(every_allocation_may_fail);
	RUN(small_heaps_run_or_say_so);
	RUN(names_are_sorted);
	RUN(name_hashes_agree);
	RUN(a_module_that_is_not_imported_takes_no_heap);
	return check_done();
}
