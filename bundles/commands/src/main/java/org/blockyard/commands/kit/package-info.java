/** How the commands are put together. */
@NullMarked
package org.blockyard.commands.kit;

import org.jspecify.annotations.NullMarked;
