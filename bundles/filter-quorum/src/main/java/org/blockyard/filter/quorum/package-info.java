/** A filter that keeps a disk on several others and lets them vote on what it reads as. */
@NullMarked
package org.blockyard.filter.quorum;

import org.jspecify.annotations.NullMarked;
