package io.zerocopy;

import io.zerocopy.linux.SystemCalls;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which mechanisms this JDK has on this operating system, and why not the others. It says what is possible in general;
 * what a transfer really did is in its {@link TransferResult}. Immutable.
 */
public final class Capabilities {
    /** The operating systems whose JDK differs in what it hands to the kernel. */
    enum Platform {
        LINUX,
        MACOS,
        OTHER
    }

    /** FileDispatcherImpl of JDK 20 is the first whose transferTo calls copy_file_range (JDK-8264744). */
    private static final int FIRST_WITH_COPY_FILE_RANGE = 20;
    /** SocketChannelImpl of JDK 22 is the first that transferTo holds open while it runs (JDK-8310902). */
    private static final int FIRST_WITH_SAFE_CLOSE = 22;

    /**
     * Streams of JDK 18 show their channel first (JDK-8279283); from 24 on the lock that they hold meanwhile no longer
     * holds the carrier of a virtual thread (JEP 491).
     */
    private static final int FIRST_TO_SHOW_CHANNELS = 24;

    // No lambda: the first one of a program costs milliseconds, and this is loaded for its first send.
    private static final Capabilities CURRENT =
            new Capabilities(platform(), Runtime.version().feature(), new Supplier<>() {
                @Override
                public @Nullable String get() {
                    return SystemCalls.whyNot();
                }
            });

    private final Platform platform;
    private final int jdk;
    /** Null if there is native code. Asked when it matters: a program that only sends loads none of it. */
    private final Supplier<@Nullable String> whyNoNativeCode;

    Capabilities(Platform platform, int jdk, Supplier<@Nullable String> whyNoNativeCode) {
        this.platform = platform;
        this.jdk = jdk;
        this.whyNoNativeCode = whyNoNativeCode;
    }

    static Capabilities current() {
        return CURRENT;
    }

    private static Platform platform() {
        String name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        if (name.startsWith("linux")) {
            return Platform.LINUX;
        }
        return name.startsWith("mac") ? Platform.MACOS : Platform.OTHER;
    }

    /**
     * Tells whether a mechanism is there.
     *
     * @param mechanism any
     * @return true if this JDK has it here
     */
    public boolean has(TransferMechanism mechanism) {
        Objects.requireNonNull(mechanism, "mechanism");
        return switch (mechanism) {
            case SENDFILE -> platform != Platform.OTHER;
            case COPY_FILE_RANGE -> platform == Platform.LINUX && jdk >= FIRST_WITH_COPY_FILE_RANGE;
            case DELEGATED, DIRECT_BUFFER_COPY, HEAP_COPY, BUFFER_WRITE -> true;
            case SPLICE -> whyNoNativeCode.get() == null;
        };
    }

    /**
     * Says what a mechanism serves, or why it is not there.
     *
     * @param mechanism any
     * @return a sentence for a person
     */
    public String reason(TransferMechanism mechanism) {
        boolean there = has(mechanism);
        return switch (mechanism) {
            case SENDFILE ->
                there
                        ? "file to SocketChannel, TCP and Unix-domain, by FileChannel.transferTo"
                        : "this JDK hands no socket to the kernel on this operating system by default";
            case COPY_FILE_RANGE -> {
                if (there) {
                    yield "file to FileChannel that does not append, by FileChannel.transferTo";
                }
                yield platform == Platform.LINUX
                        ? "needs JDK 20 or newer: before it one refusal switches sendfile to files off for the whole JVM"
                        : "Linux only";
            }
            case DIRECT_BUFFER_COPY -> "file or channel to any other channel or file, through pooled direct buffers";
            case HEAP_COPY -> "to OutputStream, from InputStream, and from file systems that are not the default one";
            case DELEGATED -> "file to a ZeroCopyTarget, which takes the bytes itself";
            case BUFFER_WRITE -> "bytes of a payload to any target";
            case SPLICE -> {
                String whyNot = whyNoNativeCode.get();
                yield whyNot == null ? "SocketChannel to SocketChannel or Path, by splice(2) through a pipe" : whyNot;
            }
        };
    }

    /** Tells whether a close by another thread keeps its hands off the descriptor of a running transferTo. */
    boolean closesSafely() {
        return jdk >= FIRST_WITH_SAFE_CLOSE;
    }

    /** Tells whether a stream of the JDK's that is made from a SocketChannel leads to it: see {@link HiddenChannel}. */
    boolean showsHiddenChannels() {
        return jdk >= FIRST_TO_SHOW_CHANNELS;
    }

    /** Tells whether the kernel can be asked where a file has holes: see {@link SparseCopy}. */
    boolean tellsHoles() {
        return whyNoNativeCode.get() == null;
    }

    /** Returns a table, one line a mechanism. */
    @Override
    public String toString() {
        StringBuilder table =
                new StringBuilder("zerocopy on JDK ").append(jdk).append(", ").append(platform);
        for (TransferMechanism mechanism : TransferMechanism.values()) {
            table.append(String.format(
                    Locale.ROOT, "%n%-18s %-3s %s", mechanism, has(mechanism) ? "yes" : "no", reason(mechanism)));
        }
        return table.toString();
    }
}
