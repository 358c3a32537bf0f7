/** The shell's commands. */
@NullMarked
package org.blockyard.shell.internal.command;

import org.jspecify.annotations.NullMarked;
