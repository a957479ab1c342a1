/** A data set's audit on Apache Spark, as a program to begin with. */
@org.jspecify.annotations.NullMarked
package xai4j.examples.spark;
