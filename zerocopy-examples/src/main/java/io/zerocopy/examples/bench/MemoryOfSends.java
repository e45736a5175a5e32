package io.zerocopy.examples.bench;

import com.google.common.io.Closer;
import io.zerocopy.examples.bench.Plan.Measurement;
import io.zerocopy.examples.bench.Results.Cell;
import io.zerocopy.examples.bench.Results.Row;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.io.function.IOSupplier;

/** What a send that waits keeps in this process, on an event loop whose peers read nothing. */
final class MemoryOfSends {
    private static final String COLUMN = "heap + direct, bytes a send";
    private static final int ROUNDS = 3;
    private static final int SENDS = 1_000;

    /** More than the sockets of a connection take; and much more, which must not matter. */
    private static final List<Integer> FILES_MIB = List.of(16, 128);

    private MemoryOfSends() {}

    static Measurement measurement(Arena arena) {
        return new Measurement("memory", 128L * Arena.MIB, afterRound -> {
            List<Cell> cells = new ArrayList<>();
            for (int fileMib : FILES_MIB) {
                try (RandomFile content = RandomFile.create(arena.folder(), (long) fileMib * Arena.MIB)) {
                    int sends = arena.effort().of(SENDS);
                    List<Row> rows = List.of(
                            row(Contest.LIBRARY, sends, Sending.byLibrary(content.path()), afterRound),
                            row(WholeFile.TRANSFER_TO, sends, Sending.byHand(content.path()), afterRound));
                    cells.add(new Cell(sends + " waiting sends, " + fileMib + " MiB", rows, List.of()));
                }
            }
            return cells;
        });
    }

    private static Row row(String contender, int sends, IOSupplier<Sending> begin, Runnable afterRound)
            throws IOException {
        double[] bytes = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            bytes[i] = bytesEach(sends, begin);
            afterRound.run();
        }
        return Row.of(contender, Map.of(COLUMN, Statistics.quartiles(bytes)));
    }

    private static double bytesEach(int sends, IOSupplier<Sending> begin) throws IOException {
        try (Closer closer = Closer.create();
                ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            List<SocketChannel> targets = new ArrayList<>();
            for (int i = 0; i < sends; i++) {
                closer.register(SocketChannel.open(server.getLocalAddress()));
                SocketChannel target = closer.register(server.accept());
                target.configureBlocking(false);
                targets.add(target);
            }
            long before = usedBytes();
            for (SocketChannel target : targets) {
                if (closer.register(begin.get()).advance(target)) {
                    throw new IOException("the socket has taken the whole file, and nothing waits");
                }
            }
            return (double) (usedBytes() - before) / sends;
        }
    }

    private static long usedBytes() {
        System.gc();
        long direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
        return direct + ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
