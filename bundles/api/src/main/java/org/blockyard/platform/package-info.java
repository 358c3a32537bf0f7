/**
 * How the parts find each other: contributions announced by a bundle, and the services that the
 * kernel offers to them.
 */
@NullMarked
@Export(substitution = Export.Substitution.NOIMPORT)
@Version("1.1.0")
package org.blockyard.platform;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
