package io.zerocopy.examples.bench.cold;

import io.zerocopy.examples.bench.Child;
import io.zerocopy.examples.bench.Program;
import io.zerocopy.examples.bench.RandomFile;
import io.zerocopy.examples.bench.ScratchFolder;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A file system whose reads are held back: see slow-disk.sh. Takes root.
 *
 * @param work where it is made
 * @param script makes it, and what it has made goes with it
 */
record SlowDisk(ScratchFolder work, Child script) implements Closeable {
    private static final String SCRIPT = "slow-disk.sh";
    private static final int ROOM_MIB = 64;
    private static final long MIB = 1024 * 1024;

    /** Why there cannot be one here; empty if there can. */
    static String whyNot() throws IOException {
        if (!Program.succeeds(List.of("test", "-w", "/dev/loop-control"))) {
            return "a slow disk takes root and loop devices";
        }
        for (String program : List.of("mkfs.ext4", "losetup", "mount", "dd")) {
            if (!Program.isInstalled(program)) {
                return program + " is not installed";
            }
        }
        List<String> canThrottle = List.of(
                "sh", "-c", "cd /sys/fs/cgroup; test -w blkio/blkio.throttle.read_bps_device -o -w cgroup.procs");
        return Program.succeeds(canThrottle) ? "" : "no control group here holds back a block device";
    }

    /** Makes it with so many files in it, {@code cold-0} and so on, which are read at full speed until it is told. */
    static SlowDisk create(Path parent, int files, long fileBytes, long bytesPerSecond) throws IOException {
        ScratchFolder work = ScratchFolder.in(parent);
        Path script = work.file(SCRIPT);
        try (InputStream text = SlowDisk.class.getResourceAsStream(SCRIPT)) {
            Files.copy(Objects.requireNonNull(text, SCRIPT), script);
        }
        long mib = files * fileBytes / MIB + ROOM_MIB;
        SlowDisk disk = new SlowDisk(
                work,
                Child.start(List.of(
                        "sh", script.toString(), work.path().toString(), String.valueOf(mib), "" + bytesPerSecond)));
        try {
            disk.script.line();
            for (int i = 0; i < files; i++) {
                RandomFile.write(disk.file(i), fileBytes);
            }
            return disk;
        } catch (IOException e) {
            disk.close();
            throw e;
        }
    }

    Path folder() {
        return work.path().resolve("disk");
    }

    private Path file(int number) {
        return folder().resolve("cold-" + number);
    }

    /** From here on nothing is read faster by these. */
    void throttle(List<ProcessHandle> readers) throws IOException {
        script.ask(readers.stream().map(reader -> String.valueOf(reader.pid())).collect(Collectors.joining(" ")));
    }

    /** The next reader of each file has to wait for the disk. */
    void drop(int files) throws IOException {
        for (int i = 0; i < files; i++) {
            RandomFile.drop(file(i));
        }
    }

    @Override
    public void close() throws IOException {
        script.close();
        work.close();
    }
}
