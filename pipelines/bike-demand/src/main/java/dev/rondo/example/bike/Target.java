package dev.rondo.example.bike;

/** The quantity a model learns in place of the count. */
public enum Target {
    /** The count itself: large errors in busy hours weigh most. */
    COUNT {
        @Override
        double ofCount(double count) {
            return count;
        }

        @Override
        double toCount(double target) {
            return target;
        }
    },
    /** log(1 + count): an error weighs by its share of the count, so quiet hours matter as much as busy ones. */
    LOG_COUNT {
        @Override
        double ofCount(double count) {
            return StrictMath.log1p(count);
        }

        @Override
        double toCount(double target) {
            return StrictMath.expm1(target);
        }
    };

    abstract double ofCount(double count);

    abstract double toCount(double target);

    /** Demand is never negative, whatever a model extrapolates. */
    final double[] toCounts(double[] targets) {
        var counts = new double[targets.length];
        for (int i = 0; i < targets.length; i++) {
            counts[i] = Math.max(0, toCount(targets[i]));
        }
        return counts;
    }
}
