package io.zerocopy;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerocopy.testkit.Await;
import io.zerocopy.testkit.Background;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The library's threads keep nothing of who needed them first: an application that is gone can be collected. */
class DaemonThreadTest {
    /** What a thread of the library has. */
    private record Found(boolean daemon, ThreadGroup group, Object contextClassLoader, Object inherited, String name) {}

    @Test
    void itKeepsNothingOfItsMaker() throws Exception {
        InheritableThreadLocal<String> local = new InheritableThreadLocal<>();
        CompletableFuture<Found> found = new CompletableFuture<>();
        ThreadGroup applications = new ThreadGroup("of an application");
        try (URLClassLoader loader = new URLClassLoader(new URL[0])) {
            Thread maker = new Thread(applications, () -> {
                Thread.currentThread().setContextClassLoader(loader);
                local.set("the first caller's");
                DaemonThread.of("zerocopy-test", () -> {
                            Thread self = Thread.currentThread();
                            found.complete(new Found(
                                    self.isDaemon(),
                                    self.getThreadGroup(),
                                    String.valueOf(self.getContextClassLoader()),
                                    String.valueOf(local.get()),
                                    self.getName()));
                        })
                        .start();
            });
            maker.start();
            Found thread = Background.start(found::get).get();
            assertThat(thread.daemon()).isTrue();
            assertThat(thread.group()).isNotSameAs(applications);
            assertThat(thread.group().getParent()).isNull();
            assertThat(thread.contextClassLoader()).isEqualTo("null");
            assertThat(thread.inherited()).isEqualTo("null");
            assertThat(thread.name()).isEqualTo("zerocopy-test");
            maker.join();
            Await.until("the maker's group is empty", () -> applications.activeCount() == 0);
        }
    }
}
