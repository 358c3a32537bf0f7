/**
 * Deflate, zstd and the other codecs that image formats use, each as a {@link
 * org.blockyard.codec.Codec}, or as a {@link org.blockyard.codec.Decoder} if it only unpacks: bytes
 * in one buffer to bytes in another, bounded by the target's room.
 */
@NullMarked
@Export
@Version("1.0.0")
package org.blockyard.codec;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
