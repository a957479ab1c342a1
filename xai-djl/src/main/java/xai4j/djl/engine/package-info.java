/**
 * What stands under every DJL backend: engines started without network, tensors carried to them and back, their errors as one line, and
 * native memory that is never freed under a thread.
 */
@NullMarked
package xai4j.djl.engine;

import org.jspecify.annotations.NullMarked;
