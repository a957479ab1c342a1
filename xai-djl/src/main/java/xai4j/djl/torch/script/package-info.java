/**
 * The language that TorchScript archives are printed in: tokens, a parser and a printer for it. Nothing here knows the engine; what
 * the parser does not understand is refused, so that the engine only ever sees source that was printed from a parsed tree.
 */
@NullMarked
package xai4j.djl.torch.script;

import org.jspecify.annotations.NullMarked;
