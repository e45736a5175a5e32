package io.zerocopy.examples.bench;

import static io.zerocopy.examples.bench.Arena.MIB;

import io.zerocopy.examples.bench.Arena.Ground;
import io.zerocopy.examples.bench.Contest.Contender;
import io.zerocopy.examples.bench.Plan.Measurement;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the kernel tier is worth: relay, receive and small messages, each in a JVM of its own, with it and without. */
public final class KernelTable {
    private static final String ABOUT = "Each contender is a process of its own that makes a transfer when its turn has"
            + " come; none is pinned. CPU is that of the thread that does the work. C splices through a pipe of 256 KiB.";

    private static final int FILE_BYTES = 64 * MIB;
    private static final int RELAYED = 16;
    private static final int RECEIVED = 4;
    private static final int MESSAGES = 10_000;
    private static final int PIPE_BYTES = 256 * 1024;

    private static final List<String> TIER =
            List.of("--enable-native-access=ALL-UNNAMED", "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");
    private static final List<String> OFF = List.of("-Dio.zerocopy.native=off");

    private final Arena arena;

    private KernelTable(Arena arena) {
        this.arena = arena;
    }

    /** The folders are those into which files are received. */
    public static List<Plan> plans(Arena arena, List<Path> folders) {
        KernelTable table = new KernelTable(arena);
        List<Measurement> streams = new ArrayList<>();
        streams.add(table.relay());
        folders.forEach(folder -> streams.add(table.receive(folder.toAbsolutePath())));
        return List.of(
                new Plan(
                        "kernel tier",
                        NativeProgram.canBeBuilt() ? ABOUT : ABOUT + " NOT MEASURED: C: there is no gcc.",
                        List.of(Column.THROUGHPUT, Column.CPU, Column.TIME_RATIO, Column.CPU_RATIO),
                        streams),
                new Plan(
                        "kernel tier, messages",
                        "Messages of " + Job.REQUEST_BYTES + " bytes that are sent back, one at a time.",
                        List.of(Column.P50, Column.P99, Column.TIME_RATIO),
                        List.of(table.messages())));
    }

    private Measurement relay() {
        long bytes = (long) RELAYED * FILE_BYTES;
        return arena.contest("relay of " + Arena.size(bytes), FILE_BYTES, ground -> {
            Job giving = Job.send(ground.file(), RELAYED);
            List<Contender> contenders = library(KernelJob.RELAY, ground, bytes, giving, "");
            addC(contenders, ground, bytes, giving, Job.DISCARD.line());
            return contenders;
        });
    }

    private Measurement receive(Path folder) {
        long bytes = (long) RECEIVED * FILE_BYTES;
        return arena.contest("receive of " + Arena.size(bytes) + " into " + folder, FILE_BYTES, ground -> {
            Job giving = Job.send(ground.file(), RECEIVED);
            Path target = ground.closer().register(ScratchFolder.in(folder)).file("received");
            List<Contender> contenders = library(KernelJob.RECEIVE, ground, bytes, giving, target.toString());
            addC(contenders, ground, bytes, giving, target.toString());
            return contenders;
        });
    }

    private Measurement messages() {
        return arena.contest(
                MESSAGES + " messages",
                1,
                ground -> library(KernelJob.MESSAGES, ground, 1, Job.request(Job.REQUEST_BYTES, MESSAGES), ""));
    }

    private List<Contender> library(KernelJob kind, Ground ground, long bytes, Job job, String target)
            throws IOException {
        List<Contender> both = new ArrayList<>();
        both.add(child("with the tier", kind, TIER, ground, bytes, job, target));
        both.add(child("without it", kind, OFF, ground, bytes, job, target));
        return both;
    }

    private Contender child(
            String name, KernelJob kind, List<String> flags, Ground ground, long bytes, Job job, String target)
            throws IOException {
        List<String> command = ChildJvm.command(
                KernelJob.class, List.of(kind.name(), port(), String.valueOf(bytes), job.line(), target));
        command.addAll(1, flags);
        Child process = ground.closer().register(Child.start(command));
        return new Contender(name, process.rounds(1, bytes));
    }

    private void addC(List<Contender> contenders, Ground ground, long bytes, Job giving, String target)
            throws IOException {
        NativeProgram.start(ground, "splice", port(), giving.line(), target, "" + bytes, "" + PIPE_BYTES)
                .ifPresent(inC -> contenders.add(new Contender("C, splice", inC.rounds(1, bytes))));
    }

    private String port() {
        return String.valueOf(arena.peer().getPort());
    }
}
