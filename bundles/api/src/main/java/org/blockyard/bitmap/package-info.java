/**
 * Dirty bitmaps: for each piece of a disk whether it was written since. What takes an incremental
 * backup or copies a disk that is in use begins here.
 */
@NullMarked
@Export(substitution = Export.Substitution.NOIMPORT)
@Version("1.0.0")
package org.blockyard.bitmap;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
