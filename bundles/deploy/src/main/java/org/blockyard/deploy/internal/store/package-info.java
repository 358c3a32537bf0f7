/**
 * What was deployed, kept so that it survives a restart: a {@link
 * org.blockyard.deploy.internal.store.Journal} that is the truth and the audit log, a {@link
 * org.blockyard.deploy.internal.store.Ledger} that says what follows from it, and a {@link
 * org.blockyard.deploy.internal.store.JarStore} that keeps jars under their digests.
 */
@NullMarked
package org.blockyard.deploy.internal.store;

import org.jspecify.annotations.NullMarked;
