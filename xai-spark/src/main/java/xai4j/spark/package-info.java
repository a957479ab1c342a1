/**
 * Explaining data frames of pictures on Apache Spark: transformers of Spark ML whose tasks share one model per executor and put nothing but pictures and
 * finished explanations between machines.
 */
@NullMarked
package xai4j.spark;

import org.jspecify.annotations.NullMarked;
