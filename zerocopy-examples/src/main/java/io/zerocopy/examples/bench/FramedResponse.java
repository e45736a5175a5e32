package io.zerocopy.examples.bench;

import io.zerocopy.Payload;
import io.zerocopy.ZeroCopyTransfer;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.util.List;

/**
 * A header and a range of an open file, over and over on a connection that is kept: the peer asks for each.
 *
 * @param name for the table
 * @param file that the range is of
 * @param bodyBytes of the range
 * @param nagle whether TCP may hold back what is short
 * @param responses a round
 * @param goals to reach
 */
record FramedResponse(String name, FileChannel file, int bodyBytes, Nagle nagle, int responses, List<Goal> goals)
        implements Scenario {
    private static final int HEADER_BYTES = 200;

    @Override
    public Job job() {
        return Job.request(HEADER_BYTES + bodyBytes, responses);
    }

    @Override
    public long bytes() {
        return (long) (HEADER_BYTES + bodyBytes) * responses;
    }

    @Override
    public long sends() {
        return responses;
    }

    @Override
    public Side baseline() {
        return answering("write, then transferTo", (channel, header) -> {
            while (header.hasRemaining()) {
                channel.write(header);
            }
            TransferToLoop.send(file, 0, bodyBytes, channel);
        });
    }

    @Override
    public Side ours() {
        return answering("Payload", (channel, header) -> {
            Payload response =
                    Payload.builder().bytes(header).file(file, 0, bodyBytes).build();
            ZeroCopyTransfer.send(response, channel);
        });
    }

    private Side answering(String sideName, Answer answer) {
        return Side.overChannel(sideName, channel -> {
            nagle.applyTo(channel);
            ByteBuffer request = ByteBuffer.allocateDirect(Job.REQUEST_BYTES);
            ByteBuffer header = ByteBuffer.allocateDirect(HEADER_BYTES);
            for (int i = 0; i < responses; i++) {
                request.clear();
                while (request.hasRemaining()) {
                    if (channel.read(request) < 0) {
                        throw new EOFException("the peer has gone after " + i + " responses");
                    }
                }
                answer.send(channel, header.clear());
            }
        });
    }

    @FunctionalInterface
    private interface Answer {
        void send(SocketChannel channel, ByteBuffer header) throws IOException;
    }
}
