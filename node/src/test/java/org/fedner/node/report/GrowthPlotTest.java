package org.fedner.node.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.fedner.aggregation.benchmark.CohortPoint;
import org.fedner.aggregation.benchmark.CohortResult;
import org.fedner.aggregation.masking.AggregationMode;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class GrowthPlotTest {

    @Test
    void aPlotIsWellFormedAndHasThreeCurvesThroughEveryMembership() throws Exception {
        List<CohortPoint> points = List.of(point(10, 0.5), point(100, 3), point(1000, 40));
        String svg = GrowthPlot.svg(new CohortResult(AggregationMode.ONE_FLIGHT, 400, 1600, 1.2, points));
        Document document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
        assertThat(document.getElementsByTagName("polyline").getLength()).isEqualTo(3);
        for (int i = 0; i < 3; i++) {
            String curve = document.getElementsByTagName("polyline")
                    .item(i)
                    .getAttributes()
                    .getNamedItem("points")
                    .getNodeValue();
            assertThat(curve.trim().split(" ")).hasSize(3);
        }
    }

    private static CohortPoint point(int platforms, double millis) {
        return new CohortPoint(
                platforms, 9, millis, 2 * millis, 3 * millis, 4 * millis, 1, CohortPoint.Outcome.VOID, 2, 3, 9, 9, 1.0);
    }
}
