/** Text for people: tables, trees and results. */
@NullMarked
package org.blockyard.shell.internal.text;

import org.jspecify.annotations.NullMarked;
