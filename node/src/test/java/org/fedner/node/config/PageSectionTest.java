package org.fedner.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class PageSectionTest {
    @Test
    void itIsOnLoopbackUnlessSomebodySaysOtherwise() {
        PageSection section = new PageSection(null, 8443, null);
        assertThat(section.host()).isEqualTo("127.0.0.1");
        assertThat(section.isName("127.0.0.1:8443")).isTrue();
        assertThat(section.isName("localhost:9999")).as("through a tunnel").isTrue();
        assertThat(section.isName("fed.example:8443")).isFalse();
    }

    @Test
    void aPageThatListensEverywhereIsKnownByTheNamesItIsGiven() {
        PageSection section = new PageSection("0.0.0.0", 8443, List.of("fed.example"));
        assertThat(section.certifiedNames()).containsExactly("fed.example");
        assertThat(section.isName("FED.example:8443")).isTrue();
        assertThat(section.isName("0.0.0.0:8443")).isFalse();
        assertThat(section.isName("evil.example:8443")).isFalse();
        assertThat(section.isName("")).isFalse();
    }

    @Test
    void aPortIsNeededAndNamesAreNames() {
        assertThatThrownBy(() -> new PageSection(null, null, null)).hasMessageContaining("page.port");
        assertThatThrownBy(() -> new PageSection(null, 70_000, null)).hasMessageContaining("page.port");
        assertThatThrownBy(() -> new PageSection("a b", 1, null)).hasMessageContaining("page.host");
        assertThatThrownBy(() -> new PageSection(null, 1, List.of("<script>"))).hasMessageContaining("page.names");
    }
}
