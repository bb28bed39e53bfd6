package dev.rondo.example.bike.replay;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Ways in which a month of data may arrive damaged. */
enum Corruption {
    /** A letter stands in the temperature of line 14. */
    LETTER {
        @Override
        String damage(String text) {
            List<String> lines = text.lines().toList();
            String line = lines.get(LINE - 1);
            return text.replace(line, line.replaceFirst("0\\.", "0.x"));
        }
    },
    /** The transfer broke off within line 14. */
    TRUNCATED {
        @Override
        String damage(String text) {
            String line = text.lines().toList().get(LINE - 1);
            return text.substring(0, text.indexOf(line) + line.length() / 2);
        }
    },
    /** Nothing was written. */
    EMPTY {
        @Override
        String damage(String text) {
            return "";
        }
    },
    /** A column is called something else. */
    HEADER {
        @Override
        String damage(String text) {
            return text.replaceFirst("hum", "hun");
        }
    };

    private static final int LINE = 14;

    byte[] damage(byte[] month) {
        return damage(new String(month, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
    }

    abstract String damage(String text);

    static Corruption named(String name) {
        return Arrays.stream(values())
                .filter(c -> c.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(() -> new ReplayException("\"" + name + "\" is no way to corrupt a month; there are "
                        + Arrays.stream(values())
                                .map(c -> c.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", "))));
    }
}
