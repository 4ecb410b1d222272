/* SPDX-License-Identifier: MIT */
/*
 * Counts the instructions of small Python kernels on an emulated board whose
 * clock advances by one instruction at a time. Prints "<kernel> <count>".
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vm.h"

#define HEAP_SIZE (140u * 1024u)

/* What a kernel counts: the text run with more work less with less work. */
struct kernel {
	const char *name;
	const char *setup;
	const char *less;
	const char *more;
	uint32_t units; /* of work between the two */
};

static const struct kernel kernels[] = {
	{
	    .name = "loop",
	    .setup = "def loop(n):\n"
		     " s = 0\n"
		     " for i in range(n):\n"
		     "  s = (s + i * 3) & 0xffff\n"
		     " j = 0\n"
		     " while j < n:\n"
		     "  if j & 1:\n"
		     "   s ^= j\n"
		     "  j += 1\n"
		     " return s & 0xffff\n",
	    .less = "loop(1000)",
	    .more = "loop(5000)",
	    .units = 4000,
	},
	{
	    .name = "fib",
	    .setup = "def fib(n):\n"
		     " if n < 2:\n"
		     "  return n\n"
		     " return fib(n - 1) + fib(n - 2)\n",
	    .less = "fib(13)",
	    .more = "fib(15)",
	    .units = 1973 - 753,
	},
	{
	    .name = "mandel",
	    .setup = "def mandel(n):\n"
		     " zr = cr = 0.25\n"
		     " zi = ci = 0.3\n"
		     " for i in range(n):\n"
		     "  zr2 = zr * zr\n"
		     "  zi2 = zi * zi\n"
		     "  if zr2 + zi2 > 4.0:\n"
		     "   break\n"
		     "  zi = 2.0 * zr * zi + ci\n"
		     "  zr = zr2 - zi2 + cr\n"
		     " return i\n",
	    .less = "mandel(500)",
	    .more = "mandel(1500)",
	    .units = 1000,
	},
	{
	    .name = "sieve",
	    .setup = "flags = [True] * 6000\n"
		     "def strike(flags, n):\n"
		     " j = 0\n"
		     " while j < n:\n"
		     "  flags[j] = False\n"
		     "  j += 3\n",
	    .less = "strike(flags, 3000)",
	    .more = "strike(flags, 6000)",
	    .units = 1000,
	},
	{
	    .name = "method",
	    .setup = "class Point:\n"
		     " def __init__(self):\n"
		     "  self.x = 0\n"
		     "  self.y = 1\n"
		     " def inc(self, d):\n"
		     "  self.x += d\n"
		     "  return self.y\n"
		     "def method(p, n):\n"
		     " t = 0\n"
		     " for i in range(n):\n"
		     "  t += p.inc(i & 3)\n"
		     " return t\n"
		     "p = Point()\n",
	    .less = "method(p, 500)",
	    .more = "method(p, 1500)",
	    .units = 1000,
	},
	{
	    .name = "generator",
	    .setup = "def count(n):\n"
		     " i = 0\n"
		     " while i < n:\n"
		     "  yield i\n"
		     "  i += 1\n"
		     "def drain(n):\n"
		     " for i in count(n):\n"
		     "  pass\n",
	    .less = "drain(500)",
	    .more = "drain(1500)",
	    .units = 1000,
	},
	{
	    .name = "tuple",
	    .setup = "import gc\n"
		     "keep = [(i, 5) for i in range(3000)]\n"
		     "def tuples(n):\n"
		     " for i in range(n):\n"
		     "  t = (i, 5)\n",
	    .less = "tuples(1000)",
	    .more = "tuples(21000)",
	    .units = 20000,
	},
	{
	    .name = "collect",
	    .setup = "keep = [(i, i) for i in range(1500)]\n"
		     "import gc\n",
	    .less = "gc.collect()",
	    .more = "gc.collect();gc.collect()",
	    .units = 1,
	},
	{
	    .name = "collect-linked",
	    .setup = "keep = None\n"
		     "for i in range(1500):\n"
		     " keep = (keep, i)\n"
		     "import gc\n",
	    .less = "gc.collect()",
	    .more = "gc.collect();gc.collect()",
	    .units = 1,
	},
	{
	    .name = "compile",
	    .setup = "",
	    .less = "x = 1",
	    .more = "x = 1\n"
		    "def f(a, b=2, *c):\n"
		    "    if a < b and c:\n"
		    "        return [x * 2 for x in c if x != a]\n"
		    "    while a:\n"
		    "        a -= b + len(c)\n"
		    "    return {'key': a, 'other': f(b)}\n",
	    .units = 1,
	},
};

static uint64_t heap[HEAP_SIZE / sizeof(uint64_t)];

#ifdef __arm__
#define SYSTICK ((volatile uint32_t *)0xe000e010u)

/* SysTick runs at 25 MHz; one instruction takes one nanosecond. */
static uint32_t
instructions(void)
{
	if (SYSTICK[0] == 0) {
		SYSTICK[1] = 0xffffff;
		SYSTICK[2] = 0;
		SYSTICK[0] = 5;
	}
	return (0xffffffu - SYSTICK[2]) * 40u;
}
#define COUNTER_WRAP (0x1000000u * 40u)
#else
static uint32_t
instructions(void)
{
	enum vm_result result;
	uint32_t count;

	__asm__ volatile("csrr %0, minstret" : "=r"(count));
	return count;
}
#define COUNTER_WRAP 0u
#endif

static void
write_out(void *ctx, enum vm_stream stream, const char *data, size_t len)
{
	(void)ctx;
	(void)stream;
	fwrite(data, 1, len, stdout);
}

static const struct vm_host host = { .write = write_out };

static struct vm *
start(void)
{
	struct vm *vm;

	if (vm_init(&vm, heap, sizeof(heap), &host, NULL) != VM_OK) {
		printf("vm_init failed\n");
		exit(1);
	}
	return vm;
}

static uint32_t
since(uint32_t before)
{
	uint32_t now = instructions();

	return now >= before ? now - before : now - before + COUNTER_WRAP;
}

static uint32_t
count_run(struct vm *vm, const char *text)
{
	uint32_t before = instructions();
	enum vm_result result;
	uint32_t count;

	result = vm_exec_source(vm, text, strlen(text), "k", VM_EXEC_FILE);
	count = since(before);
	if (result != VM_OK) {
		printf("failed: %s\n", text);
		exit(1);
	}
	return count;
}

static void
count_kernel(const struct kernel *kernel)
{
	struct vm *vm = start();
	uint32_t less;
	uint32_t more;

	count_run(vm, kernel->setup);
	count_run(vm, kernel->less); /* fills the caches */
	less = count_run(vm, kernel->less);
	more = count_run(vm, kernel->more);
	printf("%s %lu\n", kernel->name,
	    (unsigned long)((more - less) / kernel->units));
	vm_fini(vm);
}

int
main(void)
{
	uint32_t before;

	vm_fini(start());
	before = instructions();
	vm_fini(start());
	printf("init %lu\n", (unsigned long)since(before));
	for (size_t i = 0; i < sizeof(kernels) / sizeof(kernels[0]); i++)
		count_kernel(&kernels[i]);
	return 0;
}
