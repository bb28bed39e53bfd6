package dev.rondo.ui.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** How many transitions a database takes, each the update of a row and the insert of another, in two tables made for it. */
final class Transitions implements AutoCloseable {
    private static final int ROWS = 1000;

    private static final String TABLES = """
            create table bench_step (
                id integer not null primary key, state varchar(20) not null, why varchar(200) not null)
            """;

    private static final String EVENTS = """
            create table bench_event (
                seq bigint not null primary key, id integer not null, state varchar(20) not null,
                body varchar(500) not null)
            """;

    private static final String INSERT = "insert into bench_step (id, state, why) values (?, ?, ?)";
    private static final String UPDATE = "update bench_step set state = ?, why = ? where id = ?";
    private static final String EVENT = "insert into bench_event (seq, id, state, body) values (?, ?, ?, ?)";

    /** Whoever keeps statements with their rows, all of them in one commit. */
    interface Target {
        void commit(List<String> sql, List<List<Object[]>> rows) throws IOException;
    }

    private final Target target;
    private long seq;

    Transitions(Target target) throws IOException {
        this.target = target;
        once(TABLES);
        once(EVENTS);
        List<Object[]> steps = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            steps.add(new Object[] {i, "WAITING", "waits for the steps before it"});
        }
        target.commit(List.of(INSERT), List.of(steps));
    }

    /** Commits of one transition in a second. */
    double smallCommits(double seconds) throws IOException {
        return PerSecond.of(seconds, () -> commit(1));
    }

    /** Transitions in a second, a thousand in each commit. */
    double inThousands(double seconds) throws IOException {
        return ROWS * PerSecond.of(seconds, () -> commit(ROWS));
    }

    private void commit(int transitions) throws IOException {
        List<Object[]> updates = new ArrayList<>();
        List<Object[]> events = new ArrayList<>();
        for (int i = 0; i < transitions; i++) {
            updates.add(new Object[] {"RUNNING", "attempt 1 runs", i});
            seq++;
            events.add(new Object[] {seq, i, "RUNNING", "{\"state\":\"RUNNING\",\"why\":\"attempt 1 runs\"}"});
        }
        target.commit(List.of(UPDATE, EVENT), List.of(updates, events));
    }

    private void once(String sql) throws IOException {
        target.commit(List.of(sql), List.of(List.<Object[]>of(new Object[0])));
    }

    @Override
    public void close() throws IOException {
        once("drop table bench_step");
        once("drop table bench_event");
    }
}
