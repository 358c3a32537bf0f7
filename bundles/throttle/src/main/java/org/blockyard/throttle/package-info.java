/** Limits of request rates, shared by the nodes of a group. */
@NullMarked
@Export(substitution = Export.Substitution.NOIMPORT)
@Version("1.0.0")
package org.blockyard.throttle;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
