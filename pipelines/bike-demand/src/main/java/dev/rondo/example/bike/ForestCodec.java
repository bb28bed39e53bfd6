package dev.rondo.example.bike;

import dev.rondo.step.Codec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A forest as an artifact. */
final class ForestCodec implements Codec<ForestModel> {

    @Override
    public void write(ForestModel forest, OutputStream out) throws IOException {
        out.write(forest.toBytes());
    }

    @Override
    public ForestModel read(InputStream in) throws IOException {
        return ForestModel.fromBytes(in.readAllBytes());
    }
}
