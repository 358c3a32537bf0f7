/** The disk that the extents of an image make. */
@NullMarked
package org.blockyard.format.vmdk.internal.disk;

import org.jspecify.annotations.NullMarked;
