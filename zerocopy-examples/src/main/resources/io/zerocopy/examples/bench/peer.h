/* The far process, and the time, as the programs in C see them. */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static long wall, cpu;

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

static void begin(void) {
    wall = nanos(CLOCK_MONOTONIC);
    cpu = nanos(CLOCK_PROCESS_CPUTIME_ID);
}

static void end(void) {
    printf("%ld %ld\n", nanos(CLOCK_MONOTONIC) - wall, nanos(CLOCK_PROCESS_CPUTIME_ID) - cpu);
    fflush(stdout);
}

/* A connection whose peer has been told its job and is about to do it. */
static int connect_to(int port, const char *job) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int connection = socket(AF_INET, SOCK_STREAM, 0);
    char ready;
    require(connect(connection, (struct sockaddr *) &address, sizeof address) == 0, "connect");
    require(write(connection, job, strlen(job)) == (ssize_t) strlen(job), "write");
    require(read(connection, &ready, 1) == 1, "ready");
    return connection;
}

/* Ends the stream; the peer must have counted so many bytes. */
static void finish(int connection, long bytes) {
    unsigned char answer[8];
    long counted = 0;
    shutdown(connection, SHUT_WR);
    require(recv(connection, answer, sizeof answer, MSG_WAITALL) == sizeof answer, "answer");
    for (size_t i = 0; i < sizeof answer; i++) {
        counted = counted << 8 | answer[i];
    }
    require(counted == bytes, "the peer's count");
}
