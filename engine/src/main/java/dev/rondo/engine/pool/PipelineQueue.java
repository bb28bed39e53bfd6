package dev.rondo.engine.pool;

import dev.rondo.definition.PipelineName;
import java.util.TreeSet;

/** The waiting units of one pipeline with the same priority and the same claim, in their order. */
final class PipelineQueue<U extends Comparable<U>> implements Comparable<PipelineQueue<U>> {
    final int priority;
    final int units;
    final PipelineName pipeline;
    /** What the pipeline holds of this queue's pool, and of all slots. */
    final Share inPool;

    final Share overall;
    final TreeSet<U> waiting = new TreeSet<>();

    PipelineQueue(int priority, int units, PipelineName pipeline, Share inPool, Share overall) {
        this.priority = priority;
        this.units = units;
        this.pipeline = pipeline;
        this.inPool = inPool;
        this.overall = overall;
    }

    /** The order in which a pool serves: priority, then the smaller share, then who has waited longest for a turn. */
    @Override
    public int compareTo(PipelineQueue<U> other) {
        return compare(other, inPool, other.inPool);
    }

    /** The order between pools, where slots are what is shared. */
    int compareAcrossPools(PipelineQueue<U> other) {
        return compare(other, overall, other.overall);
    }

    private int compare(PipelineQueue<U> other, Share mine, Share others) {
        if (priority != other.priority) {
            return Integer.compare(other.priority, priority);
        }
        if (mine.held != others.held) {
            return Integer.compare(mine.held, others.held);
        }
        if (mine.lastServed != others.lastServed) {
            return Long.compare(mine.lastServed, others.lastServed);
        }
        return waiting.first().compareTo(other.waiting.first());
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
