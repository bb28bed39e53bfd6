package dev.rondo.engine.backup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/**
 * The first entry of a backup: what it is a backup of.
 *
 * @param instance the store that it holds
 * @param artifacts whether artifacts are in it
 */
record BackupNote(String instance, Instant createdAt, boolean artifacts) {
    static final String ENTRY = "rondo-backup.json";
    private static final String FORMAT = "rondo-backup-1";
    private static final JsonMapper JSON = new JsonMapper();

    String json() {
        return JSON.createObjectNode()
                .put("format", FORMAT)
                .put("instance", instance)
                .put("createdAt", createdAt.toString())
                .put("artifacts", artifacts)
                .toPrettyString();
    }

    static BackupNote parse(String json) {
        try {
            JsonNode note = JSON.readTree(json);
            if (!note.path("format").asText().equals(FORMAT)) {
                throw new BackupException("This backup has the format \""
                        + note.path("format").asText() + "\", which this version cannot read; it reads " + FORMAT
                        + ". Use the version that wrote it");
            }
            return new BackupNote(
                    note.path("instance").asText(),
                    Instant.parse(note.path("createdAt").asText()),
                    note.path("artifacts").asBoolean());
        } catch (JsonProcessingException | DateTimeParseException e) {
            throw new BackupException(
                    "The first entry of this backup, " + ENTRY + ", cannot be read: " + e.getMessage(), e);
        }
    }
}
