/*
 * What the kernel can do when nothing is in its way: splice(2) through a pipe of a given size, again and again.
 *
 *     splice PORT GIVING TARGET BYTES PIPE_BYTES
 *
 * For each line on stdin it makes a transfer from a peer that is told the job GIVING, to a new file TARGET, or to a peer
 * that is told the job TARGET if that is a line; and answers with a line: nanoseconds, nanoseconds of CPU.
 */
#define _GNU_SOURCE
#include "peer.h"
#include <fcntl.h>

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
    require(count == 6, "arguments");
    int port = atoi(arguments[1]);
    const char *to = arguments[3];
    int is_file = strchr(to, '\n') == NULL;
    long bytes = atol(arguments[4]);
    long pipe_bytes = atol(arguments[5]);
    int ends[2];
    require(pipe(ends) == 0 && fcntl(ends[1], F_SETPIPE_SZ, pipe_bytes) >= 0, "pipe");
    char line[16];
    while (fgets(line, sizeof line, stdin) != NULL) {
        begin();
        int source = connect_to(port, arguments[2]);
        int target = is_file ? open(to, O_WRONLY | O_CREAT | O_EXCL, 0600) : connect_to(port, to);
        require(target >= 0 && write(source, "\1", 1) == 1, "target");
        move(source, target, ends, bytes, pipe_bytes);
        if (!is_file) {
            finish(target, bytes);
        }
        finish(source, bytes);
        close(target);
        end();
        close(source);
        if (is_file) {
            unlink(to);
        }
    }
    return 0;
}
