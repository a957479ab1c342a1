package xai4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import xai4j.tensor.XaiException;

/** What a user did or lacks is one line and status 2, errors of Java included; our own failures are status 1. */
class FailuresTest {
    static Stream<Throwable> errorsThatAUserCanHelp() {
        return Stream.of(
                new OutOfMemoryError("Java heap space"),
                new StackOverflowError(),
                new NoClassDefFoundError("ai/djl/nn/Block"),
                new ExceptionInInitializerError(new XaiException("the temporary folder cannot be written")));
    }

    @ParameterizedTest
    @MethodSource("errorsThatAUserCanHelp")
    void errorsOfJavaAreOneLine(Throwable error) {
        StringWriter text = new StringWriter();
        assertThat(Failures.report(error, "", new PrintWriter(text, true))).isEqualTo(2);
        assertThat(text.toString().strip().lines()).hasSize(1);
        assertThat(text.toString()).startsWith("xai: ").doesNotContain("\tat ").doesNotContain("null");
    }

    @Test
    void ourOwnFailuresAreStatusOneWithTheirTrace() {
        StringWriter text = new StringWriter();
        Throwable ours = new ExceptionInInitializerError(new IllegalStateException("a bug"));
        assertThat(Failures.report(ours, "", new PrintWriter(text, true))).isEqualTo(1);
        assertThat(text.toString()).contains("internal error", "a bug");
    }
}
