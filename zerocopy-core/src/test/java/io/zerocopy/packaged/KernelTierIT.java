package io.zerocopy.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.ZeroCopyTransfer;
import io.zerocopy.testkit.ChildJvm;
import io.zerocopy.testkit.Jdks;
import io.zerocopy.testkit.Jdks.Jdk;
import io.zerocopy.testkit.Skip;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.simple.SimpleLoggerFactory;

/** The tier is there for whoever opens its gates; whoever does not sees and loads nothing of it. */
class KernelTierIT {
    private static final Path JAR = ChildJvm.home(ZeroCopyTransfer.class);

    @TempDir
    Path folder = Path.of("");

    /** How the library is loaded, which decides whom the flags are for. */
    enum Loading {
        CLASS_PATH("ALL-UNNAMED"),
        MODULE_PATH("io.zerocopy.core");

        private final String module;

        Loading(String module) {
            this.module = module;
        }

        String access() {
            return "--enable-native-access=" + module;
        }

        String opens() {
            return "--add-opens=java.base/sun.nio.ch=" + module;
        }

        ChildJvm child(String... options) {
            ChildJvm child = ChildJvm.of(Look.class);
            if (this == MODULE_PATH) {
                String path = Stream.of(
                                ZeroCopyTransfer.class, Logger.class, SimpleLoggerFactory.class, NullMarked.class)
                        .map(ChildJvm::home)
                        .map(Path::toString)
                        .collect(Collectors.joining(File.pathSeparator));
                child.options("--module-path", path, "--add-modules", "io.zerocopy.core,org.slf4j.simple");
            }
            return child.options(options);
        }
    }

    @BeforeAll
    static void requireJar() {
        Skip.unless(Files.isRegularFile(JAR), "the library's classes do not come from a jar");
    }

    private static boolean hasOverlay() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            return jar.getEntry("META-INF/versions/22/io/zerocopy/linux/SystemCalls.class") != null;
        }
    }

    private static void requireTier() throws IOException {
        Skip.unless(
                System.getProperty("os.name").equals("Linux") && Jdks.current().version() >= 22 && hasOverlay(),
                "no kernel tier on this system or JDK");
    }

    /** What the program printed, if that is all. */
    private static List<String> said(ChildJvm child) throws Exception {
        ChildJvm.Finished finished = child.run();
        List<String> lines = finished.requireSuccess().lines().toList();
        assertThat(finished.err()).isEmpty();
        return lines;
    }

    private static Stream<Jdk> jdks() throws IOException {
        return Jdks.all().stream();
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void withoutFlagsItIsAbsentAndSilent(Jdk jdk) throws Exception {
        List<String> said = said(ChildJvm.of(Look.class).java(jdk.home()));
        assertThat(said.get(0)).isEqualTo("false");
        String expected = !System.getProperty("os.name").equals("Linux")
                ? "Linux only"
                : jdk.version() < 22
                        ? "needs JDK 22 or newer, this is " + jdk.version()
                        : hasOverlay()
                                ? "native code is not enabled, without " + Loading.CLASS_PATH.access()
                                : "these classes have no native code";
        assertThat(said.get(1)).startsWith(expected);
    }

    @ParameterizedTest
    @EnumSource(Loading.class)
    void withoutFlagsNothingOfTheForeignFunctionsIsLoaded(Loading loading) throws Exception {
        requireTier();
        List<String> usual = foreignClasses(loading, Look.WITHOUT);
        assertThat(foreignClasses(loading)).isEqualTo(usual);
        assertThat(foreignClasses(loading, "", loading.access())).isEqualTo(usual);
    }

    private List<String> foreignClasses(Loading loading, String... argumentAndOptions) throws Exception {
        Path log = folder.resolve("classes");
        ChildJvm child = loading.child("-Xlog:class+load:file=" + log);
        for (int i = 0; i < argumentAndOptions.length; i++) {
            child = i == 0 ? child.arguments(argumentAndOptions[0]) : child.options(argumentAndOptions[i]);
        }
        said(child);
        return Files.readAllLines(log).stream()
                .map(line -> line.replaceFirst("^(\\[[^]]*])+ ", "").replaceFirst(" .*", ""))
                .filter(name -> name.contains(".foreign."))
                .sorted()
                .toList();
    }

    @ParameterizedTest
    @EnumSource(Loading.class)
    void eachClosedGateNamesItsFlag(Loading loading) throws Exception {
        requireTier();
        assertThat(said(loading.child()))
                .containsExactly("false", "native code is not enabled, without " + loading.access());
        assertThat(said(loading.child(loading.opens())))
                .containsExactly("false", "native code is not enabled, without " + loading.access());
        assertThat(said(loading.child(loading.access())))
                .containsExactly("false", "the JDK keeps its descriptor numbers to itself, without " + loading.opens());
        assertThat(said(loading.child(loading.access(), loading.opens(), "-Dio.zerocopy.native=off")))
                .containsExactly("false", "switched off by -Dio.zerocopy.native=off");
    }

    @ParameterizedTest
    @EnumSource(Loading.class)
    void withAllFlagsItIsThere(Loading loading) throws Exception {
        requireTier();
        assertThat(said(loading.child(loading.access(), loading.opens())).get(0))
                .isEqualTo("true");
    }

    @Test
    void theFlagsMayComeInTheEnvironment() throws Exception {
        requireTier();
        ChildJvm.Finished child = Loading.CLASS_PATH
                .child()
                .under("env", "JAVA_TOOL_OPTIONS=" + Loading.CLASS_PATH.access() + " " + Loading.CLASS_PATH.opens())
                .run();
        assertThat(child.requireSuccess()).startsWith("true");
        assertThat(child.err().lines()).as("the JVM's own line").hasSize(1);
    }
}
