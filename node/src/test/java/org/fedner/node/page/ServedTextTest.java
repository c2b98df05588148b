package org.fedner.node.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Text from elsewhere is text on the page, whatever stands in it. */
class ServedTextTest {
    private static final String HOSTILE = "\"><script src=//evil.example></script><b title='&";

    @Test
    void namesInTablesSentencesAndTitlesAreEscaped() {
        RunView view = new Board().view(1);
        RunParts run = new RunParts(view, Instant.EPOCH, id -> HOSTILE);
        Document document = new Document(HOSTILE, true);
        String html = run.lead(Words.names(run.named(List.of("0", "1"))))
                + new Table(HOSTILE, "", 1, HOSTILE)
                        .row(HOSTILE, Table.text(HOSTILE))
                        .html()
                + run.facts(HOSTILE, Map.of(HOSTILE, Table.text(HOSTILE)))
                + document.html(HOSTILE, Optional.empty(), "")
                + document.sentence(HOSTILE, Optional.empty(), HOSTILE, "/", HOSTILE)
                + document.signIn(Optional.of(HOSTILE), HOSTILE);
        assertThat(html)
                .doesNotContain("<script src=//", "\"><script", "<b title")
                .contains("&lt;script");
    }

    @Test
    void anEventOfThePageCannotBeginAnother() {
        assertThat(OperatorPage.events(Map.of("now", "one\n\nevent: part\ndata: [\"now\",\"other\"]\n\n")))
                .hasLineCount(3)
                .startsWith("event: part\ndata: [\"now\",");
    }
}
