/** The schema of all commands and events, in the form of QAPI's introspection. */
@NullMarked
package org.blockyard.commands.schema;

import org.jspecify.annotations.NullMarked;
