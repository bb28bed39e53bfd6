package dev.rondo.definition;

import java.util.regex.Pattern;

/** The one rule for everything that a person names: it goes unescaped into file names, addresses and metrics. */
final class Names {
    private static final Pattern VALID = Pattern.compile("[a-z][a-z0-9]*([-_.@][a-z0-9]+)*");
    private static final int LONGEST = 100;

    private Names() {}

    static String check(String what, String value) {
        if (value.length() > LONGEST || !VALID.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "A " + what + " starts with a lower-case letter, goes on with lower-case "
                            + "letters and digits, joined by single '-', '_', '.' or '@', and has at most " + LONGEST
                            + " characters; got \"" + value + "\"");
        }
        return value;
    }

    static boolean valid(String value) {
        return value.length() <= LONGEST && VALID.matcher(value).matches();
    }
}
