package io.zerocopy.examples.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Producers that announce a batch and do not bring it: there are 16 buffers, and they are for who sends. */
@Timeout(300)
class HoardersTest {
    private static final int BATCH_BYTES = 1_000_000;
    private static final List<byte[]> LARGE = List.of(new byte[BATCH_BYTES - 24]);
    /** Less than a hoarder keeps what somebody else wants. */
    private static final long AT_ONCE_MILLIS = 450;
    /** What a busy machine spoils must be right once. */
    private static final int ATTEMPTS = 5;

    @TempDir
    private Path folder = Path.of("");

    private RunningBroker broker() throws IOException {
        return new RunningBroker(folder, LogOptions.DEFAULTS, BrokerOptions.DEFAULTS);
    }

    /** Connections that have sent a head and so many bytes of what it announces. */
    private record Hoarders(List<Link> links) implements Closeable {
        static Hoarders of(RunningBroker broker, int count, int bytes) throws IOException {
            Hoarders hoarders = new Hoarders(new ArrayList<>());
            ByteBuffer begun = ByteBuffer.allocate(Request.BYTES + bytes)
                    .put(Request.produce(BATCH_BYTES).head())
                    .rewind();
            for (int i = 0; i < count; i++) {
                Link link = new Link(broker.address());
                hoarders.links().add(link);
                send(link, begun.duplicate());
            }
            return hoarders;
        }

        private static void send(Link link, ByteBuffer bytes) throws IOException {
            while (bytes.hasRemaining()) {
                link.channel().write(bytes);
            }
        }

        void sendOneByteEach() throws IOException {
            for (Link link : links) {
                send(link, ByteBuffer.allocate(1));
            }
        }

        @Override
        public void close() throws IOException {
            for (Link link : links) {
                link.close();
            }
        }
    }

    private static long millisToSend(Producer producer) throws IOException {
        long begin = System.nanoTime();
        producer.send(LARGE);
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4_000})
    void whoSendsLittleOfABatchHoldsNothing(int bytes) throws Exception {
        requireAllAtOnce(64, bytes, hoarders -> {});
    }

    /** Something that hoarders do before each batch of somebody else's. */
    private interface Doing {
        void run(Hoarders hoarders) throws IOException;
    }

    private void requireAllAtOnce(int count, int bytes, Doing before) throws IOException {
        long slowest = Long.MAX_VALUE;
        for (int attempt = 0; attempt < ATTEMPTS && slowest >= AT_ONCE_MILLIS; attempt++) {
            slowest = slowestOfTwenty(count, bytes, before);
        }
        assertThat(slowest).as("milliseconds of the slowest batch").isLessThan(AT_ONCE_MILLIS);
    }

    private long slowestOfTwenty(int count, int bytes, Doing before) throws IOException {
        try (RunningBroker broker = broker();
                Producer producer = broker.producer();
                Hoarders hoarders = Hoarders.of(broker, count, bytes)) {
            long slowest = 0;
            for (int i = 0; i < 20; i++) {
                before.run(hoarders);
                slowest = Math.max(slowest, millisToSend(producer));
            }
            assertThat(hoarders.links()).hasSize(count);
            return slowest;
        }
    }

    @Test
    void bytesOneAtATimeHoldNothing() throws Exception {
        requireAllAtOnce(32, 1, Hoarders::sendOneByteEach);
    }

    /** These have sent enough to be given buffers: they lose them when somebody else has something to put in. */
    @ParameterizedTest
    @ValueSource(ints = {5_000, 60_000})
    void whoStopsInABatchLosesItsBufferToWhoSends(int bytes) throws Exception {
        try (RunningBroker broker = broker();
                Producer producer = broker.producer()) {
            for (int round = 0; round < 3; round++) {
                try (Hoarders hoarders = Hoarders.of(broker, 16, bytes)) {
                    awaitBuffersTaken();
                    assertThat(millisToSend(producer)).isLessThan(10_000);
                    assertThat(hoarders.links())
                            .anySatisfy(link -> assertThatThrownBy(() -> link.read(ByteBuffer.allocate(1)))
                                    .isInstanceOf(IOException.class));
                }
            }
        }
    }

    /** Nothing tells from outside; if it is not yet so, the test asks for less. */
    private static void awaitBuffersTaken() throws InterruptedException {
        assertThat(new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS)).isFalse();
    }

    /** Slow, but nobody needs what they hold. */
    @Test
    void whoPausesWhileNobodyWaitsIsServed() throws Exception {
        try (RunningBroker broker = broker();
                Hoarders slow = Hoarders.of(broker, 16, 60_000);
                Producer small = broker.producer()) {
            assertThat(new CountDownLatch(1).await(1500, TimeUnit.MILLISECONDS)).isFalse();
            // A small batch needs none of the buffers.
            small.send(List.of(new byte[3_000]));
            assertThat(broker.connections()).isEqualTo(17);
            assertThat(slow.links()).hasSize(16);
        }
    }

    /**
     * More than there are buffers, each of a batch that takes many reads: TCP holds the others back, nobody is reset.
     */
    @Test
    void manyThatSendAtOnceAreAllServed() throws Exception {
        int producers = 60;
        List<Thread> threads = new ArrayList<>();
        List<Throwable> failures = new ArrayList<>();
        try (RunningBroker broker = broker()) {
            for (int i = 0; i < producers; i++) {
                Thread thread = new Thread(() -> {
                    try (Producer producer = broker.producer()) {
                        for (int batch = 0; batch < 3; batch++) {
                            producer.send(LARGE);
                        }
                    } catch (IOException | RuntimeException e) {
                        synchronized (failures) {
                            failures.add(e);
                        }
                    }
                });
                threads.add(thread);
                thread.start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(failures).isEmpty();
            try (Consumer consumer = broker.consumer(0)) {
                assertThat(consumer.endOffset()).isEqualTo(3L * producers);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"PT720H", "PT2562047788015215H30M7S", "PT-1S", "PT-2562047788015215H", "PT0S", "PT0.000000001S"})
    void anyDurationIsATimeToWait(String maxWait) throws Exception {
        Duration wait = Duration.parse(maxWait);
        try (RunningBroker broker = broker();
                Consumer consumer = broker.consumer(0);
                Log copy = Log.open(folder.resolve("copy"), LogOptions.DEFAULTS);
                Mirror mirror = new Mirror(broker.address(), copy);
                Producer producer = broker.producer()) {
            if (wait.compareTo(Duration.ofSeconds(1)) < 0) {
                assertThat(consumer.poll(wait)).isEmpty();
                assertThat(mirror.poll(wait)).isZero();
            }
            producer.send(List.of(new byte[10]));
            assertThat(consumer.poll(wait)).hasSize(1);
            assertThat(mirror.poll(wait)).isEqualTo(1);
        }
    }

    @Test
    void anUrgentByteIsAByte() throws Exception {
        try (RunningBroker broker = broker();
                Link link = new Link(broker.address())) {
            // Of bytes that come before the connection is accepted no server can say how it wants them.
            assertThat(link.ask(Request.offsets()).endOffset()).isZero();
            ByteBuffer head = Request.offsets().head();
            while (head.hasRemaining()) {
                link.channel().socket().sendUrgentData(head.get());
            }
            assertThat(AnswerHead.readFrom(link.read(ByteBuffer.allocate(AnswerHead.BYTES)))
                            .status())
                    .isEqualTo(Status.OK);
        }
    }
}
