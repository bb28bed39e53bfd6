package dev.rondo.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Writes the page of all states from the enums that define them. */
final class StatesPage {
    private StatesPage() {}

    private record State(String name, String meaning, List<String> next) {}

    /** The states of one kind of thing; the first listed is the one it is born in. */
    static final class Machine<S extends Enum<S>> {
        private final String title;
        private final Map<String, State> states = new LinkedHashMap<>();

        private Machine(String title) {
            this.title = title;
        }

        static <S extends Enum<S>> Machine<S> of(
                String title, S[] states, Function<S, String> meaning, Function<S, Set<S>> next) {
            Machine<S> machine = new Machine<>(title);
            for (S state : states) {
                Set<S> moves = next.apply(state);
                // In the order of the enum: the order of a Set.of changes from one process to the next.
                List<String> names = Arrays.stream(states)
                        .filter(moves::contains)
                        .map(Enum::name)
                        .toList();
                machine.states.put(state.name(), new State(state.name(), meaning.apply(state), names));
            }
            return machine;
        }

        Set<String> names() {
            return states.keySet();
        }

        List<String> meanings() {
            return states.values().stream().map(State::meaning).toList();
        }

        Set<String> reachable() {
            return reachableFrom(states.keySet().iterator().next());
        }

        List<String> withoutEnd() {
            return states.keySet().stream()
                    .filter(from -> reachableFrom(from).stream()
                            .noneMatch(to -> states.get(to).next().isEmpty()))
                    .toList();
        }

        private Set<String> reachableFrom(String from) {
            Set<String> seen = new LinkedHashSet<>(Set.of(from));
            List<String> open = new ArrayList<>(seen);
            while (!open.isEmpty()) {
                for (String next : states.get(open.remove(0)).next()) {
                    if (seen.add(next)) {
                        open.add(next);
                    }
                }
            }
            return seen;
        }

        private void write(StringBuilder page) {
            page.append("\n## ").append(title).append("\n\n```mermaid\nstateDiagram-v2\n");
            page.append("    [*] --> ").append(names().iterator().next()).append('\n');
            for (State state : states.values()) {
                state.next()
                        .forEach(to -> page.append("    ")
                                .append(state.name())
                                .append(" --> ")
                                .append(to)
                                .append('\n'));
                if (state.next().isEmpty()) {
                    page.append("    ").append(state.name()).append(" --> [*]\n");
                }
            }
            page.append("```\n\n| State | Means | May become |\n| --- | --- | --- |\n");
            for (State state : states.values()) {
                String next = state.next().isEmpty() ? "nothing: this is an end" : String.join(", ", state.next());
                page.append("| `").append(state.name()).append("` | ");
                page.append(state.meaning().replace("|", "\\|")).append(" | ");
                page.append(next).append(" |\n");
            }
        }

        @Override
        public String toString() {
            return title;
        }
    }

    static String write(List<Machine<?>> machines, String regenerate) {
        StringBuilder page = new StringBuilder();
        page.append("<!-- Generated from the enums in the engine, do not edit. Write it again with:\n     ");
        page.append(regenerate).append(" -->\n\n# States\n\n");
        page.append(
                "Every state, what it means, and the only moves that lead out of it. Nothing leaves an end: to run\n");
        page.append("again is a new run or a new attempt, which says what it repeats.\n");
        machines.forEach(machine -> machine.write(page));
        return page.toString();
    }
}
