/** TorchScript files on DJL's PyTorch engine, seen through: prediction, inner values and gradients without Python. */
@NullMarked
package xai4j.djl.torch;

import org.jspecify.annotations.NullMarked;
