/** Snapshots, in files of their own and inside images, as commands and as actions. */
@NullMarked
package org.blockyard.commands.snapshot;

import org.jspecify.annotations.NullMarked;
