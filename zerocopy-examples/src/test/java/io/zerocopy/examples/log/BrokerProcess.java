package io.zerocopy.examples.log;

import io.zerocopy.ZeroCopyPolicy;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A broker in a JVM of its own, which can be killed, traced and charged for. */
final class BrokerProcess implements Closeable {
    private final Process process;
    private final InetSocketAddress address;
    private final long tornBytes;

    private BrokerProcess(Process process) throws IOException {
        this.process = process;
        BufferedReader lines = process.inputReader(StandardCharsets.US_ASCII);
        String line = lines.readLine();
        if (line == null) {
            throw new IOException("the broker has not started");
        }
        String[] words = line.split(" ", -1);
        this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(words[0]));
        this.tornBytes = Long.parseLong(words[1]);
    }

    static BrokerProcess start(Path folder, Acknowledgement acknowledgement, ZeroCopyPolicy policy) throws IOException {
        return under(List.of(), folder, acknowledgement, policy);
    }

    /** Under another program that runs what it is told to. */
    static BrokerProcess under(
            List<String> program, Path folder, Acknowledgement acknowledgement, ZeroCopyPolicy policy)
            throws IOException {
        List<String> command = new ArrayList<>(program);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx64m", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(BrokerProcess.class.getName(), folder.toString()));
        command.addAll(List.of(acknowledgement.name(), policy.name()));
        return new BrokerProcess(
                new ProcessBuilder(command).redirectError(Redirect.INHERIT).start());
    }

    InetSocketAddress address() {
        return address;
    }

    /** What recovery had to cut off. */
    long tornBytes() {
        return tornBytes;
    }

    Duration cpu() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    /** As by kill -9. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Ends it in order. */
    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        process.onExit().join();
    }

    /** Prints the port and what recovery has cut off; ends with its input. */
    public static void main(String[] arguments) throws IOException {
        BrokerOptions options = BrokerOptions.DEFAULTS
                .withAcknowledgement(Acknowledgement.valueOf(arguments[1]))
                .withZeroCopy(ZeroCopyPolicy.valueOf(arguments[2]));
        try (RunningBroker broker = new RunningBroker(Path.of(arguments[0]), LogOptions.DEFAULTS, options)) {
            System.out.println(broker.address().getPort() + " " + broker.tornBytes());
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            System.err.println(e.getMessage() + ": " + e.getCause());
        }
    }
}
