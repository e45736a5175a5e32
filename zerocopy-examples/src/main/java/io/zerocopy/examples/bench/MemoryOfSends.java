package io.zerocopy.examples.bench;

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

/** What a send that waits keeps in this process, on an event loop whose peers read nothing. */
final class MemoryOfSends {
    private static final String COLUMN = "heap + direct, bytes a send";
    private static final int ROUNDS = 3;
    private static final int SENDS = 1_000;

    /** More than the sockets of a connection take; and much more, which must not matter. */
    private static final List<Integer> FILES_MIB = List.of(16, 128);

    private MemoryOfSends() {}

    static Measurement measurement(Arena arena) {
        return new Measurement("memory", afterRound -> {
            List<Cell> cells = new ArrayList<>();
            for (int fileMib : FILES_MIB) {
                try (RandomFile content = RandomFile.create(arena.folder(), (long) fileMib * Arena.MIB)) {
                    int sends = arena.effort().of(SENDS);
                    Row library = row(Contest.LIBRARY, sends, () -> Services.byLibrary(content.path()), afterRound);
                    Row byHand = row("transferTo", sends, () -> Services.byHand(content.path()), afterRound);
                    String name = sends + " waiting sends, " + fileMib + " MiB";
                    cells.add(new Cell(name, List.of(library, byHand), List.of()));
                }
            }
            return cells;
        });
    }

    private static Row row(String contender, int sends, Services.Beginning answer, Runnable afterRound)
            throws IOException {
        double[] bytes = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            bytes[i] = bytesEach(sends, answer);
            afterRound.run();
        }
        return Row.of(contender, Map.of(COLUMN, Statistics.quartiles(bytes)));
    }

    private static double bytesEach(int sends, Services.Beginning answer) throws IOException {
        List<SocketChannel> sockets = new ArrayList<>();
        List<Services.Sending> sendings = new ArrayList<>();
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            List<SocketChannel> targets = new ArrayList<>();
            for (int i = 0; i < sends; i++) {
                sockets.add(SocketChannel.open(server.getLocalAddress()));
                SocketChannel target = server.accept();
                sockets.add(target);
                targets.add(target);
                target.configureBlocking(false);
            }
            long before = usedBytes();
            for (SocketChannel target : targets) {
                Services.Sending sending = answer.begin();
                sendings.add(sending);
                advanceUntilFull(sending, target);
            }
            return (double) (usedBytes() - before) / sends;
        } finally {
            for (Services.Sending sending : sendings) {
                sending.close();
            }
            for (SocketChannel socket : sockets) {
                socket.close();
            }
        }
    }

    private static void advanceUntilFull(Services.Sending sending, SocketChannel target) throws IOException {
        long moved = sending.advance(target);
        while (moved > 0) {
            moved = sending.advance(target);
        }
        if (sending.isComplete()) {
            throw new IOException("the socket has taken the whole file, and nothing waits");
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
