/**
 * What jobs that work on nodes have in common: their options, the chains of images that they work
 * on, and the copying of ranges under a speed and an error policy.
 */
@NullMarked
@Export(substitution = Export.Substitution.NOIMPORT)
@Version("1.0.0")
package org.blockyard.job.kit;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
