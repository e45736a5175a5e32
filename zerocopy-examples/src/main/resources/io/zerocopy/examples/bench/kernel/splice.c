/*
 * What the kernel can do when nothing is in its way: splice(2) through a pipe of a given size, again and again.
 *
 *     splice PORT BYTES PIPE_BYTES [FILE]
 *
 * For each line on stdin it makes a transfer, to another connection or to a new file, and answers with a line: nanoseconds,
 * nanoseconds of CPU.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static void require(int condition, const char *what) {
    if (!condition) {
        perror(what);
        exit(1);
    }
}

static long nanos(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return time.tv_sec * 1000000000L + time.tv_nsec;
}

/* A connection whose peer knows what to do: a letter, and a count. */
static int connect_to(int port, char letter, long count) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int connection = socket(AF_INET, SOCK_STREAM, 0);
    require(connect(connection, (struct sockaddr *) &address, sizeof address) == 0, "connect");
    unsigned char order[9] = {letter};
    for (int i = 8; i > 0; i--, count >>= 8) {
        order[i] = count & 255;
    }
    require(write(connection, order, sizeof order) == sizeof order, "write");
    return connection;
}

static void move(int source, int target, const int *pipe, long bytes, long pipe_bytes) {
    while (bytes > 0) {
        long held = splice(source, NULL, pipe[1], NULL, bytes < pipe_bytes ? bytes : pipe_bytes, 0);
        require(held > 0, "splice from the source");
        bytes -= held;
        while (held > 0) {
            long moved = splice(pipe[0], NULL, target, NULL, held, 0);
            require(moved > 0, "splice to the target");
            held -= moved;
        }
    }
}

int main(int count, char **arguments) {
    require(count >= 4, "arguments");
    int port = atoi(arguments[1]);
    long bytes = atol(arguments[2]);
    long pipe_bytes = atol(arguments[3]);
    const char *file = count > 4 ? arguments[4] : NULL;
    int ends[2];
    require(pipe(ends) == 0 && fcntl(ends[1], F_SETPIPE_SZ, pipe_bytes) >= 0, "pipe");
    char line[16];
    while (fgets(line, sizeof line, stdin) != NULL) {
        long wall = nanos(CLOCK_MONOTONIC);
        long cpu = nanos(CLOCK_PROCESS_CPUTIME_ID);
        int source = connect_to(port, 'G', bytes);
        int target = file ? open(file, O_WRONLY | O_CREAT | O_EXCL, 0600) : connect_to(port, 'C', 0);
        require(target >= 0, file);
        move(source, target, ends, bytes, pipe_bytes);
        if (!file) {
            unsigned char answer[8];
            shutdown(target, SHUT_WR);
            require(recv(target, answer, sizeof answer, MSG_WAITALL) == sizeof answer, "answer");
            long counted = 0;
            for (size_t i = 0; i < sizeof answer; i++) {
                counted = counted << 8 | answer[i];
            }
            require(counted == bytes, "the peer's count");
        }
        close(target);
        close(source);
        cpu = nanos(CLOCK_PROCESS_CPUTIME_ID) - cpu;
        wall = nanos(CLOCK_MONOTONIC) - wall;
        if (file) {
            unlink(file);
        }
        printf("%ld %ld\n", wall, cpu);
        fflush(stdout);
    }
    return 0;
}
