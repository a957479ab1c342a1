/** The web application: its files, and what its pages ask for beside the public interface. */
@NullMarked
package xai4j.examples.serve.web;

import org.jspecify.annotations.NullMarked;
