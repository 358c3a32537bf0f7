/** The jobs that bring layers down, and the filter that they work under. */
@NullMarked
package org.blockyard.job.commit.internal;

import org.jspecify.annotations.NullMarked;
