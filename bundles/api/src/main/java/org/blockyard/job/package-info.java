/** Long-running work: jobs, their states and their verbs. */
@NullMarked
@Export(substitution = Export.Substitution.NOIMPORT)
@Version("1.0.0")
package org.blockyard.job;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
