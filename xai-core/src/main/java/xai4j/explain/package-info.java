/** What an explainer is made of and what it returns: options, methods and their registry, explanations with provenance and diagnostics. */
@NullMarked
package xai4j.explain;

import org.jspecify.annotations.NullMarked;
