package dev.rondo.ui.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class LiveStreamTest {
    @TempDir
    Path home;

    private ServedEngine rondo;

    private record Event(long id, String kind, JsonObject data) {
        boolean isEndOf(String run) {
            return kind.equals("run")
                    && data.getJsonObject("run").getString("id").equals(run)
                    && data.getJsonObject("run").getString("state").equals("SUCCEEDED");
        }
    }

    @BeforeEach
    void serve() {
        rondo = new ServedEngine(home).started();
    }

    @AfterEach
    void close() {
        rondo.close();
    }

    @Test
    void a_listener_hears_of_runs_and_steps_as_they_happen() {
        try (Stream<String> lines = listen("", "").body()) {
            Iterator<String> stream = opened(lines);
            String run = rondo.run("nothing", "{}").getString("id");
            List<Event> heard = until(stream, event -> event.isEndOf(run));
            assertThat(heard).extracting(Event::id).isSorted().doesNotHaveDuplicates();
            Event step = heard.stream()
                    .filter(e -> e.kind().equals("step"))
                    .findFirst()
                    .orElseThrow();
            assertThat(step.data().getString("run")).isEqualTo(run);
            assertThat(step.data().getString("pipeline")).isEqualTo("nothing");
            assertThat(step.data().getJsonObject("step").getString("step")).isEqualTo("nothing");
        }
    }

    @Test
    void a_listener_that_comes_back_hears_what_it_missed_and_nothing_twice() {
        long last;
        try (Stream<String> lines = listen("", "").body()) {
            Iterator<String> stream = opened(lines);
            String first = rondo.run("nothing", "{}").getString("id");
            List<Event> heard = until(stream, event -> event.isEndOf(first));
            last = heard.get(heard.size() - 1).id();
        }
        String second = rondo.run("nothing", "{}").getString("id");
        try (Stream<String> lines = listen("", Long.toString(last)).body()) {
            Iterator<String> stream = opened(lines);
            List<Event> missed = until(stream, event -> event.isEndOf(second));
            assertThat(missed).allSatisfy(event -> assertThat(event.id()).isGreaterThan(last));
            String third = rondo.run("nothing", "{}").getString("id");
            assertThat(until(stream, event -> event.isEndOf(third))).isNotEmpty();
        }
    }

    @Test
    void a_listener_with_an_id_that_is_not_kept_is_told_to_load_afresh() {
        rondo.run("nothing", "{}");
        try (Stream<String> lines = listen("", "999999999").body()) {
            List<Event> heard = until(opened(lines), event -> true);
            assertThat(heard.get(0).kind()).isEqualTo("reset");
        }
    }

    @Test
    void a_listener_may_narrow_the_stream_to_one_pipeline() {
        try (Stream<String> lines = listen("?pipeline=shop", "").body()) {
            Iterator<String> stream = opened(lines);
            rondo.run("nothing", "{}");
            rondo.data("sales-2011-01.txt", "100");
            String run = rondo.run("shop", "{\"partition\": \"2011-01\"}").getString("id");
            List<Event> heard = until(stream, event -> event.isEndOf(run));
            assertThat(heard)
                    .allSatisfy(event -> assertThat(event.data().encode()).doesNotContain("nothing\""));
            Event model = heard.stream()
                    .filter(e -> e.kind().equals("model"))
                    .findFirst()
                    .orElseThrow();
            assertThat(model.data().getString("model")).isEqualTo("shop");
            assertThat(model.data().getJsonObject("version").getString("state")).isEqualTo("CHAMPION");
        }
    }

    private HttpResponse<Stream<String>> listen(String query, String lastId) {
        HttpRequest.Builder request = rondo.request("/api/v1/events" + query).GET();
        if (!lastId.isEmpty()) {
            request.header("Last-Event-ID", lastId);
        }
        HttpResponse<Stream<String>> answer = rondo.send(request, BodyHandlers.ofLines());
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/event-stream");
        return answer;
    }

    /** The stream from where the server has let the listener in. */
    private static Iterator<String> opened(Stream<String> lines) {
        Iterator<String> stream = lines.iterator();
        while (!stream.next().equals(": open")) {
            // What is before it sets up the connection.
        }
        return stream;
    }

    private static List<Event> until(Iterator<String> stream, Predicate<Event> last) {
        List<Event> events = new ArrayList<>();
        long id = 0;
        String kind = "";
        while (stream.hasNext()) {
            String line = stream.next();
            if (line.startsWith("id: ")) {
                id = Long.parseLong(line.substring(4));
            } else if (line.startsWith("event: ")) {
                kind = line.substring(7);
            } else if (line.startsWith("data: ")) {
                events.add(new Event(id, kind, new JsonObject(line.substring(6))));
                if (last.test(events.get(events.size() - 1))) {
                    return events;
                }
            }
        }
        throw new AssertionError("The stream ended after " + events);
    }
}
