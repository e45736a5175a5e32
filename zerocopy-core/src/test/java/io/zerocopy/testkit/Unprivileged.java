package io.zerocopy.testkit;

import java.util.Arrays;
import java.util.stream.Stream;

/** Children that may not override the permissions of files, also where this JVM may. */
public final class Unprivileged {
    private static final String SETPRIV = "setpriv";
    private static final String BOUNDING = "--bounding-set=-dac_override,-dac_read_search";
    private static final String INHERITED = "--inh-caps=-dac_override,-dac_read_search";

    private Unprivileged() {}

    /** Skips the test, loudly, where that right cannot be dropped. */
    public static void assumeAvailable() throws InterruptedException {
        Skip.unless(
                Commands.succeed(SETPRIV, BOUNDING, INHERITED, "true"),
                "setpriv cannot drop the right to override permissions here");
    }

    /** A child without any right of an administrator's, whatever its user is called, that is in this one group more. */
    public static ChildJvm inGroup(int group, Class<?> mainClass) {
        return ChildJvm.of(mainClass).under(SETPRIV, "--bounding-set=-all", "--inh-caps=-all", "--groups=" + group);
    }

    /**
     * What starts a program as a user that is nobody else, and so with budgets of its own: what another process of this
     * machine takes or gives back does not change them. It can read and write what this user can.
     */
    public static String[] asNobodyElse() throws InterruptedException {
        String uid = Long.toString(1_000_000 + ProcessHandle.current().pid());
        String[] command = {
            SETPRIV,
            "--reuid=" + uid,
            "--clear-groups",
            "--inh-caps=-all,+dac_override",
            "--ambient-caps=-all,+dac_override",
            "--bounding-set=-all,+dac_override"
        };
        Skip.unless(
                Commands.succeed(
                        Stream.concat(Arrays.stream(command), Stream.of("true")).toArray(String[]::new)),
                "setpriv cannot become another user here");
        return command;
    }

    /** A child that runs this class's main method. */
    public static ChildJvm of(Class<?> mainClass) {
        return ChildJvm.of(mainClass).under(SETPRIV, BOUNDING, INHERITED);
    }
}
