/** Deflate, zstd and the other codecs that image formats use. */
@NullMarked
package org.blockyard.codec;

import org.jspecify.annotations.NullMarked;
