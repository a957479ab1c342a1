/**
 * Training on an ONNX file without an engine that can train: what a pretrained network says of a user's pictures is computed once
 * ({@link xai4j.onnx.train.Backbone}, {@link xai4j.onnx.train.FrozenFeatures}) and a head is fitted to it; the backbone's own nodes with that
 * head behind them are written as one file ({@link xai4j.onnx.train.HeadExport}).
 */
@NullMarked
package xai4j.onnx.train;

import org.jspecify.annotations.NullMarked;
