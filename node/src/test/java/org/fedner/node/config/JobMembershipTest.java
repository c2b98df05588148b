package org.fedner.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who must take part in a job: bounds, and a form that jobs without it do not have. */
class JobMembershipTest {
    private static Job job(JobMembership membership) {
        return new Job("job", 7, 10, null, null, null, null, membership);
    }

    private static String text(Job job) {
        return new String(ConfigReader.encode(job), StandardCharsets.UTF_8);
    }

    @Test
    void aJobThatAsksForNobodyHasTheFormThatItAlwaysHad() {
        assertThat(text(job(null))).doesNotContain("membership").isEqualTo(text(job(JobMembership.NONE)));
        assertThat(job(null).fewestMembers()).isEqualTo(3);
    }

    @Test
    void aJobThatAsksForSomebodyIsReadBackAsItWasSigned() {
        Job job = job(new JobMembership(List.of("north"), null, 4));
        assertThat(text(job))
                .endsWith("\"membership\":{\"required\":[\"north\"],\"requiredShare\":0.9,\"quorum\":4}}\n");
        assertThat(ConfigReader.decode(ConfigReader.encode(job), "job")).isEqualTo(job);
        assertThat(job.fewestMembers()).isEqualTo(4);
    }

    @Test
    void theAllowedShareIsCountedInWholeRounds() {
        JobMembership strict = new JobMembership(List.of("north"), 1.0, null);
        assertThat(strict.isMissing(0, 10)).isFalse();
        assertThat(strict.isMissing(1, 1_000_000)).isTrue();
        JobMembership nine = new JobMembership(List.of("north"), 0.9, null);
        assertThat(nine.isMissing(1, 10)).isFalse();
        assertThat(nine.isMissing(2, 10)).isTrue();
        assertThat(nine.isMissing(1, 9)).isTrue();
        assertThat(JobMembership.NONE.isMissing(10, 10)).isFalse();
    }

    @Test
    void refusesWhatContradictsItself() {
        assertThatThrownBy(() -> new JobMembership(null, 0.5, null)).hasMessageContaining("requiredShare");
        assertThatThrownBy(() -> new JobMembership(List.of("a", "a"), null, null))
                .hasMessageContaining("required");
        assertThatThrownBy(() -> new JobMembership(List.of("a b"), null, null)).hasMessageContaining("required");
        assertThatThrownBy(() -> new JobMembership(List.of("a"), 0.0, null)).hasMessageContaining("requiredShare");
        assertThatThrownBy(() -> new JobMembership(List.of("a"), 1.1, null)).hasMessageContaining("requiredShare");
        assertThatThrownBy(() -> new JobMembership(null, null, 2)).hasMessageContaining("quorum");
        Job.Aggregation five = new Job.Aggregation(null, 5, null, null, null, null, null);
        assertThatThrownBy(() -> new Job("job", 7, 10, null, null, five, null, new JobMembership(null, null, 4)))
                .hasMessageContaining("minPlatforms");
    }
}
