/**
 * ProtoPNets on the frozen features of a pretrained network: {@link xai4j.onnx.train.prototype.PrototypeTraining} warms prototypes up, pushes them
 * onto training patches and prunes; {@link xai4j.onnx.train.prototype.PrototypeHeadExport} writes the folder that explains with them.
 */
@NullMarked
package xai4j.onnx.train.prototype;

import org.jspecify.annotations.NullMarked;
