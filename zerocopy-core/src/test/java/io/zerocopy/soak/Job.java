package io.zerocopy.soak;

import io.zerocopy.Conversation;
import io.zerocopy.Payload;
import io.zerocopy.PendingReceive;
import io.zerocopy.PendingRelay;
import io.zerocopy.PendingSend;
import io.zerocopy.PendingTransfer;
import io.zerocopy.TransferListener;
import io.zerocopy.TransferOptions;
import io.zerocopy.TransferResult;
import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.Background;
import io.zerocopy.testkit.ContentCheck;
import io.zerocopy.testkit.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes one call, or drives one pending transfer, as its plan says, and does the harm. What came of it is for others to
 * judge.
 */
final class Job {
    /** A hang, on any machine. */
    static final Duration PATIENCE = Duration.ofMinutes(5);

    static final byte[] OLD = "an old file".getBytes(StandardCharsets.US_ASCII);
    /** Where in an open file bytes are received. */
    static final long FILE_POSITION = 4_099;

    private static final Duration SILENCE_LIMIT = Duration.ofMillis(300);

    private final Plan plan;
    private final Bench bench;
    private final Path own;
    private final Conversation conversation = Conversation.create();
    private final CompletableFuture<Thread> caller = new CompletableFuture<>();
    private final CompletableFuture<Loop.Driven> driven = new CompletableFuture<>();
    private final @Nullable Wire giving;
    private final @Nullable Wire taking;
    private final ContentCheck taken;
    private FarEnd.@Nullable Running giver;
    private FarEnd.@Nullable Running taker;

    private Job(Plan plan, Bench bench, Path own, @Nullable Wire giving, @Nullable Wire taking) {
        this.plan = plan;
        this.bench = bench;
        this.own = own;
        this.giving = giving;
        this.taking = taking;
        this.taken = bench.content().checkFrom(plan.from());
    }

    /** Runs it in a folder of its own. */
    static Outcome run(Plan plan, Bench bench, Path own) throws Exception {
        if (plan.place() == Plan.Place.ROOMY_OVER_OLD) {
            Files.write(target(own), OLD);
        }
        if (plan.files() == Plan.Files.OWN) {
            bench.content().writeTo(own.resolve("source"), plan.size());
        }
        Plan.Driver driver = plan.driver();
        try (Wire giving = plan.road().readsWire() ? Wire.open(plan.giver()) : null;
                Wire taking = plan.road().writesWire() ? Wire.open(plan.taker()) : null) {
            if (giving != null) {
                giving.readingChannel().configureBlocking(driver.isBlocking());
            }
            if (taking != null) {
                taking.writingChannel().configureBlocking(driver.isBlocking());
            }
            return new Job(plan, bench, own, giving, taking).run();
        }
    }

    static Path target(Path own) {
        return own.resolve("target");
    }

    private Outcome run() throws Exception {
        Background<TransferResult> call =
                plan.driver().isVirtual() ? Background.startVirtual(this::call) : Background.start(this::call);
        caller.complete(call.thread());
        startFarEnds();
        TransferResult result = null;
        Throwable failure = null;
        try {
            result = call.get(PATIENCE);
        } catch (IOException | OutOfMemoryError e) {
            failure = e;
        }
        // Where it failed at the beginning there is nothing to close, and nobody may wait for that.
        driven.cancel(false);
        if (giving != null) {
            giving.readingChannel().close();
        }
        if (taking != null) {
            taking.writingChannel().close();
        }
        for (FarEnd.Running each : new FarEnd.@Nullable Running[] {giver, taker}) {
            if (each != null) {
                each.join(PATIENCE);
            }
        }
        return new Outcome(result, failure, giver == null ? 0 : giver.bytes(), taken);
    }

    private void startFarEnds() {
        boolean takerHarms = switch (plan.fault()) {
            case TAKER_GOES -> true;
            case GIVER_GOES -> false;
            default -> taking != null && (giving == null || plan.manner() == Plan.Manner.ABRUPT);
        };
        if (taking != null) {
            taker = FarEnd.takes(taking, taken, harm(takerHarms, taking));
        }
        if (giving != null) {
            giver = FarEnd.gives(giving, bench.content(), plan.from(), plan.size(), harm(!takerHarms, giving));
        }
    }

    private FarEnd.Harm harm(boolean isDone, Wire wire) {
        return new FarEnd.Harm() {
            @Override
            public long at() {
                return isDone && plan.fault() != Fault.NONE ? plan.faultAt() : Long.MAX_VALUE;
            }

            @Override
            public boolean leavesGoingOn() throws IOException {
                doHarm(wire);
                return switch (plan.fault()) {
                    case TAKER_GOES, GIVER_GOES, SILENCE -> false;
                    default -> true;
                };
            }
        };
    }

    private void doHarm(@Nullable Wire wire) throws IOException {
        switch (plan.fault()) {
            case NONE, SILENCE -> {}
            case TAKER_GOES, GIVER_GOES -> goes(Objects.requireNonNull(wire));
            case CUT -> {
                try (FileChannel file = FileChannel.open(source(), StandardOpenOption.WRITE)) {
                    // Not to a place within a page: what a socket still has of that would become zeros (see send).
                    file.truncate(0);
                }
            }
            case INTERRUPT -> caller.join().interrupt();
            case CANCEL -> conversation.cancel();
            case CLOSE -> close();
        }
    }

    private void goes(Wire wire) throws IOException {
        if (wire == taking) {
            if (plan.takerResets()) {
                wire.resetByReader();
            } else {
                wire.readingChannel().close();
            }
        } else if (plan.giverResets()) {
            wire.resetByWriter();
        } else {
            wire.writingChannel().close();
        }
    }

    private void close() throws IOException {
        if (plan.road().isPending()) {
            Loop.Driven running = driven.handle((begun, never) -> begun).join();
            if (running != null) {
                running.abandon();
            }
        } else if (taking != null && (giving == null || plan.manner() == Plan.Manner.ABRUPT)) {
            taking.writingChannel().close();
        } else if (giving != null) {
            giving.readingChannel().close();
        }
    }

    private Path source() {
        return switch (plan.files()) {
            case RANGE_OF_SHARED -> bench.ranges();
            case WHOLE_SHARED -> bench.whole(plan.size());
            case OWN -> own.resolve("source");
        };
    }

    private TransferOptions options() {
        TransferOptions options = TransferOptions.DEFAULTS
                .withZeroCopy(plan.policy())
                .withBufferSize(plan.bufferBytes())
                .withConversation(conversation)
                .withStallTimeout(plan.fault() == Fault.SILENCE ? SILENCE_LIMIT : PATIENCE);
        options = plan.chunkBytes() > 0 ? options.withChunkSize(plan.chunkBytes()) : options;
        options = plan.haste() == Plan.Haste.SHARED_RATE ? options.withRateLimit(bench.rate()) : options;
        options = plan.disk() == Plan.NO_DISK
                ? options
                : options.withDiskExecutor(bench.disks().get(plan.disk()));
        return plan.road() == Road.COPY ? options.withListener(harmOfCopy()) : options;
    }

    /** A copy has no peer who could do it. */
    private TransferListener harmOfCopy() {
        return new TransferListener() {
            private boolean isDone;

            @Override
            public void onProgress(long transferredBytes, long totalBytes) {
                if (!isDone && transferredBytes >= plan.faultAt()) {
                    isDone = true;
                    try {
                        doHarm(null);
                    } catch (IOException e) {
                        // To cut a file takes a descriptor, and there may be none: the copy stays unharmed.
                    }
                }
            }
        };
    }

    private TransferResult call() throws Exception {
        TransferOptions options = options();
        Path target = target(own);
        return switch (plan.road()) {
            case SEND_PATH ->
                plan.files() == Plan.Files.RANGE_OF_SHARED
                        ? ZeroCopyTransfer.send(source(), plan.from(), plan.size(), out(), options)
                        : ZeroCopyTransfer.send(source(), out(), options);
            case SEND_CHANNEL -> {
                try (FileChannel file = FileChannel.open(source())) {
                    yield ZeroCopyTransfer.send(file, plan.from(), plan.size(), out(), options);
                }
            }
            case SEND_PAYLOAD -> {
                try (FileChannel file = FileChannel.open(source())) {
                    yield ZeroCopyTransfer.send(payload(file), out(), options);
                }
            }
            case SEND_STREAM -> {
                try (FileChannel file = FileChannel.open(source())) {
                    OutputStream stream = Channels.newOutputStream(out());
                    yield ZeroCopyTransfer.send(payload(file), stream, options);
                }
            }
            case PENDING_SEND -> {
                try (FileChannel file = FileChannel.open(source())) {
                    PendingSend send = ZeroCopyTransfer.begin(payload(file), options);
                    yield drive(send, () -> send.advance(out()));
                }
            }
            case RECEIVE_PATH ->
                plan.until() == Plan.Until.COUNT
                        ? ZeroCopyTransfer.receive(in(), target, plan.size(), options)
                        : ZeroCopyTransfer.receive(in(), target, options);
            case RECEIVE_STREAM -> {
                InputStream stream = Channels.newInputStream(in());
                yield plan.until() == Plan.Until.COUNT
                        ? ZeroCopyTransfer.receive(stream, target, plan.size(), options)
                        : ZeroCopyTransfer.receive(stream, target, options);
            }
            case RECEIVE_CHANNEL -> {
                try (FileChannel file = FileChannel.open(target, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                    yield ZeroCopyTransfer.receive(in(), file, FILE_POSITION, plan.size(), options);
                }
            }
            case PENDING_RECEIVE -> {
                PendingReceive receive = plan.until() == Plan.Until.COUNT
                        ? ZeroCopyTransfer.beginReceive(target, plan.size(), options)
                        : ZeroCopyTransfer.beginReceive(target, options);
                yield drive(receive, () -> receive.advance(in()));
            }
            case COPY -> ZeroCopyTransfer.copy(source(), target, options);
            case RELAY ->
                plan.until() == Plan.Until.COUNT
                        ? ZeroCopyTransfer.relay(in(), out(), plan.size(), options)
                        : ZeroCopyTransfer.relay(in(), out(), options);
            case PENDING_RELAY -> {
                PendingRelay relay = plan.until() == Plan.Until.COUNT
                        ? ZeroCopyTransfer.beginRelay(plan.size(), options)
                        : ZeroCopyTransfer.beginRelay(options);
                yield drive(relay, () -> relay.advance(in(), out()));
            }
        };
    }

    private ReadableByteChannel in() {
        return Objects.requireNonNull(giving).readingEnd();
    }

    private WritableByteChannel out() {
        return Objects.requireNonNull(taking).writingEnd();
    }

    /** Bytes, then a range by its path, then one by an open file: in the file they follow each other. */
    private Payload payload(FileChannel file) throws IOException {
        long from = plan.from();
        int head = (int) Math.min(plan.size(), 1 + Math.floorMod(plan.seed(), 700));
        long half = (plan.size() - head) / 2;
        return Payload.builder()
                .bytes(ByteBuffer.wrap(bench.content().bytes(from, head)))
                .file(source(), from + head, half)
                .file(file, from + head + half, plan.size() - head - half)
                .build();
    }

    private TransferResult drive(PendingTransfer transfer, Loop.Turn turn) throws Exception {
        SelectableChannel source = giving == null ? null : giving.readingChannel();
        SelectableChannel target = taking == null ? null : taking.writingChannel();
        Loop.Driven started = bench.loop().drive(transfer, turn, source, target);
        driven.complete(started);
        try {
            return started.end().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e;
        }
    }
}
