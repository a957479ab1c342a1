/** What a service does with a request, without a word of HTTP: models on loan, bounded work, pictures, predictions, explanations. */
@NullMarked
package xai4j.examples.serve;

import org.jspecify.annotations.NullMarked;
