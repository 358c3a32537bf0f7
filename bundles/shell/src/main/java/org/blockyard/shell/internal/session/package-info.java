/** Shell sessions over a socket. */
@NullMarked
package org.blockyard.shell.internal.session;

import org.jspecify.annotations.NullMarked;
