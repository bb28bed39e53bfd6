package dev.rondo.example.bike;

import com.microsoft.ml.lightgbm.PredictionType;
import dev.rondo.table.Table;
import io.github.metarank.lightgbm4j.LGBMBooster;
import io.github.metarank.lightgbm4j.LGBMException;
import java.util.Arrays;

/**
 * Trees boosted by LightGBM, kept as the text LightGBM itself writes, so that nothing native outlives a call.
 *
 * @param text LightGBM's model file
 * @param target what the trees learned
 */
public record LightGbmModel(String text, Target target) implements DemandModel {

    /** LightGBM would otherwise start a thread per core. */
    private static final String ONE_THREAD = "num_threads=1";

    /** @throws NativeLibraryException if this machine cannot load LightGBM; says what to install */
    @Override
    public double[] predict(Table hours) {
        if (hours.rows() == 0) {
            return new double[0];
        }
        LightGbmLibrary.require();
        boolean rowMajor = true;
        try (var booster = LGBMBooster.loadModelFromString(text)) {
            var features = Arrays.stream(booster.getFeatureNames())
                    .map(Feature::ofColumn)
                    .toList();
            var rows = Feature.rows(features, hours);
            var targets = booster.predictForMat(
                    rows, hours.rows(), features.size(), rowMajor, PredictionType.C_API_PREDICT_NORMAL, ONE_THREAD);
            return target.toCounts(targets);
        } catch (LGBMException e) {
            throw new IllegalStateException("LightGBM could not forecast " + hours.rows() + " hours", e);
        }
    }
}
