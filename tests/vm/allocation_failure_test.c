/* SPDX-License-Identifier: MIT */
/*
 * Makes the n-th allocation of a program fail, and each of the next few:
 * the program ends or catches MemoryError, the heap stays sound, and the
 * same VM runs another program. Arguments: programs, as text or images
 * (.mpy, which are imported). By default failures
 * are sampled; ALLOCATION_FAILURES=N tries at most N places a program, and
 * ALLOCATION_FAILURES=all every place: the program runs once, and each place
 * is tried by a process forked from it shortly before.
 */
#include <sys/mman.h>
#include <sys/wait.h>
#include <stdlib.h>
#include <unistd.h>

#include "check.h"
#include "heap_check.h"
#include "runtime/heap.h"
#include "runtime/state.h"
#include "vm.h"

#define HEAP_SIZE   (2u * 1024u * 1024u)
#define SAMPLES     4u
#define EVERY_PLACE UINT32_MAX
#define FILE_MAX    65536
#define OUTPUT_MAX  256
#define STRETCH     64u /* allocations between two checkpoints */
#define POLLS_MAX   10000000u
#define HANGS       120u /* seconds a process may take for one place */

static const char *const small_programs[] = {
	"x = [i for i in range(50)]\nd = {str(i): (i, [i]) for i in x}\n",
	"def f(a, *b, c=1, **d):\n    return (a, b, c, d)\n"
	"f(1, 2, 3, c=4, e=5)\nf(*range(9), **{'q': 2, 'r': 3})\n",
	"class A:\n    x = 1\n    def __init__(self):\n        self.a = 1\n"
	"        self.b = [1]\n    @property\n    def p(self):\n"
	"        return self.a\nclass B(A):\n    def __getattr__(self, n):\n"
	"        return n\nb = B()\nb.p, b.q, b.x\nb.c = 5\nrepr(b)\n",
	"def g(n):\n    try:\n        r = yield from (x for x in range(n))\n"
	"    finally:\n        n = [n]\n    return n\n"
	"list(g(5))\ni = g(3)\nnext(i)\ni.close()\n",
	"s = ''.join([str(i) for i in range(60)])\n"
	"s = s.replace('1', 'ab').split('a')\n"
	"'%s %r %5d' % (s, 'x', 7)\n'{:>9}|{!r}'.format(1, s)\nf'{s=} {1:x}'\n",
	"a = 3 ** 200\nb = a * a // 7 + (a << 70)\nstr(b)\nhex(a)\n"
	"int('9' * 80)\na ** 0.5\n1.5 / 3\nround(2.5e200)\n",
	"try:\n    1 // 0\nexcept ZeroDivisionError as e:\n"
	"    try:\n        raise ValueError(1) from e\n    finally:\n"
	"        repr(e)\n",
	"import json, struct, collections\n"
	"json.loads(json.dumps({'a': [1, 2.5, None, 'x\\u20ac']}))\n"
	"struct.unpack('<Hq', struct.pack('<Hq', 1, 2))\n"
	"P = collections.namedtuple('P', 'a b')\nP(1, 2)\n"
	"q = collections.deque((), 5)\nq.append(1)\n",
	"exec('def f():\\n    return [lambda: x for x in range(3)]\\nf()')\n"
	"eval('[1, (2, {3: 4}), {5}]')\n",
	"try:\n    exec('x = (1,\\n')\nexcept SyntaxError:\n    pass\n",
	"s = {1, 2, 'a'} | {3.5, None}\ns &= {1, 2}\nfrozenset(s)\n"
	"sorted([3, 1, 2], key=lambda v: -v)\nlist(zip('ab', [1, 2]))\n"
	"b = bytearray(b'abc')\nb += b'x' * 90\nb[2:5] = b'zz'\n"
	"memoryview(b)[1:4]\nbytes(b).decode()\n",
	"import probe\nprobe.f(3)\nfrom probe import *\n",
	"async def c():\n    return [x async for x in d()]\n"
	"async def d():\n    yield 1\ntry:\n    c().send(None)\n"
	"except StopIteration as e:\n    e.value\n",
};

/* A program that catches what fails in it, and says so. */
static const char catching[] = "try:\n    d = {}\n    for i in range(9):\n"
			       "        d[str(i)] = [i] * i\n"
			       "    r = repr(d)\n"
			       "except MemoryError as e:\n"
			       "    r = 'caught'\n"
			       "print(len(r) if r != 'caught' else r)\n";
static const char after[] = "class P:\n    def __init__(self, n):\n"
			    "        self.n = [str(i) for i in range(n)]\n"
			    "def g(p):\n    yield from p.n\n"
			    "print(','.join(g(P(5))), 2 ** 70)\n";
static const char after_output[] = "0,1,2,3,4 1180591620717411303424\n";

static char output[OUTPUT_MAX];
static size_t output_len;
static uint64_t block[HEAP_SIZE / sizeof(uint64_t)];
static unsigned long runs;

static void
host_write(void *ctx, enum vm_stream stream, const char *data, size_t len)
{
	(void)ctx;
	(void)stream;
	for (size_t i = 0; i < len && output_len + 1 < OUTPUT_MAX; i++)
		output[output_len++] = data[i];
	output[output_len] = '\0';
}

/* ---- the only file there is: the module `probe`, or an image ----------- */

static const char probe[] = "k = {'a': 1}\ndef f(n):\n    return [n] * n\n";
static struct {
	const char *name;
	const char *bytes; /* borrowed */
	size_t len;
	size_t at;
} file = { "probe.py", probe, sizeof(probe) - 1, 0 };

static int
host_open(void *ctx, const char *name, unsigned flags)
{
	(void)ctx;
	(void)flags;
	file.at = 0;
	return strstr(name, file.name) != NULL ? 3 : -2;
}

static int
host_close(void *ctx, int fd)
{
	(void)ctx;
	(void)fd;
	return 0;
}

static int
host_read(void *ctx, int fd, void *buf, size_t len)
{
	size_t rest = file.len - file.at;

	(void)ctx;
	(void)fd;
	len = len < rest ? len : rest;
	memcpy(buf, file.bytes + file.at, len);
	file.at += len;
	return (int)len;
}

static int
host_stat(void *ctx, const char *name, struct vm_file_stat *st)
{
	(void)ctx;
	if (strstr(name, file.name) == NULL)
		return -2;
	memset(st, 0, sizeof(*st));
	st->mode = VM_MODE_FILE;
	st->size = file.len;
	return 0;
}

/* ---- every place: checkpoints on the way, a process for each place ------ */

enum tried { SURVIVED, FAILED, NOT_REACHED };

static struct {
	struct vm *vm; /* NULL: this is not the program that is watched */
	const char *name;
	uint32_t passed;       /* allocations up to the last checkpoint */
	uint32_t place;        /* in a process that tries: counted from there */
	uint32_t polls;        /* in such a process */
	unsigned long *places; /* tried by all processes, in shared memory */
} watched;

/* Forks for each place up to the next checkpoint. Returns in the processes
 * that try a place, and in the one that is watched when they have ended. */
static void
checkpoint(void)
{
	int status = 0;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid != 0) {
		waitpid(pid, &status, 0);
		if (pid < 0 || status != 0)
			check_report(__FILE__, __LINE__, watched.name);
		return;
	}
	for (uint32_t place = 1;; place++) {
		pid = fork();
		if (pid == 0) {
			alarm(HANGS);
			check_failed = 0; /* of this place only */
			watched.place = place;
			watched.vm->heap.fail_after = place;
			watched.vm->heap.fail_burst = place % 4;
			return;
		}
		if (pid < 0 || waitpid(pid, &status, 0) != pid)
			_exit(FAILED);
		if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_REACHED)
			_exit(SURVIVED);
		if (status != 0) {
			printf("# %s: allocation %u, status %#x\n",
			    watched.name, watched.passed + place, status);
			fflush(stdout);
			_exit(FAILED);
		}
		++*watched.places;
	}
}

static bool
has_failed(void)
{
	const struct vm_heap *heap = &watched.vm->heap;

	return heap->fail_after == 0 || heap->fail_burst != watched.place % 4;
}

static void
host_poll(void *ctx)
{
	uint32_t made;

	(void)ctx;
	if (watched.vm == NULL)
		return;
	if (watched.place > 0) {
		/* A program may wait for ever for what has failed. */
		if (++watched.polls % POLLS_MAX == 0)
			vm_interrupt(watched.vm);
		if (!has_failed() &&
		    watched.place - watched.vm->heap.fail_after >= STRETCH)
			_exit(NOT_REACHED);
		return;
	}
	made = UINT32_MAX - watched.vm->heap.fail_after;
	if (made - watched.passed < STRETCH)
		return;
	watched.passed = made;
	checkpoint();
}

static const struct vm_host_files files = {
	.open = host_open,
	.close = host_close,
	.read = host_read,
	.stat = host_stat,
};
static const struct vm_host host = {
	.write = host_write,
	.poll = host_poll,
	.files = &files,
	.platform = "test",
};

/* ---- failing ----------------------------------------------------------- */

static enum vm_result
run(struct vm *vm, const char *text, enum vm_exec_mode mode)
{
	output_len = 0;
	output[0] = '\0';
	return vm_exec_source(vm, text, strlen(text), "test", mode);
}

static void
complain(const char *name, uint32_t n, const char *what)
{
	char text[200];

	snprintf(text, sizeof(text), "%s, allocation %u: %s", name, n, what);
	check_report(__FILE__, __LINE__, text);
}

static void
check_after(struct vm *vm, const char *name, uint32_t n)
{
	const char *wrong = heap_check(vm);

	if (wrong != NULL)
		complain(name, n, wrong);
	if (run(vm, after, VM_EXEC_FILE) != VM_OK ||
	    strcmp(output, after_output) != 0)
		complain(name, n, "another program no longer runs");
	vm_heap_collect(vm);
	wrong = heap_check(vm);
	if (wrong != NULL)
		complain(name, n, wrong);
}

/* Returns false when the program has fewer than n allocations. */
static bool
fail_at(const char *name, const char *text, enum vm_exec_mode mode, uint32_t n,
    uint32_t burst)
{
	struct vm_config config = { .poll_interval = 64, .budget = 4000000 };
	struct vm *vm;
	enum vm_result result;
	bool reached;

	if (vm_init(&vm, block, sizeof(block), &host, &config) != VM_OK) {
		complain(name, n, "no VM");
		return false;
	}
	vm->heap.fail_after = n;
	vm->heap.fail_burst = burst;
	result = run(vm, text, mode);
	reached = vm->heap.fail_after == 0 || vm->heap.fail_burst != burst;
	vm->heap.fail_after = 0;
	if (reached && text == catching && result == VM_OK &&
	    strcmp(output, "caught\n") != 0 && strcmp(output, "117\n") != 0)
		complain(name, n, output);
	if (result == VM_INTERRUPTED)
		complain(name, n, "interrupted");
	vm_set_budget(vm, 0);
	check_after(vm, name, n);
	vm_fini(vm);
	runs++;
	return reached;
}

static uint32_t
count_allocations(const char *text, enum vm_exec_mode mode)
{
	struct vm_config config = { .poll_interval = 64, .budget = 4000000 };
	struct vm *vm;
	uint32_t left;

	if (vm_init(&vm, block, sizeof(block), &host, &config) != VM_OK)
		return 0;
	vm->heap.fail_after = UINT32_MAX;
	(void)run(vm, text, mode);
	left = vm->heap.fail_after;
	vm_fini(vm);
	return UINT32_MAX - left;
}

/* The watched program, or a process that tries one of its places. */
static void
run_watched(struct vm *vm, const char *name, const char *text,
    enum vm_exec_mode mode)
{
	watched.vm = vm;
	watched.name = name;
	watched.passed = 0;
	watched.place = 0;
	vm->heap.fail_after = UINT32_MAX;
	checkpoint();
	(void)run(vm, text, mode);
	if (watched.place > 0) {
		if (!has_failed())
			_exit(NOT_REACHED);
		watched.vm = NULL;
		vm->heap.fail_after = 0;
		vm_set_budget(vm, 0);
		check_after(vm, name, watched.passed + watched.place);
		fflush(stdout);
		_exit(check_failed > 0 ? FAILED : SURVIVED);
	}
	watched.vm = NULL;
	if (*watched.places < UINT32_MAX - vm->heap.fail_after)
		complain(name, (uint32_t)*watched.places, "not all were tried");
	vm->heap.fail_after = 0;
}

static void
try_every_place(const char *name, const char *text, enum vm_exec_mode mode)
{
	struct vm_config config = { .poll_interval = 1 };
	struct vm *vm;

	watched.places = mmap(NULL, sizeof(*watched.places),
	    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (watched.places == MAP_FAILED ||
	    vm_init(&vm, block, sizeof(block), &host, &config) != VM_OK) {
		complain(name, 0, "no VM");
		return;
	}
	run_watched(vm, name, text, mode);
	vm_fini(vm);
	runs += *watched.places;
	munmap(watched.places, sizeof(*watched.places));
}

/* Every place, or as many as wanted, a prime distance apart. */
static void
try_program(const char *name, const char *text, enum vm_exec_mode mode,
    uint32_t wanted)
{
	static const uint32_t primes[] = { 1, 2, 3, 5, 7, 11, 17, 29, 47, 79,
		131, 211, 347, 563, 911, 1481, 2399, 3881, 6301, 10193, 16493,
		26693, 43189 };
	uint32_t count;
	size_t i = 0;

	if (wanted == EVERY_PLACE) {
		try_every_place(name, text, mode);
		return;
	}
	count = count_allocations(text, mode);
	while (i + 1 < sizeof(primes) / sizeof(primes[0]) &&
	    count / primes[i] > wanted)
		i++;
	for (uint32_t n = 1; n <= count; n += primes[i])
		(void)fail_at(name, text, mode, n, n % 4);
}

static uint32_t
wanted_places(void)
{
	const char *text = getenv("ALLOCATION_FAILURES");

	if (text != NULL && strcmp(text, "all") == 0)
		return EVERY_PLACE;
	return text != NULL ? (uint32_t)strtoul(text, NULL, 10) : SAMPLES;
}

TEST(small_programs_survive)
{
	uint32_t wanted = wanted_places();

	if (wanted == SAMPLES)
		wanted = 60;
	for (size_t i = 0; i < sizeof(small_programs) / sizeof(char *); i++)
		try_program(small_programs[i], small_programs[i], VM_EXEC_FILE,
		    wanted);
	CHECK(runs > 100);
}

TEST(repl_lines_survive)
{
	try_program("repl", "[str(i) * i for i in range(9)]\n", VM_EXEC_SINGLE,
	    100000);
	try_program("repl", "def f(x=[1]): return {x: x}\n", VM_EXEC_SINGLE,
	    100000);
}

TEST(programs_catch_memory_errors)
{
	uint32_t count = count_allocations(catching, VM_EXEC_FILE);
	unsigned long caught = 0;

	for (uint32_t n = 1; n <= count; n++) {
		(void)fail_at("catching", catching, VM_EXEC_FILE, n, 0);
		caught++;
	}
	CHECK(caught > 50);
}

static const char *path;

static char *
read_file(size_t *size)
{
	static char text[FILE_MAX];
	FILE *stream = fopen(path, "rb");
	size_t len;

	if (stream == NULL)
		return NULL;
	len = fread(text, 1, sizeof(text) - 1, stream);
	fclose(stream);
	text[len] = '\0';
	*size = len;
	return text;
}

TEST(program_survives)
{
	size_t len;
	char *text = read_file(&len);

	CHECK(text != NULL);
	if (text == NULL)
		return;
	if (strstr(path, ".mpy") != NULL) {
		file.name = "image.mpy";
		file.bytes = text;
		file.len = len;
		text = NULL;
	}
	try_program(path, text != NULL ? text : "import image\n", VM_EXEC_FILE,
	    wanted_places());
	file.name = "probe.py";
	file.bytes = probe;
	file.len = sizeof(probe) - 1;
}

int
main(int argc, char **argv)
{
	RUN(small_programs_survive);
	RUN(repl_lines_survive);
	RUN(programs_catch_memory_errors);
	for (int i = 1; i < argc; i++) {
		path = argv[i];
		RUN(program_survives);
	}
	printf("# %lu failed allocations survived\n", runs);
	return check_done();
}
