package dev.rondo.ui.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.engine.EngineSettings;
import dev.rondo.engine.retention.RetentionSettings;
import dev.rondo.engine.store.StoreSettings;
import dev.rondo.engine.testkit.PostgresServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Days that pass within seconds, with retention on: once what is kept is full, nothing grows any more. {@code
 * -Dsoak.days=120} lets more of them pass than the 4 of a build, {@code -Ddb=postgres} has the tables on a server.
 */
class SoakTest {
    private static final int DAYS = Integer.getInteger("soak.days", 4);
    /** Enough for the window of retention to be full several times. */
    private static final int KEEP = Math.max(1, DAYS / 12);

    /** The feed keeps its newest rows, however old they are. */
    private static final long FEED = 101_000;
    /** A row of it takes 180 bytes on PostgreSQL. */
    private static final long FEED_KIB = 24_000;

    private static final boolean ON_SERVER = System.getProperty("db", "h2").equals("postgres");
    /** KiB. */
    private static final long JOURNALS = 32 << 10;
    /** KiB: up to 8 MiB the file of H2 is left alone, then comes what a checkpoint and a copy add, and the artifacts. */
    private static final long HOME = 12 << 10;

    @TempDir
    Path home;

    @Test
    void what_is_kept_fills_its_window_and_grows_no_more() {
        EngineSettings settings =
                EngineSettings.inHome(home).withRetention(new RetentionSettings(Optional.of(Duration.ofDays(KEEP)), 5));
        if (ON_SERVER) {
            settings = settings.withStore(
                    StoreSettings.at(PostgresServer.shared().freshDatabase()).besideHome(home));
        }
        List<String> titles = new ArrayList<>();
        List<Map<String, Long>> samples = new ArrayList<>();
        try (Soak soak = new Soak(settings)) {
            titles.add("begin");
            samples.add(soak.sizes());
            // What nobody needs any more goes some days later, however short the window is.
            int full = DAYS < 16 ? 2 * KEEP + 1 : Math.max(2 * KEEP + 1, 8);
            for (int day = 1; day <= DAYS; day++) {
                soak.day();
                if (day == full || (day > full && (DAYS - day) % Math.max(1, (DAYS - full) / 4) == 0)) {
                    titles.add("day " + day);
                    samples.add(soak.sizes());
                }
            }
            System.out.println(DAYS + " days, " + soak.runs() + " runs, each kept for " + KEEP + " days\n"
                    + table(titles, samples));
            assertThat(soak.engine().invariants().checkAll().violations()).isEmpty();
            assertThat(soak.engine().retention().forgotten()).isPositive();
        }
        assertThat(grown(samples.get(1), samples.get(samples.size() - 1))).isEmpty();
    }

    /** What has more at the end than half again as much as when the window was full, with some room for what is small. */
    private static List<String> grown(Map<String, Long> full, Map<String, Long> end) {
        List<String> grown = new ArrayList<>();
        end.forEach((what, now) -> {
            long before = full.getOrDefault(what, 0L);
            boolean bounded = what.equals("rows of feed") && now <= FEED
                    || what.equals("KiB of feed on the server") && now <= FEED_KIB
                    || what.equals("KiB of the journals") && now <= JOURNALS
                    || what.equals("KiB of the home") && now <= HOME;
            if (now > before * 1.5 + room(what) && !bounded) {
                grown.add(what + ": " + before + ", then " + now);
            }
        });
        return grown;
    }

    private static long room(String what) {
        return what.startsWith("heap") ? 16_000 : what.startsWith("KiB") ? 2_000 : 50;
    }

    private static String table(List<String> titles, List<Map<String, Long>> samples) {
        StringBuilder text = new StringBuilder(
                "| what | " + String.join(" | ", titles) + " |\n|---|" + "---:|".repeat(titles.size()) + "\n");
        Map<String, List<Long>> lines = new LinkedHashMap<>();
        new TreeSet<>(samples.get(samples.size() - 1).keySet())
                .forEach(what -> lines.put(
                        what,
                        samples.stream().map(s -> s.getOrDefault(what, 0L)).toList()));
        lines.forEach((what, values) -> {
            if (values.stream().anyMatch(v -> v > 0)) {
                text.append("| ").append(what);
                values.forEach(v -> text.append(" | ").append(String.format("%,d", v)));
                text.append(" |\n");
            }
        });
        return text.toString();
    }
}
