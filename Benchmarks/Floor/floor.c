// The bare floor: what it costs at least to send one stream to many accounts.
//
//     lianbo-floor TICK_MS TARGETS [AUTHORITIES]
//
// TARGETS names one account a line, "PORT APPLICATION STREAM", all on this machine; with AUTHORITIES, a PEM file, the
// connections are encrypted. It opens every session, prints "ready PORT", and takes one feed on that port: records of
// type (1 byte), time stamp (4, big endian, milliseconds), length (4, big endian) and payload. With a tick, all that
// came since the last one leaves in one send an account; with tick 0, each message leaves in a send of its own as soon as it
// is whole. The bytes are the same for every account and put together once. There is no log, no lag, no retry, no
// statistics and nothing is read from the accounts: that is the point of it. It ends when its feed does.

#define _GNU_SOURCE
#include "session.h"

#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct buffer {
    unsigned char *bytes;
    size_t count, room;
};

static void reserve(struct buffer *buffer, size_t more) {
    if (buffer->count + more <= buffer->room) return;
    while (buffer->count + more > buffer->room) buffer->room = buffer->room ? buffer->room * 2 : 1 << 20;
    buffer->bytes = realloc(buffer->bytes, buffer->room);
    if (!buffer->bytes) fail("out of memory");
}

static void add(struct buffer *buffer, const void *bytes, size_t count) {
    reserve(buffer, count);
    memcpy(buffer->bytes + buffer->count, bytes, count);
    buffer->count += count;
}

static unsigned big32(const unsigned char *at) {
    return (unsigned)at[0] << 24 | (unsigned)at[1] << 16 | (unsigned)at[2] << 8 | at[3];
}

// RTMP 1.0, section 5.3.1: a whole header first, differences later, one byte between chunks.
static void frame(struct buffer *batch, unsigned char type, unsigned time, const unsigned char *payload, size_t length) {
    static long long last[256];
    static int started[256];
    unsigned char stream = type == 8 ? 4 : type == 9 ? 6 : 5;
    unsigned field = started[type] ? time - (unsigned)last[type] : time;
    unsigned char header[12] = {
        (started[type] ? 0x40 : 0x00) | stream, field >> 16, field >> 8, field, length >> 16, length >> 8, length, type, 1,
    };
    add(batch, header, started[type] ? 8 : 12);
    started[type] = 1;
    last[type] = time;
    for (size_t at = 0; at < length;) {
        unsigned char between = 0xC0 | stream;
        if (at > 0) add(batch, &between, 1);
        size_t piece = length - at < CHUNK_SIZE ? length - at : CHUNK_SIZE;
        add(batch, payload + at, piece);
        at += piece;
    }
}

static void send_to_all(struct session *sessions, int count, struct buffer *batch) {
    if (batch->count == 0) return;
    for (int index = 0; index < count; index++) session_write(&sessions[index], batch->bytes, batch->count);
    batch->count = 0;
}

static int take_feed(void) {
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, size) != 0 || listen(listener, 1) != 0
        || getsockname(listener, (struct sockaddr *)&address, &size) != 0)
        fail("no port for the feed");
    printf("ready %d\n", ntohs(address.sin_port));
    fflush(stdout);
    int feed = accept(listener, NULL, NULL);
    if (feed < 0) fail("no feed came");
    close(listener);
    return feed;
}

int main(int argc, char **argv) {
    if (argc < 3 || argc > 4) fail("usage: lianbo-floor TICK_MS TARGETS [AUTHORITIES]");
    signal(SIGPIPE, SIG_IGN);
    long tick = strtol(argv[1], NULL, 10);
    int count = 0;
    struct session *sessions = sessions_open(argv[2], argc == 4 ? argv[3] : NULL, &count);
    int feed = take_feed();

    struct buffer input = {0}, batch = {0};
    struct timespec next;
    clock_gettime(CLOCK_MONOTONIC, &next);
    for (;;) {
        if (tick > 0) {
            next.tv_nsec += tick * 1000000;
            while (next.tv_nsec >= 1000000000) next.tv_nsec -= 1000000000, next.tv_sec++;
            while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL) == EINTR) {}
        }
        int flags = tick > 0 ? MSG_DONTWAIT : 0;
        for (;;) {
            reserve(&input, 256 << 10);
            ssize_t came = recv(feed, input.bytes + input.count, input.room - input.count, flags);
            if (came == 0) return 0;
            if (came < 0 && errno == EINTR) continue;
            if (came < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) break;
            if (came < 0) return 0;
            input.count += (size_t)came;
            if (tick == 0) break;
        }
        size_t used = 0;
        while (input.count - used >= 9) {
            unsigned char *record = input.bytes + used;
            size_t length = big32(record + 5);
            if (input.count - used < 9 + length) break;
            frame(&batch, record[0], big32(record + 1), record + 9, length);
            used += 9 + length;
            if (tick == 0) send_to_all(sessions, count, &batch);
        }
        memmove(input.bytes, input.bytes + used, input.count - used);
        input.count -= used;
        send_to_all(sessions, count, &batch);
    }
}
