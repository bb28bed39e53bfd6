package dev.rondo.engine.registry;

import java.util.Set;

/** The states of a version of a model and the only moves between them. Only rejected versions are deleted, with their runs, when both are old. */
public enum ModelVersionState {
    /** It stands at a gate that has not decided. */
    CHALLENGER("It stands at a gate that has not decided."),
    /** It is the one in service; a model has one champion at most. */
    CHAMPION("It is the one in service; a model has one champion at most."),
    /** It was champion until a better one came. */
    RETIRED("It was champion until a better one came."),
    /** A gate decided against it. */
    REJECTED("A gate decided against it.");

    private final String meaning;

    ModelVersionState(String meaning) {
        this.meaning = meaning;
    }

    /** The state in one sentence. */
    public String meaning() {
        return meaning;
    }

    /** A gate of a later run may look again at the same bytes, so retired and rejected versions can still win. */
    public Set<ModelVersionState> next() {
        return switch (this) {
            case CHALLENGER -> Set.of(CHAMPION, REJECTED);
            case CHAMPION -> Set.of(RETIRED);
            case RETIRED, REJECTED -> Set.of(CHAMPION);
        };
    }
}
