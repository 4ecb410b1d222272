/* SPDX-License-Identifier: MIT */
/* The module framebuf: drawing into a buffer of pixels. */
#include "../object/arguments.h"
#include "../object/bytes.h"
#include "../object/class.h"
#include "../object/function.h"
#include "../object/int.h"
#include "../object/list.h"
#include "../object/record.h"
#include "../object/slots.h"
#include "../object/sequence.h"
#include "../object/str.h"
#include "../object/tuple.h"
#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "../runtime/writer.h"
#include "framebuf_draw.h"
#include "modules.h"

extern const struct vm_type vm_type_FrameBuffer;

enum frame_slot {
	FRAME_BUFFER,
	FRAME_WIDTH,
	FRAME_HEIGHT,
	FRAME_STRIDE, /* pixels from one row to the next */
	FRAME_FORMAT,
	FRAME_SLOTS
};

VM_NORETURN static void
raise_value(struct vm *vm)
{
	vm_raise(vm, vm_exception_new(vm, &vm_type_ValueError, 0, NULL));
}

/* What the slots describe; the buffer may have shrunk since. */
static void
open_slots(struct vm *vm, const vm_value *slots, struct vm_canvas *canvas)
{
	struct vm_bytes_view view;

	vm_get_bytes(vm, slots[FRAME_BUFFER], &view);
	canvas->vm = vm;
	canvas->data = view.data;
	canvas->width = (int32_t)vm_int_value(slots[FRAME_WIDTH]);
	canvas->height = (int32_t)vm_int_value(slots[FRAME_HEIGHT]);
	canvas->stride = (int32_t)vm_int_value(slots[FRAME_STRIDE]);
	canvas->format =
	    (enum vm_pixel_format)vm_int_value(slots[FRAME_FORMAT]);
	if (vm_canvas_size(canvas) > view.len)
		raise_value(vm);
}

/* A number of pixels. */
static vm_value
side(struct vm *vm, vm_value v)
{
	intptr_t n = vm_get_int(vm, v);

	if (n < 1 || n > 0xffff)
		raise_value(vm);
	return VM_INT(n);
}

static void
fill_slots(struct vm *vm, vm_value *slots, size_t argc, const vm_value *args)
{
	struct vm_canvas canvas;
	intptr_t format;

	slots[FRAME_BUFFER] = args[0];
	slots[FRAME_WIDTH] = side(vm, args[1]);
	slots[FRAME_HEIGHT] = side(vm, args[2]);
	format = vm_get_int(vm, args[3]);
	slots[FRAME_STRIDE] = argc > 4 ? side(vm, args[4]) : slots[FRAME_WIDTH];
	if (vm_int_value(slots[FRAME_STRIDE]) <
	    vm_int_value(slots[FRAME_WIDTH]))
		raise_value(vm);
	if (format < 0 || format >= VM_PIXEL_FORMATS)
		vm_raise_value_error(vm, "invalid format");
	slots[FRAME_FORMAT] = VM_INT(format);
	open_slots(vm, slots, &canvas);
}

static vm_value
frame_make(struct vm *vm, const struct vm_type *type, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	struct vm_bytes_view view;
	vm_value self;

	vm_check_arguments(vm, n_pos, n_kw, 4, 5);
	vm_get_bytes_writable(vm, args[0], &view);
	self = vm_record_new(vm, type, FRAME_SLOTS);
	fill_slots(vm, vm_record(self)->slots, n_pos, args);
	return self;
}

/* The canvas of a FrameBuffer, or of a tuple of what makes one. */
static void
open_source(struct vm *vm, vm_value v, struct vm_canvas *canvas)
{
	vm_value slots[FRAME_SLOTS];
	vm_value native = vm_native_value(v);
	vm_value *items;
	size_t len;

	if (vm_is_record(native, &vm_type_FrameBuffer)) {
		open_slots(vm, vm_record(native)->slots, canvas);
		return;
	}
	vm_get_sequence(vm, v, &len, &items);
	if (len < 4 || len > 5)
		raise_value(vm);
	fill_slots(vm, slots, len, items);
	open_slots(vm, slots, canvas);
}

static void
open_self(struct vm *vm, vm_value self, struct vm_canvas *canvas)
{
	self = vm_native_value(self);
	if (!vm_is_record(self, &vm_type_FrameBuffer))
		vm_raise_type_error(vm, "argument should be a FrameBuffer");
	open_slots(vm, vm_record(self)->slots, canvas);
}

/* args[1..count] as ints. */
static void
numbers(struct vm *vm, const vm_value *args, size_t count, int32_t *out)
{
	for (size_t i = 0; i < count; i++)
		out[i] = (int32_t)vm_get_int(vm, args[i + 1]);
}

static vm_value
frame_fill(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_canvas canvas;
	int32_t n[1];

	(void)argc;
	open_self(vm, args[0], &canvas);
	numbers(vm, args, 1, n);
	vm_canvas_fill_rect(&canvas, 0, 0, canvas.width, canvas.height,
	    (uint32_t)n[0]);
	return VM_NONE;
}

static vm_value
frame_pixel(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_canvas canvas;
	int32_t n[3];

	open_self(vm, args[0], &canvas);
	numbers(vm, args, argc - 1, n);
	if (n[0] < 0 || n[0] >= canvas.width || n[1] < 0 ||
	    n[1] >= canvas.height)
		return VM_NONE;
	if (argc == 3)
		return VM_INT(vm_canvas_get(&canvas, n[0], n[1]));
	vm_canvas_set(&canvas, n[0], n[1], (uint32_t)n[2]);
	return VM_NONE;
}

static vm_value
frame_hline(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_canvas canvas;
	int32_t n[4];

	(void)argc;
	open_self(vm, args[0], &canvas);
	numbers(vm, args, 4, n);
	vm_canvas_fill_rect(&canvas, n[0], n[1], n[2], 1, (uint32_t)n[3]);
	return VM_NONE;
}

static vm_value
frame_vline(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_canvas canvas;
	int32_t n[4];

	(void)argc;
	open_self(vm, args[0], &canvas);
	numbers(vm, args, 4, n);
	vm_canvas_fill_rect(&canvas, n[0], n[1], 1, n[2], (uint32_t)n[3]);
	return VM_NONE;
}

static vm_value
frame_fill_rect(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_canvas canvas;
	int32_t n[5];

	(void)argc;
	open_self(vm, args[0], &canvas);
	numbers(vm, args, 5, n);
	vm_canvas_fill_rect(&canvas, n[0], n[1], n[2], n[3], (uint32_t)n[4]);
	return VM_NONE;
}

static vm_value
frame_rect(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_canvas canvas;
	int32_t n[5];
	uint32_t c;

	open_self(vm, args[0], &canvas);
	numbers(vm, args, 5, n);
	c = (uint32_t)n[4];
	if (argc > 6 && vm_truth(vm, args[6])) {
		vm_canvas_fill_rect(&canvas, n[0], n[1], n[2], n[3], c);
		return VM_NONE;
	}
	vm_canvas_fill_rect(&canvas, n[0], n[1], n[2], 1, c);
	vm_canvas_fill_rect(&canvas, n[0], n[1] + n[3] - 1, n[2], 1, c);
	vm_canvas_fill_rect(&canvas, n[0], n[1], 1, n[3], c);
	vm_canvas_fill_rect(&canvas, n[0] + n[2] - 1, n[1], 1, n[3], c);
	return VM_NONE;
}

static vm_value
frame_line(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_canvas canvas;
	int32_t n[5];

	(void)argc;
	open_self(vm, args[0], &canvas);
	numbers(vm, args, 5, n);
	vm_canvas_line(&canvas, n, (uint32_t)n[4]);
	return VM_NONE;
}

/* ellipse(x, y, xr, yr, c[, fill, mask]) */
static vm_value
frame_ellipse(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_canvas canvas;
	int32_t n[5];
	unsigned mask = VM_QUADRANTS;

	open_self(vm, args[0], &canvas);
	numbers(vm, args, 5, n);
	if (argc > 6 && vm_truth(vm, args[6]))
		mask |= VM_FILLED;
	if (argc > 7)
		mask = (mask & VM_FILLED) |
		    ((unsigned)vm_get_int(vm, args[7]) & VM_QUADRANTS);
	vm_canvas_ellipse(&canvas, n, (uint32_t)n[4], mask);
	return VM_NONE;
}

/* blit(source, x, y[, key, palette]) */
static vm_value
frame_blit(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_blit blit = { .key = -1 };
	struct vm_canvas canvas, source, palette;

	open_self(vm, args[0], &canvas);
	open_source(vm, args[1], &source);
	blit.source = &source;
	blit.x = (int32_t)vm_get_int(vm, args[2]);
	blit.y = (int32_t)vm_get_int(vm, args[3]);
	if (argc > 4)
		blit.key = vm_get_int64(vm, args[4]);
	if (argc > 5 && args[5] != VM_NONE) {
		open_source(vm, args[5], &palette);
		blit.palette = &palette;
	}
	vm_canvas_blit(&canvas, &blit);
	return VM_NONE;
}

static vm_value
frame_scroll(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_canvas canvas;
	int32_t n[2];

	(void)argc;
	open_self(vm, args[0], &canvas);
	numbers(vm, args, 2, n);
	vm_canvas_scroll(&canvas, n[0], n[1]);
	return VM_NONE;
}

static vm_value
frame_text(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value text = vm_argument_str(vm, args[1]);
	int32_t x = (int32_t)vm_get_int(vm, args[2]);
	int32_t y = (int32_t)vm_get_int(vm, args[3]);
	uint32_t colour = argc > 4 ? (uint32_t)vm_get_int(vm, args[4]) : 1;
	struct vm_canvas canvas;

	open_self(vm, args[0], &canvas);
	for (size_t i = 0; vm_str_data(text)[i] != '\0'; i++) {
		vm_poll_work(vm, 64);
		vm_canvas_character(&canvas, (uint8_t)vm_str_data(text)[i], x,
		    y, colour);
		x += 8;
	}
	return VM_NONE;
}

/* poly(x, y, points, c[, fill]) */
static vm_value
frame_poly(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_polygon polygon;
	struct vm_bytes_view view;
	struct vm_canvas canvas;

	open_self(vm, args[0], &canvas);
	polygon.x = (int32_t)vm_get_int(vm, args[1]);
	polygon.y = (int32_t)vm_get_int(vm, args[2]);
	vm_get_bytes(vm, args[3], &view);
	polygon.colour = (uint32_t)vm_get_int(vm, args[4]);
	polygon.data = view.data;
	polygon.type_code = view.type_code;
	polygon.count = view.len / vm_polygon_item_size(view.type_code) / 2;
	if (argc > 5 && vm_truth(vm, args[5]))
		vm_canvas_fill_polygon(&canvas, &polygon);
	else
		vm_canvas_polygon(&canvas, &polygon);
	return VM_NONE;
}

static bool
frame_bytes(struct vm *vm, vm_value self, struct vm_bytes_view *view)
{
	vm_get_bytes(vm, vm_record(self)->slots[FRAME_BUFFER], view);
	return true;
}

static void
frame_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	(void)kind;
	vm_write_format(vm, out, "<%t>", self);
}

static const struct vm_slots frame_slots = {
	.print = frame_print,
	.make = frame_make,
	.bytes = frame_bytes,
};

VM_DEFINE_NATIVE(blit_native, frame_blit, 4, 6);
VM_DEFINE_NATIVE(ellipse_native, frame_ellipse, 6, 8);
VM_DEFINE_NATIVE(fill_native, frame_fill, 2, 2);
VM_DEFINE_NATIVE(fill_rect_native, frame_fill_rect, 6, 6);
VM_DEFINE_NATIVE(hline_native, frame_hline, 5, 5);
VM_DEFINE_NATIVE(line_native, frame_line, 6, 6);
VM_DEFINE_NATIVE(pixel_native, frame_pixel, 3, 4);
VM_DEFINE_NATIVE(poly_native, frame_poly, 5, 6);
VM_DEFINE_NATIVE(rect_native, frame_rect, 6, 7);
VM_DEFINE_NATIVE(scroll_native, frame_scroll, 3, 3);
VM_DEFINE_NATIVE(text_native, frame_text, 4, 5);
VM_DEFINE_NATIVE(vline_native, frame_vline, 5, 5);

static const struct vm_member frame_members[] = {
	{ VM_NAME(blit), VM_NATIVE(blit_native) },
	{ VM_NAME(ellipse), VM_NATIVE(ellipse_native) },
	{ VM_NAME(fill), VM_NATIVE(fill_native) },
	{ VM_NAME(fill_rect), VM_NATIVE(fill_rect_native) },
	{ VM_NAME(hline), VM_NATIVE(hline_native) },
	{ VM_NAME(line), VM_NATIVE(line_native) },
	{ VM_NAME(pixel), VM_NATIVE(pixel_native) },
	{ VM_NAME(poly), VM_NATIVE(poly_native) },
	{ VM_NAME(rect), VM_NATIVE(rect_native) },
	{ VM_NAME(scroll), VM_NATIVE(scroll_native) },
	{ VM_NAME(text), VM_NATIVE(text_native) },
	{ VM_NAME(vline), VM_NATIVE(vline_native) },
};

VM_DEFINE_TYPE(FrameBuffer, FrameBuffer, NULL, VM_TYPE_HASHABLE, frame_slots,
    frame_members);

/* FrameBuffer1(buffer, width, height[, stride]): MONO_VLSB. */
static vm_value
frame_buffer_1(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value all[5] = { args[0], args[1], args[2],
		VM_INT(VM_PIXEL_MONO_VLSB), argc > 3 ? args[3] : VM_NONE };

	return frame_make(vm, &vm_type_FrameBuffer, argc > 3 ? 5 : 4, 0, all);
}
VM_DEFINE_NATIVE(frame_buffer_1_native, frame_buffer_1, 3, 4);

static const struct vm_member framebuf_members[] = {
	{ VM_NAME(__name__), VM_NAME(framebuf) },
	{ VM_NAME(FrameBuffer), VM_PTR(&vm_type_FrameBuffer) },
	{ VM_NAME(FrameBuffer1), VM_NATIVE(frame_buffer_1_native) },
	{ VM_NAME(GS2_HMSB), VM_INT(VM_PIXEL_GS2_HMSB) },
	{ VM_NAME(GS4_HMSB), VM_INT(VM_PIXEL_GS4_HMSB) },
	{ VM_NAME(GS8), VM_INT(VM_PIXEL_GS8) },
	{ VM_NAME(MONO_HLSB), VM_INT(VM_PIXEL_MONO_HLSB) },
	{ VM_NAME(MONO_HMSB), VM_INT(VM_PIXEL_MONO_HMSB) },
	{ VM_NAME(MONO_VLSB), VM_INT(VM_PIXEL_MONO_VLSB) },
	{ VM_NAME(MVLSB), VM_INT(VM_PIXEL_MONO_VLSB) },
	{ VM_NAME(RGB565), VM_INT(VM_PIXEL_RGB565) },
};

VM_DEFINE_MODULE(framebuf, framebuf_members);
