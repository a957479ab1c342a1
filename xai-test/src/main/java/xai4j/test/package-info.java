/**
 * For tests: {@link xai4j.test.ModelContract} is what every backend keeps, {@link xai4j.test.ExplanationAssert} says what an
 * explanation should show.
 */
@NullMarked
package xai4j.test;

import org.jspecify.annotations.NullMarked;
