/** Dirty bitmaps that an image keeps: which parts of the disk were written since. */
@NullMarked
package org.blockyard.format.qcow2.internal.bitmaps;

import org.jspecify.annotations.NullMarked;
