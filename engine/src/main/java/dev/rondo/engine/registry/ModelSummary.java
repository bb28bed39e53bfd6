package dev.rondo.engine.registry;

import dev.rondo.definition.ModelName;
import java.util.Optional;

/** A model in a list: how many versions it has and which is champion. */
public record ModelSummary(ModelName model, int versions, Optional<Integer> championVersion) {}
