/**
 * Claims of one process, in a local file.
 *
 * <p>Public API is {@link io.groqwebhooks.claim.file.LocalClaimStore}. Everything else may change
 * in any version.
 */
@NullMarked
package io.groqwebhooks.claim.file;

import org.jspecify.annotations.NullMarked;
