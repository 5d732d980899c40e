#define _GNU_SOURCE
#include "session.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PACKET = 1536, SEND_BUFFER = 512 << 10 };

void fail(const char *why) {
    fprintf(stderr, "lianbo-floor: %s (%s)\n", why, strerror(errno));
    exit(1);
}

void session_write(struct session *session, const void *bytes, size_t count) {
    const char *at = bytes;
    while (count > 0) {
        ssize_t sent = session->tls ? SSL_write(session->tls, at, (int)count)
                                    : send(session->descriptor, at, count, MSG_NOSIGNAL);
        if (sent < 0 && !session->tls && errno == EINTR) continue;
        if (sent <= 0) fail("an account took no more");
        at += sent;
        count -= (size_t)sent;
    }
}

static size_t session_read(struct session *session, void *bytes, size_t room) {
    ssize_t came = session->tls ? SSL_read(session->tls, bytes, (int)room) : recv(session->descriptor, bytes, room, 0);
    if (came <= 0) fail("an account closed its session");
    return (size_t)came;
}

// AMF0, in a buffer that holds every command of one session (names come from the bench and are short).
struct text {
    unsigned char bytes[2048];
    size_t count;
};

static void put(struct text *text, const void *bytes, size_t count) {
    if (text->count + count > sizeof text->bytes) fail("a name is too long");
    memcpy(text->bytes + text->count, bytes, count);
    text->count += count;
}

static void put_name(struct text *text, const char *name) {
    unsigned char length[2] = {strlen(name) >> 8, strlen(name)};
    put(text, length, 2);
    put(text, name, strlen(name));
}

static void put_string(struct text *text, const char *value) {
    put(text, "\x02", 1);
    put_name(text, value);
}

// `transaction` is a small whole number, written as the double that it is.
static void put_number(struct text *text, double transaction) {
    unsigned long long bits;
    memcpy(&bits, &transaction, 8);
    unsigned char bytes[9] = {0};
    for (int index = 0; index < 8; index++) bytes[1 + index] = bits >> (8 * (7 - index));
    put(text, bytes, 9);
}

static void put_field(struct text *text, const char *name, const char *value) {
    put_name(text, name);
    put_string(text, value);
}

static void put_command(struct text *out, const struct text *command, unsigned char stream) {
    unsigned char header[12] = {3, 0, 0, 0, 0, command->count >> 8, command->count, 20, stream};
    put(out, header, sizeof header);
    put(out, command->bytes, command->count);
}

static void publish(struct session *session, int port, const char *application, const char *name) {
    unsigned char hello[1 + PACKET] = {3}, answer[1 + 2 * PACKET];
    for (int index = 9; index <= PACKET; index++) hello[index] = (unsigned char)(index * 37);
    session_write(session, hello, sizeof hello);
    for (size_t came = 0; came < sizeof answer;) came += session_read(session, answer + came, sizeof answer - came);
    session_write(session, answer + 1, PACKET);

    char address[256];
    snprintf(address, sizeof address, "rtmp://127.0.0.1:%d/%s", port, application);
    struct text out = {0}, command = {0};
    unsigned char chunk_size[16] = {2, 0, 0, 0, 0, 0, 4, 1, 0, 0, 0, 0,
                                    0, (unsigned char)(CHUNK_SIZE >> 16), (unsigned char)(CHUNK_SIZE >> 8),
                                    (unsigned char)CHUNK_SIZE};
    put(&out, chunk_size, sizeof chunk_size);
    put_string(&command, "connect");
    put_number(&command, 1);
    put(&command, "\x03", 1);
    put_field(&command, "app", application);
    put_field(&command, "type", "nonprivate");
    put_field(&command, "flashVer", "FMLE/3.0");
    put_field(&command, "tcUrl", address);
    put(&command, "\0\0\x09", 3);
    put_command(&out, &command, 0);
    command.count = 0;
    put_string(&command, "createStream");
    put_number(&command, 2);
    put(&command, "\x05", 1);
    put_command(&out, &command, 0);
    command.count = 0;
    put_string(&command, "publish");
    put_number(&command, 3);
    put(&command, "\x05", 1);
    put_string(&command, name);
    put_string(&command, "live");
    put_command(&out, &command, 1);
    session_write(session, out.bytes, out.count);

    static const char started[] = "NetStream.Publish.Start";
    char said[16 << 10];
    size_t count = 0;
    while (!memmem(said, count, started, sizeof started - 1)) {
        if (count == sizeof said) fail("an account did not let the publisher in");
        count += session_read(session, said + count, sizeof said - count);
    }
}

static void encrypt(struct session *session, SSL_CTX *context) {
    SSL *tls = SSL_new(context);
    if (!tls || !SSL_set_tlsext_host_name(tls, "localhost") || !SSL_set1_host(tls, "localhost")
        || !SSL_set_fd(tls, session->descriptor) || SSL_connect(tls) != 1) {
        ERR_print_errors_fp(stderr);
        fail("TLS could not be set up");
    }
    session->tls = tls;
}

struct session *sessions_open(const char *targets, const char *authorities, int *count) {
    SSL_CTX *context = NULL;
    if (authorities) {
        context = SSL_CTX_new(TLS_client_method());
        if (!context || SSL_CTX_load_verify_locations(context, authorities, NULL) != 1) fail("no authorities");
        SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
        SSL_CTX_set_mode(context, SSL_MODE_AUTO_RETRY);
    }
    FILE *file = fopen(targets, "re");
    if (!file) fail(targets);
    struct session *sessions = NULL;
    int port;
    char application[64], name[128];
    *count = 0;
    while (fscanf(file, "%d %63s %127s", &port, application, name) == 3) {
        sessions = realloc(sessions, sizeof *sessions * (size_t)(*count + 1));
        if (!sessions) fail("out of memory");
        struct session *session = &sessions[(*count)++];
        *session = (struct session){.descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
        struct sockaddr_in address = {
            .sin_family = AF_INET, .sin_port = htons((unsigned short)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        int room = SEND_BUFFER, on = 1;
        if (session->descriptor < 0 || connect(session->descriptor, (struct sockaddr *)&address, sizeof address) != 0)
            fail("an account cannot be reached");
        setsockopt(session->descriptor, SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
        setsockopt(session->descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if (context) encrypt(session, context);
        publish(session, port, application, name);
    }
    fclose(file);
    return sessions;
}
