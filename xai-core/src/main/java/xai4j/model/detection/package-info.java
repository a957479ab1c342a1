/**
 * Detectors: how boxes, class scores and objectness lie in a model's raw outputs, the objects that follow, and the score of one box as a
 * function of the outputs that has a derivative. A backend that recognises a detector offers {@link xai4j.model.detection.DetectionModel}.
 */
@NullMarked
package xai4j.model.detection;

import org.jspecify.annotations.NullMarked;
