/** copies a disk as it is at one moment, whole or what changed, while it is written. */
@NullMarked
package org.blockyard.job.backup;

import org.jspecify.annotations.NullMarked;
