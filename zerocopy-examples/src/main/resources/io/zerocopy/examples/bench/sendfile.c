/*
 * What the kernel can do when nothing is in its way: sends a file by sendfile(2), several times over one connection.
 *
 *     sendfile PORT JOB FILE TIMES
 *
 * For each line on stdin it makes a connection, tells the peer its job, sends, waits until the peer has counted all, and
 * answers with a line: nanoseconds, nanoseconds of CPU.
 */
#include "peer.h"
#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>

static long send_file(const char *path, int target) {
    struct stat status;
    int file = open(path, O_RDONLY);
    require(file >= 0 && fstat(file, &status) == 0, path);
    off_t offset = 0;
    while (offset < status.st_size) {
        require(sendfile(target, file, &offset, status.st_size - offset) > 0, "sendfile");
    }
    close(file);
    return status.st_size;
}

int main(int count, char **arguments) {
    require(count == 5, "arguments");
    char line[16];
    while (fgets(line, sizeof line, stdin) != NULL) {
        int target = connect_to(atoi(arguments[1]), arguments[2]);
        begin();
        long bytes = 0;
        for (int i = 0; i < atoi(arguments[4]); i++) {
            bytes += send_file(arguments[3], target);
        }
        finish(target, bytes);
        end();
        close(target);
    }
    return 0;
}
