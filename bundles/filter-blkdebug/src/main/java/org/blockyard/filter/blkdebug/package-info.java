/** A filter that fails chosen requests, for tests. */
@NullMarked
package org.blockyard.filter.blkdebug;

import org.jspecify.annotations.NullMarked;
