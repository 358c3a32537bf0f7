/**
 * Long-running work: jobs, their states and verbs, how they are paced, and groups that end
 * together.
 */
@NullMarked
@Export(substitution = Export.Substitution.NOIMPORT)
@Version("1.1.0")
package org.blockyard.job;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
