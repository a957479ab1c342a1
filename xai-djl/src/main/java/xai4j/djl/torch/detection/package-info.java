/** Detectors in TorchScript files: which of a network's outputs hold boxes and scores, told by names, extents and what they hold for noise. */
@NullMarked
package xai4j.djl.torch.detection;

import org.jspecify.annotations.NullMarked;
