/** Commands about the daemon and the conversation with it. */
@NullMarked
package org.blockyard.commands.session;

import org.jspecify.annotations.NullMarked;
