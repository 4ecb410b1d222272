/* SPDX-License-Identifier: MIT */
/*
 * A board made of the protocol library: answers commands by simple rules,
 * keeps one file in memory. Programs are words: "print TEXT", "spill N",
 * "loop", "echo", "raise TEXT".
 */
#ifndef FAKE_BOARD_H
#define FAKE_BOARD_H

#include <stdbool.h>
#include <stdint.h>

#include "proto/command.h"
#include "proto/link.h"

#define BOARD_MTU      512
#define BOARD_WINDOW   4096
#define BOARD_FILE_MAX (1024 * 1024)

struct fake_board {
	int fd;
	struct proto_link link;
	struct proto_config config;
	struct proto_hello hello;
	uint8_t rx_buf[PROTO_RX_SIZE(BOARD_MTU)];
	uint8_t tx_buf[PROTO_TX_SIZE(BOARD_MTU)];
	uint8_t event_buf[512];
	uint8_t answer_buf[BOARD_MTU];
	struct proto_call calls[4];
	struct proto_answer answers[4];
	struct proto_stream streams[2];
	uint8_t stream_rings[2][1024];
	struct proto_transfer transfers[2];
	uint8_t transfer_rings[2][BOARD_WINDOW];

	uint8_t file[BOARD_FILE_MAX]; /* the stored file */
	uint32_t file_size;
	uint8_t staged[BOARD_FILE_MAX];
	uint32_t staged_len;
	uint8_t staged_sha256[PROTO_SHA256_LEN];
	uint32_t stall_at; /* a put stops being stored here; 0: never */
	unsigned int commits;

	char program[8192];
	uint16_t program_session;
	uint32_t job;
	uint32_t spill; /* bytes of output still to write */
	uint32_t spilled;
	int outcome; /* of the job; -1: runs */
	char exit_text[200];
	uint8_t exit_body[300];
	bool exit_due;
	bool echo;
	uint64_t epoch_ms; /* from TIME_SET */
	unsigned int console_opens;
	bool mute; /* neither reads nor writes */
};

void board_init(struct fake_board *board, int fd, const char *device_id,
    enum proto_framing framing);
/* The same board after a reset: another boot_id, the file stays. */
void board_restart(struct fake_board *board);
/* Reads, answers, writes; false when the line is gone. */
bool board_pump(struct fake_board *board);
void board_write_raw(struct fake_board *board, const void *bytes, size_t len);
void board_event(struct fake_board *board, uint16_t type, const uint8_t *body,
    size_t len);

#endif
