package org.fedner.model.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.fedner.model.benchmark.EnduranceBenchmark.Point;
import org.fedner.model.network.NetworkThreads;
import org.junit.jupiter.api.Test;

class EnduranceBenchmarkTest {
    @Test
    void pointsAreTakenAsOftenAsAskedAndAtTheEnd() throws Exception {
        List<Point> heard = new ArrayList<>();
        List<Point> points = EnduranceBenchmark.run(2, 5, 2, NetworkThreads.single(), heard::add);
        assertThat(points).isEqualTo(heard);
        assertThat(points.stream().map(Point::steps)).containsExactly(2, 4, 5);
        assertThat(points).allMatch(point -> point.heapMegabytes() > 0 && point.millisPerStep() > 0);
        if (Files.exists(Path.of("/proc/self/status"))) {
            assertThat(points).allMatch(point -> point.residentMegabytes() > point.heapMegabytes() / 4);
        }
    }
}
