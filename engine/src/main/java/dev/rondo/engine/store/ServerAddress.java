package dev.rondo.engine.store;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A JDBC address taken apart, so that a name and a password in it are in nobody's log.
 *
 * @param url without name and password; its other parameters are kept
 * @param place without any parameter: what people are shown
 */
record ServerAddress(String url, String place, Optional<String> user, Optional<String> password) {

    static ServerAddress parse(String jdbcUrl) {
        int question = jdbcUrl.indexOf('?');
        String place = question < 0 ? jdbcUrl : jdbcUrl.substring(0, question);
        int at = place.indexOf('@');
        if (at >= 0) {
            throw new StoreException(
                    StoreException.Kind.UNSUPPORTED,
                    "The database address has a name before an '@' (…" + place.substring(at) + "), which JDBC does not"
                            + " know. Write jdbc:postgresql://HOST:PORT/DATABASE, and give name and password as"
                            + " RONDO_DB_USER and RONDO_DB_PASSWORD");
        }
        Optional<String> user = Optional.empty();
        Optional<String> password = Optional.empty();
        List<String> kept = new ArrayList<>();
        for (String parameter :
                question < 0 ? new String[0] : jdbcUrl.substring(question + 1).split("&", -1)) {
            if (parameter.startsWith("user=")) {
                user = Optional.of(decoded(parameter.substring("user=".length())));
            } else if (parameter.startsWith("password=")) {
                password = Optional.of(decoded(parameter.substring("password=".length())));
            } else if (!parameter.isEmpty()) {
                kept.add(parameter);
            }
        }
        return new ServerAddress(kept.isEmpty() ? place : place + "?" + String.join("&", kept), place, user, password);
    }

    @Override
    public String toString() {
        return place;
    }

    private static String decoded(String value) {
        return URLDecoder.decode(value, StandardCharsets.UTF_8);
    }
}
