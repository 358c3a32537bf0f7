/** The job that fills a disk from the layers below it. */
@NullMarked
package org.blockyard.job.stream.internal;

import org.jspecify.annotations.NullMarked;
