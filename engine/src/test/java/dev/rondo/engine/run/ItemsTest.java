package dev.rondo.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ItemsTest {
    @Test
    void a_list_of_one_has_one_item_and_not_1_items() {
        assertThat(Items.fresh(1).toString()).startsWith("1 item,");
        assertThat(Items.fresh(3).toString()).startsWith("3 items,");
    }
}
