/** Commands about nodes, and what they tell about them. */
@NullMarked
package org.blockyard.commands.node;

import org.jspecify.annotations.NullMarked;
