/**
 * Replacing drivers while the disks that they serve are in use: which versions are present, which
 * node uses which, and the switching of nodes from one to another.
 */
@NullMarked
@Export(substitution = Export.Substitution.NOIMPORT)
@Version("1.0.0")
package org.blockyard.swap;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
