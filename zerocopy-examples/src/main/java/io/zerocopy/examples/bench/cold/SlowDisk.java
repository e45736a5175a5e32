package io.zerocopy.examples.bench.cold;

import io.zerocopy.examples.bench.Program;
import io.zerocopy.examples.bench.RandomFile;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A file system of its own, an ext4 image on a loop device, whose reads the block controller holds back: in control
 * groups of version 1 for everybody, in version 2 for the members of a group. Takes root.
 */
final class SlowDisk implements Closeable {
    private static final Path V1 = Path.of("/sys/fs/cgroup/blkio/blkio.throttle.read_bps_device");
    private static final Path V2 = Path.of("/sys/fs/cgroup");
    private static final long ROOM_BYTES = 64L * 1024 * 1024;

    private final Path work;
    private final Path folder;
    private final Thread atExit = new Thread(this::undo, "end of a slow disk");
    private String device = "";
    private Path group = Path.of("");

    private SlowDisk(Path work) throws IOException {
        this.work = work;
        this.folder = Files.createDirectory(work.resolve("disk"));
        Runtime.getRuntime().addShutdownHook(atExit);
    }

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
        boolean canThrottle = Files.isWritable(V1) || Files.isWritable(V2.resolve("cgroup.subtree_control"));
        return canThrottle ? "" : "no control group here holds back a block device";
    }

    /** Makes it, with so many files in it, {@code cold-0} and so on. */
    static SlowDisk create(Path parent, int files, long fileBytes) throws IOException {
        SlowDisk disk = new SlowDisk(Files.createTempDirectory(parent, "zerocopy-cold-"));
        try {
            disk.mount(files * fileBytes + ROOM_BYTES);
            for (int i = 0; i < files; i++) {
                Files.move(RandomFile.create(disk.folder, fileBytes).path(), disk.file(i));
            }
            return disk;
        } catch (IOException | RuntimeException e) {
            disk.close();
            throw e;
        }
    }

    private void mount(long bytes) throws IOException {
        Path image = work.resolve("image");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(bytes);
        }
        run("mkfs.ext4", "-q", "-F", image.toString());
        device = run("losetup", "-f", "--show", image.toString()).strip();
        run("mount", "-o", "noatime", device, folder.toString());
    }

    Path folder() {
        return folder;
    }

    Path file(int number) {
        return folder.resolve("cold-" + number);
    }

    /** From here on nothing is read faster, by this process and those that it has started. */
    void throttle(long bytesPerSecond, List<Process> readers) throws IOException {
        String number = Files.readString(
                        Path.of("/sys/block", Path.of(device).getFileName().toString(), "dev"))
                .strip();
        if (Files.isWritable(V1)) {
            Files.writeString(V1, number + " " + bytesPerSecond);
            return;
        }
        Files.writeString(V2.resolve("cgroup.subtree_control"), "+io");
        group = Files.createDirectories(V2.resolve(work.getFileName().toString()));
        Files.writeString(group.resolve("io.max"), number + " rbps=" + bytesPerSecond);
        for (Process reader : readers) {
            Files.writeString(group.resolve("cgroup.procs"), String.valueOf(reader.pid()));
        }
    }

    /** The next reader has to wait for the disk. With a count of 0 dd only says that nobody needs the file. */
    void drop(int files) throws IOException {
        for (int i = 0; i < files; i++) {
            run("dd", "if=" + file(i), "iflag=nocache", "count=0", "status=none");
        }
    }

    private static String run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor(1, TimeUnit.MINUTES) && process.exitValue() == 0) {
                return said;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new IOException(String.join(" ", command) + ": " + said.strip());
    }

    private synchronized void undo() {
        try {
            if (!device.isEmpty()) {
                Program.succeeds(List.of("umount", "-l", folder.toString()));
                Program.succeeds(List.of("losetup", "-d", device));
                device = "";
            }
            if (!group.toString().isEmpty()) {
                Files.deleteIfExists(group);
            }
            Files.deleteIfExists(work.resolve("image"));
            Files.deleteIfExists(folder);
            Files.deleteIfExists(work);
        } catch (IOException e) {
            System.err.println("What is left of the slow disk is in " + work + ": " + e);
        }
    }

    @Override
    public void close() {
        undo();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }
}
