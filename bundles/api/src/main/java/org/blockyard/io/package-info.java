/**
 * Moving bytes: the data channel that drivers implement and callers use, request flags, extents,
 * limits, buffers and errors.
 */
@NullMarked
@Export(substitution = Export.Substitution.NOIMPORT)
@Version("1.1.0")
package org.blockyard.io;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
