/** Damaged files by the thousand, in a Java of their own, so that a crash, a hang or an exhausted heap fails a test and nothing else. */
@NullMarked
package xai4j.fuzz;

import org.jspecify.annotations.NullMarked;
