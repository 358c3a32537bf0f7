/** A filter that lets a file grow ahead of what is written. */
@NullMarked
package org.blockyard.filter.preallocate;

import org.jspecify.annotations.NullMarked;
