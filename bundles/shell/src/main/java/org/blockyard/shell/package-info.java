/** Commands for the Gogo shell. */
@NullMarked
package org.blockyard.shell;

import org.jspecify.annotations.NullMarked;
