/** Trees of decisions on the frozen features of a pretrained network, trained with the tree-supervision loss. */
@NullMarked
package xai4j.onnx.train.tree;

import org.jspecify.annotations.NullMarked;
