package io.zerocopy.examples.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.ZeroCopyPolicy;
import java.io.InputStream;
import java.net.Socket;
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

/** Consumers that take little, or nothing, of what they have asked for: 2,000 with {@code -Dzerocopy.load=full}. */
@Timeout(300)
class StuckConsumersTest {
    private static final Values VALUES = new Values(14, 1_000);
    private static final int STUCK = "full".equals(System.getProperty("zerocopy.load")) ? 2_000 : 300;

    @TempDir
    private Path folder = Path.of("");

    /** Answers so small that they are read into a buffer, to be sent with their heads; the broker has 64 MiB. */
    @Test
    void thousandsThatTakeNothingLeaveMemoryForTheOthers() throws Exception {
        List<Socket> stuck = new ArrayList<>();
        byte[] request = Request.fetch(0, 20_000, 0).head().array();
        try (BrokerProcess broker = BrokerProcess.start(folder, Acknowledgement.AFTER_APPEND, ZeroCopyPolicy.PREFER);
                Producer producer = new Producer(broker.address())) {
            for (int i = 0; i < 200; i += 20) {
                producer.send(VALUES.list(i, 20));
            }
            for (int i = 0; i < STUCK; i++) {
                Socket socket = new Socket();
                socket.setReceiveBufferSize(1024);
                socket.connect(broker.address());
                stuck.add(socket);
            }
            // Far more than the sockets' buffers hold.
            for (int round = 0; round < 30; round++) {
                for (Socket socket : stuck) {
                    socket.getOutputStream().write(request);
                }
            }
            for (int i = 0; i < 20; i++) {
                try (Consumer consumer = new Consumer(broker.address(), 0, 20_000)) {
                    VALUES.requireToEnd(consumer, 200 + i);
                }
                producer.send(VALUES.list(200 + i, 1));
            }
        } finally {
            for (Socket socket : stuck) {
                socket.close();
            }
        }
    }

    /** It is read from all the time; what the kernel holds must not look like a standstill. */
    @Test
    void whoReadsSlowlyGetsEverything() throws Exception {
        // To the default of 30 s as 20 kB/s are to this rate.
        BrokerOptions impatient = BrokerOptions.DEFAULTS.withStallTimeout(Duration.ofSeconds(1));
        int records = 16;
        try (RunningBroker broker = new RunningBroker(folder, LogOptions.DEFAULTS, impatient);
                Producer producer = broker.producer();
                Socket slow = new Socket()) {
            for (int i = 0; i < records; i++) {
                producer.send(List.of(new byte[1_000_000]));
            }
            slow.connect(broker.address());
            slow.getOutputStream()
                    .write(Request.fetch(0, Integer.MAX_VALUE, 0).head().array());
            InputStream in = slow.getInputStream();
            AnswerHead head = AnswerHead.readFrom(ByteBuffer.wrap(in.readNBytes(AnswerHead.BYTES)));
            CountDownLatch never = new CountDownLatch(1);
            int read = 0;
            for (int i = 0; i < 80; i++) {
                assertThat(never.await(100, TimeUnit.MILLISECONDS)).isFalse();
                read += in.readNBytes(60_000).length;
            }
            assertThat(read).isEqualTo(80 * 60_000);
            assertThat(in.readNBytes(head.bodyBytes() - read)).hasSize(head.bodyBytes() - read);
        }
    }
}
