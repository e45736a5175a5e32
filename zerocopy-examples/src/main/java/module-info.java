/** Programs that use the library the way its users would. */
module io.zerocopy.examples {
    requires info.picocli;
    requires io.zerocopy.core;
    requires me.tongfei.progressbar;
    requires static org.jspecify;

    // picocli reads the annotations of commands and sets their fields by reflection.
    opens io.zerocopy.examples to
            info.picocli;
    opens io.zerocopy.examples.cli to
            info.picocli;
}
