package dev.rondo.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class H2DatabaseTest extends DatabaseContract {

    @Override
    StoreSettings settings() {
        return StoreSettings.inMemory();
    }

    @Test
    void a_server_of_an_unknown_kind_is_refused_with_what_to_use_instead() {
        var unknown = StoreSettings.at("jdbc:oracle://localhost/rondo?user=ada&password=secret");
        assertThatThrownBy(() -> Database.open(unknown, InstantSource.fixed(NOW)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("home directory")
                .hasMessageContaining("jdbc:postgresql://")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
    }
}
