package xai4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import xai4j.Explainers;
import xai4j.explain.ExplainerDescriptor;

class MethodNotesTest {
    @Test
    void everyMethodOfTheLibrarySaysWhatItCanAndCannotSay() {
        assertThat(Explainers.methods().stream()
                        .map(ExplainerDescriptor::name)
                        .filter(name -> !name.startsWith("test-")))
                .isNotEmpty()
                .allMatch(MethodNotes::knows);
    }

    @Test
    void aMethodFromElsewhereGetsWhatHoldsForAll() {
        MethodNotes notes = MethodNotes.of("my-own");
        assertThat(notes.can()).isNotBlank();
        assertThat(notes.cannot()).contains("no single method");
    }
}
