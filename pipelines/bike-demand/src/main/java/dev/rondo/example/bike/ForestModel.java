package dev.rondo.example.bike;

import dev.rondo.table.Table;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A random forest as plain numbers: small, quick to load, and the same bytes for the same trees.
 *
 * <p>The nodes of all trees stand one after the other, each tree in pre-order: the node that follows a split is where
 * values up to the threshold go.
 *
 * <p><b>Threads</b>: immutable, safe for many threads.
 */
public final class ForestModel implements DemandModel {

    /** "RBF1": what every file of this format starts with. */
    private static final int MAGIC = 0x52424631;

    private static final byte LEAF = -1;

    private final List<Feature> features;
    private final Target target;

    /** The first node of each tree. */
    private final int[] roots;
    /** By node: the number of the feature a split looks at, or {@link #LEAF}. */
    private final byte[] feature;
    /** By node: a split's threshold or a leaf's forecast. Float suffices, as features are floats too. */
    private final float[] value;
    /** By node: where a split sends values above its threshold; 0 for a leaf. */
    private final int[] above;

    private ForestModel(
            List<Feature> features, Target target, int[] roots, byte[] feature, float[] value, int[] above) {
        this.features = features;
        this.target = target;
        this.roots = roots;
        this.feature = feature;
        this.value = value;
        this.above = above;
    }

    @Override
    public double[] predict(Table hours) {
        var rows = Feature.rows(features, hours);
        var targets = new double[hours.rows()];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = predict(rows, i * features.size());
        }
        return target.toCounts(targets);
    }

    private double predict(float[] rows, int start) {
        double sum = 0;
        for (int root : roots) {
            int node = root;
            while (feature[node] != LEAF) {
                node = rows[start + feature[node]] > value[node] ? above[node] : node + 1;
            }
            sum += value[node];
        }
        return sum / roots.length;
    }

    public List<Feature> features() {
        return features;
    }

    public int trees() {
        return roots.length;
    }

    /** Splits and leaves of all trees. */
    public int nodes() {
        return feature.length;
    }

    public byte[] toBytes() {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            write(out);
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    private void write(DataOutputStream out) throws IOException {
        out.writeInt(MAGIC);
        out.writeUTF(target.name());
        out.writeInt(features.size());
        for (var each : features) {
            out.writeUTF(each.column());
        }
        out.writeInt(roots.length);
        for (int root : roots) {
            out.writeInt(root);
        }
        out.writeInt(feature.length);
        for (int node = 0; node < feature.length; node++) {
            out.writeByte(feature[node]);
            out.writeFloat(value[node]);
            if (feature[node] != LEAF) {
                out.writeInt(above[node]);
            }
        }
    }

    /** Reads what {@link #toBytes} wrote. */
    public static ForestModel fromBytes(byte[] bytes) {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            return read(in);
        } catch (IOException | IndexOutOfBoundsException | NegativeArraySizeException e) {
            throw new IllegalArgumentException("These " + bytes.length + " bytes are not a complete forest: " + e, e);
        }
    }

    private static ForestModel read(DataInputStream in) throws IOException {
        if (in.readInt() != MAGIC) {
            throw new IOException("they do not start with RBF1");
        }
        var target = Target.valueOf(in.readUTF());
        var features = new ArrayList<Feature>();
        for (int left = in.readInt(); left > 0; left--) {
            features.add(Feature.ofColumn(in.readUTF()));
        }
        var roots = new int[in.readInt()];
        for (int tree = 0; tree < roots.length; tree++) {
            roots[tree] = in.readInt();
        }
        int nodes = in.readInt();
        var feature = new byte[nodes];
        var value = new float[nodes];
        var above = new int[nodes];
        for (int node = 0; node < nodes; node++) {
            feature[node] = in.readByte();
            value[node] = in.readFloat();
            above[node] = feature[node] == LEAF ? 0 : in.readInt();
        }
        return new ForestModel(List.copyOf(features), target, roots, feature, value, above);
    }

    /** Takes trees node by node, each tree in pre-order. */
    static final class Builder {

        private static final int FIRST_CAPACITY = 1024;

        private final List<Feature> features;
        private final Target target;
        private final List<Integer> roots = new ArrayList<>();
        private byte[] feature = new byte[FIRST_CAPACITY];
        private float[] value = new float[FIRST_CAPACITY];
        private int[] above = new int[FIRST_CAPACITY];
        private int nodes;

        Builder(List<Feature> features, Target target) {
            this.features = List.copyOf(features);
            this.target = target;
        }

        void startTree() {
            roots.add(nodes);
        }

        void leaf(double forecast) {
            add(LEAF, forecast);
        }

        /** Adds a split and returns its number; the next node is where values up to the threshold go. */
        int split(int featureNumber, double threshold) {
            return add((byte) featureNumber, threshold);
        }

        /** The next node is where the given split sends values above its threshold. */
        void aboveStartsHere(int split) {
            above[split] = nodes;
        }

        ForestModel build() {
            return new ForestModel(
                    features,
                    target,
                    roots.stream().mapToInt(Integer::intValue).toArray(),
                    Arrays.copyOf(feature, nodes),
                    Arrays.copyOf(value, nodes),
                    Arrays.copyOf(above, nodes));
        }

        private int add(byte featureNumber, double number) {
            if (nodes == feature.length) {
                grow();
            }
            feature[nodes] = featureNumber;
            value[nodes] = (float) number;
            return nodes++;
        }

        private void grow() {
            feature = Arrays.copyOf(feature, 2 * nodes);
            value = Arrays.copyOf(value, 2 * nodes);
            above = Arrays.copyOf(above, 2 * nodes);
        }
    }
}
