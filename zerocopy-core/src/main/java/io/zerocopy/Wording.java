package io.zerocopy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.channels.SocketChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * How messages name a file, a peer, an amount, a time and a reason: in one way everywhere. Asked when something has
 * failed, or when somebody reads the log.
 */
final class Wording {
    private Wording() {}

    static String bytes(long count) {
        return count == 1 ? "1 byte" : number(count) + " bytes";
    }

    /** How far something is, of a length that may not be known: then it is less than 0. */
    static String progress(long bytes, long totalBytes) {
        return totalBytes < 0 ? bytes(bytes) : number(bytes) + " of " + bytes(totalBytes);
    }

    static String number(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** In the largest unit that says it whole. */
    static String time(long nanos) {
        for (TimeUnit unit :
                new TimeUnit[] {TimeUnit.HOURS, TimeUnit.MINUTES, TimeUnit.SECONDS, TimeUnit.MILLISECONDS}) {
            long count = unit.convert(nanos, TimeUnit.NANOSECONDS);
            if (count != 0 && unit.toNanos(count) == nanos) {
                return number(count)
                        + switch (unit) {
                            case HOURS -> " h";
                            case MINUTES -> " min";
                            case SECONDS -> " s";
                            default -> " ms";
                        };
            }
        }
        return number(nanos) + " ns";
    }

    /** What a caller gave as source or target; empty where that is to come. */
    static String end(Object end) {
        if (end instanceof Path path) {
            return quoted(path.toString());
        }
        if (end instanceof Opening<?> opening) {
            return opening.describe();
        }
        if (end instanceof StreamSource || end instanceof StreamTarget || end instanceof Landing) {
            return end.toString();
        }
        if (end instanceof Payload payload) {
            return "a payload of " + bytes(payload.length());
        }
        if (end instanceof AlignedTarget) {
            return "a FileChannel";
        }
        if (end == NoPeer.YET) {
            return "";
        }
        if (!TargetKind.isOfTheJdk(end)) {
            // Not asked what it stands for: that is foreign code, and may do anything.
            return named(end instanceof FileChannel ? "FileChannel" : "channel", end);
        }
        if (end instanceof SocketChannel socket) {
            return peer(socket);
        }
        if (end instanceof FileChannel) {
            return "a FileChannel";
        }
        return end instanceof Pipe.SinkChannel || end instanceof Pipe.SourceChannel ? "a Pipe" : named("channel", end);
    }

    /** Something of whose class only the name is known. */
    static String named(String kind, Object object) {
        return "a " + kind + " (" + object.getClass().getName() + ")";
    }

    private static String peer(SocketChannel socket) {
        try {
            SocketAddress address = socket.getRemoteAddress();
            if (address instanceof InetSocketAddress peer) {
                return address(peer.getAddress(), peer.getPort());
            }
            if (address instanceof UnixDomainSocketAddress) {
                // The end that connected has no name of its own.
                String name = address.toString();
                return "Unix-domain socket " + quoted(name.isEmpty() ? String.valueOf(socket.getLocalAddress()) : name);
            }
            return "a SocketChannel that is not connected";
        } catch (IOException e) {
            return closedPeer(socket);
        }
    }

    /** The channel of a connection that is closed says nothing; its socket remembers. */
    private static String closedPeer(SocketChannel channel) {
        try {
            Socket socket = channel.socket();
            InetAddress address = socket.getInetAddress();
            return address == null ? "a SocketChannel" : address(address, socket.getPort());
        } catch (UnsupportedOperationException e) {
            return "a Unix-domain socket";
        }
    }

    private static String address(InetAddress address, int port) {
        String host = address.getHostAddress();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }

    static String quoted(String name) {
        return "'" + printable(name) + "'";
    }

    /** What an exception says; with its class where that says more than its message. */
    static String why(Exception e) {
        if (e instanceof ClosedByInterruptException) {
            return "the thread was interrupted";
        }
        if (e instanceof AsynchronousCloseException) {
            return "another thread closed it or shut it down";
        }
        if (e instanceof ClosedChannelException) {
            return "it is closed";
        }
        if (e instanceof FileSystemException file && file.getFile() != null) {
            return quoted(file.getFile()) + ": " + reason(file);
        }
        String message = e.getMessage();
        boolean saysAll = e.getClass() == IOException.class
                || e.getClass() == SocketException.class
                || e.getClass().getPackage() == Wording.class.getPackage();
        return saysAll && message != null ? message : e.toString();
    }

    /** The same of a file that has been named already. */
    static String reason(IOException e) {
        return e instanceof FileSystemException file ? reason(file) : why(e);
    }

    private static String reason(FileSystemException e) {
        if (e.getReason() != null) {
            return e.getReason();
        }
        if (e instanceof NoSuchFileException) {
            return "there is no such file";
        }
        return e instanceof AccessDeniedException
                ? "permission denied"
                : e.getClass().getSimpleName();
    }

    /** Without what would end a line of a log, or hide the rest of it: names come from anywhere. */
    static String printable(String text) {
        if (text.chars().noneMatch(Wording::isUnprintable)) {
            return text;
        }
        StringBuilder printable = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isUnprintable(c)) {
                printable.append(c);
            } else if (c == '\n') {
                printable.append("\\n");
            } else {
                printable.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            }
        }
        return printable.toString();
    }

    private static boolean isUnprintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
