/** The extents of a disk: where the bytes of each are. */
@NullMarked
package org.blockyard.format.vmdk.internal.extent;

import org.jspecify.annotations.NullMarked;
