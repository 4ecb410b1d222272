/* SPDX-License-Identifier: MIT */
/* The link process: boards, calls, consoles, files, and bad lines. */

#include "config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "link_rig.h"

static struct link_rig rig;
static struct fake_board board, other;
static uint32_t conn;
static uint8_t big[300 * 1024];
static uint8_t back[400 * 1024];

/* A rig with one board that is up. */
static void
start(void)
{
	char id[40];

	rig_start(&rig);
	board_init(&board, rig_open_tty(&rig, 7, "/dev/ttyTest0"), "board-one",
	    PROTO_FRAMING_SERIAL);
	rig.boards[0] = &board;
	conn = rig_wait_up(&rig, id, sizeof(id));
	CHECK(conn != 0);
	CHECK_STR(id, "board-one");
}

static void
stop(void)
{
	rig.boards[0] = rig.boards[1] = NULL;
	CHECK_INT(rig_stop(&rig), 0);
	if (board.fd != -1)
		close(board.fd);
}

static void
fill_big(void)
{
	uint32_t seed = 1;
	size_t i;

	for (i = 0; i < sizeof(big); i++) {
		seed = seed * 1103515245 + 12345;
		big[i] = (uint8_t)(seed >> 16);
	}
}

static void
hash(const uint8_t *bytes, size_t len, uint8_t sha256[32])
{
	struct proto_sha256 sha;

	proto_sha256_init(&sha);
	proto_sha256_update(&sha, bytes, len);
	proto_sha256_final(&sha, sha256);
}

static uint16_t
call_status(uint32_t op)
{
	struct imsg *msg = rig_wait(&rig, IMSG_CALL_RESULT, op);

	return msg == NULL ? 0xffff : imsg_get_u16(msg);
}

/* Runs a program as an exec stream; its output is in back. */
static long
run(uint32_t id, const char *source, bool interrupt, struct stream_end *end)
{
	struct stream_start request = {
		.kind = STREAM_EXEC,
		.conn = conn,
		.size = strlen(source),
		.interrupt = interrupt,
	};

	memset(back, 0, 64);
	rig_stream(&rig, id, &request);
	rig_data(&rig, id, source, strlen(source));
	return rig_read_stream(&rig, id, back, sizeof(back) - 1, end);
}

TEST(board_is_told_with_its_time_set)
{
	int i;

	start();
	for (i = 0; i < 500 && board.epoch_ms == 0; i++)
		rig_pump(&rig, 5);
	CHECK(board.epoch_ms > 1600000000000ULL);
	CHECK(rig_wait(&rig, IMSG_BOARD_ALIVE, conn) != NULL);
	stop();
}

TEST(call_is_answered)
{
	const uint8_t *body;
	struct imsg *msg;
	size_t len;

	start();
	rig_call(&rig, 11, conn, PROTO_CMD_INFO, 0);
	msg = rig_wait(&rig, IMSG_CALL_RESULT, 11);
	CHECK(msg != NULL && imsg_get_u16(msg) == PROTO_STATUS_OK);
	body = imsg_get_rest(msg, &len);
	CHECK(len == 4 && memcmp(body, "\xa1\x00\x18\x2a", 4) == 0);
	stop();
}

TEST(many_calls_wait_their_turn)
{
	uint32_t op;

	start();
	for (op = 1; op <= 60; op++)
		rig_call(&rig, op, conn, PROTO_CMD_INFO, 0);
	for (op = 1; op <= 60; op++)
		CHECK_INT(call_status(op), PROTO_STATUS_OK);
	stop();
}

TEST(call_ends_with_deadline_cancel_and_no_board)
{
	struct imsg_out out;

	start();
	rig_call(&rig, 1, conn, PROTO_CMD_FS_STAT, 200);
	CHECK_INT(call_status(1), PROTO_STATUS_DEADLINE);
	rig_call(&rig, 2, conn, PROTO_CMD_FS_STAT, 60000);
	imsg_init(&out, IMSG_CALL_CANCEL, 2);
	rig_send(&rig, &out);
	CHECK_INT(call_status(2), PROTO_STATUS_CANCELLED);
	rig_call(&rig, 3, conn + 77, PROTO_CMD_INFO, 0);
	CHECK_INT(call_status(3), PROTO_STATUS_UNAVAILABLE);
	stop();
}

TEST(exec_gives_output_and_end)
{
	struct stream_end end;

	start();
	CHECK_INT(run(1, "print hello", false, &end), 5);
	CHECK(memcmp(back, "hello", 5) == 0);
	CHECK_INT(end.status, PROTO_STATUS_OK);
	CHECK_INT(end.outcome, PROTO_JOB_OK);
	CHECK(rig_wait(&rig, IMSG_STREAM_OPENED, 1) != NULL);
	CHECK(rig_wait(&rig, IMSG_BOARD_EVENT, conn) != NULL);
	CHECK_INT(run(2, "raise ValueError: no", false, &end), 0);
	CHECK_INT(end.outcome, PROTO_JOB_EXCEPTION);
	CHECK_INT(end.exit_code, 1);
	CHECK(
	    end.text_len == 14 && memcmp(end.text, "ValueError: no", 14) == 0);
	stop();
}

TEST(exec_of_a_long_source_is_uploaded)
{
	struct stream_end end;
	char source[5001];

	start();
	memset(source, 'x', 5000);
	source[5000] = '\0';
	CHECK_INT(run(1, source, false, &end), 4);
	CHECK(memcmp(back, "5000", 4) == 0);
	CHECK_INT(end.status, PROTO_STATUS_OK);
	CHECK_INT(board.commits, 1);
	stop();
}

TEST(exec_output_is_complete_with_little_credit)
{
	struct stream_end end;
	long i;

	start();
	CHECK_INT(run(1, "spill 200000", false, &end), 200000);
	for (i = 0; i < 200000 && back[i] == 'a' + i % 26; i++)
		continue;
	CHECK_INT(i, 200000);
	CHECK_INT(end.status, PROTO_STATUS_OK);
	stop();
}

TEST(exec_takes_stdin_and_interrupt)
{
	struct stream_start request = { .kind = STREAM_EXEC, .conn = conn };
	struct stream_end end;
	struct imsg_out out;

	start();
	request.conn = conn;
	request.size = 4;
	rig_stream(&rig, 1, &request);
	rig_data(&rig, 1, "echoabcq", 8);
	CHECK_INT(rig_read_stream(&rig, 1, back, sizeof(back), &end), 4);
	CHECK(memcmp(back, "abcq", 4) == 0);
	rig_stream(&rig, 2, &request);
	rig_data(&rig, 2, "loop", 4);
	CHECK(rig_wait(&rig, IMSG_STREAM_OPENED, 2) != NULL);
	imsg_init(&out, IMSG_STREAM_CTRL, 2);
	imsg_put_u8(&out, STREAM_CTRL_INTERRUPT);
	imsg_put_u32(&out, 0);
	imsg_put_u32(&out, 0);
	rig_send(&rig, &out);
	CHECK_INT(rig_read_stream(&rig, 2, back, sizeof(back), &end), 0);
	CHECK_INT(end.outcome, PROTO_JOB_INTERRUPTED);
	stop();
}

TEST(exec_ends_by_its_timeout)
{
	struct stream_start request = { .kind = STREAM_EXEC,
		.size = 4,
		.timeout_ms = 200 };
	struct stream_end end;

	start();
	request.conn = conn;
	rig_stream(&rig, 1, &request);
	rig_data(&rig, 1, "loop", 4);
	CHECK_INT(rig_read_stream(&rig, 1, back, sizeof(back), &end), 0);
	CHECK_INT(end.status, PROTO_STATUS_DEADLINE);
	stop();
}

TEST(exec_of_an_opener_that_left_is_stopped)
{
	struct stream_start request = { .kind = STREAM_EXEC, .size = 4 };
	struct stream_end end = { .status = PROTO_STATUS_CANCELLED };
	struct imsg_out out;
	int64_t end_ms;

	start();
	request.conn = conn;
	rig_stream(&rig, 1, &request);
	rig_data(&rig, 1, "loop", 4);
	CHECK(rig_wait(&rig, IMSG_STREAM_OPENED, 1) != NULL);
	CHECK_INT(board.outcome, -1);
	imsg_init(&out, IMSG_STREAM_END, 1);
	stream_end_put(&out, &end);
	rig_send(&rig, &out);
	for (end_ms = rig_deadline_ms();
	     board.outcome == -1 && !rig_late(end_ms);)
		rig_pump(&rig, 5);
	CHECK_INT(board.outcome, PROTO_JOB_INTERRUPTED);
	stop();
}

TEST(exec_on_a_busy_board_is_refused_or_interrupts)
{
	struct stream_start request = { .kind = STREAM_EXEC, .size = 4 };
	struct stream_end end;

	start();
	request.conn = conn;
	rig_stream(&rig, 1, &request);
	rig_data(&rig, 1, "loop", 4);
	CHECK(rig_wait(&rig, IMSG_STREAM_OPENED, 1) != NULL);
	run(2, "print x", false, &end);
	CHECK_INT(end.status, PROTO_STATUS_PRECONDITION);
	CHECK_INT(run(3, "print x", true, &end), 1);
	CHECK_INT(end.status, PROTO_STATUS_OK);
	stop();
}

TEST(repl_is_shared_by_viewers)
{
	struct stream_start request = { .kind = STREAM_REPL,
		.rows = 24,
		.cols = 80 };
	struct imsg *msg;
	size_t len;

	start();
	request.conn = conn;
	rig_stream(&rig, 1, &request);
	CHECK(rig_wait(&rig, IMSG_STREAM_OPENED, 1) != NULL);
	msg = rig_wait(&rig, IMSG_STREAM_DATA, 1);
	CHECK(msg != NULL && memcmp(imsg_get_rest(msg, &len), ">>> ", 4) == 0);
	rig_stream(&rig, 2, &request);
	CHECK(rig_wait(&rig, IMSG_STREAM_OPENED, 2) != NULL);
	msg = rig_wait(&rig, IMSG_STREAM_DATA, 2);
	CHECK(msg != NULL);
	CHECK(rig_wait(&rig, IMSG_STREAM_DATA, 1) != NULL);
	board.echo = true;
	board.outcome = -1;
	rig_data(&rig, 1, "key", 3);
	msg = rig_wait(&rig, IMSG_STREAM_DATA, 1);
	CHECK(msg != NULL && memcmp(imsg_get_rest(msg, &len), "key", 3) == 0);
	msg = rig_wait(&rig, IMSG_STREAM_DATA, 2);
	CHECK(msg != NULL && memcmp(imsg_get_rest(msg, &len), "key", 3) == 0);
	stop();
}

static void
put_start(uint32_t id)
{
	struct stream_start request = { .kind = STREAM_FILE_PUT,
		.path = "/x.bin" };

	request.conn = conn;
	request.size = sizeof(big);
	hash(big, sizeof(big), request.sha256);
	rig_stream(&rig, id, &request);
}

/* Sends from offset on as far as credit goes; the new offset. */
static size_t
put_send(uint32_t id, size_t at, uint64_t *limit)
{
	struct imsg *msg;

	while ((msg = rig_wait_ms(&rig, IMSG_STREAM_CREDIT, id, 0)) != NULL)
		*limit = imsg_get_u64(msg);
	if (at < sizeof(big) && at < *limit) {
		size_t len =
		    (size_t)(*limit < sizeof(big) ? *limit : sizeof(big)) - at;

		rig_data(&rig, id, big + at, len);
		at += len;
	}
	rig_pump(&rig, 5);
	return at;
}

TEST(put_and_get_carry_a_file)
{
	struct stream_start request = { .kind = STREAM_FILE_GET,
		.path = "/x.bin" };
	struct stream_end end;
	uint64_t limit = STREAM_CREDIT_INITIAL;
	struct imsg *msg = NULL;
	size_t at = 0;
	int64_t end_ms;

	start();
	put_start(1);
	for (end_ms = rig_deadline_ms(); msg == NULL && !rig_late(end_ms);) {
		at = put_send(1, at, &limit);
		msg = rig_wait_ms(&rig, IMSG_STREAM_END, 1, 0);
	}
	CHECK(msg != NULL);
	stream_end_get(msg, &end);
	CHECK_INT(end.status, PROTO_STATUS_OK);
	CHECK_INT(board.file_size, sizeof(big));
	CHECK(memcmp(board.file, big, sizeof(big)) == 0);
	msg = rig_wait(&rig, IMSG_STREAM_OPENED, 1);
	CHECK(msg != NULL && imsg_get_u64(msg) == sizeof(big));

	request.conn = conn;
	rig_stream(&rig, 2, &request);
	CHECK_INT(rig_read_stream(&rig, 2, back, sizeof(back), &end),
	    sizeof(big));
	CHECK_INT(end.status, PROTO_STATUS_OK);
	CHECK(memcmp(back, big, sizeof(big)) == 0);
	stop();
}

TEST(get_of_a_missing_file_says_so)
{
	struct stream_start request = { .kind = STREAM_FILE_GET,
		.path = "/none" };
	struct stream_end end;

	start();
	request.conn = conn;
	rig_stream(&rig, 1, &request);
	CHECK_INT(rig_read_stream(&rig, 1, back, sizeof(back), &end), 0);
	CHECK_INT(end.status, PROTO_STATUS_FS_BASE + ENOENT);
	CHECK(end.text_len == 25 &&
	    memcmp(end.text, "No such file or directory", 25) == 0);
	stop();
}

/* The board dies in the middle of a put and comes back on a new line. */
TEST(put_goes_on_when_the_board_returns)
{
	struct stream_end end;
	uint64_t limit = STREAM_CREDIT_INITIAL;
	struct imsg *msg = NULL;
	char id[40];
	size_t at = 0;
	int64_t end_ms;

	start();
	board.stall_at = 100000;
	put_start(1);
	for (end_ms = rig_deadline_ms();
	     board.staged_len < 90000 && !rig_late(end_ms);)
		at = put_send(1, at, &limit);
	CHECK(board.staged_len >= 90000);
	close(board.fd);
	board.fd = -1;
	CHECK(rig_wait(&rig, IMSG_TTY_CLOSED, 7) != NULL);
	msg = rig_wait(&rig, IMSG_BOARD_DOWN, conn);
	CHECK(msg != NULL && imsg_get_u8(msg) == 1);
	board.stall_at = 0;
	board_restart(&board);
	board.fd = rig_open_tty(&rig, 7, "/dev/ttyTest0");
	CHECK(rig_wait_up(&rig, id, sizeof(id)) == conn + 1);
	msg = NULL;
	for (end_ms = rig_deadline_ms(); msg == NULL && !rig_late(end_ms);) {
		at = put_send(1, at, &limit);
		msg = rig_wait_ms(&rig, IMSG_STREAM_END, 1, 0);
	}
	CHECK(msg != NULL);
	stream_end_get(msg, &end);
	CHECK_INT(end.status, PROTO_STATUS_OK);
	CHECK_INT(board.file_size, sizeof(big));
	CHECK(memcmp(board.file, big, sizeof(big)) == 0);
	stop();
}

/* The same with a board that restarts behind a line that stays. */
TEST(get_goes_on_when_the_board_restarts)
{
	struct stream_start request = { .kind = STREAM_FILE_GET,
		.path = "/x.bin" };
	struct stream_end end;
	long len;

	start();
	memcpy(board.file, big, sizeof(big));
	board.file_size = sizeof(big);
	request.conn = conn;
	rig_stream(&rig, 1, &request);
	CHECK(rig_wait(&rig, IMSG_STREAM_DATA, 1) != NULL);
	/* That one is gone from what rig_read_stream sees. */
	board_restart(&board);
	len = rig_read_stream(&rig, 1, back, sizeof(back), &end);
	CHECK_INT(end.status, PROTO_STATUS_OK);
	CHECK(len > 0 && (size_t)len < sizeof(big));
	CHECK(memcmp(back, big + sizeof(big) - (size_t)len, (size_t)len) == 0);
	stop();
}

TEST(board_that_dies_ends_calls_and_programs)
{
	struct stream_start request = { .kind = STREAM_EXEC, .size = 4 };
	struct stream_end end;

	start();
	request.conn = conn;
	rig_call(&rig, 5, conn, PROTO_CMD_FS_STAT, 60000);
	rig_stream(&rig, 1, &request);
	rig_data(&rig, 1, "loop", 4);
	CHECK(rig_wait(&rig, IMSG_STREAM_OPENED, 1) != NULL);
	close(board.fd);
	board.fd = -1;
	CHECK_INT(call_status(5), PROTO_STATUS_UNAVAILABLE);
	rig_read_stream(&rig, 1, back, sizeof(back), &end);
	CHECK_INT(end.status, PROTO_STATUS_UNAVAILABLE);
	stop();
}

TEST(garbage_is_text_or_nothing_and_harms_nobody)
{
	uint32_t seed = 7;
	uint8_t noise[4000];
	size_t i;
	int round;

	start();
	board_init(&other, rig_open_tty(&rig, 8, "/dev/ttyTest1"), "board-two",
	    PROTO_FRAMING_SERIAL);
	other.mute = true;
	rig.boards[1] = &other;
	for (round = 0; round < 50; round++) {
		for (i = 0; i < sizeof(noise); i++) {
			seed = seed * 1103515245 + 12345;
			noise[i] = (uint8_t)(seed >> 16);
		}
		if (write(other.fd, noise, sizeof(noise)) == -1)
			rig_pump(&rig, 1);
		rig_pump(&rig, 0);
	}
	board_write_raw(&board, "boot noise\r\n", 12);
	CHECK(rig_wait(&rig, IMSG_BOARD_LOG, conn) != NULL);
	rig_call(&rig, 1, conn, PROTO_CMD_INFO, 0);
	CHECK_INT(call_status(1), PROTO_STATUS_OK);
	/* After the noise a board is heard on the same line. */
	other.mute = false;
	CHECK(rig_wait_ms(&rig, IMSG_BOARD_UP, conn + 1, 15000) != NULL);
	close(other.fd);
	stop();
}

TEST(silent_board_is_lost_and_comes_back)
{
	struct imsg *msg;
	char why[64];

	start();
	board.mute = true;
	msg = rig_wait(&rig, IMSG_BOARD_DOWN, conn);
	CHECK(msg != NULL && imsg_get_u8(msg) == 0);
	imsg_get_str(msg, why, sizeof(why));
	CHECK_STR(why, "heartbeat lost");
	board.mute = false;
	CHECK(rig_wait(&rig, IMSG_BOARD_UP, conn) != NULL);
	stop();
}

TEST(port_without_an_agent_is_told)
{
	struct imsg *msg;
	int master;

	rig_start(&rig);
	board.fd = -1;
	master = rig_open_tty(&rig, 9, "/dev/ttyTest9");
	msg = rig_wait(&rig, IMSG_PORT_STATE, 9);
	CHECK(msg != NULL && imsg_get_u8(msg) == PORT_NO_AGENT);
	close(master);
	CHECK(rig_wait(&rig, IMSG_TTY_CLOSED, 9) != NULL);
	stop();
}

TEST(broken_message_ends_the_process)
{
	static const uint8_t bad[20] = { 40, 0, 0, 0, 2 };
	int status;

	start();
	CHECK(send(rig.fleet_fd, bad, sizeof(bad), 0) == sizeof(bad));
	CHECK(waitpid(rig.pid, &status, 0) == rig.pid);
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 1);
	close(rig.fleet_fd);
	close(rig.parent_fd);
	close(board.fd);
}

int
main(void)
{
	fill_big();
	RUN(board_is_told_with_its_time_set);
	RUN(call_is_answered);
	RUN(many_calls_wait_their_turn);
	RUN(call_ends_with_deadline_cancel_and_no_board);
	RUN(exec_gives_output_and_end);
	RUN(exec_of_a_long_source_is_uploaded);
	RUN(exec_output_is_complete_with_little_credit);
	RUN(exec_takes_stdin_and_interrupt);
	RUN(exec_ends_by_its_timeout);
	RUN(exec_of_an_opener_that_left_is_stopped);
	RUN(exec_on_a_busy_board_is_refused_or_interrupts);
	RUN(repl_is_shared_by_viewers);
	RUN(put_and_get_carry_a_file);
	RUN(get_of_a_missing_file_says_so);
	RUN(put_goes_on_when_the_board_returns);
	RUN(get_goes_on_when_the_board_restarts);
	RUN(board_that_dies_ends_calls_and_programs);
	RUN(garbage_is_text_or_nothing_and_harms_nobody);
	RUN(silent_board_is_lost_and_comes_back);
	RUN(port_without_an_agent_is_told);
	RUN(broken_message_ends_the_process);
	return check_done();
}
