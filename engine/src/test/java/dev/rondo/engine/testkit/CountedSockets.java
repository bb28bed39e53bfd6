package dev.rondo.engine.testkit;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.SocketFactory;

/**
 * Sockets that count how often a thread has asked something of a server and waited for the answer. The driver makes them when
 * its address says {@link #PARAMETER}.
 */
public final class CountedSockets extends SocketFactory {
    /** What an address must say for its sockets to be counted. */
    public static final String PARAMETER = "socketFactory=dev.rondo.engine.testkit.CountedSockets";

    private static final ThreadLocal<AtomicLong> ROUND_TRIPS = ThreadLocal.withInitial(AtomicLong::new);

    /** The questions of this thread, over all its sockets. */
    public static long roundTrips() {
        return ROUND_TRIPS.get().get();
    }

    @Override
    public Socket createSocket() {
        return new Counted();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        throw new IOException("Only sockets that are not connected yet are counted");
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort) throws IOException {
        return createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return createSocket(host.getHostName(), port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) throws IOException {
        return createSocket(host.getHostName(), port);
    }

    private static final class Counted extends Socket {
        private volatile boolean asked;

        @Override
        public OutputStream getOutputStream() throws IOException {
            return new FilterOutputStream(super.getOutputStream()) {
                @Override
                public void write(byte[] bytes, int from, int length) throws IOException {
                    asked = true;
                    out.write(bytes, from, length);
                }
            };
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new FilterInputStream(super.getInputStream()) {
                @Override
                public int read(byte[] bytes, int from, int length) throws IOException {
                    if (asked) {
                        asked = false;
                        ROUND_TRIPS.get().incrementAndGet();
                    }
                    return in.read(bytes, from, length);
                }
            };
        }
    }
}
