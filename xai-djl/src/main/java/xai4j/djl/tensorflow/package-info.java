/** TensorFlow SavedModels and frozen graphs, seen through: one flat graph whose gradients are built in the graph. */
@NullMarked
package xai4j.djl.tensorflow;

import org.jspecify.annotations.NullMarked;
