/** Moves bytes between files and channels without dragging them through the application. */
module io.zerocopy.core {
    requires static org.jspecify;
    requires org.slf4j;

    exports io.zerocopy;
}
