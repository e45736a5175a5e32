package io.zerocopy.soak;

import io.zerocopy.ZeroCopyPolicy;
import io.zerocopy.testkit.VirtualThreads;
import io.zerocopy.testkit.Wire;
import java.util.List;
import java.util.SplittableRandom;

/** What one job does: all of it is told by the seed. */
record Plan(
        long seed,
        Road road,
        Wire.Kind giver,
        Wire.Kind taker,
        Driver driver,
        Files files,
        long from,
        long size,
        Until until,
        Fault fault,
        long faultAt,
        Manner manner,
        ZeroCopyPolicy policy,
        long chunkBytes,
        int bufferBytes,
        int disk,
        Haste haste,
        Place place) {
    /** Sizes of the files that are sent and copied as a whole. */
    static final List<Integer> WHOLE = List.of(0, 1, 4_096, 70_001, 300_007, 3_000_017);

    static final int NO_DISK = -1;
    private static final int LARGEST_TO_CUT = 1_500_000;
    private static final List<Wire.Kind> KINDS = List.of(
            Wire.Kind.TCP,
            Wire.Kind.TCP,
            Wire.Kind.TCP,
            Wire.Kind.UNIX,
            Wire.Kind.UNIX,
            Wire.Kind.PIPE,
            Wire.Kind.WRAPPED_TCP);

    /** Who calls, and over which channels. */
    enum Driver {
        PLATFORM_BLOCKING,
        PLATFORM_NON_BLOCKING,
        VIRTUAL_BLOCKING,
        VIRTUAL_NON_BLOCKING,
        EVENT_LOOP;

        boolean isBlocking() {
            return this == PLATFORM_BLOCKING || this == VIRTUAL_BLOCKING;
        }

        boolean isVirtual() {
            return this == VIRTUAL_BLOCKING || this == VIRTUAL_NON_BLOCKING;
        }
    }

    /** Where a file comes from. */
    enum Files {
        RANGE_OF_SHARED,
        WHOLE_SHARED,
        OWN
    }

    enum Until {
        COUNT,
        END_OF_STREAM
    }

    /** How a peer goes, and which of two things is closed. */
    enum Manner {
        ABRUPT,
        ORDERLY
    }

    enum Haste {
        UNLIMITED,
        SHARED_RATE
    }

    /** Where a new file goes. */
    enum Place {
        ROOMY,
        ROOMY_OVER_OLD,
        SMALL_DISK
    }

    static Plan of(long seed, Bench bench) {
        SplittableRandom random = new SplittableRandom(seed);
        Road road = any(random, List.of(Road.values()));
        Driver driver = driver(random, road);
        // Before JDK 22 nobody may close a blocking socket under a send.
        boolean mayClose = Runtime.version().feature() >= 22 || !driver.isBlocking() || !road.writesWire();
        Fault fault = random.nextBoolean() ? any(random, List.of(Fault.values())) : Fault.NONE;
        fault = fault.suits(road, mayClose) ? fault : Fault.NONE;
        Haste haste = random.nextInt(8) == 0 ? Haste.SHARED_RATE : Haste.UNLIMITED;
        Files files = files(random, road, fault);
        long size = size(random, haste);
        if (files == Files.WHOLE_SHARED) {
            size = any(random, WHOLE);
        } else if (files == Files.OWN) {
            size = Math.min(size, LARGEST_TO_CUT);
        }
        // What is cut or silent has begun: a range that is not there before is a caller's mistake.
        long first = fault == Fault.CUT || fault == Fault.SILENCE ? 1 : 0;
        return new Plan(
                seed,
                road,
                any(random, KINDS),
                any(random, KINDS),
                driver,
                files,
                files == Files.RANGE_OF_SHARED ? random.nextLong(Bench.RANGES_BYTES - size) : 0,
                size,
                random.nextBoolean() ? Until.COUNT : Until.END_OF_STREAM,
                fault,
                first + random.nextLong(size + 1),
                any(random, List.of(Manner.values())),
                random.nextInt(6) == 0 ? ZeroCopyPolicy.AVOID : ZeroCopyPolicy.PREFER,
                any(random, List.of(0L, 0L, 64L * 1024, 1_000_003L)),
                any(random, List.of(256 * 1024, 256 * 1024, 16 * 1024, 5_000)),
                random.nextInt(3) == 0 ? random.nextInt(bench.disks().count()) : NO_DISK,
                haste,
                place(random, road, bench));
    }

    /** How the giver goes, where it goes: other channels than TCP know no reset. */
    boolean giverResets() {
        return manner == Manner.ABRUPT && isTcp(giver);
    }

    boolean takerResets() {
        return manner == Manner.ABRUPT && isTcp(taker);
    }

    private static boolean isTcp(Wire.Kind kind) {
        return kind == Wire.Kind.TCP || kind == Wire.Kind.WRAPPED_TCP;
    }

    private static Driver driver(SplittableRandom random, Road road) {
        if (road.isPending()) {
            return Driver.EVENT_LOOP;
        }
        boolean blocking = road.isStream() || random.nextBoolean();
        if (VirtualThreads.areAvailable() && random.nextBoolean()) {
            return blocking ? Driver.VIRTUAL_BLOCKING : Driver.VIRTUAL_NON_BLOCKING;
        }
        return blocking ? Driver.PLATFORM_BLOCKING : Driver.PLATFORM_NON_BLOCKING;
    }

    private static Files files(SplittableRandom random, Road road, Fault fault) {
        if (fault == Fault.CUT) {
            return Files.OWN;
        }
        boolean whole = road == Road.COPY || (road == Road.SEND_PATH && random.nextBoolean());
        return whole ? Files.WHOLE_SHARED : Files.RANGE_OF_SHARED;
    }

    private static Place place(SplittableRandom random, Road road, Bench bench) {
        if (bench.smallDisk() != null && random.nextInt(6) == 0) {
            return Place.SMALL_DISK;
        }
        return road.landsAtPath() && random.nextBoolean() ? Place.ROOMY_OVER_OLD : Place.ROOMY;
    }

    /** Mostly small, and some of megabytes. */
    private static long size(SplittableRandom random, Haste haste) {
        int roll = random.nextInt(haste == Haste.SHARED_RATE ? 8 : 10);
        int bound = roll == 0 ? 10 : roll < 4 ? 5_000 : roll < 8 ? 300_000 : 6_000_000;
        return random.nextInt(bound);
    }

    private static <T> T any(SplittableRandom random, List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
