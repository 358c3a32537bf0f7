/** How the requests of a group are kept within its limits. */
@NullMarked
package org.blockyard.throttle.internal;

import org.jspecify.annotations.NullMarked;
