package io.zerocopy.examples.bench.tables;

import io.zerocopy.Payload;
import io.zerocopy.PendingSend;
import io.zerocopy.TransferOptions;
import io.zerocopy.ZeroCopyTransfer;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** A whole file as a response of an event loop. */
final class Sendings {
    private Sendings() {}

    static LoopService.Sending byLibrary(Path file) throws IOException {
        return byLibrary(file, TransferOptions.DEFAULTS);
    }

    static LoopService.Sending byLibrary(Path file, TransferOptions options) throws IOException {
        PendingSend send = ZeroCopyTransfer.begin(Payload.ofFile(file), options);
        return new LoopService.Sending() {
            @Override
            public long advance(SocketChannel channel) throws IOException {
                return send.advance(channel);
            }

            @Override
            public boolean isComplete() {
                return send.isComplete();
            }

            @Override
            public void close() throws IOException {
                send.close();
            }
        };
    }

    /** Where nothing goes wrong. */
    static LoopService.Sending byHand(Path file) throws IOException {
        return new ByHand(FileChannel.open(file));
    }

    private static final class ByHand implements LoopService.Sending {
        private final FileChannel file;
        private final long end;
        private long sent;

        ByHand(FileChannel file) throws IOException {
            this.file = file;
            this.end = file.size();
        }

        @Override
        public long advance(SocketChannel channel) throws IOException {
            long moved = file.transferTo(sent, end - sent, channel);
            sent += moved;
            return moved;
        }

        @Override
        public boolean isComplete() {
            return sent == end;
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
