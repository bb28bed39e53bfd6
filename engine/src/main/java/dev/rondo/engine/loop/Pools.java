package dev.rondo.engine.loop;

import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.PoolClaim;
import dev.rondo.definition.PoolName;
import dev.rondo.definition.StepDefinition;
import dev.rondo.engine.pool.Admission;
import dev.rondo.engine.pool.Ask;
import dev.rondo.engine.pool.PoolStatus;
import dev.rondo.engine.run.RunEvent.Resolution;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.StepRun;
import dev.rondo.engine.run.StepState;
import dev.rondo.engine.store.PoolTable;
import dev.rondo.engine.store.Tx;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Who waits for a slot and who holds one, with the stored limits of the pools. Owned by the engine's thread. */
final class Pools {
    private final Admission<EngineState.Place> admission = new Admission<>();

    /** Takes the limits as they are stored. */
    void read(Tx tx) {
        admission.limits(PoolTable.all(tx));
    }

    /** Sets a limit, at once. */
    void limit(Turn turn, PoolName pool, int units) {
        if (units < 0) {
            throw new IllegalArgumentException("A pool has 0 or more units; got " + units + " for pool " + pool);
        }
        PoolTable.put(turn.tx(), pool, units, turn.now());
        read(turn.tx());
    }

    /** A step has come to be as it is now. */
    void stepIs(ActiveRun run, EngineState.Place place, StepRun step) {
        var ask = new Ask<>(
                place,
                run.row.pipeline(),
                run.row.priority(),
                run.definition(place.ordinal()).pool());
        if (step.state() == StepState.READY) {
            admission.waits(ask);
        } else if (step.token().isPresent()) {
            admission.runs(ask);
        } else {
            admission.gone(place);
        }
    }

    /** A step or an item neither waits nor runs any more. */
    void gone(EngineState.Place place) {
        admission.gone(place);
    }

    /** Those that start now. */
    List<EngineState.Place> admit(int slots) {
        return admission.admit(slots);
    }

    /** How many ready steps wait. */
    int waiting() {
        return admission.waiting();
    }

    void clear() {
        admission.clear();
    }

    /** A step whose pool cannot give what it asks for does not join those that wait for their turn. */
    Resolution check(StepDefinition step, Resolution found) {
        Optional<PoolClaim> claim = step.pool();
        boolean computes = found instanceof Resolution.Compute || found instanceof Resolution.FanOut;
        if (claim.isEmpty() || !computes) {
            return found;
        }
        return obstacle(claim.get()).<Resolution>map(Resolution.NoPool::new).orElse(found);
    }

    /** Whether that is the answer. */
    static boolean isBlocked(Resolution checked) {
        return checked instanceof Resolution.NoPool;
    }

    /** Why a pool can never give what is asked for, as it is now; empty when it can. */
    Optional<String> obstacle(PoolClaim claim) {
        return obstacle(claim, admission.limits());
    }

    /** Why a pool can never give what is asked for; empty when it can. */
    static Optional<String> obstacle(PoolClaim claim, Map<PoolName, Integer> limits) {
        Integer limit = limits.get(claim.pool());
        String remedy = "; set it with rondo pools " + claim.pool() + "=" + claim.units() + ", or serve --pool "
                + claim.pool() + "=" + claim.units();
        if (limit == null) {
            return Optional.of(
                    "needs " + units(claim.units()) + " of pool " + claim.pool() + ", which does not exist" + remedy);
        }
        return limit < claim.units()
                ? Optional.of("needs " + units(claim.units()) + " of pool " + claim.pool() + ", which has "
                        + units(limit) + remedy)
                : Optional.empty();
    }

    /** What the steps of these pipelines ask for in vain. */
    List<String> obstacles(Collection<PipelineDefinition> pipelines) {
        Map<PoolName, Integer> limits = admission.limits();
        return pipelines.stream()
                .flatMap(pipeline -> pipeline.steps().stream()
                        .flatMap(step -> step.pool().flatMap(claim -> obstacle(claim, limits)).stream()
                                .map(why -> "Step " + step.name() + " of pipeline " + pipeline.name() + " " + why)))
                .toList();
    }

    /** Every pool that exists or is asked for; those that it can never give what they ask for wait for it as well. */
    List<PoolStatus<PoolUser>> all(Map<RunId, ActiveRun> active) {
        SortedMap<PoolName, PoolStatus<PoolUser>> all = new TreeMap<>();
        for (PoolStatus<EngineState.Place> pool : admission.pools()) {
            all.put(pool.name(), pool.map(place -> user(active, place)));
        }
        asksInVain(active)
                .forEach((name, asks) -> all.merge(
                        name,
                        PoolStatus.<PoolUser>missing(name).alsoWaiting(asks),
                        (is, none) -> is.alsoWaiting(asks)));
        return List.copyOf(all.values());
    }

    private Map<PoolName, List<PoolStatus.Claimant<PoolUser>>> asksInVain(Map<RunId, ActiveRun> active) {
        IdentityHashMap<PipelineDefinition, BitSet> inVain = new IdentityHashMap<>();
        Map<PoolName, List<PoolStatus.Claimant<PoolUser>>> asks = new HashMap<>();
        for (ActiveRun run : active.values()) {
            BitSet places = inVain.computeIfAbsent(run.pipeline(), pipeline -> placesInVain(run));
            for (int i = places.nextSetBit(0); i >= 0; i = places.nextSetBit(i + 1)) {
                if (run.run().steps().get(i).state() == StepState.BLOCKED) {
                    StepDefinition step = run.definition(i);
                    PoolClaim claim = step.pool().orElseThrow();
                    asks.computeIfAbsent(claim.pool(), name -> new ArrayList<>())
                            .add(new PoolStatus.Claimant<>(
                                    new PoolUser(run.id(), run.row.pipeline(), run.partition(), step.name()),
                                    claim.units()));
                }
            }
        }
        return asks;
    }

    private BitSet placesInVain(ActiveRun run) {
        BitSet places = new BitSet();
        for (int i = 0; i < run.run().steps().size(); i++) {
            places.set(i, run.definition(i).pool().flatMap(this::obstacle).isPresent());
        }
        return places;
    }

    private static PoolUser user(Map<RunId, ActiveRun> active, EngineState.Place place) {
        ActiveRun run = active.get(place.run());
        if (run == null) {
            throw new IllegalStateException("Step " + place.step() + " of run " + place.run()
                    + " has a place in a pool, but its run is not under way");
        }
        return new PoolUser(place.run(), run.row.pipeline(), run.partition(), place.step());
    }

    private static String units(int count) {
        return count == 1 ? "1 unit" : count + " units";
    }
}
