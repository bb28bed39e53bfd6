package dev.rondo.engine.loop;

import dev.rondo.definition.EngineWork;
import dev.rondo.definition.EngineWork.Approval;
import dev.rondo.definition.EngineWork.RunPipeline;
import dev.rondo.definition.GateDefinition;
import dev.rondo.definition.InputDefinition;
import dev.rondo.definition.OutputDefinition;
import dev.rondo.definition.PoolName;
import dev.rondo.definition.StepDefinition;
import dev.rondo.definition.StepMode.Condition;
import dev.rondo.definition.StepName;
import dev.rondo.engine.attempt.InputPart;
import dev.rondo.engine.attempt.OutputArtifact;
import dev.rondo.engine.deploy.Deployment;
import dev.rondo.engine.plan.Ahead;
import dev.rondo.engine.plan.PlanRequest;
import dev.rondo.engine.plan.Verdict;
import dev.rondo.engine.registry.ChampionVersion;
import dev.rondo.engine.registry.GateVerdict;
import dev.rondo.engine.run.Run;
import dev.rondo.engine.run.RunCause;
import dev.rondo.engine.run.RunEvent.Resolution;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.RunState;
import dev.rondo.engine.store.PinTable.PinRow;
import dev.rondo.engine.store.RunTable.RunRow;
import dev.rondo.engine.store.StoreException;
import dev.rondo.engine.store.Tx;
import dev.rondo.partition.PartitionKey;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A run that is looked at and not begun: it has the memory of a run, but no rows. */
final class PlannedRun {
    private static final Logger LOG = LoggerFactory.getLogger(PlannedRun.class);
    private static final RunId NONE = new RunId(0);

    private final Parts parts;
    private final ActiveRun run;
    private final Map<StepName, Verdict> verdicts = new HashMap<>();

    /**
     * What it looks with.
     *
     * @param pools what there is of each
     */
    record Parts(Tx tx, Foreseen foreseen, InputResolver inputs, CacheAhead cache, Map<PoolName, Integer> pools) {}

    PlannedRun(Parts parts, Deployment deployment, PartitionKey partition, Record settings, PlanRequest request) {
        this.parts = parts;
        RunRow row = new RunRow(
                NONE,
                deployment.pipeline().name(),
                deployment.codeDigest(),
                partition,
                RunState.RUNNING,
                "plan",
                RunCause.person("plan"),
                "{}",
                "[]",
                "",
                0,
                Optional.empty(),
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                request.noCache());
        this.run = new ActiveRun(row, deployment, settings, request.refresh(), Run.fresh(NONE, deployment.shape()));
        deployment.shape().nodes().forEach(node -> run.memory.add(new StepMemory()));
        run.pins.putAll(parts.foreseen().written());
    }

    /** Looks at a step; the steps before it have been looked at. */
    Ahead look(int place) {
        StepDefinition step = run.definition(place);
        Ahead ahead;
        try {
            ahead = step.isGate()
                    ? gate(step)
                    : step.mode().work().map(work -> engine(step, work)).orElseGet(() -> compute(step));
        } catch (StoreException e) {
            throw e;
        } catch (RuntimeException | LinkageError e) { // settings, codecs and lists are the user's
            LOG.warn("Step {} of {} cannot be planned", step.name(), run.row.pipeline(), e);
            ahead = new Ahead(Verdict.FAIL, "what it depends on could not be found out: " + e);
        }
        verdicts.put(step.name(), ahead.verdict());
        if (ahead.verdict() == Verdict.SKIP || ahead.verdict() == Verdict.WAIT || ahead.verdict() == Verdict.FAIL) {
            run.memory(step.name()).outputs = List.of();
        }
        return ahead;
    }

    /** Later runs of the plan find what this one has written. */
    void end() {
        run.memory.stream()
                .flatMap(memory -> memory.outputs.stream())
                .forEach(out -> parts.foreseen()
                        .wrote(new PinRow(
                                NONE,
                                out.dataset(),
                                run.partition(),
                                out.digest().hex(),
                                out.sizeBytes(),
                                out.dataset() + " " + run.partition())));
    }

    private Ahead compute(StepDefinition step) {
        Optional<String> undecided = undecidedCondition(step);
        if (undecided.isEmpty()) {
            Optional<Resolution> otherwise = Conditions.obstacle(parts.inputs(), parts.tx(), run, step);
            if (otherwise.isPresent()) {
                return ahead(otherwise.get());
            }
        }
        InputResolver.Found found = parts.inputs().find(parts.tx(), run, step.arguments());
        if (found.obstacle().isPresent()) {
            return ahead(found.obstacle().get());
        }
        Ahead answer = parts.cache().ask(run, step, found.inputs());
        Optional<String> pool = step.pool().flatMap(claim -> Pools.obstacle(claim, parts.pools()));
        if (answer.verdict() != Verdict.RUN) {
            return answer;
        }
        String why = pool.orElse(answer.why());
        return undecided
                .map(condition -> new Ahead(Verdict.DEPENDS, "only if " + condition + ": " + why))
                .orElse(new Ahead(pool.isPresent() ? Verdict.WAIT : Verdict.RUN, why));
    }

    private Optional<String> undecidedCondition(StepDefinition step) {
        for (Condition condition : step.mode().conditions()) {
            List<InputDefinition> input = step.inputs().stream()
                    .filter(in -> in.name().equals(condition.input()))
                    .toList();
            Optional<InputPart> part = parts.inputs().find(parts.tx(), run, input).inputs().stream()
                    .flatMap(in -> in.parts().stream())
                    .findFirst();
            if (part.isPresent() && parts.foreseen().isUnknown(part.get().digest())) {
                return Optional.of(part.get().label() + " is " + condition.wanted());
            }
        }
        return Optional.empty();
    }

    private Ahead engine(StepDefinition step, EngineWork work) {
        if (work instanceof RunPipeline call) {
            handOn(step, Optional.empty());
            return new Ahead(
                    Verdict.DECIDE, "starts a run of pipeline " + call.pipeline() + ", which has a plan of its own");
        }
        if (work instanceof Approval approval) {
            InputResolver.Found found = parts.inputs().find(parts.tx(), run, step.arguments());
            if (found.obstacle().isPresent()) {
                return ahead(found.obstacle().get());
            }
            handOn(
                    step,
                    found.inputs().stream().flatMap(in -> in.parts().stream()).findFirst());
            return new Ahead(Verdict.DECIDE, "waits for approval by " + approval.role());
        }
        return firstOf(step);
    }

    /** While it is open whether a branch runs, what is handed on is not known. */
    private Ahead firstOf(StepDefinition step) {
        for (InputDefinition input : step.inputs()) {
            if (input instanceof InputDefinition.OfDataset in) {
                Optional<OutputArtifact> made = run.output(in.dataset());
                if (made.isPresent()) {
                    boolean open = parts.foreseen().isUnknown(made.get().digest());
                    handOn(
                            step,
                            open
                                    ? Optional.empty()
                                    : Optional.of(new InputPart(
                                            in.dataset().value(),
                                            run.partition(),
                                            made.get().digest(),
                                            made.get().sizeBytes(),
                                            "")));
                    return new Ahead(Verdict.DECIDE, "is the first of its branches that runs");
                }
            }
        }
        return new Ahead(Verdict.SKIP, "none of its inputs is made");
    }

    private void handOn(StepDefinition step, Optional<InputPart> part) {
        OutputDefinition out = step.outputs().get(0);
        run.memory(step.name()).outputs = List.of(
                part.map(p -> new OutputArtifact(out.name(), out.dataset(), p.digest(), p.sizeBytes()))
                        .orElseGet(() -> parts.foreseen().unknown(out.name(), out.dataset(), run.partition())));
    }

    /** A gate whose numbers are all known decides as it will; of any other the next partition knows no champion. */
    private Ahead gate(StepDefinition step) {
        GateDefinition gate = step.gate().orElseThrow();
        Optional<ChampionVersion> champion = parts.foreseen().champion(parts.tx(), gate.model());
        Optional<OutputArtifact> model = GateKeeper.challenger(run, step);
        if (model.isEmpty()) {
            return new Ahead(Verdict.FAIL, "the run makes no challenger");
        }
        boolean measurable = !parts.foreseen().isUnknown(model.get().digest())
                && champion.filter(c -> parts.foreseen().isUnknown(c.digest())).isEmpty();
        boolean measured = run.run().shape().nodes().get(run.place(step.name())).upstream().stream()
                .map(place -> run.definition(place).name())
                .noneMatch(name -> verdicts.getOrDefault(name, Verdict.RUN).mayRun());
        Optional<GateVerdict> foreseen = !measurable
                ? Optional.empty()
                : measured
                        ? Optional.of(GateKeeper.foresee(
                                run, step, model.get(), champion, name -> verdicts.get(name) == Verdict.HIT))
                        : GateKeeper.foreseeWithoutNumbers(run, step, model.get(), champion);
        if (foreseen.isEmpty()) {
            parts.foreseen().servesSomebody(gate.model(), run.partition());
            return new Ahead(Verdict.DECIDE, "decides once the steps before it have run");
        }
        GateVerdict verdict = foreseen.get();
        if (verdict.promoted()) {
            parts.foreseen()
                    .serves(new ChampionVersion(
                            gate.model(), 0, model.get().digest(), model.get().sizeBytes(), run.partition()));
        }
        return new Ahead(Verdict.DECIDE, verdict.reason());
    }

    private static Ahead ahead(Resolution obstacle) {
        Verdict verdict = obstacle instanceof Resolution.NotApplicable
                ? Verdict.SKIP
                : obstacle instanceof Resolution.Impossible ? Verdict.FAIL : Verdict.WAIT;
        return new Ahead(verdict, obstacle.why());
    }
}
