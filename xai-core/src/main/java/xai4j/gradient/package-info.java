/**
 * Attributions to the model's input: gradients as they are, along paths from a baseline, under noise, and under rules that
 * replace the derivative (guided backpropagation, deconvnet, DeepLIFT, LRP).
 */
@NullMarked
package xai4j.gradient;

import org.jspecify.annotations.NullMarked;
