package io.zerocopy.model;

import io.zerocopy.Payload;
import io.zerocopy.testkit.ForeignFileChannel;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;

/** A payload that was built for one case, with the caller's channel that its parts share. */
final class BuiltPayload implements Closeable {
    /** Where the caller's FileChannel stands; nothing may move it. */
    private static final long OWN_POSITION = 13;

    private final PayloadPlan plan;
    private final FileChannel caller;
    private final FileChannel direct;
    private final Payload payload;

    BuiltPayload(PayloadPlan plan, SourceFiles files) throws IOException {
        this.plan = plan;
        this.caller = FileChannel.open(files.ofSize(SourceFiles.LARGEST), StandardOpenOption.READ);
        caller.position(OWN_POSITION);
        this.direct = files.openDirect(files.ofSize(SourceFiles.LARGEST));
        this.payload = plan.build(files, caller, direct, new ForeignFileChannel(caller));
    }

    Payload payload() {
        return payload;
    }

    /** What must be true of it after any send. */
    void judge(Rules rules) throws IOException {
        rules.rule(payload.length() == plan.count(), "length() is " + payload.length());
        rules.rule(caller.isOpen() && direct.isOpen(), "the caller's FileChannel was closed");
        if (caller.isOpen()) {
            rules.rule(caller.position() == OWN_POSITION, "the caller's FileChannel moved to " + caller.position());
        }
    }

    @Override
    public void close() throws IOException {
        try (direct) {
            caller.close();
        }
    }
}
