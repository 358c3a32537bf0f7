/** Commands about user-created objects. */
@NullMarked
package org.blockyard.commands.object;

import org.jspecify.annotations.NullMarked;
