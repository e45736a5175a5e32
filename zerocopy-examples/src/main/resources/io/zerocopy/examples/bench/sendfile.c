/*
 * What the kernel can do when nothing is in its way: sends a file by sendfile(2), several times over one connection.
 *
 *     sendfile PORT FILE TIMES JOB_BYTES
 *
 * On stdin come JOB_BYTES bytes, which tell the peer what to do, and a byte more when it may begin. On stdout go a line
 * "ready" before that byte, and in the end one line: nanoseconds, nanoseconds of CPU, and the count by which the peer
 * has answered.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
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

static void read_all(int from, unsigned char *bytes, size_t count) {
    while (count > 0) {
        ssize_t some = read(from, bytes, count);
        require(some > 0, "read");
        bytes += some;
        count -= some;
    }
}

static int connect_to(int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int target = socket(AF_INET, SOCK_STREAM, 0);
    require(connect(target, (struct sockaddr *) &address, sizeof address) == 0, "connect");
    return target;
}

static void send_file(const char *path, int target) {
    struct stat status;
    int file = open(path, O_RDONLY);
    require(file >= 0 && fstat(file, &status) == 0, path);
    off_t offset = 0;
    while (offset < status.st_size) {
        require(sendfile(target, file, &offset, status.st_size - offset) > 0, "sendfile");
    }
    close(file);
}

int main(int count, char **arguments) {
    unsigned char job[4096];
    unsigned char answer[8];
    require(count == 5, "arguments");
    int times = atoi(arguments[3]);
    size_t job_bytes = atoi(arguments[4]);
    require(job_bytes <= sizeof job, "job");

    int target = connect_to(atoi(arguments[1]));
    read_all(STDIN_FILENO, job, job_bytes);
    require(write(target, job, job_bytes) == (ssize_t) job_bytes, "write");
    read_all(target, answer, 1);
    puts("ready");
    fflush(stdout);
    read_all(STDIN_FILENO, answer, 1);

    long wall = nanos(CLOCK_MONOTONIC);
    long cpu = nanos(CLOCK_PROCESS_CPUTIME_ID);
    for (int i = 0; i < times; i++) {
        send_file(arguments[2], target);
    }
    shutdown(target, SHUT_WR);
    read_all(target, answer, sizeof answer);
    cpu = nanos(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    wall = nanos(CLOCK_MONOTONIC) - wall;

    unsigned long long total = 0;
    for (size_t i = 0; i < sizeof answer; i++) {
        total = total << 8 | answer[i];
    }
    printf("%ld %ld %llu\n", wall, cpu, total);
    return 0;
}
