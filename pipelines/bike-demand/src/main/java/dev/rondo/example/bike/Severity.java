package dev.rondo.example.bike;

/** How much a {@link Finding} matters. */
public enum Severity {
    /** Normal for this data; recorded. */
    NOTICE,
    /** The day is not what it should be and someone should look; the month is still usable. */
    FAULT
}
