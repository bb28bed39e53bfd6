package dev.rondo.ui.rest;

import dev.rondo.engine.Engine;
import dev.rondo.engine.loop.LoopStats;
import dev.rondo.engine.run.RunState;
import dev.rondo.engine.store.RunTable;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * What a server measures of itself, as Prometheus reads it. The engine counts; this class names what it has counted.
 *
 * <p>Threads: safe for many threads.
 */
final class ServerMetrics {
    static final String MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final Engine engine;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private volatile Map<RunState, Long> runs = Map.of();

    ServerMetrics(Engine engine) {
        this.engine = engine;
        Gauge.builder(
                        "rondo.invariant.violations",
                        engine,
                        e -> e.invariants().soFar().violations().size())
                .description("Broken promises found since the server started; anything but 0 is a defect")
                .register(registry);
        counter(
                "rondo.invariant.checked.runs",
                "Runs checked against the promises",
                e -> e.invariants().soFar().runs());
        for (RunState state : RunState.values()) {
            Gauge.builder("rondo.runs", () -> runs.getOrDefault(state, 0L))
                    .description("Runs in this state")
                    .tag("state", state.name())
                    .register(registry);
        }
        work("rondo.runs.active", "Unfinished runs in memory", LoopStats::runs);
        work("rondo.attempts.running", "Attempts that hold a slot", LoopStats::running);
        work("rondo.steps.ready", "Steps and items that wait for a slot", LoopStats::ready);
        work("rondo.timers", "Timers that are set", LoopStats::timers);
        work("rondo.mailbox.messages", "Messages that wait for the engine's next turn", LoopStats::mailbox);
        counter("rondo.messages", "Messages that turns took in", e -> e.work().messages());
        counter(
                "rondo.turns.undone",
                "Turns that failed and were rolled back",
                e -> e.work().undone());
        counter("rondo.store.syncs", "Commits that were forced to the disk", Engine::syncs);
        FunctionTimer.builder(
                        "rondo.turns",
                        engine,
                        e -> e.work().turns(),
                        e -> e.work().spent().toNanos(),
                        TimeUnit.NANOSECONDS)
                .description("Turns of the engine that became durable, and the time they took")
                .register(registry);
        TimeGauge.builder(
                        "rondo.turns.longest",
                        engine,
                        TimeUnit.NANOSECONDS,
                        e -> e.work().longest().toNanos())
                .description("The longest turn since the server started")
                .register(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
    }

    /** All of it now. */
    String text() {
        runs = engine.ask(RunTable::counts);
        return registry.scrape();
    }

    private void work(String name, String description, ToDoubleFunction<LoopStats> value) {
        Gauge.builder(name, engine, e -> value.applyAsDouble(e.work()))
                .description(description)
                .register(registry);
    }

    private void counter(String name, String description, ToDoubleFunction<Engine> value) {
        FunctionCounter.builder(name, engine, value).description(description).register(registry);
    }
}
