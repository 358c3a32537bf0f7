/** The other end of the shell's socket: a program that needs nothing but Java. */
@NullMarked
package org.blockyard.shell.client;

import org.jspecify.annotations.NullMarked;
