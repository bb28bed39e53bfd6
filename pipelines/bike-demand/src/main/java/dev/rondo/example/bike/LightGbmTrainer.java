package dev.rondo.example.bike;

import dev.rondo.table.Table;
import io.github.metarank.lightgbm4j.LGBMBooster;
import io.github.metarank.lightgbm4j.LGBMBooster.FeatureImportanceType;
import io.github.metarank.lightgbm4j.LGBMDataset;
import io.github.metarank.lightgbm4j.LGBMException;
import java.util.List;

/**
 * Boosts trees with LightGBM, a native library.
 *
 * <p><b>Threads</b>: safe for many threads; each call trains on its caller's thread and ignores interruption.
 */
public final class LightGbmTrainer {

    private static final int ALL_ROUNDS = -1;

    private final List<Feature> features;
    private final LightGbmSettings settings;

    public LightGbmTrainer(List<Feature> features, LightGbmSettings settings) {
        this.features = List.copyOf(features);
        this.settings = settings;
    }

    /**
     * Trains on all given hours.
     *
     * @throws NativeLibraryException if this machine cannot load LightGBM; says what to install
     */
    public LightGbmModel train(Table hours) {
        if (hours.rows() == 0) {
            throw new IllegalArgumentException("A model is trained on at least one hour; got none.");
        }
        LightGbmLibrary.require();
        try (var dataset = unlabelled(hours)) {
            dataset.setFeatureNames(features.stream().map(Feature::column).toArray(String[]::new));
            dataset.setField("label", labels(hours));
            return new LightGbmModel(boost(dataset), settings.target());
        } catch (LGBMException e) {
            throw new IllegalStateException("LightGBM could not train on " + hours.rows() + " hours", e);
        }
    }

    private LGBMDataset unlabelled(Table hours) throws LGBMException {
        boolean rowMajor = true;
        return LGBMDataset.createFromMat(
                Feature.rows(features, hours), hours.rows(), features.size(), rowMajor, settings.parameters(), null);
    }

    private String boost(LGBMDataset dataset) throws LGBMException {
        try (var booster = LGBMBooster.create(dataset, settings.parameters())) {
            boolean finished = false;
            for (int round = 0; round < settings.rounds() && !finished; round++) {
                finished = booster.updateOneIter();
            }
            return booster.saveModelToString(0, ALL_ROUNDS, FeatureImportanceType.SPLIT);
        }
    }

    private float[] labels(Table hours) {
        double[] counts = hours.doubles(RentalHours.COUNT);
        var labels = new float[counts.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (float) settings.target().ofCount(counts[i]);
        }
        return labels;
    }
}
