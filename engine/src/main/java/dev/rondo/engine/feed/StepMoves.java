package dev.rondo.engine.feed;

import dev.rondo.definition.StepName;
import dev.rondo.engine.feed.Change.Kind;
import dev.rondo.engine.store.FeedTable.FeedRow;
import dev.rondo.engine.store.FeedTable.NewRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How changes share rows: steps of one run that move in the same transaction stand in one row, some dozens at a time, for
 * a wave of thousands of steps would cost thousands of rows that are read together anyway.
 */
final class StepMoves {
    private static final String SHARED = "STEPS";
    private static final int MOST = 64;

    private StepMoves() {}

    /** A move as it stands in a shared row; the names are part of the stored format. */
    record Move(String step, Map<String, Object> body) {}

    static List<NewRow> rows(List<Change> changes) {
        List<NewRow> rows = new ArrayList<>();
        List<Change> together = new ArrayList<>();
        for (Change change : changes) {
            if (!together.isEmpty() && (together.size() == MOST || !share(together.get(0), change))) {
                rows.add(row(together));
                together.clear();
            }
            together.add(change);
        }
        if (!together.isEmpty()) {
            rows.add(row(together));
        }
        return rows;
    }

    /** What a row tells, in order; its number is that of the last change. */
    static List<FeedEntry> entries(long seq, FeedRow row) {
        if (!row.kind().equals(SHARED)) {
            return List.of(new FeedEntry(seq, ChangeText.change(seq, row)));
        }
        List<Move> moves = ChangeText.moves(seq, row);
        List<FeedEntry> entries = new ArrayList<>(moves.size());
        long first = seq - moves.size() + 1;
        for (Move move : moves) {
            Optional<StepName> step = Optional.of(StepName.of(move.step()));
            Change change =
                    new Change(row.at(), Kind.STEP, row.pipeline(), row.run(), step, row.partition(), move.body());
            entries.add(new FeedEntry(first + entries.size(), change));
        }
        return entries;
    }

    private static boolean share(Change a, Change b) {
        return a.kind() == Kind.STEP
                && b.kind() == Kind.STEP
                && a.run().equals(b.run())
                && a.pipeline().equals(b.pipeline())
                && a.partition().equals(b.partition())
                && a.at().equals(b.at());
    }

    private static NewRow row(List<Change> together) {
        Change first = together.get(0);
        if (together.size() == 1) {
            return new NewRow(ChangeText.row(first), 1);
        }
        List<Move> moves = together.stream()
                .map(change -> new Move(change.step().orElseThrow().value(), change.body()))
                .toList();
        FeedRow row = new FeedRow(
                first.at(),
                SHARED,
                first.pipeline(),
                first.run(),
                Optional.empty(),
                first.partition(),
                ChangeText.text(moves));
        return new NewRow(row, together.size());
    }
}
