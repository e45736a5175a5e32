package io.zerocopy.examples.bench.cold;

import io.zerocopy.examples.bench.Child;
import io.zerocopy.examples.bench.ChildJvm;
import io.zerocopy.examples.bench.Sample;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.commons.io.function.IOSupplier;

/**
 * A server in a process of its own, and its clients: one of a small file that is in memory, and others of large ones on
 * a slow disk.
 *
 * @param disk where the files are
 * @param server the process
 * @param address of the folder that it serves
 * @param reading who reads what is not in memory
 */
record ColdServer(SlowDisk disk, Child server, URI address, Reading reading) implements Closeable {
    static final String HOT = "hot";
    static final int HOT_BYTES = 16 * 1024;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final int BUFFER_BYTES = 256 * 1024;

    /** Who reads what is not in memory. */
    enum Reading {
        AHEAD("with a disk executor"),
        IN_PLACE("without a disk executor");

        private final String words;

        Reading(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    static ColdServer start(SlowDisk disk, ServedKind kind, Reading reading) throws IOException {
        List<String> command = ChildJvm.command(
                ServedKind.Main.class,
                List.of(kind.name(), reading.name(), disk.folder().toString()));
        command.addAll(1, kind.jvmOptions());
        Child server = Child.start(command);
        return new ColdServer(disk, server, URI.create("http://127.0.0.1:" + server.line() + "/"), reading);
    }

    ProcessHandle process() {
        return server.handle();
    }

    /** The small file, again and again for so long, beside so many downloads: they make the bytes of the sample. */
    IOSupplier<Sample> rounds(int downloads, Duration duration) {
        return () -> {
            disk.drop(ColdTable.FILES);
            AtomicLong bytes = new AtomicLong();
            List<Thread> clients = new ArrayList<>();
            List<Double> nanos = new ArrayList<>();
            long begin = System.nanoTime();
            for (int i = 0; i < downloads; i++) {
                int first = i;
                clients.add(new Thread(() -> download(first, downloads, bytes), "download"));
            }
            clients.forEach(Thread::start);
            while (System.nanoTime() - begin < duration.toNanos()) {
                long asked = System.nanoTime();
                read(HOT);
                nanos.add((double) (System.nanoTime() - asked));
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            long wallNanos = System.nanoTime() - begin;
            long downloaded = bytes.get();
            clients.forEach(Thread::interrupt);
            join(clients);
            return new Sample(downloads, downloaded, wallNanos, 0)
                    .withWaits(nanos.stream().mapToDouble(each -> each).toArray());
        };
    }

    private void read(String name) throws IOException {
        try (InputStream in = address.resolve(name).toURL().openStream()) {
            if (in.readAllBytes().length != HOT_BYTES) {
                throw new IOException("not the file that was asked for");
            }
        }
    }

    /** One file after the other, until it is interrupted. No two clients take the same: it would be in memory. */
    private void download(int first, int clients, AtomicLong bytes) {
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int i = first; i < ColdTable.FILES && !Thread.currentThread().isInterrupted(); i += clients) {
            try {
                HttpURLConnection connection =
                        (HttpURLConnection) address.resolve("cold-" + i).toURL().openConnection();
                InputStream in = connection.getInputStream();
                for (int read = in.read(buffer);
                        read >= 0 && !Thread.currentThread().isInterrupted(); ) {
                    bytes.addAndGet(read);
                    read = in.read(buffer);
                }
                // Not the stream, which would read to its end first.
                connection.disconnect();
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void join(List<Thread> clients) throws IOException {
        try {
            for (Thread client : clients) {
                client.join();
            }
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
