/**
 * What image formats have in common: growing files, block maps and the disk over them, structures,
 * descriptions.
 */
@NullMarked
@Export(substitution = Export.Substitution.NOIMPORT)
@Version("1.0.0")
package org.blockyard.format.kit;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
