/* SPDX-License-Identifier: MIT */
/* Drawing into memory. */
#include <string.h>

#include "framebuf_draw.h"

#include "../vm.h"
#include "framebuf_font.h"

/* ---- pixels ------------------------------------------------------------ */

/* Bits of a pixel, and whether the first one in a byte is the highest. */
static const struct {
	uint8_t bits;
	bool high_first;
} formats[VM_PIXEL_FORMATS] = {
	[VM_PIXEL_MONO_VLSB] = { 1, false },
	[VM_PIXEL_RGB565] = { 16, false },
	[VM_PIXEL_GS4_HMSB] = { 4, true },
	[VM_PIXEL_MONO_HLSB] = { 1, true },
	[VM_PIXEL_MONO_HMSB] = { 1, false },
	[VM_PIXEL_GS2_HMSB] = { 2, false },
	[VM_PIXEL_GS8] = { 8, false },
};

/* Pixels of a row, up to a whole byte. */
static size_t
row_pixels(const struct vm_canvas *canvas)
{
	size_t per_byte = 8u / formats[canvas->format].bits;
	size_t stride = (size_t)canvas->stride;

	if (per_byte <= 1 || canvas->format == VM_PIXEL_MONO_VLSB)
		return stride;
	return (stride + per_byte - 1) / per_byte * per_byte;
}

size_t
vm_canvas_size(const struct vm_canvas *canvas)
{
	size_t rows = (size_t)canvas->height;

	if (canvas->format == VM_PIXEL_MONO_VLSB)
		return (rows + 7) / 8 * (size_t)canvas->stride;
	/* The last row need not be there beyond its width. */
	return ((rows - 1) * row_pixels(canvas) +
		   (row_pixels(canvas) - (size_t)canvas->stride) +
		   (size_t)canvas->width) *
	    formats[canvas->format].bits / 8;
}

/* The byte of a pixel and the place of its bits there. */
static uint8_t *
find_pixel(const struct vm_canvas *canvas, int32_t x, int32_t y,
    unsigned *shift)
{
	unsigned bits = formats[canvas->format].bits;
	size_t at = (size_t)y * row_pixels(canvas) + (size_t)x;
	unsigned in_byte;

	if (canvas->format == VM_PIXEL_MONO_VLSB) {
		*shift = (unsigned)y & 7u;
		return canvas->data +
		    ((size_t)y >> 3) * (size_t)canvas->stride + (size_t)x;
	}
	*shift = 0;
	if (bits >= 8)
		return canvas->data + at * bits / 8;
	in_byte = (unsigned)(at * bits % 8);
	*shift =
	    formats[canvas->format].high_first ? 8 - bits - in_byte : in_byte;
	return canvas->data + at * bits / 8;
}

uint32_t
vm_canvas_get(const struct vm_canvas *canvas, int32_t x, int32_t y)
{
	unsigned shift;
	const uint8_t *p = find_pixel(canvas, x, y, &shift);
	uint16_t pixel;

	if (canvas->format == VM_PIXEL_RGB565) {
		memcpy(&pixel, p, sizeof(pixel));
		return pixel;
	}
	return (uint32_t)*p >> shift &
	    ((1u << formats[canvas->format].bits) - 1u);
}

void
vm_canvas_set(const struct vm_canvas *canvas, int32_t x, int32_t y,
    uint32_t colour)
{
	unsigned shift;
	uint8_t *p = find_pixel(canvas, x, y, &shift);
	unsigned bits = formats[canvas->format].bits;
	uint32_t mask = (1u << bits) - 1u;
	uint16_t pixel = (uint16_t)colour;

	if (bits == 16) {
		memcpy(p, &pixel, sizeof(pixel));
		return;
	}
	if (bits == 1)
		colour = colour != 0;
	*p = (uint8_t)((*p & ~(mask << shift)) | (colour & mask) << shift);
}

static void
set_inside(const struct vm_canvas *canvas, int64_t x, int64_t y,
    uint32_t colour)
{
	if (x >= 0 && x < canvas->width && y >= 0 && y < canvas->height)
		vm_canvas_set(canvas, (int32_t)x, (int32_t)y, colour);
}

/* Cuts first..end to 0..limit. */
static void
cut(int64_t *first, int64_t *end, int32_t limit)
{
	*first = *first < 0 ? 0 : *first;
	*end = *end > limit ? limit : *end;
}

static void
poll_row(const struct vm_canvas *canvas, int64_t first, int64_t end)
{
	if (end > first)
		vm_poll_work(canvas->vm, (size_t)(end - first));
}

void
vm_canvas_fill_rect(const struct vm_canvas *canvas, int32_t x, int32_t y,
    int32_t width, int32_t height, uint32_t colour)
{
	int64_t left = x, right = (int64_t)x + width;
	int64_t top = y, bottom = (int64_t)y + height;

	cut(&left, &right, canvas->width);
	cut(&top, &bottom, canvas->height);
	for (int64_t row = top; row < bottom; row++) {
		poll_row(canvas, left, right);
		for (int64_t column = left; column < right; column++)
			vm_canvas_set(canvas, (int32_t)column, (int32_t)row,
			    colour);
	}
}

/* ---- lines ------------------------------------------------------------- */

static int64_t
magnitude(int64_t n)
{
	return n < 0 ? -n : n;
}

/* Steps along the longer side, and sideways when the error is due. */
void
vm_canvas_line(const struct vm_canvas *canvas, const int32_t ends[4],
    uint32_t colour)
{
	int64_t dx = magnitude((int64_t)ends[2] - ends[0]);
	int64_t dy = magnitude((int64_t)ends[3] - ends[1]);
	int64_t sx = ends[2] > ends[0] ? 1 : -1;
	int64_t sy = ends[3] > ends[1] ? 1 : -1;
	int64_t x = ends[0], y = ends[1];
	bool steep = dy > dx;
	int64_t longer = steep ? dy : dx;
	int64_t shorter = steep ? dx : dy;
	int64_t error = 2 * shorter - longer;

	for (int64_t i = 0; i < longer; i++) {
		vm_poll_round(canvas->vm, (size_t)i);
		set_inside(canvas, x, y, colour);
		while (error >= 0 && longer > 0) {
			x += steep ? sx : 0;
			y += steep ? 0 : sy;
			error -= 2 * longer;
		}
		x += steep ? 0 : sx;
		y += steep ? sy : 0;
		error += 2 * shorter;
	}
	set_inside(canvas, ends[2], ends[3], colour);
}

static void
quadrants(const struct vm_canvas *canvas, const int32_t place[4], int32_t x,
    int32_t y, const uint32_t how[2])
{
	static const struct {
		int8_t x;
		int8_t y;
	} signs[] = { { 1, -1 }, { -1, -1 }, { -1, 1 }, { 1, 1 } };
	int32_t cx = place[0], cy = place[1];

	vm_poll_work(canvas->vm, 4);
	for (unsigned i = 0; i < 4; i++) {
		int32_t row = cy + signs[i].y * y;

		if (!(how[1] & 1u << i))
			continue;
		if (how[1] & VM_FILLED)
			vm_canvas_fill_rect(canvas,
			    signs[i].x > 0 ? cx : cx - x, row, x + 1, 1,
			    how[0]);
		else
			set_inside(canvas, cx + signs[i].x * x, row, how[0]);
	}
}

/* Two arcs, each walked along its longer side. */
void
vm_canvas_ellipse(const struct vm_canvas *canvas, const int32_t place[4],
    uint32_t colour, unsigned mask)
{
	const uint32_t how[2] = { colour, mask };
	int64_t two_aa = 2 * (int64_t)place[2] * place[2];
	int64_t two_bb = 2 * (int64_t)place[3] * place[3];
	int64_t x = place[2], y = 0;
	int64_t change_x = two_bb / 2 * (1 - 2 * (int64_t)place[2]);
	int64_t change_y = two_aa / 2;
	int64_t error = 0;
	int64_t stop_x = two_bb * place[2], stop_y = 0;

	if (place[2] < 0 || place[3] < 0)
		return;
	if (place[2] == 0 && place[3] == 0) {
		quadrants(canvas, place, 0, 0, how);
		return;
	}
	while (stop_x >= stop_y) {
		quadrants(canvas, place, (int32_t)x, (int32_t)y, how);
		y++;
		stop_y += two_aa;
		error += change_y;
		change_y += two_aa;
		if (2 * error + change_x > 0) {
			x--;
			stop_x -= two_bb;
			error += change_x;
			change_x += two_bb;
		}
	}
	x = 0;
	y = place[3];
	change_x = two_bb / 2;
	change_y = two_aa / 2 * (1 - 2 * (int64_t)place[3]);
	error = 0;
	stop_x = 0;
	stop_y = two_aa * place[3];
	while (stop_x <= stop_y) {
		quadrants(canvas, place, (int32_t)x, (int32_t)y, how);
		x++;
		stop_x += two_bb;
		error += change_x;
		change_x += two_bb;
		if (2 * error + change_y > 0) {
			y--;
			stop_y -= two_aa;
			error += change_y;
			change_y += two_aa;
		}
	}
}

/* ---- polygons ---------------------------------------------------------- */

size_t
vm_polygon_item_size(char type_code)
{
	switch (type_code) {
	case 'h':
	case 'H':
		return 2;
	case 'i':
	case 'I':
		return 4;
	case 'l':
	case 'L':
		return sizeof(long);
	case 'q':
	case 'Q':
		return 8;
	default:
		return 1;
	}
}

static int32_t
coordinate(const struct vm_polygon *polygon, size_t index)
{
	size_t size = vm_polygon_item_size(polygon->type_code);
	const uint8_t *p = polygon->data + index * size;
	bool is_signed = polygon->type_code >= 'a';
	int16_t two;
	int32_t four;

	if (size == 1)
		return is_signed ? (int8_t)*p : *p;
	if (size == 2) {
		memcpy(&two, p, sizeof(two));
		return is_signed ? two : (uint16_t)two;
	}
	memcpy(&four, p, sizeof(four)); /* the low half is what fits */
	return four;
}

/* Corner i (the first one again behind the last), relative to the polygon. */
static void
corner(const struct vm_polygon *polygon, size_t i, int32_t out[2])
{
	if (i == polygon->count)
		i = 0;
	out[0] = coordinate(polygon, 2 * i);
	out[1] = coordinate(polygon, 2 * i + 1);
}

void
vm_canvas_polygon(const struct vm_canvas *canvas,
    const struct vm_polygon *polygon)
{
	int32_t ends[4];

	for (size_t i = 0; i < polygon->count; i++) {
		corner(polygon, i + 1, ends);
		corner(polygon, i, ends + 2);
		ends[0] += polygon->x;
		ends[1] += polygon->y;
		ends[2] += polygon->x;
		ends[3] += polygon->y;
		vm_canvas_line(canvas, ends, polygon->colour);
	}
}

/* Where a side crosses a row, to a 32nd of a pixel and then rounded. */
static bool
crossing(const struct vm_polygon *polygon, size_t i, int32_t row, int64_t *x)
{
	int32_t a[2], b[2];
	int64_t run;

	corner(polygon, i + 1, a);
	corner(polygon, i, b);
	if ((a[1] > row) == (b[1] > row))
		return false;
	run = 32 * ((int64_t)b[0] - a[0]) * ((int64_t)row - a[1]);
	*x = (32 * (int64_t)a[0] + run / ((int64_t)b[1] - a[1]) + 16) / 32;
	return true;
}

/* What ends in a row: the lower corner of a side, or the side if it is level.
 */
static void
draw_ends(const struct vm_canvas *canvas, const struct vm_polygon *polygon,
    int32_t row)
{
	for (size_t i = 0; i < polygon->count; i++) {
		int32_t a[2], b[2], first, last;

		corner(polygon, i + 1, a);
		corner(polygon, i, b);
		if ((a[1] > row) != (b[1] > row) ||
		    row != (a[1] > b[1] ? a[1] : b[1]))
			continue;
		first = a[1] < b[1] ? b[0] : a[0];
		last = a[1] > b[1] ? a[0] : b[0];
		if (first > last) {
			int32_t swap = first;

			first = last;
			last = swap;
		}
		vm_canvas_fill_rect(canvas, first + polygon->x,
		    row + polygon->y, last - first + 1, 1, polygon->colour);
	}
}

/* The least crossing of a row beyond a place, where the same may be many. */
static size_t
next_crossing(const struct vm_polygon *polygon, int32_t row, int64_t after,
    int64_t *least)
{
	size_t count = 0;
	int64_t x;

	for (size_t i = 0; i < polygon->count; i++) {
		if (!crossing(polygon, i, row, &x) || x <= after)
			continue;
		if (count == 0 || x < *least) {
			*least = x;
			count = 1;
		} else if (x == *least) {
			count++;
		}
	}
	return count;
}

static void
fill_row(const struct vm_canvas *canvas, const struct vm_polygon *polygon,
    int32_t row)
{
	int64_t at = INT64_MIN, from = 0;
	bool inside = false;
	size_t count;

	vm_poll_work(canvas->vm, polygon->count);
	draw_ends(canvas, polygon, row);
	while ((count = next_crossing(polygon, row, at, &at)) > 0) {
		vm_poll_work(canvas->vm, polygon->count);
		if (inside || count > 1) {
			int64_t first = inside ? from : at;

			vm_canvas_fill_rect(canvas, (int32_t)first + polygon->x,
			    row + polygon->y, (int32_t)(at - first) + 1, 1,
			    polygon->colour);
		}
		inside ^= count & 1;
		from = at;
	}
}

void
vm_canvas_fill_polygon(const struct vm_canvas *canvas,
    const struct vm_polygon *polygon)
{
	for (int32_t y = 0; y < canvas->height; y++)
		fill_row(canvas, polygon, y - polygon->y);
}

/* ---- copies ------------------------------------------------------------ */

void
vm_canvas_blit(const struct vm_canvas *canvas, const struct vm_blit *blit)
{
	int64_t left = blit->x, right = left + blit->source->width;
	int64_t top = blit->y, bottom = top + blit->source->height;

	cut(&left, &right, canvas->width);
	cut(&top, &bottom, canvas->height);
	for (int64_t y = top; y < bottom; y++) {
		poll_row(canvas, left, right);
		for (int64_t x = left; x < right; x++) {
			uint32_t colour = vm_canvas_get(blit->source,
			    (int32_t)(x - blit->x), (int32_t)(y - blit->y));

			if (blit->palette != NULL)
				colour =
				    colour < (uint32_t)blit->palette->width ?
				    vm_canvas_get(blit->palette,
					(int32_t)colour, 0) :
				    0;
			if ((int64_t)colour != blit->key)
				vm_canvas_set(canvas, (int32_t)x, (int32_t)y,
				    colour);
		}
	}
}

/* What the picture leaves stays as it was. */
void
vm_canvas_scroll(const struct vm_canvas *canvas, int32_t dx, int32_t dy)
{
	for (int32_t i = 0; i < canvas->height; i++) {
		int32_t y = dy > 0 ? canvas->height - 1 - i : i;
		int64_t from_y = (int64_t)y - dy;

		if (from_y < 0 || from_y >= canvas->height)
			continue;
		poll_row(canvas, 0, canvas->width);
		for (int32_t k = 0; k < canvas->width; k++) {
			int32_t x = dx > 0 ? canvas->width - 1 - k : k;
			int64_t from_x = (int64_t)x - dx;

			if (from_x >= 0 && from_x < canvas->width)
				vm_canvas_set(canvas, x, y,
				    vm_canvas_get(canvas, (int32_t)from_x,
					(int32_t)from_y));
		}
	}
}

void
vm_canvas_character(const struct vm_canvas *canvas, uint8_t c, int32_t x,
    int32_t y, uint32_t colour)
{
	const uint8_t *rows;

	if (c < VM_FONT_FIRST || c > VM_FONT_LAST)
		c = VM_FONT_LAST;
	rows = vm_font[c - VM_FONT_FIRST];
	for (int row = 0; row < VM_FONT_SIZE; row++) {
		for (int column = 0; column < VM_FONT_SIZE; column++) {
			if (rows[row] & 0x80u >> column)
				set_inside(canvas, (int64_t)x + column,
				    (int64_t)y + row, colour);
		}
	}
}
