/* SPDX-License-Identifier: MIT */
/*
 * The mqtt process: one connection to the broker, driven by our event loop.
 * A broker that is away is a state, never an error: it is tried again with
 * back-off, and fleet, told of every change, publishes its states anew.
 */
#include "config.h"

#include <errno.h>
#include <event2/event.h>
#include <mosquitto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon/common/log.h"
#include "daemon/common/proc.h"
#include "daemon/common/xmalloc.h"

#define KEEPALIVE_S     30
#define BACKOFF_MIN_MS  500
#define BACKOFF_MAX_MS  30000
#define CONNECT_WAIT_MS 10000
#define TICK_MS         1000
#define TOPIC_MAX       256
/* Messages that wait for the broker inside the library. */
#define INFLIGHT_MAX 20000

struct mqtt {
	struct event_base *base;  /* borrowed: proc.c */
	struct mosquitto *client; /* owned; NULL: not configured */
	struct event *readable;   /* owned; NULL without a socket */
	struct event *writable;   /* owned; NULL without a socket */
	struct event *tick;       /* owned: keep-alive, then reconnection */
	char *password;           /* owned */
	char *host;               /* owned */
	char *username;           /* owned; "": none */
	char *status_topic;       /* owned */
	char *set_topic;          /* owned */
	uint16_t port;
	bool needs_password; /* it comes as a descriptor; wait for it */
	bool connected;      /* the broker has accepted us */
	bool told_down;      /* fleet and the log know that it is away */
	int backoff_ms;
	int waited_ms;  /* since the connection was begun */
	size_t waiting; /* messages not yet confirmed by the broker */
	size_t dropped;
	bool missed; /* some were dropped since the last full publication */
};

static void connect_broker(struct mqtt *mqtt);

/* ---- telling fleet ------------------------------------------------------ */

static void
tell_state(struct mqtt *mqtt, const char *why)
{
	char broker[320];
	struct imsg_out out;

	snprintf(broker, sizeof(broker), "%s:%u", mqtt->host, mqtt->port);
	imsg_init(&out, IMSG_MQTT_STATE, 0);
	imsg_put_u8(&out, mqtt->connected ? 1 : 0);
	imsg_put_str(&out, broker);
	imsg_put_text(&out, why, strlen(why), 300);
	proc_send(PROC_FLEET, &out);
}

static void
set_down(struct mqtt *mqtt, const char *why)
{
	bool was_connected = mqtt->connected;

	mqtt->connected = false;
	mqtt->waiting = 0;
	if (mqtt->told_down && !was_connected)
		return;
	mqtt->told_down = true;
	log_warnx("broker %s:%u: %s; trying again", mqtt->host, mqtt->port,
	    why);
	tell_state(mqtt, why);
}

static void
set_up(struct mqtt *mqtt)
{
	mqtt->connected = true;
	mqtt->told_down = false;
	mqtt->backoff_ms = BACKOFF_MIN_MS;
	log_info("broker %s:%u: connected", mqtt->host, mqtt->port);
	mosquitto_publish(mqtt->client, NULL, mqtt->status_topic, 6, "online",
	    1, true);
	mosquitto_subscribe(mqtt->client, NULL, mqtt->set_topic, 1);
	tell_state(mqtt, "");
}

/* ---- the socket in our loop --------------------------------------------- */

static void
arm_tick(struct mqtt *mqtt, int ms)
{
	struct timeval delay = {
		.tv_sec = ms / 1000,
		.tv_usec = ms % 1000 * 1000,
	};

	event_add(mqtt->tick, &delay);
}

static void
free_event(struct event **event)
{
	if (*event != NULL)
		event_free(*event);
	*event = NULL;
}

static void
lose_connection(struct mqtt *mqtt, int code)
{
	free_event(&mqtt->readable);
	free_event(&mqtt->writable);
	set_down(mqtt,
	    code == MOSQ_ERR_ERRNO ? strerror(errno) :
				     mosquitto_strerror(code));
	arm_tick(mqtt, mqtt->backoff_ms);
	mqtt->backoff_ms *= 2;
	if (mqtt->backoff_ms > BACKOFF_MAX_MS)
		mqtt->backoff_ms = BACKOFF_MAX_MS;
}

static void
rearm(struct mqtt *mqtt)
{
	if (mqtt->writable == NULL)
		return;
	if (mosquitto_want_write(mqtt->client))
		event_add(mqtt->writable, NULL);
	else
		event_del(mqtt->writable);
}

/* After each turn of the library: go on, or start over. */
static void
step_done(struct mqtt *mqtt, int code)
{
	if (mqtt->readable == NULL)
		return;
	if (code != MOSQ_ERR_SUCCESS || mosquitto_socket(mqtt->client) == -1)
		lose_connection(mqtt,
		    code != MOSQ_ERR_SUCCESS ? code : MOSQ_ERR_CONN_LOST);
	else
		rearm(mqtt);
}

static void
mqtt_on_readable(evutil_socket_t fd, short what, void *arg)
{
	struct mqtt *mqtt = arg;

	(void)fd;
	(void)what;
	step_done(mqtt, mosquitto_loop_read(mqtt->client, 16));
}

static void
mqtt_on_writable(evutil_socket_t fd, short what, void *arg)
{
	struct mqtt *mqtt = arg;

	(void)fd;
	(void)what;
	step_done(mqtt, mosquitto_loop_write(mqtt->client, 16));
}

static void
mqtt_on_tick(evutil_socket_t fd, short what, void *arg)
{
	struct mqtt *mqtt = arg;

	(void)fd;
	(void)what;
	if (mqtt->readable == NULL) {
		connect_broker(mqtt);
		return;
	}
	arm_tick(mqtt, TICK_MS);
	mqtt->waited_ms += TICK_MS;
	if (!mqtt->connected && mqtt->waited_ms >= CONNECT_WAIT_MS)
		lose_connection(mqtt, MOSQ_ERR_CONN_PENDING);
	else
		step_done(mqtt, mosquitto_loop_misc(mqtt->client));
}

static void
connect_broker(struct mqtt *mqtt)
{
	int code;
	int fd;

	code = mosquitto_connect_async(mqtt->client, mqtt->host, mqtt->port,
	    KEEPALIVE_S);
	fd = mosquitto_socket(mqtt->client);
	if (fd == -1) {
		lose_connection(mqtt,
		    code != MOSQ_ERR_SUCCESS ? code : MOSQ_ERR_NO_CONN);
		return;
	}
	mqtt->waited_ms = 0;
	mqtt->readable = event_new(mqtt->base, fd, EV_READ | EV_PERSIST,
	    mqtt_on_readable, mqtt);
	mqtt->writable =
	    event_new(mqtt->base, fd, EV_WRITE, mqtt_on_writable, mqtt);
	event_add(mqtt->readable, NULL);
	event_add(mqtt->writable, NULL);
	arm_tick(mqtt, TICK_MS);
}

/* ---- the library's callbacks -------------------------------------------- */

static void
client_on_connect(struct mosquitto *client, void *arg, int code)
{
	struct mqtt *mqtt = arg;

	(void)client;
	if (code == 0)
		set_up(mqtt);
	else
		set_down(mqtt, mosquitto_connack_string(code));
}

static void
client_on_publish(struct mosquitto *client, void *arg, int id)
{
	struct mqtt *mqtt = arg;

	(void)client;
	(void)id;
	if (mqtt->waiting > 0)
		mqtt->waiting--;
	/* States were among what was dropped: fleet publishes them anew. */
	if (mqtt->waiting == 0 && mqtt->missed && mqtt->connected) {
		mqtt->missed = false;
		tell_state(mqtt, "");
	}
}

static void
client_on_message(struct mosquitto *client, void *arg,
    const struct mosquitto_message *message)
{
	size_t len = message->payloadlen < 0 ? 0 : (size_t)message->payloadlen;
	struct imsg_out out;

	(void)client;
	(void)arg;
	if (strlen(message->topic) > TOPIC_MAX || len > 4096) {
		log_warnx("a message of %zu bytes is ignored", len);
		return;
	}
	imsg_init(&out, IMSG_MQTT_MESSAGE, 0);
	imsg_put_u8(&out, message->retain ? 1 : 0);
	imsg_put_str(&out, message->topic);
	imsg_put_bytes(&out, message->payload, len);
	proc_send(PROC_FLEET, &out);
}

/* ---- messages ----------------------------------------------------------- */

static void
count_dropped(struct mqtt *mqtt)
{
	mqtt->missed = true;
	if (mqtt->dropped++ % 1000 == 0)
		log_warnx("broker is slow: %zu messages dropped so far",
		    mqtt->dropped);
}

static void
mqtt_on_publish(void *ctx, struct imsg *msg)
{
	struct mqtt *mqtt = ctx;
	uint8_t qos = imsg_get_u8(msg);
	bool retain = imsg_get_u8(msg) != 0;
	const uint8_t *payload;
	char topic[TOPIC_MAX + 1];
	size_t len;

	imsg_get_str(msg, topic, sizeof(topic));
	payload = imsg_get_rest(msg, &len);
	if (imsg_failed(msg) || qos > 1) {
		imsg_refuse(msg);
		return;
	}
	/* What was meant for a broker that is away is published anew when it
	 * is back: states by fleet, readings by their next reading. */
	if (!mqtt->connected)
		return;
	if (mqtt->waiting >= INFLIGHT_MAX) {
		count_dropped(mqtt);
		return;
	}
	if (mosquitto_publish(mqtt->client, NULL, topic, (int)len, payload, qos,
		retain) == MOSQ_ERR_SUCCESS)
		mqtt->waiting++;
	rearm(mqtt);
}

static void
set_login(struct mqtt *mqtt)
{
	if (mqtt->username[0] != '\0')
		mosquitto_username_pw_set(mqtt->client, mqtt->username,
		    mqtt->password);
}

static void
mqtt_on_password(void *ctx, struct imsg *msg)
{
	struct mqtt *mqtt = ctx;
	int fd = imsg_take_fd(msg);
	char *text = conf_read_fd(fd);

	close(fd);
	if (text == NULL) {
		log_warn("password file of the broker");
		return;
	}
	if (mqtt->password != NULL)
		freezero(mqtt->password, strlen(mqtt->password));
	mqtt->password = text;
	mqtt->password[strcspn(mqtt->password, "\r\n")] = '\0';
	set_login(mqtt);
	if (mqtt->needs_password) {
		mqtt->needs_password = false;
		connect_broker(mqtt);
	}
}

static const struct proc_handler handlers[] = {
	{ IMSG_PUBLISH, PROC_FLEET, mqtt_on_publish },
	{ IMSG_MQTT_PASSWORD, PROC_PARENT, mqtt_on_password },
};

/* ---- the process -------------------------------------------------------- */

static void
make_client(struct mqtt *mqtt, const char *gateway)
{
	char *name = xasprintf("upyd-%s", gateway);

	mosquitto_lib_init();
	mqtt->client = mosquitto_new(name, true, mqtt);
	if (mqtt->client == NULL)
		fatal("mosquitto_new");
	mosquitto_connect_callback_set(mqtt->client, client_on_connect);
	mosquitto_publish_callback_set(mqtt->client, client_on_publish);
	mosquitto_message_callback_set(mqtt->client, client_on_message);
	mosquitto_will_set(mqtt->client, mqtt->status_topic, 7, "offline", 1,
	    true);
	set_login(mqtt);
	free(name);
}

static void *
mqtt_open(struct event_base *base, const struct conf *conf)
{
	struct mqtt *mqtt = xcalloc(1, sizeof(*mqtt));

	mqtt->base = base;
	if (!conf->mqtt.enabled)
		return mqtt;
	mqtt->host = xstrdup(conf->mqtt.host);
	mqtt->port = conf->mqtt.port;
	mqtt->username = xstrdup(conf->mqtt.username);
	mqtt->needs_password = conf->mqtt.password_file[0] != '\0';
	mqtt->backoff_ms = BACKOFF_MIN_MS;
	mqtt->status_topic = xasprintf("upyd/%s/status", conf->gateway_name);
	mqtt->set_topic = xasprintf("upyd/%s/b/+/set/#", conf->gateway_name);
	mqtt->tick = event_new(base, -1, 0, mqtt_on_tick, mqtt);
	make_client(mqtt, conf->gateway_name);
	return mqtt;
}

static void
mqtt_start(void *ctx)
{
	struct mqtt *mqtt = ctx;

	if (mqtt->client != NULL && !mqtt->needs_password)
		connect_broker(mqtt);
}

static void
mqtt_free(struct mqtt *mqtt)
{
	free_event(&mqtt->readable);
	free_event(&mqtt->writable);
	free_event(&mqtt->tick);
	if (mqtt->client != NULL)
		mosquitto_destroy(mqtt->client);
	if (mqtt->password != NULL)
		freezero(mqtt->password, strlen(mqtt->password));
	free(mqtt->host);
	free(mqtt->username);
	free(mqtt->status_topic);
	free(mqtt->set_topic);
	free(mqtt);
}

/* A clean end sends no Will, so say it ourselves. */
static void
mqtt_on_stop(void *ctx)
{
	struct mqtt *mqtt = ctx;

	if (mqtt->client != NULL && mqtt->connected) {
		mosquitto_publish(mqtt->client, NULL, mqtt->status_topic, 7,
		    "offline", 1, true);
		mosquitto_disconnect(mqtt->client);
		mosquitto_loop_write(mqtt->client, 100);
	}
	mqtt_free(mqtt);
	proc_exit(0);
}

extern const struct proc_ops mqtt_ops;
const struct proc_ops mqtt_ops = {
	.handlers = handlers,
	.handler_count = sizeof(handlers) / sizeof(handlers[0]),
	.open = mqtt_open,
	.start = mqtt_start,
	.on_stop = mqtt_on_stop,
};
