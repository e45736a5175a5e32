package io.zerocopy.testkit;

/**
 * The kernel's pipes that the library holds. Only the library's own tests can ask it (HeldMemory, a class of theirs);
 * elsewhere as many as it ever keeps are allowed. By reflection, since the kit is used without that class, too.
 */
final class LibraryPipes {
    private static final int MOST_KEPT = 32;
    private static final String OWN_ACCOUNT = "io.zerocopy.HeldMemory";

    private LibraryPipes() {}

    /** Pipes that have not been given back; 0 where that cannot be asked. */
    static int lent() {
        return ask("lentPipes", 0);
    }

    /** Empty pipes that are kept for reuse, or may be. */
    static int kept() {
        return ask("keptPipes", MOST_KEPT);
    }

    private static int ask(String question, int unknown) {
        try {
            return (int) Class.forName(OWN_ACCOUNT).getMethod(question).invoke(null);
        } catch (ClassNotFoundException e) {
            return unknown;
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("no " + question, e);
        }
    }
}
