/**
 * The contract of drivers as tests. A vendor's test class extends {@link
 * org.blockyard.driver.tck.DriverContract}, names its driver, and inherits all checks; a check that
 * fails names the sentence of the API that is broken.
 */
@NullMarked
@Export(substitution = Export.Substitution.NOIMPORT)
@Version("1.0.0")
package org.blockyard.driver.tck;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
