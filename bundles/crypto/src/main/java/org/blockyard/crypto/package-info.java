/** Ciphers, key derivation, secrets and TLS. */
@NullMarked
package org.blockyard.crypto;

import org.jspecify.annotations.NullMarked;
