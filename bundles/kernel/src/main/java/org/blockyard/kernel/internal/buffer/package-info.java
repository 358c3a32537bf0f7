/** Memory for transfers: direct, aligned to pages, lent and given back, bounded over all. */
@NullMarked
package org.blockyard.kernel.internal.buffer;

import org.jspecify.annotations.NullMarked;
