package dev.rondo.ui.rest;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.ExecutionException;

/** Bytes go out as fast as the client takes them; the worker waits, and the memory holds no more than one part. */
final class ResponseStream extends OutputStream {
    private final HttpServerResponse response;

    ResponseStream(HttpServerResponse response) {
        this.response = response;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (response.closed()) {
            throw new IOException("The client has gone");
        }
        try {
            response.write(Buffer.buffer(length).appendBytes(bytes, offset, length))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get();
        } catch (ExecutionException e) {
            throw new IOException("The client has gone", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("The server is being closed", e);
        }
    }
}
