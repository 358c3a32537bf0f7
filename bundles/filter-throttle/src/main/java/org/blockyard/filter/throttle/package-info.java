/** A filter that keeps the requests of a disk within limits. */
@NullMarked
package org.blockyard.filter.throttle;

import org.jspecify.annotations.NullMarked;
