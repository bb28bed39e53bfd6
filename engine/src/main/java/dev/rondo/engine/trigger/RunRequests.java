package dev.rondo.engine.trigger;

import dev.rondo.definition.PipelineName;
import dev.rondo.engine.loop.Turn;
import dev.rondo.engine.loop.Turns;
import dev.rondo.engine.run.NewRun;
import dev.rondo.engine.run.RunCause;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.store.RowJson;
import dev.rondo.engine.store.RunRequestTable;
import dev.rondo.engine.store.RunRequestTable.RequestRow;
import dev.rondo.engine.store.StoreException;
import dev.rondo.partition.PartitionKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the runs that other programs ask for in the table {@code run_request}, and writes the answers beside the
 * requests. The start key of a run holds the request's number, so however often a request is looked at it has one run.
 *
 * <p><b>Threads.</b> Safe for many threads; never blocks.
 */
public final class RunRequests {
    private static final Logger LOG = LoggerFactory.getLogger(RunRequests.class);
    private static final int AT_ONCE = 100;
    private static final Duration KEPT = Duration.ofDays(7);

    private final Turns turns;
    private final Function<NewRun, CompletableFuture<RunId>> start;
    /** Requests whose runs are being started. */
    private final Set<Long> underWay = ConcurrentHashMap.newKeySet();

    /** @param start starts a run, or finds it by its start key; completes when it is durable */
    public RunRequests(Turns turns, Function<NewRun, CompletableFuture<RunId>> start) {
        this.turns = turns;
        this.start = start;
    }

    /** Looks for requests soon. */
    public void look() {
        turns.post("looking for requests for runs", this::takeUp);
    }

    private void takeUp(Turn turn) {
        List<RequestRow> open = RunRequestTable.open(turn.tx(), AT_ONCE);
        if (!open.isEmpty()) {
            RunRequestTable.forget(turn.tx(), turn.now().minus(KEPT));
        }
        open.stream().filter(row -> underWay.add(row.id())).forEach(row -> turn.afterCommit(() -> begin(row)));
        if (open.size() == AT_ONCE) {
            turn.afterCommit(() -> turns.wakeAt(turn.now().plusSeconds(1), this::takeUp));
        }
    }

    private void begin(RequestRow row) {
        CompletableFuture<RunId> started;
        try {
            started = start.apply(request(row));
        } catch (IllegalArgumentException | StoreException e) {
            started = CompletableFuture.failedFuture(e);
        }
        CompletableFuture<Void> unused = started.handle((run, failure) -> {
            answer(row, run, failure);
            return null;
        });
    }

    private void answer(RequestRow row, RunId run, Throwable failure) {
        Throwable cause = failure instanceof CompletionException e && e.getCause() != null ? e.getCause() : failure;
        if (cause != null && !(cause instanceof IllegalArgumentException) && !unreadable(cause)) {
            underWay.remove(row.id());
            LOG.warn(
                    "Request {} for a run of {} is not answered yet; it is looked at again",
                    row.id(),
                    row.pipeline(),
                    cause);
            return;
        }
        turns.post("answering request " + row.id() + " for a run", turn -> {
            if (cause == null) {
                RunRequestTable.answer(turn.tx(), row.id(), run, turn.now());
            } else {
                RunRequestTable.refuse(turn.tx(), row.id(), String.valueOf(cause.getMessage()), turn.now());
            }
            turn.afterCommit(() -> underWay.remove(row.id()));
        });
    }

    private static boolean unreadable(Throwable cause) {
        return cause instanceof StoreException e && e.kind() == StoreException.Kind.DAMAGED;
    }

    private static NewRun request(RequestRow row) {
        Map<String, Object> settings = RowJson.object(row.settings());
        String who = row.requestedBy().isEmpty() ? "request " + row.id() : row.requestedBy();
        return new NewRun(
                PipelineName.of(row.pipeline()),
                PartitionKey.of(row.partition()),
                settings,
                "request:" + row.id(),
                RunCause.person(who),
                Set.of(),
                row.note());
    }
}
