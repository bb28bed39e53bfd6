package dev.rondo.engine.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/** A network between client and server that loses or delays a commit or its answer, and the connection with it. */
final class LossyProxy implements AutoCloseable {
    /** A whole statement, as the driver sends it. */
    private static final Pattern COMMIT = Pattern.compile("[\\x00\n]commit\\x00");

    private final ServerSocket door;
    private final int server;
    private final AtomicInteger toLose = new AtomicInteger();
    private final AtomicInteger lost = new AtomicInteger();
    private volatile Loss loss = Loss.ANSWER;
    private volatile Runnable late = () -> {};

    private enum Loss {
        REQUEST,
        DELAYED_REQUEST,
        ANSWER
    }

    LossyProxy(int server) throws IOException {
        this.server = server;
        this.door = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        daemon(this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    /** The next commit reaches the server, and its answer reaches nobody. */
    void loseAnswerOfNextCommit() {
        lose(Loss.ANSWER);
    }

    /** The next commit does not even reach the server. */
    void loseNextCommit() {
        lose(Loss.REQUEST);
    }

    /** The connection of the next commit ends before the commit reaches the server, which does not notice. */
    void delayNextCommit() {
        lose(Loss.DELAYED_REQUEST);
    }

    /** What was delayed reaches the server; it is {@linkplain #lost lost} when the server has answered. */
    void deliver() {
        late.run();
    }

    private void lose(Loss next) {
        loss = next;
        toLose.set(1);
    }

    int lost() {
        return lost.get();
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                Socket behind = new Socket("127.0.0.1", server);
                Link link = new Link(client, behind);
                daemon(link::requests);
                daemon(link::answers);
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "lossy-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        door.close();
    }

    private final class Link {
        private final Socket client;
        private final Socket behind;
        private volatile boolean losing;

        Link(Socket client, Socket behind) {
            this.client = client;
            this.behind = behind;
        }

        void requests() {
            pump(client, behind, true);
        }

        void answers() {
            pump(behind, client, false);
        }

        private void pump(Socket from, Socket to, boolean request) {
            byte[] buffer = new byte[65_536];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    boolean commit = request
                            && COMMIT.matcher(new String(buffer, 0, n, ISO_8859_1))
                                    .find();
                    if (commit && toLose.compareAndSet(1, 0)) {
                        losing = true;
                        if (loss == Loss.REQUEST) {
                            lost.incrementAndGet();
                            cut();
                            return;
                        }
                        if (loss == Loss.DELAYED_REQUEST) {
                            byte[] delayed = Arrays.copyOf(buffer, n);
                            late = () -> write(out, delayed);
                            client.close();
                            return;
                        }
                    }
                    if (!request && losing) {
                        lost.incrementAndGet();
                        cut();
                        return;
                    }
                    out.write(buffer, 0, n);
                    out.flush();
                }
                cut();
            } catch (IOException e) {
                cut();
            }
        }

        private static void write(OutputStream out, byte[] bytes) {
            try {
                out.write(bytes);
                out.flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void cut() {
            try {
                client.close();
                behind.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
