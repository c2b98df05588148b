package org.fedner.node.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The page and the program name the same keys. */
class ConfigKeyTest {
    private static final Map<String, Class<? extends Record>> FILES = Map.of(
            "server.yaml", ServerFile.class,
            "platform.yaml", PlatformFile.class,
            "policy.yaml", PolicyFile.class,
            "federation.yaml", FederationFile.class);

    private static void collect(Class<?> type, String section, List<String> names) {
        for (RecordComponent component : type.getRecordComponents()) {
            String name = section + component.getName();
            if (component.getType().isRecord()) {
                collect(component.getType(), name + ".", names);
            } else {
                names.add(name);
            }
        }
    }

    @Test
    void everyKeyOfEveryFileIsExplainedOnceAndNoOther() {
        FILES.forEach((file, type) -> {
            List<String> known = new ArrayList<>();
            collect(type, "", known);
            List<String> explained =
                    ConfigKey.of(file).stream().map(ConfigKey::name).toList();
            assertThat(explained).as(file).containsExactlyInAnyOrderElementsOf(known);
        });
    }

    @Test
    void noMarkOfThePageIsLeftInTheText() {
        assertThat(ConfigKey.all()).allSatisfy(key -> {
            assertThat(key.meaning()).isNotBlank().doesNotContain("`", "](");
            assertThat(key.ifAbsent()).isNotBlank().doesNotContain("`");
        });
        assertThat(ConfigKey.of("federation.yaml")).anySatisfy(key -> assertThat(key)
                .extracting(ConfigKey::name, ConfigKey::ifAbsent)
                .containsExactly("training.optimizer.learningRate", "0.004"));
    }
}
