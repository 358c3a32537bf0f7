/** Commands about exports. */
@NullMarked
package org.blockyard.commands.export;

import org.jspecify.annotations.NullMarked;
