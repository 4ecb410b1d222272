/* SPDX-License-Identifier: MIT */
/* Pixels in memory: formats, lines, areas, characters. No objects here. */
#ifndef VM_FRAMEBUF_DRAW_H
#define VM_FRAMEBUF_DRAW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum vm_pixel_format {
	VM_PIXEL_MONO_VLSB,
	VM_PIXEL_RGB565,
	VM_PIXEL_GS4_HMSB,
	VM_PIXEL_MONO_HLSB,
	VM_PIXEL_MONO_HMSB,
	VM_PIXEL_GS2_HMSB,
	VM_PIXEL_GS8,
	VM_PIXEL_FORMATS
};

struct vm;

struct vm_canvas {
	struct vm *vm; /* borrowed: lets interrupts in between two rows */
	uint8_t *data; /* borrowed */
	int32_t width; /* pixels */
	int32_t height;
	int32_t stride;
	enum vm_pixel_format format;
};

size_t vm_canvas_size(const struct vm_canvas *canvas); /* bytes needed */
/* x and y are inside. */
uint32_t vm_canvas_get(const struct vm_canvas *canvas, int32_t x, int32_t y);
void vm_canvas_set(const struct vm_canvas *canvas, int32_t x, int32_t y,
    uint32_t colour);
/* All others cut off what is outside. */
void vm_canvas_fill_rect(const struct vm_canvas *canvas, int32_t x, int32_t y,
    int32_t width, int32_t height, uint32_t colour);
void vm_canvas_line(const struct vm_canvas *canvas, const int32_t ends[4],
    uint32_t colour);
void vm_canvas_scroll(const struct vm_canvas *canvas, int32_t dx, int32_t dy);
void vm_canvas_character(const struct vm_canvas *canvas, uint8_t c, int32_t x,
    int32_t y, uint32_t colour);

#define VM_QUADRANTS 15u
#define VM_FILLED    16u
/* place: centre and radii; mask: quadrants, from the upper right one on. */
void vm_canvas_ellipse(const struct vm_canvas *canvas, const int32_t place[4],
    uint32_t colour, unsigned mask);

struct vm_blit {
	const struct vm_canvas *source;
	const struct vm_canvas *palette; /* NULL: colours as they are */
	int64_t key;                     /* colour that stays out; -1: none */
	int32_t x;
	int32_t y;
};

void vm_canvas_blit(const struct vm_canvas *canvas, const struct vm_blit *blit);

struct vm_polygon {
	const uint8_t *data; /* pairs of integers */
	size_t count;        /* corners */
	char type_code;
	int32_t x;
	int32_t y;
	uint32_t colour;
};

size_t vm_polygon_item_size(char type_code);
void vm_canvas_polygon(const struct vm_canvas *canvas,
    const struct vm_polygon *polygon);
void vm_canvas_fill_polygon(const struct vm_canvas *canvas,
    const struct vm_polygon *polygon);

#endif
