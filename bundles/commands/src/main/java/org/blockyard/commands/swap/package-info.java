/** Commands about versions of drivers and the switching of nodes between them. */
@NullMarked
package org.blockyard.commands.swap;

import org.jspecify.annotations.NullMarked;
