package io.zerocopy.examples.serve;

import io.zerocopy.TransferException;
import io.zerocopy.TransferResult;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line an answer: who asked for what, what went back, and by which road. */
final class AccessLog {
    private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final String client;

    AccessLog(SocketAddress client) {
        this.client = client instanceof InetSocketAddress address
                ? address.getAddress().getHostAddress()
                : String.valueOf(client);
    }

    /** An answer went out; of an upload, what came in before is what counts. */
    void sent(String asked, Response response, TransferResult sent) {
        TransferResult result = response.received().orElse(sent);
        LOG.info(
                "{} {} {} {} bytes {} {} ms",
                client,
                asked,
                response.status(),
                result.bytes(),
                result.mechanism(),
                result.elapsed().toNanos() / NANOS_PER_MILLI);
    }

    void failed(String asked, Response response, IOException failure) {
        LOG.info(
                "{} {} {} {} bytes, then {}: {}",
                client,
                asked,
                response.status(),
                failure instanceof TransferException transfer ? transfer.bytesTransferred() : 0,
                failure.getClass().getSimpleName(),
                failure.getMessage());
    }
}
