/** The exports at work. */
@NullMarked
package org.blockyard.kernel.internal.export;

import org.jspecify.annotations.NullMarked;
