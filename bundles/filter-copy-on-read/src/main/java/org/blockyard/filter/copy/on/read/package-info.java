/** A filter that copies into the top layer what is read from below. */
@NullMarked
package org.blockyard.filter.copy.on.read;

import org.jspecify.annotations.NullMarked;
