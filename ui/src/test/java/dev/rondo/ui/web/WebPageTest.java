package dev.rondo.ui.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebPageTest {
    private static final Path ROOT = Path.of("src/main/resources/dev/rondo/ui/web");
    private final HttpClient client = HttpClient.newHttpClient();
    private FakeServer server;

    @BeforeEach
    void start() {
        server = new FakeServer(new FakeData(Instant.EPOCH, 0), 0);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void every_file_of_the_page_is_served_with_its_type_and_the_strict_policy() throws Exception {
        try (Stream<Path> files = Files.walk(ROOT)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = ROOT.relativize(file).toString();
                HttpResponse<byte[]> answer =
                        client.send(request(name).build(), HttpResponse.BodyHandlers.ofByteArray());
                assertThat(answer.statusCode()).as(name).isEqualTo(200);
                assertThat(answer.body()).isEqualTo(Files.readAllBytes(file));
                assertThat(answer.headers()
                                .firstValue("Content-Security-Policy")
                                .orElse(""))
                        .startsWith("default-src 'self'");
                assertThat(answer.headers().firstValue("X-Content-Type-Options"))
                        .hasValue("nosniff");
            }
        }
    }

    @Test
    void a_file_that_the_browser_has_is_not_sent_again() throws Exception {
        String tag = client.send(request("").build(), HttpResponse.BodyHandlers.discarding())
                .headers()
                .firstValue("ETag")
                .orElseThrow();
        HttpResponse<String> again =
                client.send(request("").header("If-None-Match", tag).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
    }

    @Test
    void no_path_leads_out_of_the_page() throws Exception {
        for (String path : List.of(
                "/../WebPage.class",
                "/..%2fWebPage.class",
                "/js/../../WebPage.class",
                "/%2e%2e/WebPage.class",
                "/WebPage.class",
                "//etc/passwd",
                "/js",
                "/js/",
                "/.git/config",
                "/vendor/..%5cmanifest.json",
                "/a/b/c.js",
                "/graph.css%00.js")) {
            assertThat(statusOf(path)).as(path).isIn(400, 404, 405);
        }
    }

    @Test
    void no_page_file_has_inline_script_style_or_foreign_address() throws IOException {
        String index = Files.readString(ROOT.resolve("index.html"));
        assertThat(index)
                .doesNotContain("<style")
                .doesNotContain(" style=")
                .doesNotContainPattern("<script(?![^>]* src=)")
                .doesNotContain("http");
    }

    /** Written by hand to the socket, for clients tidy up paths before they send them. */
    private int statusOf(String path) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.port());
                OutputStream out = socket.getOutputStream();
                BufferedReader in = new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1))) {
            out.write(("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            return Integer.parseInt(in.readLine().split(" ")[1]);
        }
    }

    private HttpRequest.Builder request(String name) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/" + name));
    }
}
