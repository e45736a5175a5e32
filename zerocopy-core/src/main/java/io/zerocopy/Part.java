package io.zerocopy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** One run of bytes of a {@link Payload}: immutable, shareable, and always of the length that was announced. */
interface Part {
    long length();

    /** Where it begins in its file. */
    default long position() {
        return 0;
    }

    /** The part without its first {@code position} bytes, {@code count} bytes of the rest. */
    Part slice(long position, long count);

    /** Looks whether the part is still there, before anything is sent. */
    default void look() throws IOException {}

    Source open() throws IOException;

    /** Hands itself over; it has been looked at. */
    void accept(Payload.Visitor visitor) throws IOException;

    /** The name of a file that is not one of the JDK's own of the default file system; null where it is one. */
    default @Nullable String foreignName() {
        return null;
    }

    /** Bytes that the payload copied when it was built. */
    record Bytes(BytesChannel content) implements Part {
        @Override
        public long length() {
            return content.length();
        }

        @Override
        public Part slice(long position, long count) {
            return new Bytes(new BytesChannel(content.slice((int) position, (int) count)));
        }

        @Override
        public Source open() {
            return Source.bytes(content);
        }

        @Override
        public void accept(Payload.Visitor visitor) throws IOException {
            // What the payload holds is read-only, and so is a slice of it.
            visitor.bytes(content.slice(0, content.length()));
        }
    }

    /** A range of a file that is opened when its turn comes, so that parts waiting for theirs hold no descriptor. */
    record PathRange(Path path, long position, long length) implements Part {
        @Override
        public Part slice(long from, long count) {
            return new PathRange(path, position + from, count);
        }

        @Override
        public void look() throws IOException {
            SourceFile.requireRange(path, SourceFile.sizeOfRegular(path), position, length);
        }

        @Override
        public Source open() throws IOException {
            return SourceFile.rangeSeen(path, position, length);
        }

        /** Looks and opens in one. */
        Source openUnseen() throws IOException {
            return SourceFile.rangeThere(path, position, length);
        }

        @Override
        public void accept(Payload.Visitor visitor) throws IOException {
            visitor.file(path, position, length);
        }

        @Override
        public @Nullable String foreignName() {
            return SourceFile.isOfTheDefaultProvider(path) ? null : path.toString();
        }
    }

    /** A range of a FileChannel that stays the caller's. */
    record ChannelRange(FileChannel file, long position, long length) implements Part {
        @Override
        public Part slice(long from, long count) {
            return new ChannelRange(file, position + from, count);
        }

        @Override
        public void look() throws IOException {
            SourceFile.requireReadable(file);
            SourceFile.requireRange(file, file.size(), position, length);
        }

        @Override
        public Source open() {
            return Source.borrowed(file, position, length);
        }

        @Override
        public void accept(Payload.Visitor visitor) throws IOException {
            visitor.file(file, position, length);
        }

        @Override
        public @Nullable String foreignName() {
            return TargetKind.isOfTheJdk(file) ? null : file.getClass().getName();
        }
    }
}
