/* SPDX-License-Identifier: MIT */
/* machine.UART: a stream over a serial line that is not a link. */
#include "object/arguments.h"
#include "object/buffer.h"
#include "object/bytes.h"
#include "object/int.h"
#include "object/names.h"
#include "runtime/ops.h"
#include "runtime/raise.h"
#include "runtime/writer.h"

#include "machine.h"
#include "machine_sleep.h"
#include "runner_parts.h"

#if PORT_HAS_UART

enum { NUMBER, BAUD, TIMEOUT_MS, TIMEOUT_CHAR_MS, SLOT_COUNT };

#define USUAL_BAUD 115200
#define LINE_MAX   256
#define READ_MAX   65536

static struct vm_record *
uart_of(struct vm *vm, vm_value self)
{
	return machine_self(vm, self, &vm_type_machine_uart);
}

static size_t
number_of(const struct vm_record *uart)
{
	return (size_t)vm_int_value(uart->slots[NUMBER]);
}

/* ---- making ------------------------------------------------------------- */

enum {
	BAUDRATE,
	BITS,
	PARITY,
	STOP,
	TX,
	RX,
	TIMEOUT,
	TIMEOUT_CHAR,
	TXBUF, /* sizes: the port's are as they are */
	RXBUF,
	KEYWORDS
};

static uint8_t
small_number(struct vm *vm, vm_value v, uint32_t min, uint32_t max,
    const char *name)
{
	uint32_t number = machine_number(vm, v, min, name);

	if (number > max)
		vm_raise_value_error(vm, "invalid %s", name);
	return (uint8_t)number;
}

static void
configure(struct vm *vm, struct vm_record *uart, size_t n_pos, size_t n_kw,
    const vm_value *args)
{
	static const vm_value names[] = { VM_NAME(baudrate), VM_NAME(bits),
		VM_NAME(parity), VM_NAME(stop), VM_NAME(tx), VM_NAME(rx),
		VM_NAME(timeout), VM_NAME(timeout_char), VM_NAME(txbuf),
		VM_NAME(rxbuf) };
	vm_value out[] = { uart->slots[BAUD], VM_INT(8), VM_NONE, VM_INT(1),
		VM_UNDEF, VM_UNDEF, VM_INT(0), VM_INT(0), VM_INT(0),
		VM_INT(0) };
	struct port_uart_setup setup;

	vm_bind_keywords(vm, n_pos, n_kw, args, KEYWORDS, 0, names, out);
	setup = (struct port_uart_setup){
		.baud = machine_number(vm, out[BAUDRATE], 1, "baudrate"),
		.bits = small_number(vm, out[BITS], 5, 9, "bits"),
		.parity = out[PARITY] == VM_NONE ?
		    -1 :
		    (int8_t)(vm_get_int(vm, out[PARITY]) & 1),
		.stop = small_number(vm, out[STOP], 1, 2, "stop"),
		.tx = machine_optional_pin(vm, out[TX]),
		.rx = machine_optional_pin(vm, out[RX]),
	};
	VM_SETREF(vm, uart, slots[TIMEOUT_MS],
	    VM_INT((intptr_t)machine_number(vm, out[TIMEOUT], 0, "timeout")));
	VM_SETREF(vm, uart, slots[TIMEOUT_CHAR_MS],
	    VM_INT((intptr_t)machine_number(vm, out[TIMEOUT_CHAR], 0,
		"timeout_char")));
	machine_number(vm, out[TXBUF], 0, "txbuf");
	machine_number(vm, out[RXBUF], 0, "rxbuf");
	VM_SETREF(vm, uart, slots[BAUD], VM_INT((intptr_t)setup.baud));
	machine_check(vm,
	    port_uart_open(machine_agent(vm)->port, number_of(uart), &setup));
}

static vm_value
uart_make(struct vm *vm, const struct vm_type *type, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	vm_value self;
	intptr_t number;

	if (n_pos < 1)
		vm_raise_arguments(vm);
	number = vm_get_int(vm, args[0]);
	if (number < 0 ||
	    (size_t)number >= port_uart_count(machine_agent(vm)->port))
		vm_raise_value_error(vm, "UART(%d) doesn't exist", (int)number);
	self = vm_record_new(vm, type, SLOT_COUNT);
	for (size_t i = 0; i < SLOT_COUNT; i++)
		VM_SETREF(vm, vm_record(self), slots[i], VM_INT(0));
	VM_SETREF(vm, vm_record(self), slots[NUMBER], VM_INT(number));
	VM_SETREF(vm, vm_record(self), slots[BAUD], VM_INT(USUAL_BAUD));
	configure(vm, vm_record(self), n_pos - 1, n_kw, args + 1);
	return self;
}

static vm_value
uart_init(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	configure(vm, uart_of(vm, args[0]), n_pos - 1, n_kw, args + 1);
	return VM_NONE;
}

static vm_value
uart_deinit(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	port_uart_close(machine_agent(vm)->port,
	    number_of(uart_of(vm, args[0])));
	return VM_NONE;
}

/* ---- reading ------------------------------------------------------------ */

/* Waits for a byte as long as the time-outs say: the first one, and then
 * from byte to byte. False: none came. */
static bool
wait_byte(struct vm *vm, const struct vm_record *uart, bool is_first)
{
	struct agent *agent = machine_agent(vm);
	uint32_t start_ms = agent_now_ms(agent);
	uint32_t limit_ms = (uint32_t)vm_int_value(
	    uart->slots[is_first ? TIMEOUT_MS : TIMEOUT_CHAR_MS]);

	while (port_uart_available(agent->port, number_of(uart)) == 0) {
		uint32_t waited = agent_now_ms(agent) - start_ms;

		if (waited >= limit_ms)
			return false;
		agent_idle(agent, limit_ms - waited);
		vm_poll(vm);
	}
	return true;
}

/* Up to cap bytes, ending after end (-1: none). */
static size_t
read_bytes(struct vm *vm, const struct vm_record *uart, uint8_t *into,
    size_t cap, int end)
{
	struct port *port = machine_agent(vm)->port;
	size_t len = 0;

	while (len < cap && wait_byte(vm, uart, len == 0)) {
		size_t want = end == -1 ? cap - len : 1;

		len += port_uart_read(port, number_of(uart), into + len, want);
		if (end != -1 && len > 0 && into[len - 1] == end)
			break;
	}
	return len;
}

static vm_value
uart_any(struct vm *vm, size_t argc, vm_value *args)
{
	const struct vm_record *uart = uart_of(vm, args[0]);

	(void)argc;
	return VM_INT((intptr_t)port_uart_available(machine_agent(vm)->port,
	    number_of(uart)));
}

/* read([nbytes]): None when nothing came */
static vm_value
uart_read(struct vm *vm, size_t argc, vm_value *args)
{
	const struct vm_record *uart = uart_of(vm, args[0]);
	intptr_t want = vm_argument_int(vm, argc, args, 1, -1);
	vm_value buffer;
	struct vm_bytes_view view;
	size_t len;

	if (want < 0) {
		if (!wait_byte(vm, uart, true))
			return VM_NONE;
		want = (intptr_t)port_uart_available(machine_agent(vm)->port,
		    number_of(uart));
	}
	if (want > READ_MAX)
		want = READ_MAX;
	buffer = vm_bytearray_new(vm, NULL, (size_t)want);
	vm_bytes_view_of(vm, buffer, &view);
	len = read_bytes(vm, uart, view.data, view.len, -1);
	return len == 0 ? VM_NONE : vm_bytes_new(vm, view.data, len);
}

static vm_value
uart_readinto(struct vm *vm, size_t argc, vm_value *args)
{
	const struct vm_record *uart = uart_of(vm, args[0]);
	struct vm_bytes_view view;
	intptr_t want;
	size_t len;

	vm_get_bytes_writable(vm, args[1], &view);
	want = vm_argument_int(vm, argc, args, 2, (intptr_t)view.len);
	if (want < 0 || (size_t)want > view.len)
		want = (intptr_t)view.len;
	len = read_bytes(vm, uart, view.data, (size_t)want, -1);
	return len == 0 ? VM_NONE : VM_INT((intptr_t)len);
}

static vm_value
uart_readline(struct vm *vm, size_t argc, vm_value *args)
{
	const struct vm_record *uart = uart_of(vm, args[0]);
	uint8_t line[LINE_MAX];
	size_t len = read_bytes(vm, uart, line, sizeof(line), '\n');

	(void)argc;
	return len == 0 ? VM_NONE : vm_bytes_new(vm, line, len);
}

/* ---- writing ------------------------------------------------------------ */

static vm_value
uart_write(struct vm *vm, size_t argc, vm_value *args)
{
	const struct vm_record *uart = uart_of(vm, args[0]);
	struct agent *agent = machine_agent(vm);
	struct vm_bytes_view view;
	size_t done = 0;

	(void)argc;
	vm_get_bytes_or_str(vm, args[1], &view);
	while (done < view.len) {
		done += port_uart_write(agent->port, number_of(uart),
		    view.data + done, view.len - done);
		if (done < view.len) {
			agent_idle(agent, 1);
			vm_poll(vm);
		}
	}
	uarts_note_write(agent, number_of(uart));
	return VM_INT((intptr_t)done);
}

/* A break is read as a byte of zeros at the other end. */
static vm_value
uart_sendbreak(struct vm *vm, size_t argc, vm_value *args)
{
	static const uint8_t zero = 0;

	(void)argc;
	port_uart_write(machine_agent(vm)->port,
	    number_of(uart_of(vm, args[0])), &zero, 1);
	return VM_NONE;
}

static vm_value
uart_txdone(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return vm_new_bool(port_uart_is_idle(machine_agent(vm)->port,
	    number_of(uart_of(vm, args[0]))));
}

static vm_value
uart_flush(struct vm *vm, size_t argc, vm_value *args)
{
	const struct vm_record *uart = uart_of(vm, args[0]);
	struct agent *agent = machine_agent(vm);

	(void)argc;
	while (!port_uart_is_idle(agent->port, number_of(uart))) {
		agent_idle(agent, 1);
		vm_poll(vm);
	}
	return VM_NONE;
}

/* ---- interrupts --------------------------------------------------------- */

static vm_value
set_irq(struct vm *vm, vm_value self, vm_value handler, intptr_t trigger,
    bool hard)
{
	struct agent *agent = machine_agent(vm);
	size_t number = number_of(vm_record(self));
	struct uart_watch *watch = &agent->uarts[number];
	vm_value irq;

	if (trigger < 0 || trigger > (UARTS_RX | UARTS_RX_IDLE | UARTS_TX_IDLE))
		vm_raise_value_error(vm, "invalid trigger");
	if (number >= UARTS_MAX)
		vm_raise_os_error(vm, PORT_ENODEV);
	irq = machine_irq_new(vm, RUNNER_UART_SLOT + number, self);
	machine_irq_set(vm, irq, handler, trigger, hard);
	*watch = (struct uart_watch){
		.trigger = handler == VM_NONE ? 0 : (uint8_t)trigger,
		.waiting = port_uart_available(agent->port, number),
	};
	return irq;
}

/* irq(handler=None, trigger=0, hard=False) */
static vm_value
uart_irq(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	static const vm_value names[] = { VM_NAME(handler), VM_NAME(trigger),
		VM_NAME(hard) };
	vm_value out[] = { VM_NONE, VM_INT(0), VM_FALSE };
	vm_value self =
	    VM_PTR(machine_self(vm, args[0], &vm_type_machine_uart));

	vm_bind_keywords(vm, n_pos - 1, n_kw, args + 1, 3, 0, names, out);
	return set_irq(vm, self, out[0], vm_get_int(vm, out[1]),
	    vm_truth(vm, out[2]));
}

static void
uart_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	const struct vm_record *uart = vm_record(self);

	(void)kind;
	vm_write_format(vm, out, "UART(%d, baudrate=%d, timeout=%d)",
	    (int)vm_int_value(uart->slots[NUMBER]),
	    (int)vm_int_value(uart->slots[BAUD]),
	    (int)vm_int_value(uart->slots[TIMEOUT_MS]));
}

VM_DEFINE_NATIVE_KW(uart_init_native, uart_init, 1, 9);
VM_DEFINE_NATIVE(uart_deinit_native, uart_deinit, 1, 1);
VM_DEFINE_NATIVE(uart_any_native, uart_any, 1, 1);
VM_DEFINE_NATIVE(uart_read_native, uart_read, 1, 2);
VM_DEFINE_NATIVE(uart_readinto_native, uart_readinto, 2, 3);
VM_DEFINE_NATIVE(uart_readline_native, uart_readline, 1, 1);
VM_DEFINE_NATIVE(uart_write_native, uart_write, 2, 2);
VM_DEFINE_NATIVE(uart_txdone_native, uart_txdone, 1, 1);
VM_DEFINE_NATIVE(uart_flush_native, uart_flush, 1, 1);

VM_DEFINE_NATIVE_KW(uart_irq_native, uart_irq, 1, 4);
VM_DEFINE_NATIVE(uart_sendbreak_native, uart_sendbreak, 1, 1);

#define UART_MEMBERS                                                \
	{ VM_NAME(init), VM_NATIVE(uart_init_native) },             \
	    { VM_NAME(deinit), VM_NATIVE(uart_deinit_native) },     \
	    { VM_NAME(any), VM_NATIVE(uart_any_native) },           \
	    { VM_NAME(read), VM_NATIVE(uart_read_native) },         \
	    { VM_NAME(readinto), VM_NATIVE(uart_readinto_native) }, \
	    { VM_NAME(readline), VM_NATIVE(uart_readline_native) }, \
	    { VM_NAME(write), VM_NATIVE(uart_write_native) },       \
	    { VM_NAME(txdone), VM_NATIVE(uart_txdone_native) },     \
	{                                                           \
		VM_NAME(flush), VM_NATIVE(uart_flush_native)        \
	}

static const struct vm_member uart_members[] = {
	UART_MEMBERS,
	{ VM_NAME(sendbreak), VM_NATIVE(uart_sendbreak_native) },
	{ VM_NAME(irq), VM_NATIVE(uart_irq_native) },
	{ VM_NAME(IRQ_RX), VM_INT(UARTS_RX) },
	{ VM_NAME(IRQ_RXIDLE), VM_INT(UARTS_RX_IDLE) },
	{ VM_NAME(IRQ_TXIDLE), VM_INT(UARTS_TX_IDLE) },
};

static const struct vm_slots uart_slots = {
	.print = uart_print,
	.make = uart_make,
};

VM_DEFINE_TYPE(machine_uart, UART, NULL, VM_TYPE_FINAL | VM_TYPE_HASHABLE,
    uart_slots, uart_members);

#if MACHINE_HAS_KINDS

static const struct vm_member uart_esp8266_members[] = {
	UART_MEMBERS,
};

VM_DEFINE_TYPE(machine_uart_esp8266, UART, NULL,
    VM_TYPE_FINAL | VM_TYPE_HASHABLE, uart_slots, uart_esp8266_members);

/* irq(trigger, priority=1, handler=None, wake=IDLE) */
static vm_value
uart_irq_wipy(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	static const vm_value names[] = { VM_NAME(trigger), VM_NAME(priority),
		VM_NAME(handler), VM_NAME(wake) };
	vm_value out[] = { VM_INT(0), VM_INT(1), VM_NONE,
		VM_INT(MACHINE_IDLE) };
	vm_value self =
	    VM_PTR(machine_self(vm, args[0], &vm_type_machine_uart));

	vm_bind_keywords(vm, n_pos - 1, n_kw, args + 1, 4, 1, names, out);
	if (vm_get_int(vm, out[3]) != MACHINE_IDLE)
		vm_raise_value_error(vm, "invalid wake");
	return set_irq(vm, self, out[2], vm_get_int(vm, out[0]), false);
}

VM_DEFINE_NATIVE_KW(uart_irq_wipy_native, uart_irq_wipy, 1, 5);

static const struct vm_member uart_wipy_members[] = {
	UART_MEMBERS,
	{ VM_NAME(sendbreak), VM_NATIVE(uart_sendbreak_native) },
	{ VM_NAME(irq), VM_NATIVE(uart_irq_wipy_native) },
	{ VM_NAME(RX_ANY), VM_INT(UARTS_RX) },
};

VM_DEFINE_TYPE(machine_uart_wipy, UART, NULL, VM_TYPE_FINAL | VM_TYPE_HASHABLE,
    uart_slots, uart_wipy_members);

#endif
#endif
