/**
 * The model SPI: what a model must promise before an explainer can question it.
 *
 * <p>Three levels, each promising more: {@link xai4j.model.Model} answers, {@link xai4j.model.ActivationModel} shows its
 * inner values, {@link xai4j.model.DifferentiableModel} gives gradients.
 */
@NullMarked
package xai4j.model;

import org.jspecify.annotations.NullMarked;
