package io.zerocopy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.Arrays;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every row of the table: source kind x target kind x policy x JDK x operating system. */
class SelectionTest {
    private static final int[] JDKS = {17, 19, 20, 21, 22, 25};

    private enum NativeCode {
        HERE,
        NOT_HERE;

        @Nullable
        String whyNot() {
            return this == HERE ? null : "not here";
        }
    }

    private record Row(
            SourceKind source,
            TargetKind target,
            ZeroCopyPolicy policy,
            Capabilities.Platform platform,
            int jdk,
            NativeCode nativeCode) {
        Road road() {
            return Selection.choose(source, target, policy, new Capabilities(platform, jdk, nativeCode::whyNot));
        }

        boolean toFile() {
            return target == TargetKind.FILE || target == TargetKind.NEW_FILE || target == TargetKind.APPENDING_FILE;
        }

        TransferMechanism wanted() {
            if (source.isReceived()) {
                return TransferMechanism.SPLICE;
            }
            if (target == TargetKind.ZERO_COPY_TARGET) {
                return TransferMechanism.DELEGATED;
            }
            return toFile() ? TransferMechanism.COPY_FILE_RANGE : TransferMechanism.SENDFILE;
        }

        /** Streams and foreign channels are served with arrays. */
        TransferMechanism copy() {
            return switch (source) {
                case STREAM, FOREIGN_CHANNEL, FOREIGN_FILE -> TransferMechanism.HEAP_COPY;
                case FILE, DIRECT_FILE, SIZELESS_FILE, SOCKET, CHANNEL, BYTES ->
                    target == TargetKind.STREAM ? TransferMechanism.HEAP_COPY : TransferMechanism.DIRECT_BUFFER_COPY;
            };
        }

        /** The few rows in which the kernel does the work; all others copy. */
        boolean kernel() {
            if (source == SourceKind.SOCKET && policy != ZeroCopyPolicy.AVOID) {
                return nativeCode == NativeCode.HERE && (target == TargetKind.SOCKET || target == TargetKind.NEW_FILE);
            }
            if (policy == ZeroCopyPolicy.AVOID || (source != SourceKind.FILE && source != SourceKind.DIRECT_FILE)) {
                return false;
            }
            return switch (target) {
                case SOCKET -> platform != Capabilities.Platform.OTHER;
                case FILE, NEW_FILE -> platform == Capabilities.Platform.LINUX && jdk >= 20;
                case ZERO_COPY_TARGET -> true;
                case UNSAFE_SOCKET, APPENDING_FILE, PIPE, STREAM, CHANNEL -> false;
            };
        }
    }

    private static Stream<Row> rows() {
        return Stream.of(SourceKind.values())
                .flatMap(source -> Stream.of(TargetKind.values())
                        .flatMap(target -> Stream.of(ZeroCopyPolicy.values())
                                .flatMap(policy -> Stream.of(Capabilities.Platform.values())
                                        .flatMap(platform -> Arrays.stream(JDKS)
                                                .boxed()
                                                .flatMap(jdk -> Stream.of(NativeCode.values())
                                                        .map(code -> new Row(
                                                                source, target, policy, platform, jdk, code)))))));
    }

    @TestFactory
    Stream<DynamicTest> everyRow() {
        return rows().map(row -> dynamicTest(row.toString(), () -> check(row)));
    }

    private static void check(Row row) {
        Road road = row.road();
        assertThat(road.copy()).isEqualTo(row.copy());
        if (row.policy() == ZeroCopyPolicy.AVOID || row.source() == SourceKind.BYTES) {
            assertThat(road.wanted()).isEqualTo(row.copy());
            assertThat(road.whyNot()).isNull();
            assertThat(road.mechanism()).isEqualTo(row.copy());
            return;
        }
        TransferMechanism kernel = row.wanted();
        assertThat(road.wanted()).isEqualTo(kernel);
        if (row.kernel()) {
            assertThat(road.whyNot()).isNull();
            assertThat(road.mechanism()).isEqualTo(kernel);
            boolean leavesHoles = row.source() == SourceKind.FILE
                    && row.target() == TargetKind.NEW_FILE
                    && row.nativeCode() == NativeCode.HERE;
            assertThat(road.direct() == SparseCopy.INTO_NEW_FILE).isEqualTo(leavesHoles);
        } else {
            assertThat(road.whyNot()).isNotBlank();
            assertThat(road.mechanism()).isEqualTo(row.copy());
        }
    }
}
