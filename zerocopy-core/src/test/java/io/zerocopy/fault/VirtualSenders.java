package io.zerocopy.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.fault.StalledSender.Send;
import io.zerocopy.testkit.Content;
import io.zerocopy.testkit.Peer;
import io.zerocopy.testkit.PeerProcess;
import io.zerocopy.testkit.PeerProcess.Report;
import io.zerocopy.testkit.VirtualThreads;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/**
 * Main class of a child JVM with few carrier threads: virtual threads send to peers, in one more process, that do not
 * read. It fails unless one more virtual thread still runs, an interrupt and a close free a waiting one, and all others
 * go on when the peers read. Prints how long each took.
 *
 * <p>Arguments: a folder, senders on blocking channels, senders on non-blocking channels.
 */
final class VirtualSenders {
    private static final long SEED = 34;
    /** More than the socket buffers of both ends hold. */
    private static final long SIZE = 128 * 1024;
    /** Interrupted, and as many closed, of each kind of channel. */
    private static final int FREED = 9;

    private static final Duration SOON = Duration.ofMillis(500);

    private final PeerProcess peers;
    private final Path path;
    private final FileChannel file;
    private final List<StalledSender> senders = new ArrayList<>();

    private VirtualSenders(PeerProcess peers, Path path, FileChannel file) {
        this.peers = peers;
        this.path = path;
        this.file = file;
    }

    public static void main(String[] arguments) throws Exception {
        Path path = Content.of(SEED).writeTo(Path.of(arguments[0]).resolve("file"), SIZE);
        try (PeerProcess peers = PeerProcess.expecting(SEED);
                FileChannel file = FileChannel.open(path)) {
            VirtualSenders all = new VirtualSenders(peers, path, file);
            List<StalledSender> blocking = all.start(Integer.parseInt(arguments[1]), true);
            all.oneMoreRuns("beside those on blocking channels");
            List<StalledSender> nonBlocking = all.start(Integer.parseInt(arguments[2]), false);
            all.oneMoreRuns("beside those on non-blocking channels, too");
            all.free("blocking", blocking);
            all.free("non-blocking", nonBlocking);
            all.finish();
        }
    }

    private List<StalledSender> start(int count, boolean blocking) throws Exception {
        // A sender looks at its peer again and again, and the JDK closes a file inside whose call a thread is
        // interrupted: who is to be interrupted has a file of its own.
        Send own = (channel, options) -> ZeroCopyTransfer.send(path, 0, SIZE, channel, options);
        Send shared = (channel, options) -> ZeroCopyTransfer.send(file, 0, SIZE, channel, options);
        long begin = System.nanoTime();
        List<StalledSender> started = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            SocketChannel channel = peers.connect();
            channel.configureBlocking(blocking);
            started.add(StalledSender.start(i < 2 * FREED ? own : shared, channel));
        }
        for (StalledSender sender : started) {
            sender.awaitStalled();
        }
        senders.addAll(started);
        print(count + " senders stalled", since(begin));
        return started;
    }

    /** It sends to a peer that reads. */
    private void oneMoreRuns(String where) throws Exception {
        try (Peer peer = Peer.expecting(Content.of(SEED), 0).readsAll()) {
            FutureTask<Long> sending = new FutureTask<>(
                    () -> ZeroCopyTransfer.send(file, 0, SIZE, peer.channel()).bytes());
            long begin = System.nanoTime();
            VirtualThreads.start(sending);
            assertThat(sending.get(30, TimeUnit.SECONDS)).isEqualTo(SIZE);
            print("one more " + where, since(begin));
            peer.finish().requireExactly(SIZE);
        }
    }

    /** The median counts: one hiccup of the machine is not the library's. */
    private void free(String kind, List<StalledSender> stalled) throws Exception {
        Duration[] interrupts = new Duration[FREED];
        Duration[] closes = new Duration[FREED];
        for (int i = 0; i < FREED; i++) {
            interrupts[i] = stalled.remove(0).interrupt();
            closes[i] = stalled.remove(0).close();
        }
        requireSoon(kind + " freed by interrupt", interrupts);
        requireSoon(kind + " freed by close", closes);
    }

    private static void requireSoon(String what, Duration[] times) {
        Arrays.sort(times);
        print(what + ", median", times[FREED / 2]);
        print(what + ", longest", times[FREED - 1]);
        assertThat(times[FREED / 2]).isLessThan(SOON);
    }

    private void finish() throws Exception {
        long begin = System.nanoTime();
        Report report = peers.readToEnd(senders.size());
        assertThat(report.wrong()).isZero();
        long sent = 0;
        for (StalledSender sender : senders) {
            sent += sender.outcome().equals("sent") ? 1 : 0;
        }
        assertThat(sent).isEqualTo(senders.size() - 4 * FREED);
        assertThat(report.bytes()).isGreaterThan(sent * SIZE);
        print(sent + " others done", since(begin));
    }

    private static Duration since(long beginNanos) {
        return Duration.ofNanos(System.nanoTime() - beginNanos);
    }

    private static void print(String what, Duration time) {
        System.out.println(what + ": " + time.toMillis() + " ms");
    }
}
