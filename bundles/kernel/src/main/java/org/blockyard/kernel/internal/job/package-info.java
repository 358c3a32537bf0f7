/** Jobs and their states. */
@NullMarked
package org.blockyard.kernel.internal.job;

import org.jspecify.annotations.NullMarked;
