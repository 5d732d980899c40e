// One publishing RTMP session of the floor: as little as nginx-rtmp accepts.

#include <stddef.h>

#define CHUNK_SIZE 60000

struct session {
    int descriptor;
    void *tls; // SSL, or null
};

// Opens a session for each line of `targets`; ends the program, saying why, where one cannot be opened.
struct session *sessions_open(const char *targets, const char *authorities, int *count);
// Sends all of it, waiting where the socket is full.
void session_write(struct session *session, const void *bytes, size_t count);
void fail(const char *why) __attribute__((noreturn));
