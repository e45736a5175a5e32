package io.zerocopy.fault;

import static io.zerocopy.TransferMechanism.DIRECT_BUFFER_COPY;
import static io.zerocopy.TransferMechanism.HEAP_COPY;
import static io.zerocopy.TransferMechanism.SENDFILE;

import io.zerocopy.TransferMechanism;
import io.zerocopy.TransferOptions;
import io.zerocopy.ZeroCopyPolicy;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Each mechanism on each kind of target that a fault may treat in its own way, and that a peer can stall. */
enum Route {
    SENDFILE_TCP_BLOCKING(SENDFILE, Kind.TCP, Mode.BLOCKING),
    SENDFILE_TCP_NON_BLOCKING(SENDFILE, Kind.TCP, Mode.NON_BLOCKING),
    SENDFILE_UNIX_BLOCKING(SENDFILE, Kind.UNIX, Mode.BLOCKING),
    SENDFILE_UNIX_NON_BLOCKING(SENDFILE, Kind.UNIX, Mode.NON_BLOCKING),
    COPY_TCP_BLOCKING(DIRECT_BUFFER_COPY, Kind.TCP, Mode.BLOCKING),
    COPY_TCP_NON_BLOCKING(DIRECT_BUFFER_COPY, Kind.TCP, Mode.NON_BLOCKING),
    COPY_WRAPPER_BLOCKING(DIRECT_BUFFER_COPY, Kind.WRAPPED_TCP, Mode.BLOCKING),
    COPY_WRAPPER_NON_BLOCKING(DIRECT_BUFFER_COPY, Kind.WRAPPED_TCP, Mode.NON_BLOCKING),
    COPY_PIPE_BLOCKING(DIRECT_BUFFER_COPY, Kind.PIPE, Mode.BLOCKING),
    COPY_PIPE_NON_BLOCKING(DIRECT_BUFFER_COPY, Kind.PIPE, Mode.NON_BLOCKING),
    HEAP_COPY_SOCKET_STREAM(HEAP_COPY, Kind.STREAM, Mode.BLOCKING);

    private enum Kind {
        TCP,
        UNIX,
        WRAPPED_TCP,
        PIPE,
        STREAM
    }

    private enum Mode {
        BLOCKING,
        NON_BLOCKING
    }

    private final TransferMechanism mechanism;
    private final Kind kind;
    private final Mode mode;

    Route(TransferMechanism mechanism, Kind kind, Mode mode) {
        this.mechanism = mechanism;
        this.kind = kind;
        this.mode = mode;
    }

    /** Each with a path and with a channel as its source. */
    static Stream<Arguments> withForms() {
        return Stream.of(values())
                .flatMap(route -> Stream.of(SentFile.Form.values()).map(form -> Arguments.of(route, form)));
    }

    TransferMechanism mechanism() {
        return mechanism;
    }

    boolean isBlocking() {
        return mode == Mode.BLOCKING;
    }

    boolean isSendfile() {
        return mechanism == SENDFILE;
    }

    boolean isPipe() {
        return kind == Kind.PIPE;
    }

    boolean isTcp() {
        return kind != Kind.PIPE && kind != Kind.UNIX;
    }

    /** The library, which closes it, has the TCP socket in its hands: no truncated stream ends like a whole one. */
    boolean canBeReset() {
        return kind == Kind.TCP;
    }

    /** A stream does not tell how much of a slice it took before it threw. */
    boolean countsExactly() {
        return kind != Kind.STREAM;
    }

    /** Options that make the library take this route. */
    TransferOptions options() {
        boolean socket = kind == Kind.TCP || kind == Kind.UNIX;
        ZeroCopyPolicy policy = socket && !isSendfile() ? ZeroCopyPolicy.AVOID : ZeroCopyPolicy.PREFER;
        return TransferOptions.DEFAULTS.withZeroCopy(policy);
    }

    /** Opens one whose peer, which is the test, expects the {@link SentFile}. */
    Link open() throws IOException {
        Link link = switch (kind) {
            case TCP -> Link.tcp();
            case UNIX -> Link.unix();
            case WRAPPED_TCP -> Link.wrappedTcp();
            case PIPE -> Link.pipe();
            case STREAM -> Link.stream();
        };
        if (mode == Mode.NON_BLOCKING) {
            link.makeNonBlocking();
        }
        return link;
    }
}
