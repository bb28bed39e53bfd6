package dev.rondo.example.bike;

import dev.rondo.table.Table;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.tribuo.Dataset;
import org.tribuo.MutableDataset;
import org.tribuo.common.tree.RandomForestTrainer;
import org.tribuo.ensemble.BaggingTrainer;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.ensemble.AveragingCombiner;
import org.tribuo.regression.rtree.CARTRegressionTrainer;
import org.tribuo.regression.rtree.impurity.MeanSquaredError;

/**
 * Grows a random forest in pure Java, with Tribuo, and takes the trees out of it: Tribuo's own model also records the
 * time, the host and the Java version, so its bytes differ from run to run.
 *
 * <p><b>Threads</b>: safe for many threads; each call trains on its caller's thread.
 */
public final class ForestTrainer {

    /** 0.15 as a float is a little more than 3 twentieths and must still be counted to the third. */
    private static final double FLOAT_NOISE = 1e-5;

    /** Tribuo logs a line per tree; held here because a logger nobody holds forgets its level. */
    private static final Logger TRIBUO = Logger.getLogger(BaggingTrainer.class.getName());

    static {
        TRIBUO.setLevel(Level.WARNING);
    }

    private final List<Feature> features;
    private final ForestSettings settings;

    public ForestTrainer(List<Feature> features, ForestSettings settings) {
        this.features = List.copyOf(features);
        this.settings = settings;
    }

    public ForestModel train(Table hours) {
        if (hours.rows() == 0) {
            throw new IllegalArgumentException("A forest is trained on at least one hour; got none.");
        }
        // A Tribuo trainer counts its calls and draws other numbers each time, so every training has a new one.
        var forest = trainer().train(dataset(hours));
        return TribuoTrees.extract(forest, features, settings.target());
    }

    RandomForestTrainer<Regressor> trainer() {
        return new RandomForestTrainer<>(treeTrainer(), new AveragingCombiner(), settings.trees(), settings.seed());
    }

    private CARTRegressionTrainer treeTrainer() {
        float anyDecrease = 0;
        // Not Tribuo's random thresholds (extra trees): in 4.3.2 they carry rows from one feature over to the next.
        boolean randomThresholds = false;
        return new CARTRegressionTrainer(
                settings.maxDepth(),
                settings.minHoursToSplit(),
                anyDecrease,
                (float) settings.featureShare(),
                randomThresholds,
                new MeanSquaredError(),
                settings.seed());
    }

    Dataset<Regressor> dataset(Table hours) {
        var factory = new RegressionFactory();
        var dataset = new MutableDataset<>(new SimpleDataSourceProvenance("bike hours", factory), factory);
        var names = features.stream().map(Feature::column).toArray(String[]::new);
        float[] rows = Feature.rows(features, hours);
        double[] counts = hours.doubles(RentalHours.COUNT);
        for (int hour = 0; hour < counts.length; hour++) {
            var values = new double[names.length];
            for (int feature = 0; feature < values.length; feature++) {
                values[feature] = binned(features.get(feature), rows[hour * values.length + feature]);
            }
            var label = new Regressor(RentalHours.COUNT, settings.target().ofCount(counts[hour]));
            dataset.add(new ArrayExample<>(label, names, values));
        }
        return dataset;
    }

    /**
     * The middle of the value's bin. Forecasts use the values as they are: a threshold lies half-way between two middles,
     * so on the edge of neighbouring bins, or within a bin that was empty in training.
     */
    private double binned(Feature feature, double value) {
        if (!feature.isScaled()) {
            return value;
        }
        return (Math.ceil(value * settings.bins() - FLOAT_NOISE) - 0.5) / settings.bins();
    }
}
