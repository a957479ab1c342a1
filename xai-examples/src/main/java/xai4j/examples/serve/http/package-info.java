/** The HTTP interface: Jetty, KServe's paths, errors as one line of JSON, and what keeps strangers within bounds. */
@NullMarked
package xai4j.examples.serve.http;

import org.jspecify.annotations.NullMarked;
