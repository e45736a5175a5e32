package io.zerocopy.testkit;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A file system of its own, an ext4 image on a loop device, whose reads the block controller holds back: as a slow disk
 * does, or as a mount that does not answer. What waits for it then can be neither interrupted nor killed. Takes root,
 * and control groups of version 1.
 */
public final class SlowDisk implements AutoCloseable {
    private static final Path LIMIT = Path.of("/sys/fs/cgroup/blkio/blkio.throttle.read_bps_device");
    private static final long IMAGE_BYTES = 64L * 1024 * 1024;
    private static final long UNLIMITED = 0;
    /** A page would take more than an hour. */
    private static final long FROZEN = 1;

    private final Path image;
    private final Path folder;
    private final Thread atExit = new Thread(this::undo, "end of a slow disk");
    private String device = "";
    private String number = "";

    private SlowDisk(Path work) throws IOException {
        this.image = work.resolve("image");
        this.folder = Files.createDirectory(work.resolve("slow"));
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Makes one in a folder; skips the test, loudly, where that cannot be. */
    public static SlowDisk in(Path work) throws Exception {
        boolean isLimited = Files.isWritable(LIMIT)
                && Files.readAllLines(Path.of("/proc/self/cgroup")).stream()
                        .anyMatch(line -> line.endsWith(":blkio:/"));
        Skip.unless(isLimited, "a slow disk takes root, and the block controller of version 1 for all of this machine");
        Skip.unless(
                Commands.succeed("test", "-w", "/dev/loop-control") && Commands.succeed("mkfs.ext4", "-V"),
                "a slow disk takes loop devices and mkfs.ext4");
        SlowDisk disk = new SlowDisk(work);
        try {
            disk.mount();
            return disk;
        } catch (Exception e) {
            disk.close();
            throw e;
        }
    }

    private void mount() throws IOException, InterruptedException {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(IMAGE_BYTES);
        }
        run("mkfs.ext4", "-q", "-F", image.toString());
        device = run("losetup", "-f", "--show", image.toString());
        number = run("cat", "/sys/block/" + Path.of(device).getFileName() + "/dev");
        run("mount", "-o", "noatime", device, folder.toString());
    }

    /** What is in here is on that disk. */
    public Path folder() {
        return folder;
    }

    /** From now on it reads so many bytes a second. */
    public void slowsTo(long bytesPerSecond) throws IOException {
        Files.writeString(LIMIT, number + " " + bytesPerSecond);
    }

    /** From now on it answers nothing. */
    public void freezes() throws IOException {
        slowsTo(FROZEN);
    }

    /** From now on it is as fast as it can; who has been waiting gets an answer. */
    public void thaws() throws IOException {
        slowsTo(UNLIMITED);
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor(1, TimeUnit.MINUTES) && process.exitValue() == 0) {
            return said;
        }
        throw new IOException(String.join(" ", command) + ": " + said);
    }

    private synchronized void undo() {
        try {
            if (!device.isEmpty()) {
                thaws();
                Commands.succeed("umount", "-l", folder.toString());
                Commands.succeed("losetup", "-d", device);
                device = "";
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("a slow disk stays behind: " + device + " at " + folder, e);
        }
    }

    @Override
    public void close() {
        undo();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }
}
