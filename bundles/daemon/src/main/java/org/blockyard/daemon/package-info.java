/** The command line of the storage daemon. */
@NullMarked
package org.blockyard.daemon;

import org.jspecify.annotations.NullMarked;
