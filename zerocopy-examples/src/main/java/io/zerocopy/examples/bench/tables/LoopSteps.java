package io.zerocopy.examples.bench.tables;

import io.zerocopy.TransferOptions;
import io.zerocopy.examples.bench.RandomFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How much one step of an event loop should send: more at a time costs less, and lets the others wait. Each connection
 * has one file and makes one step a wake-up, so that only the size of a step decides.
 */
final class LoopSteps {
    private static final int CONNECTIONS = 256;
    private static final int FILE_BYTES = 4 * Arena.MIB;
    private static final int SMALL_WINDOW_BYTES = 64 * Arena.KIB;
    private static final List<Integer> STEPS_KIB = List.of(256, 512, 1024, 1536, 2048, 4096, 8192);

    private LoopSteps() {}

    static List<Measurement> measurements(Arena arena) {
        return List.of(
                measurement(arena, "one step a wake-up", 0),
                measurement(arena, "one step a wake-up, small windows", SMALL_WINDOW_BYTES));
    }

    private static Measurement measurement(Arena arena, String kind, int receiveBufferBytes) {
        int connections = arena.effort().of(CONNECTIONS);
        String name = connections + " x 4 MiB, " + kind;
        return new Measurement(name, afterRound -> {
            try (RandomFile content = RandomFile.create(arena.folder(), FILE_BYTES)) {
                Path file = content.path();
                Crowd crowd = new Crowd(arena.peer(), connections, FILE_BYTES, 1, receiveBufferBytes);
                List<Contender<CrowdSample>> others = new ArrayList<>();
                others.add(contender("transferTo, unbounded", Contender.Role.PEER, crowd, () -> Sendings.byHand(file)));
                for (int kib : STEPS_KIB) {
                    TransferOptions options = TransferOptions.DEFAULTS.withChunkSize((long) kib * Arena.KIB);
                    others.add(contender(
                            "steps of " + kib + " KiB",
                            Contender.Role.SETTING,
                            crowd,
                            () -> Sendings.byLibrary(file, options)));
                }
                long bytes = (long) FILE_BYTES * connections;
                return new Contest<>(
                                name,
                                crowd.servedBy(
                                        new LoopService(LoopService.Turn.ONE_STEP, () -> Sendings.byLibrary(file))),
                                others,
                                CrowdSample.measuresOfLoop(bytes))
                        .run(arena.effort().crowdTurns(), afterRound);
            }
        });
    }

    private static Contender<CrowdSample> contender(
            String name, Contender.Role role, Crowd crowd, LoopService.Answer answer) {
        return new Contender<>(name, role, crowd.servedBy(new LoopService(LoopService.Turn.ONE_STEP, answer)));
    }
}
