/** A registry of models as folders that a person can read: versions with their metrics, data and hashes, of which one is promoted. */
@NullMarked
package xai4j.examples.registry;

import org.jspecify.annotations.NullMarked;
