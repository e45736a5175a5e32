package io.zerocopy.testkit;

import java.nio.file.Path;
import java.util.Arrays;

/** Children that see a file system of their own, in memory and soon full, where this JVM has an empty folder. */
public final class SmallDisk {
    private static final String[] NAMESPACE = {"unshare", "--user", "--map-root-user", "--mount", "sh", "-c"};
    private static final String MOUNT = "mount -t tmpfs -o size=1m tmpfs ";

    private SmallDisk() {}

    /** Skips the test, loudly, where nothing can be mounted. */
    public static void assumeAvailable(Path folder) throws InterruptedException {
        Skip.unless(isAvailable(folder), "unshare and mount cannot make a small disk here");
    }

    /** Whether something can be mounted here. */
    public static boolean isAvailable(Path folder) throws InterruptedException {
        String[] probe = Arrays.copyOf(NAMESPACE, NAMESPACE.length + 1);
        probe[NAMESPACE.length] = MOUNT + "'" + folder + "'";
        return Commands.succeed(probe);
    }

    /** A child that runs this class's main method, with a mebibyte at this folder. */
    public static ChildJvm at(Path folder, Class<?> mainClass) {
        return ChildJvm.of(mainClass).under(NAMESPACE).under(MOUNT + "'" + folder + "' && exec \"$0\" \"$@\"");
    }
}
