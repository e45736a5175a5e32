package io.zerocopy.examples;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;

/** A server in a JVM of its own that has little memory and tells, when it is asked, what it holds. */
public final class SampledProcess implements Closeable {
    /** The name of the thread that runs the server. */
    public static final String DOOR = "server";

    private final Process process;
    private final BufferedReader answers;
    private final InetSocketAddress address;

    private SampledProcess(Process process) throws IOException {
        this.process = process;
        this.answers = process.inputReader(StandardCharsets.US_ASCII);
        this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(answer()));
    }

    /** Starts a main that calls {@link #serve}. */
    public static SampledProcess start(Class<?> main, List<String> jvmOptions, Object argument) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        // Only what goes wrong: not a line for each of thousands of answers.
        command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName(), argument.toString()));
        return new SampledProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** In the other JVM: prints the port, then a sample for each line of its input; ends with its parent. */
    public static void serve(Runnable server, int port, LongSupplier connections, LongSupplier own) throws IOException {
        Thread thread = new Thread(server, DOOR);
        thread.setDaemon(true);
        thread.start();
        System.out.println(port);
        while (System.in.read() >= 0) {
            System.out.println(Sample.take(connections, own).line());
        }
    }

    public InetSocketAddress address() {
        return address;
    }

    /** What the server holds now, garbage not counted. */
    public Sample sample() throws IOException {
        process.outputWriter(StandardCharsets.US_ASCII).append('\n').flush();
        return Sample.parse(answer());
    }

    private String answer() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("the server is gone");
        }
        return line;
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    /**
     * One look at the server's JVM.
     *
     * @param own what this kind of server counts besides
     */
    public record Sample(long heapBytes, long directBytes, long descriptors, long threads, long connections, long own) {
        private static Sample take(LongSupplier connections, LongSupplier own) {
            System.gc();
            return new Sample(
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                    ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                            .filter(pool -> pool.getName().equals("direct"))
                            .mapToLong(BufferPoolMXBean::getTotalCapacity)
                            .sum(),
                    ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class)
                            .getOpenFileDescriptorCount(),
                    ManagementFactory.getThreadMXBean().getThreadCount(),
                    connections.getAsLong(),
                    own.getAsLong());
        }

        private static Sample parse(String line) {
            long[] numbers = Arrays.stream(line.split(" ", -1))
                    .mapToLong(Long::parseLong)
                    .toArray();
            return new Sample(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]);
        }

        private String line() {
            return heapBytes + " " + directBytes + " " + descriptors + " " + threads + " " + connections + " " + own;
        }
    }
}
