package org.fedner.aggregation.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.fedner.aggregation.encoding.Ring;
import org.junit.jupiter.api.Test;

class SecureSumBenchmarkTest {

    @Test
    void it_measures_every_stage_of_a_round_whose_sum_verifies() {
        SecureSumResult result = SecureSumBenchmark.run(5000, 4, Ring.Z32);
        assertThat(List.of(
                        result.keystreamProbeGBps(),
                        result.maskGBps(),
                        result.encodeMillis(),
                        result.maskMillis(),
                        result.tagMillis(),
                        result.verifyMillis(),
                        result.decodeMillis(),
                        result.totalMillis()))
                .allMatch(figure -> figure > 0);
    }

    @Test
    void in_mode_r_the_total_includes_what_it_adds_and_the_server_recovers() {
        SecureSumResult result = SecureSumBenchmark.runRecovering(5000, 10, 3, Ring.Z32);
        assertThat(SecureSumBenchmark.mostDropouts(10)).isEqualTo(3);
        assertThat(result.mode()).isEqualTo("recovering");
        assertThat(result.totalMillis()).isGreaterThan(result.recoveringMillis());
        assertThat(result.serverRecoveryMillis()).isPositive();
        assertThatIllegalArgumentException().isThrownBy(() -> SecureSumBenchmark.runRecovering(5000, 10, 4, Ring.Z32));
    }

    @Test
    void bad_sizes_are_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> SecureSumBenchmark.run(11, 3, Ring.Z32));
        assertThatIllegalArgumentException().isThrownBy(() -> SecureSumBenchmark.run(400, 2, Ring.Z32));
    }
}
