package io.zerocopy.examples.bench.servers;

import io.zerocopy.examples.bench.ScratchFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The nginx that the system has, with a configuration of our own. */
final class Nginx {
    private Nginx() {}

    static List<String> command(Path folder, int port, ScratchFolder scratch) throws IOException {
        Path configuration = scratch.file("nginx.conf");
        Files.writeString(configuration, configuration(folder, port, scratch));
        return List.of("nginx", "-c", configuration.toAbsolutePath().toString());
    }

    /**
     * As many workers as a JVM started here would see CPUs. Connections are kept for as long as the other servers keep
     * them. The user counts for root only, whose workers could not read the files of a temporary folder.
     */
    private static String configuration(Path folder, int port, ScratchFolder scratch) {
        return """
            user %s;
            worker_processes %d;
            daemon off;
            pid %s;
            error_log stderr;
            events {
                worker_connections 1024;
            }
            http {
                access_log off;
                sendfile on;
                keepalive_requests 1000000000;
                default_type application/octet-stream;
                client_body_temp_path %5$s;
                proxy_temp_path %5$s;
                fastcgi_temp_path %5$s;
                uwsgi_temp_path %5$s;
                scgi_temp_path %5$s;
                server {
                    listen 127.0.0.1:%4$d;
                    root "%6$s";
                }
            }
            """.formatted(
                        System.getProperty("user.name"),
                        Runtime.getRuntime().availableProcessors(),
                        scratch.file("nginx.pid"),
                        port,
                        scratch.file("nginx-temporary"),
                        folder);
    }
}
