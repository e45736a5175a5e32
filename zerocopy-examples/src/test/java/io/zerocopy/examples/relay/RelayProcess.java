package io.zerocopy.examples.relay;

import io.zerocopy.TransferOptions;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A {@link TcpRelay} in a JVM of its own that has little memory and tells what it holds. */
final class RelayProcess implements Closeable {
    private static final String LITTLE_MEMORY = "-Xmx128m";

    private final Process process;
    private final BufferedReader answers;
    private final InetSocketAddress address;

    private RelayProcess(Process process) throws IOException {
        this.process = process;
        this.answers = process.inputReader(StandardCharsets.US_ASCII);
        this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(answer()));
    }

    static RelayProcess to(int port) throws IOException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                LITTLE_MEMORY,
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-cp",
                System.getProperty("java.class.path"),
                RelayProcess.class.getName(),
                String.valueOf(port));
        return new RelayProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    InetSocketAddress address() {
        return address;
    }

    /** What it holds now, garbage not counted. */
    Sample sample() throws IOException {
        process.outputWriter(StandardCharsets.US_ASCII).append('\n').flush();
        String[] words = answer().split(" ", -1);
        return new Sample(
                Long.parseLong(words[0]),
                Long.parseLong(words[1]),
                Integer.parseInt(words[2]),
                Integer.parseInt(words[3]),
                Duration.ofNanos(Long.parseLong(words[4])));
    }

    private String answer() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("the relay is gone");
        }
        return line;
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    /**
     * One look at the relay's JVM.
     *
     * @param loopCpu CPU time of its loops since they began
     */
    record Sample(long heapBytes, long directBytes, int threads, int connections, Duration loopCpu) {
        private static String take(TcpRelay relay) {
            System.gc();
            long cpuNanos = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().startsWith("relay-"))
                    .mapToLong(thread -> ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId()))
                    .sum();
            long directBytes = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                    .filter(pool -> pool.getName().equals("direct"))
                    .mapToLong(BufferPoolMXBean::getTotalCapacity)
                    .sum();
            return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() + " " + directBytes + " "
                    + Thread.getAllStackTraces().size() + " " + relay.clients() + " " + cpuNanos;
        }
    }

    /** The relay: prints its port, then a sample for each line of its input; ends with its parent. */
    public static void main(String[] arguments) throws IOException {
        InetAddress here = InetAddress.getLoopbackAddress();
        TcpRelay relay = new TcpRelay(
                new InetSocketAddress(here, 0),
                new InetSocketAddress(here, Integer.parseInt(arguments[0])),
                TransferOptions.DEFAULTS.withStallTimeout(Duration.ofMinutes(10)),
                RelayLimits.DEFAULTS);
        Thread thread = new Thread(relay, "relay-door");
        thread.setDaemon(true);
        thread.start();
        System.out.println(relay.address().getPort());
        while (System.in.read() >= 0) {
            System.out.println(Sample.take(relay));
        }
    }
}
