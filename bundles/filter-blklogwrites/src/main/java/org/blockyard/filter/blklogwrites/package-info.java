/** A filter that logs what is written, as dm-log-writes does. */
@NullMarked
package org.blockyard.filter.blklogwrites;

import org.jspecify.annotations.NullMarked;
