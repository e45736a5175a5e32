package io.zerocopy;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** The event that Java Flight Recorder keeps of a transfer. Loaded only where jdk.jfr is there. */
@Name("io.zerocopy.Transfer")
@Label("Transfer")
@Category("zerocopy")
@Description("A transfer of bytes between files and channels")
@StackTrace(false)
final class TransferEvent extends Event {
    @Label("Bytes")
    @DataAmount
    long bytes;

    @Label("Bytes by mechanism")
    String bytesByMechanism = "";

    @Label("Outcome")
    @Description("complete, or the exception")
    String outcome = "";
}
