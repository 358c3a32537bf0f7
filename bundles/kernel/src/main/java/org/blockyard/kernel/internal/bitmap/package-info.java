/** The dirty bitmaps of nodes, and the marks that writes leave in them. */
@NullMarked
package org.blockyard.kernel.internal.bitmap;

import org.jspecify.annotations.NullMarked;
