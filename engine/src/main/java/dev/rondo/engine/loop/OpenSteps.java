package dev.rondo.engine.loop;

import dev.rondo.engine.loop.StepResolver.Asked;
import dev.rondo.engine.run.RunEvent;
import dev.rondo.engine.run.StepState;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Steps whose turn it is: what they read and whether the cache has their results is asked for many together. */
final class OpenSteps {
    private final TurnWork turn;
    private final EngineState engine;
    /** Resolved together once nothing else happens. */
    private final Set<Asked> asked = new LinkedHashSet<>();

    OpenSteps(TurnWork turn, EngineState engine) {
        this.turn = turn;
        this.engine = engine;
    }

    void add(Asked step) {
        asked.add(step);
    }

    /** What is no longer open by now, as after a cancel in the same turn, is not asked about. */
    void resolve() {
        asked.removeIf(one -> one.run().state(one.step()).terminal());
        if (!asked.isEmpty()) {
            List<Asked> together = List.copyOf(asked);
            asked.clear();
            resolve(together);
        }
    }

    private void resolve(Collection<Asked> together) {
        engine.resolver
                .resolve(turn, engine, together)
                .forEach((one, answer) -> turn.post(one.run().id(), new RunEvent.Resolved(one.step(), answer)));
    }

    /** Blocked steps are asked about again, but for those whose result another run still computes. */
    void lookAgainAtBlocked() {
        for (ActiveRun run : engine.active.values()) {
            if (run.run().steps().in(StepState.BLOCKED) > 0) {
                lookAgain(run);
            }
        }
    }

    /** Ready steps are asked about again whose pool has become too small for them. */
    void lookAgainAtPools() {
        for (ActiveRun run : engine.active.values()) {
            for (int i = 0;
                    run.run().steps().in(StepState.READY) > 0
                            && i < run.run().steps().size();
                    i++) {
                if (run.run().steps().get(i).state() == StepState.READY
                        && run.definition(i)
                                .pool()
                                .flatMap(engine.pools::obstacle)
                                .isPresent()) {
                    asked.add(new Asked(run, run.definition(i).name()));
                }
            }
        }
    }

    private void lookAgain(ActiveRun run) {
        for (int i = 0; i < run.run().steps().size(); i++) {
            if (run.run().steps().get(i).state() == StepState.BLOCKED && !awaitsResult(run.memory.get(i))) {
                asked.add(new Asked(run, run.definition(i).name()));
            }
        }
    }

    private boolean awaitsResult(StepMemory memory) {
        return memory.awaits.flatMap(engine.inFlight::computing).isPresent();
    }

    /** Gives free slots to ready steps, the oldest first. */
    void grantSlots() {
        engine.fanOuts.lookAtOthers(turn);
        List<EngineState.Place> ready = engine.nextReady();
        if (!ready.isEmpty()) {
            engine.probe.giveWay(turn, engine);
        }
        for (EngineState.Place place : ready) {
            ActiveRun run = engine.active.get(place.run());
            if (run == null) {
                continue;
            }
            if (place.unit().isItem()) {
                engine.fanOuts
                        .findInputs(turn, run, place.step())
                        .ifPresent(why -> turn.post(
                                run.id(),
                                new RunEvent.Resolved(place.unit(), new RunEvent.Resolution.Impossible(why))));
            } else if (run.memory(place.step()).inputs.isEmpty()) {
                // Ready before a restart: what it reads is found anew, and may be blocked or cached by now.
                resolve(List.of(new Asked(run, place.step())));
            }
            turn.post(run.id(), new RunEvent.SlotGranted(place.unit(), engine.newToken()));
        }
    }
}
