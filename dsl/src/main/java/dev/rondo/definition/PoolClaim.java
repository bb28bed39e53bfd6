package dev.rondo.definition;

/** How much of a pool an attempt of a step holds from its start to its end. */
public record PoolClaim(PoolName pool, int units) {
    public PoolClaim {
        if (units < 1) {
            throw new IllegalArgumentException("A step holds at least 1 unit of its pool " + pool + "; got " + units
                    + ". Leave the pool out" + " for a step that needs none of it");
        }
    }

    @Override
    public String toString() {
        return units == 1 ? pool.value() : units + " of " + pool;
    }
}
