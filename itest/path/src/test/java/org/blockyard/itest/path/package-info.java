/** The way of a request through kernel and drivers together, inside one process. */
@NullMarked
package org.blockyard.itest.path;

import org.jspecify.annotations.NullMarked;
