/**
 * The framework's side of a deployment: what a jar is and needs, the steps of a bundle's life with
 * their time limits, and the proof that its classes are gone.
 */
@NullMarked
package org.blockyard.deploy.internal.bundle;

import org.jspecify.annotations.NullMarked;
