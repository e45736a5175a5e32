package io.zerocopy.examples.bench;

import static io.zerocopy.examples.bench.Arena.MIB;

import io.zerocopy.examples.bench.Arena.Ground;
import io.zerocopy.examples.bench.Contest.Contender;
import io.zerocopy.examples.bench.Contest.Role;
import io.zerocopy.examples.bench.Plan.Measurement;
import io.zerocopy.examples.bench.Results.Cell;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the kernel tier is worth: relay, receive and small messages, each in a JVM of its own, with it and without. */
public final class KernelTable {
    private static final String ABOUT = "Each contender is a process of its own that makes a transfer when its turn has"
            + " come; none is pinned. CPU is that of the thread that does the work. Messages are sent back, one at a"
            + " time, as many as in the name.";

    private static final int FILE_BYTES = 64 * MIB;
    private static final int RELAYED = 16;
    private static final int RECEIVED = 4;
    private static final int MESSAGES = 10_000;
    private static final int PIPE_BYTES = 256 * 1024;

    private static final List<String> TIER =
            List.of("--enable-native-access=ALL-UNNAMED", "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");
    private static final List<String> OFF = List.of("-Dio.zerocopy.native=off");

    private static final List<Figure> OF_STREAMS = List.of(Figure.THROUGHPUT, Figure.CPU, Figure.MACHINE_CPU);
    private static final List<Figure> OF_MESSAGES = List.of(Figure.P50, Figure.P99);

    private KernelTable() {}

    /** The folders are those into which files are received. */
    public static Plan plan(Arena arena, List<Path> folders) {
        List<Measurement> measurements = new ArrayList<>();
        measurements.add(relay(arena));
        folders.forEach(folder -> measurements.add(receive(arena, folder.toAbsolutePath())));
        measurements.add(messages(arena, "TCP, reno", "reno"));
        measurements.add(messages(arena, "TCP, bbr", "bbr"));
        measurements.add(arena.contest(
                MESSAGES + " messages, Unix-domain sockets", 1, arena.effort().longTurns(), OF_MESSAGES, ground -> {
                    Path socket = ground.scratch().file("socket");
                    ground.closer().register(Peer.start(socket.toString()));
                    return library(KernelJob.MESSAGES, ground, 1, socket.toString(), Job.request(0, MESSAGES));
                }));
        String missing = NativeProgram.canBeBuilt() ? "" : " NOT MEASURED: C: there is no gcc.";
        return new Plan("kernel tier", ABOUT + missing, measurements);
    }

    private static Measurement relay(Arena arena) {
        long bytes = (long) RELAYED * FILE_BYTES;
        String name = "relay of " + Arena.size(bytes);
        return arena.contest(name, FILE_BYTES, arena.effort().longTurns(), OF_STREAMS, ground -> {
            Job giving = Job.send(ground.file(), RELAYED);
            String port = String.valueOf(arena.peer().getPort());
            List<Contender> contenders = new ArrayList<>(library(KernelJob.RELAY, ground, bytes, port, giving));
            contenders.add(child("Netty's spliceTo", KernelJob.SPLICE_TO, List.of(), ground, bytes, port, giving));
            addC(contenders, ground, bytes, port, giving, Job.DISCARD.line());
            return contenders;
        });
    }

    private static Measurement receive(Arena arena, Path folder) {
        long bytes = (long) RECEIVED * FILE_BYTES;
        String name = "receive of " + Arena.size(bytes) + " into " + folder;
        return arena.contest(name, FILE_BYTES, arena.effort().longTurns(), OF_STREAMS, ground -> {
            Job giving = Job.send(ground.file(), RECEIVED);
            String port = String.valueOf(arena.peer().getPort());
            Path target = ground.closer().register(ScratchFolder.in(folder)).file("received");
            List<Contender> contenders =
                    new ArrayList<>(library(KernelJob.RECEIVE, ground, bytes, port, giving, target.toString()));
            addC(contenders, ground, bytes, port, giving, target.toString());
            return contenders;
        });
    }

    private static Measurement messages(Arena arena, String how, String congestionControl) {
        String name = MESSAGES + " messages, " + how;
        Measurement measurement = arena.contest(name, 1, arena.effort().longTurns(), OF_MESSAGES, ground -> {
            String port = String.valueOf(arena.peer().getPort());
            return library(KernelJob.MESSAGES, ground, 1, port, Job.request(0, MESSAGES));
        });
        return new Measurement(
                name,
                afterRound -> Network.choose(congestionControl)
                        ? measurement.work().apply(afterRound)
                        : List.of(new Cell(
                                name,
                                List.of(),
                                List.of("NOT MEASURED: this network has " + Network.congestionControl()))));
    }

    private static List<Contender> library(
            KernelJob kind, Ground ground, long bytes, String address, Job job, String... more) throws IOException {
        return List.of(
                child("kernel tier", kind, TIER, ground, bytes, address, job, more),
                child("without it", kind, OFF, ground, bytes, address, job, more));
    }

    private static Contender child(
            String name,
            KernelJob kind,
            List<String> flags,
            Ground ground,
            long bytes,
            String address,
            Job job,
            String... more)
            throws IOException {
        List<String> arguments = new ArrayList<>(List.of(kind.name(), address, String.valueOf(bytes), job.line()));
        arguments.addAll(List.of(more));
        List<String> command = ChildJvm.command(KernelJob.class, arguments);
        command.addAll(1, flags);
        Child process = ground.closer().register(Child.start(command));
        return new Contender(name, Role.PEER, process.rounds(1, bytes));
    }

    private static void addC(
            List<Contender> contenders, Ground ground, long bytes, String port, Job giving, String target)
            throws IOException {
        NativeProgram.start(ground, "splice", port, giving.line(), target, "" + bytes, "" + PIPE_BYTES)
                .ifPresent(inC ->
                        contenders.add(new Contender("C, splice, pipe of 256 KiB", Role.LIMIT, inC.rounds(1, bytes))));
    }
}
