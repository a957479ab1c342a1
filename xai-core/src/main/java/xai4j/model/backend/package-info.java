/**
 * What backends share, whatever engine they run on: checks of what a model is handed, feature maps picked out of a network's layers, and
 * the linear head found from a description of the network's tail. For authors of backends; explainers don't need it.
 */
@NullMarked
package xai4j.model.backend;

import org.jspecify.annotations.NullMarked;
