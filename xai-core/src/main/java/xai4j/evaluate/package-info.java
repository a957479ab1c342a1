/** How good an explanation is: what stays when seeds change, and what the model says once the explanation is acted upon. Above the families. */
@NullMarked
package xai4j.evaluate;

import org.jspecify.annotations.NullMarked;
