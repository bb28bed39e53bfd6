package dev.rondo.ui.rest;

import dev.rondo.definition.PipelineName;
import dev.rondo.engine.run.RunId;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * One event of the live stream, ready to be sent.
 *
 * @param id the number of the change in the feed
 */
record LiveEvent(long id, Optional<PipelineName> pipeline, Optional<RunId> run, String text) {

    static String text(long id, String kind, JsonObject data) {
        return "id: " + id + "\nevent: " + kind + "\ndata: " + data.encode() + "\n\n";
    }

    /** What follows the client's last id is not sent one by one: it loads afresh and goes on after {@code id}. */
    static String reset(long id) {
        return text(id, "reset", new JsonObject());
    }
}
