/**
 * Recognises the outputs of object detectors in ONNX graphs and joins them into one row of raw numbers per image, which the rest of the
 * backend predicts and differentiates as it does class scores.
 */
@NullMarked
package xai4j.onnx.detection;

import org.jspecify.annotations.NullMarked;
