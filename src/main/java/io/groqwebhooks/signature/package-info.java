/**
 * How requests are signed, and how signatures are verified and made. Plain Java; tokens are the
 * Nimbus library's.
 *
 * <p>Public API: {@link io.groqwebhooks.signature.SignatureVerifier}, {@link
 * io.groqwebhooks.signature.SignatureSigner}, {@link io.groqwebhooks.signature.SignatureScheme} and
 * what these take and give.
 */
@NullMarked
package io.groqwebhooks.signature;

import org.jspecify.annotations.NullMarked;
