package io.zerocopy.linux;

import java.io.FileDescriptor;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.nio.channels.Channel;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * The number of the descriptor behind a channel of the JDK's own. A number is nobody's property: it is another file's
 * as soon as the channel is closed, so whoever asks must rule that out.
 */
public final class Descriptors {
    /** What has to be open to this module. */
    static final String JDK_PACKAGE = "sun.nio.ch";

    private Descriptors() {}

    /** Loaded when a number is asked for first, and only where the package is open. */
    private static final class Inside {
        private static final @Nullable Class<?> SELECTABLE = type("SelChImpl");
        /** Of the interface: the method of a channel's own class may not be called. */
        private static final @Nullable Method OF_SELECTABLE = method(SELECTABLE, "getFDVal");

        private static final @Nullable Class<?> FILE = type("FileChannelImpl");
        private static final @Nullable Field OF_FILE = descriptorOf(FILE);
        private static final @Nullable Method NUMBER = method(type("IOUtil"), "fdVal", FileDescriptor.class);

        private static @Nullable Class<?> type(String name) {
            try {
                return Class.forName(JDK_PACKAGE + "." + name);
            } catch (ClassNotFoundException | LinkageError e) {
                return null;
            }
        }

        private static @Nullable Method method(@Nullable Class<?> of, String name, Class<?>... parameters) {
            try {
                if (of == null) {
                    return null;
                }
                Method method = of.getDeclaredMethod(name, parameters);
                method.setAccessible(true);
                return method;
            } catch (NoSuchMethodException | InaccessibleObjectException e) {
                return null;
            }
        }

        private static @Nullable Field descriptorOf(@Nullable Class<?> of) {
            try {
                if (of == null) {
                    return null;
                }
                Field field = of.getDeclaredField("fd");
                field.setAccessible(true);
                return field;
            } catch (NoSuchFieldException | InaccessibleObjectException e) {
                return null;
            }
        }
    }

    /**
     * The number of a socket's, a pipe end's or a file's descriptor, as it was when the channel was open.
     *
     * @return -1 if it is not to be had: a channel of somebody else's, a JDK that is different inside, or the package
     *     {@code sun.nio.ch} of java.base is not open to this module
     */
    public static int of(Channel channel) {
        if (!Object.class.getModule().isOpen(JDK_PACKAGE, Descriptors.class.getModule())) {
            return -1;
        }
        try {
            if (channel instanceof FileChannel) {
                return ofFile(channel);
            }
            Method number = Inside.OF_SELECTABLE;
            return number == null || !number.getDeclaringClass().isInstance(channel)
                    ? -1
                    : (int) number.invoke(channel);
        } catch (ReflectiveOperationException e) {
            return -1;
        }
    }

    private static int ofFile(Channel channel) throws ReflectiveOperationException {
        Class<?> file = Inside.FILE;
        Field descriptor = Inside.OF_FILE;
        Method number = Inside.NUMBER;
        if (file == null || descriptor == null || number == null || channel.getClass() != file) {
            return -1;
        }
        return (int) number.invoke(null, descriptor.get(channel));
    }
}
