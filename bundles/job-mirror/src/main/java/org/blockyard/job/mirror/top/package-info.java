/** The filter {@code mirror_top}, through which a mirror sees what is written to the disk. */
@NullMarked
package org.blockyard.job.mirror.top;

import org.jspecify.annotations.NullMarked;
