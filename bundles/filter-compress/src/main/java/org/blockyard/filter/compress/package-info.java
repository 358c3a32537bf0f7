/** A filter that stores all that is written compressed. */
@NullMarked
package org.blockyard.filter.compress;

import org.jspecify.annotations.NullMarked;
