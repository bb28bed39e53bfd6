package dev.rondo.engine.feed;

import dev.rondo.definition.StepName;
import dev.rondo.engine.feed.Change.Kind;
import dev.rondo.engine.run.RunId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Of the moves that a step makes in one transaction, only the last is ever visible; the others need no row. */
final class LastMoves {
    private LastMoves() {}

    private record Place(Optional<RunId> run, Optional<StepName> step) {}

    /** The changes without moves that another one of the same step follows; otherwise in their order. */
    static List<Change> of(List<Change> changes) {
        List<Change> kept = new ArrayList<>(changes.size());
        Set<Place> told = new HashSet<>();
        for (int i = changes.size() - 1; i >= 0; i--) {
            Change change = changes.get(i);
            if (change.kind() != Kind.STEP || told.add(new Place(change.run(), change.step()))) {
                kept.add(change);
            }
        }
        Collections.reverse(kept);
        return kept;
    }
}
