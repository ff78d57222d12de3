/** Signature schemes, verifier and signer: plain Java, no Camel, no Spring. */
@NullMarked
package io.groqwebhooks.signature;

import org.jspecify.annotations.NullMarked;
