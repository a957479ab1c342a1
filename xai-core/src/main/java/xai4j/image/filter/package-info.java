/** What makes planes of values smoother: blurs, each a filter along rows and then along columns. */
@NullMarked
package xai4j.image.filter;

import org.jspecify.annotations.NullMarked;
