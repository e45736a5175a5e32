/** Moves bytes between files and channels without dragging them through the application. */
module io.zerocopy.core {
    // Recorded where it is there: an image without it runs the library as well.
    requires static jdk.jfr;
    requires static transitive org.jspecify;
    requires org.slf4j;

    exports io.zerocopy;
}
