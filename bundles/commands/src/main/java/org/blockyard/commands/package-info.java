/**
 * The management commands over the platform's services, as QMP, the shell and the command line run
 * them.
 */
@NullMarked
package org.blockyard.commands;

import org.jspecify.annotations.NullMarked;
