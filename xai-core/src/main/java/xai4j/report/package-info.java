/**
 * Pages for people: one HTML file each, with nothing in it from elsewhere. Text goes through templates that escape it, so that no label can
 * become markup; what scripts read is JSON in which {@code <} is escaped.
 */
@NullMarked
package xai4j.report;

import org.jspecify.annotations.NullMarked;
