package io.zerocopy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.Background;
import io.zerocopy.testkit.ChildJvm;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.LeftOvers;
import io.zerocopy.testkit.VirtualThreads;
import io.zerocopy.testkit.Wire;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What proxies carry most of the time: small messages, and silence. */
@ExtendWith(LeftOvers.class)
class ChattyTest {
    private static final Content CONTENT = Content.of(94);
    private static final int ROUNDS = 30;
    private static final int QUESTION_BYTES = 41;
    private static final int ANSWER_BYTES = 211;

    /** A relay that held a message back until there is more of it would wait for ever. */
    @ParameterizedTest
    @MethodSource("io.zerocopy.relay.End#all")
    void everyQuestionArrivesBeforeTheNext(End end) throws Exception {
        try (Direction there = new Direction(end);
                Direction back = new Direction(end)) {
            for (int round = 0; round < ROUNDS; round++) {
                there.pass((long) round * QUESTION_BYTES, QUESTION_BYTES);
                back.pass((long) round * ANSWER_BYTES, ANSWER_BYTES);
            }
            there.end((long) ROUNDS * QUESTION_BYTES);
            back.end((long) ROUNDS * ANSWER_BYTES);
        }
    }

    /** Two wires and the relay between them. */
    private static final class Direction implements AutoCloseable {
        private final Wire in;
        private final Wire out;
        private final Background<Long> relaying;

        Direction(End end) throws Exception {
            in = end.openAsSource();
            out = end.openAsTarget();
            relaying = Background.start(() ->
                    ZeroCopyTransfer.relay(in.readingEnd(), out.writingEnd()).bytes());
        }

        void pass(long from, int count) throws Exception {
            in.write(CONTENT, from, count);
            out.read(CONTENT, from, count);
        }

        void end(long bytes) throws Exception {
            in.endStream();
            assertThat(relaying.get()).isEqualTo(bytes);
        }

        @Override
        public void close() throws IOException {
            try (in) {
                out.close();
            }
        }
    }

    @Test
    void idleRelaysOnPlatformThreads() throws Exception {
        ChildJvm.of(IdleRelays.class)
                .options("-Xmx256m", "-XX:MaxDirectMemorySize=8m")
                .arguments("platform", 200)
                .run()
                .requireSuccess();
    }

    /** On one carrier thread: none of them holds it. */
    @Test
    void idleRelaysOnVirtualThreads() throws Exception {
        VirtualThreads.assumeAvailable();
        ChildJvm.of(IdleRelays.class)
                .options(
                        "-Xmx512m",
                        "-XX:MaxDirectMemorySize=24m",
                        "-Djdk.virtualThreadScheduler.parallelism=1",
                        "-Djdk.virtualThreadScheduler.maxPoolSize=1")
                .arguments("virtual", 2_000)
                .run()
                .requireSuccess();
    }
}
