/**
 * Mirrors: a disk that is in use is copied to another, which is kept the same until it takes the
 * disk's place.
 */
@NullMarked
package org.blockyard.job.mirror;

import org.jspecify.annotations.NullMarked;
