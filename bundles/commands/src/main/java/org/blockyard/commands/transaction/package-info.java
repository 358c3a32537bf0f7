/** The command that runs several actions as one. */
@NullMarked
package org.blockyard.commands.transaction;

import org.jspecify.annotations.NullMarked;
