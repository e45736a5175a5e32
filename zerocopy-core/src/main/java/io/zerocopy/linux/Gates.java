package io.zerocopy.linux;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What has to be open before native code may run, in the order of asking. Each closed gate has its own reason, and what
 * the user can do about it.
 */
final class Gates {
    /** {@code off} keeps the library away from all native code. */
    static final String SWITCH = "io.zerocopy.native";

    private static final int FIRST_JDK = 22;

    private Gates() {}

    /** A gate that is closed. */
    record Closed(String reason, String remedy) {}

    /** Switched off, the system, the processor, the kind of runtime: the gates that no flag opens. */
    static @Nullable Closed ofSystem() {
        if ("off".equals(System.getProperty(SWITCH))) {
            return new Closed("switched off by -D" + SWITCH + "=off", "leave out -D" + SWITCH + "=off");
        }
        String system = System.getProperty("os.name", "");
        if (!system.toLowerCase(Locale.ROOT).startsWith("linux")) {
            return new Closed("Linux only, this is " + system, "");
        }
        String processor = System.getProperty("os.arch", "");
        if (!isX86(processor) && !processor.equals("aarch64")) {
            return new Closed("x86-64 and aarch64 only, this is " + processor, "");
        }
        if (System.getProperty("org.graalvm.nativeimage.imagecode") != null) {
            return new Closed("not in a native image", "run it on a JVM");
        }
        int jdk = Runtime.version().feature();
        if (jdk < FIRST_JDK) {
            return new Closed("needs JDK 22 or newer, this is " + jdk, "run it on JDK 22 or newer");
        }
        return null;
    }

    static boolean isX86(String processor) {
        return processor.equals("amd64") || processor.equals("x86_64");
    }

    /** A JDK that has the foreign functions, and yet the twin that does without them. */
    static Closed noOverlay() {
        return new Closed(
                "these classes have no native code for JDK 22 and newer: they were built on an older JDK, do not come"
                        + " from the library's jar, or were packed into a jar whose manifest lacks Multi-Release: true",
                "use the library's own jar, built on JDK 22 or newer, or say Multi-Release: true in the manifest");
    }

    /** What the JVM lets this module, the library's own, do, in the order of asking; flags open these. */
    static @Nullable Closed ofFlags(Module here, boolean nativeAccess) {
        boolean numbers = Object.class.getModule().isOpen(Descriptors.JDK_PACKAGE, here);
        if (nativeAccess && numbers) {
            return null;
        }
        String to = here.isNamed() ? here.getName() : "ALL-UNNAMED";
        String access = "--enable-native-access=" + to;
        String opens = "--add-opens=java.base/" + Descriptors.JDK_PACKAGE + "=" + to;
        String flags = nativeAccess ? opens : numbers ? access : access + " " + opens;
        // The attributes of a manifest are about the class path alone.
        String manifest = here.isNamed()
                ? ""
                : ", or the executable jar's manifest with Enable-Native-Access: ALL-UNNAMED and Add-Opens: java.base/"
                        + Descriptors.JDK_PACKAGE;
        String remedy = "start java with " + flags + manifest;
        return new Closed(
                nativeAccess
                        ? "the JDK keeps its descriptor numbers to itself, without " + opens
                        : "native code is not enabled, without " + access,
                remedy);
    }
}
