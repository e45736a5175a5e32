package io.zerocopy.examples.serve;

import com.sun.management.UnixOperatingSystemMXBean;
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
import java.util.ArrayList;
import java.util.List;

/** A {@link FileServer} in a JVM of its own that has little memory and tells what it holds. */
final class SiteProcess implements Closeable {
    private final Process process;
    private final BufferedReader answers;
    private final InetSocketAddress address;

    private SiteProcess(Process process) throws IOException {
        this.process = process;
        this.answers = process.inputReader(StandardCharsets.US_ASCII);
        this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(answer()));
    }

    static SiteProcess start(Path folder, String... jvmOptions) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(jvmOptions));
        // Only what goes wrong: not a line for each of thousands of answers.
        command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
        command.add("-Dorg.slf4j.simpleLogger.log.io.zerocopy.examples.serve.AccessLog=warn");
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(SiteProcess.class.getName(), folder.toString()));
        return new SiteProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    InetSocketAddress address() {
        return address;
    }

    /** What the server holds now, garbage not counted. */
    Sample sample() throws IOException {
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

    /** One look at the server's JVM. */
    record Sample(long heapBytes, long directBytes, long descriptors, long threads, long connections) {
        static Sample take(FileServer server) {
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
                    server.connections());
        }

        static Sample parse(String line) {
            String[] words = line.split(" ", -1);
            return new Sample(
                    Long.parseLong(words[0]),
                    Long.parseLong(words[1]),
                    Long.parseLong(words[2]),
                    Long.parseLong(words[3]),
                    Long.parseLong(words[4]));
        }

        String line() {
            return heapBytes + " " + directBytes + " " + descriptors + " " + threads + " " + connections;
        }
    }

    /** The server: prints its port, then a sample for each line of its input; ends with its parent. */
    public static void main(String[] arguments) throws IOException {
        FileServer server = new FileServer(
                Path.of(arguments[0]),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                TransferOptions.DEFAULTS,
                ServerLimits.DEFAULTS);
        Thread thread = new Thread(server, "file server");
        thread.setDaemon(true);
        thread.start();
        System.out.println(server.address().getPort());
        while (System.in.read() >= 0) {
            System.out.println(Sample.take(server).line());
        }
    }
}
