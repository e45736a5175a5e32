package io.zerocopy.testkit;

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

    /** A child that runs this class's main method. */
    public static ChildJvm of(Class<?> mainClass) {
        return ChildJvm.of(mainClass).under(SETPRIV, BOUNDING, INHERITED);
    }
}
