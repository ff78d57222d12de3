package io.groqwebhooks.secrets;

import io.groqwebhooks.signature.Secret;
import java.time.Instant;

/**
 * A secret that a file holds. Immutable.
 *
 * @param since when the file was written, as far as the file system knows; never in the future
 */
public record FileSecret(Secret secret, Instant since) {}
