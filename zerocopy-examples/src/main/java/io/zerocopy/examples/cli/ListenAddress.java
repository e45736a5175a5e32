package io.zerocopy.examples.cli;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import picocli.CommandLine.ITypeConverter;

/** Reads where to listen: PORT, which only this machine reaches, or ADDRESS:PORT. */
final class ListenAddress implements ITypeConverter<InetSocketAddress> {
    @Override
    public InetSocketAddress convert(String text) {
        boolean portOnly = !text.isEmpty() && text.chars().allMatch(Character::isDigit);
        return new HostPort()
                .convert(portOnly ? InetAddress.getLoopbackAddress().getHostAddress() + ":" + text : text);
    }

    /** For people, who think of this machine as localhost. */
    static String toString(InetSocketAddress address) {
        String host = address.getAddress().isLoopbackAddress() ? "localhost" : address.getHostString();
        // An address with colons of its own, as IPv6 has them.
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
