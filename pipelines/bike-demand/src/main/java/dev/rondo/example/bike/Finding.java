package dev.rondo.example.bike;

import java.time.LocalDate;

/** One thing noticed about one day of data. */
public record Finding(Severity severity, LocalDate day, String text) {

    @Override
    public String toString() {
        return severity + " " + day + ": " + text;
    }
}
