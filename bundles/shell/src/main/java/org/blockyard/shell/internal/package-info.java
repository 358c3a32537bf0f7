/** The bundle's own: the management command that opens a shell socket, and what wakes Gogo. */
@NullMarked
package org.blockyard.shell.internal;

import org.jspecify.annotations.NullMarked;
