/** Somebody's program. */
module consumer {
    requires io.zerocopy.core;
    requires org.slf4j;
}
