package dev.rondo.engine.loop;

import dev.rondo.definition.DatasetName;
import dev.rondo.definition.OutputDefinition;
import dev.rondo.definition.StepDefinition;
import dev.rondo.engine.loop.TurnFacts.DatasetPartition;
import dev.rondo.engine.store.DatasetVersionTable;
import dev.rondo.engine.store.DatasetVersionTable.Written;
import dev.rondo.engine.store.Tx;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The content of current versions that steps have lately written or were about to, so that a step's success needs no
 * question whether it has changed something. The engine's thread is the only writer, and what is current is never
 * forgotten, so what is known stays true until that thread writes another version. Owned by the engine's thread.
 */
final class CurrentVersions {
    private static final int MOST = 50_000;
    private static final int MOST_AHEAD = 10_000;
    private static final String NONE = "";

    /** Where there is no version yet it is known as {@link #NONE}. */
    private final Map<DatasetPartition, String> digests = new LatelyUsed<>(MOST);

    /** Those of what steps of a run wrote that differ from the current version; they are the current ones from now on. */
    List<Written> fresh(Tx tx, ActiveRun run, List<Written> all) {
        Map<DatasetName, String> current = new HashMap<>();
        for (Written written : all) {
            String digest = digests.get(place(run, written.dataset()));
            if (digest != null) {
                current.put(written.dataset(), digest);
            }
        }
        if (current.size() < all.size()) {
            current.putAll(ask(tx, run, ahead(run, all)));
        }
        all.forEach(written -> digests.put(place(run, written.dataset()), written.digest()));
        return all.stream()
                .filter(written -> !written.digest().equals(current.get(written.dataset())))
                .toList();
    }

    /** One question answers for all that the run may yet write. */
    private static Set<DatasetName> ahead(ActiveRun run, List<Written> all) {
        Set<DatasetName> datasets = new HashSet<>();
        all.forEach(w -> datasets.add(w.dataset()));
        List<StepDefinition> steps = run.pipeline().steps();
        if (steps.size() <= MOST_AHEAD) {
            steps.forEach(step ->
                    step.outputs().stream().map(OutputDefinition::dataset).forEach(datasets::add));
        }
        return datasets;
    }

    private Map<DatasetName, String> ask(Tx tx, ActiveRun run, Set<DatasetName> datasets) {
        Map<DatasetName, String> found = DatasetVersionTable.currentDigests(tx, run.partition(), datasets);
        datasets.forEach(dataset -> digests.put(place(run, dataset), found.getOrDefault(dataset, NONE)));
        return found;
    }

    private static DatasetPartition place(ActiveRun run, DatasetName dataset) {
        return new DatasetPartition(dataset, run.partition());
    }

    /** A version came from elsewhere. */
    void forget(DatasetPartition place) {
        digests.remove(place);
    }

    void clear() {
        digests.clear();
    }
}
