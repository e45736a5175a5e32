package io.zerocopy.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each closed gate has its own reason, and the errors of the kernel have their names. */
class GatesTest {
    private static Gates.@Nullable Closed with(String property, String value) {
        String before = System.setProperty(property, value);
        try {
            return Gates.ofSystem();
        } finally {
            if (before == null) {
                System.clearProperty(property);
            } else {
                System.setProperty(property, before);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "io.zerocopy.native, off, switched off, leave out",
        "os.name, Windows 11, 'Linux only, this is Windows 11', ''",
        "os.name, Mac OS X, 'Linux only, this is Mac OS X', ''",
        "os.arch, riscv64, 'x86-64 and aarch64 only, this is riscv64', ''",
        "org.graalvm.nativeimage.imagecode, runtime, native image, run it on a JVM",
    })
    void gatesThatNoFlagOpens(String property, String value, String reason, String remedy) {
        Gates.Closed closed = Objects.requireNonNull(with(property, value));
        assertThat(closed.reason()).contains(reason);
        assertThat(closed.remedy()).contains(remedy);
    }

    @ParameterizedTest
    @ValueSource(strings = {"amd64", "x86_64", "aarch64"})
    void processorsThatAreKnown(String processor) {
        Gates.Closed closed = with("os.arch", processor);
        if (Runtime.version().feature() >= 22) {
            assertThat(closed).isNull();
        } else {
            assertThat(Objects.requireNonNull(closed).reason()).contains("needs JDK 22");
        }
        assertThat(Gates.isX86(processor)).isEqualTo(!processor.equals("aarch64"));
    }

    /** What is closed is named first, and the remedy names all flags that are missing. */
    @Test
    void gatesThatFlagsOpen() {
        Module here = Gates.class.getModule();
        boolean hasNumbers = Object.class.getModule().isOpen(Descriptors.JDK_PACKAGE, here);
        Gates.Closed access = Objects.requireNonNull(Gates.ofFlags(here, false));
        assertThat(access.reason()).contains("--enable-native-access=");
        assertThat(access.remedy().contains("with --enable-native-access=")).isTrue();
        assertThat(access.remedy().contains("--add-opens=")).isEqualTo(!hasNumbers);
        Gates.Closed numbers = Gates.ofFlags(here, true);
        if (hasNumbers) {
            assertThat(numbers).isNull();
        } else {
            assertThat(Objects.requireNonNull(numbers).reason()).contains("--add-opens=java.base/sun.nio.ch=");
            assertThat(numbers.remedy()).contains("with --add-opens=");
        }
    }

    /** On the module path the flags name the module, and no manifest is asked. */
    @Test
    void flagsOfANamedModule() {
        Module named = ModuleLayer.boot().modules().stream()
                .filter(each -> !Object.class.getModule().isOpen(Descriptors.JDK_PACKAGE, each))
                .findFirst()
                .orElseThrow();
        Gates.Closed closed = Objects.requireNonNull(Gates.ofFlags(named, false));
        assertThat(closed.remedy())
                .isEqualTo("start java with --enable-native-access=" + named.getName()
                        + " --add-opens=java.base/sun.nio.ch=" + named.getName());
    }

    @ParameterizedTest
    @CsvSource({
        "1, EPERM",
        "2, ENOENT",
        "4, EINTR",
        "5, EIO",
        "6, ENXIO",
        "9, EBADF",
        "11, EAGAIN",
        "12, ENOMEM",
        "13, EACCES",
        "14, EFAULT",
        "16, EBUSY",
        "22, EINVAL",
        "23, ENFILE",
        "24, EMFILE",
        "25, ENOTTY",
        "27, EFBIG",
        "28, ENOSPC",
        "29, ESPIPE",
        "30, EROFS",
        "32, EPIPE",
        "38, ENOSYS",
        "61, ENODATA",
        "75, EOVERFLOW",
        "88, ENOTSOCK",
        "92, ENOPROTOOPT",
        "95, EOPNOTSUPP",
        "99, EADDRNOTAVAIL",
        "103, ECONNABORTED",
        "104, ECONNRESET",
        "105, ENOBUFS",
        "107, ENOTCONN",
        "110, ETIMEDOUT",
        "111, ECONNREFUSED",
        "113, EHOSTUNREACH",
        "116, ESTALE",
        "122, EDQUOT",
        "4095, errno 4095",
    })
    void errorsHaveNames(int errno, String name) {
        assertThat(Linux.errnoName(errno)).isEqualTo(name);
        assertThat(Linux.errnoName(-errno)).isEqualTo(name);
    }
}
