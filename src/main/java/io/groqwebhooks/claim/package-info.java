/**
 * Claims: an event is leased while it is handled and recorded once it is done.
 *
 * <p>Public API, for who brings a store of his own or claims in routes of his own, are {@link
 * io.groqwebhooks.claim.ClaimStore} with {@link io.groqwebhooks.claim.Claim}, {@link
 * io.groqwebhooks.claim.ClaimState} and {@link io.groqwebhooks.claim.ClaimTimes}; {@link
 * io.groqwebhooks.claim.ClaimIdempotentRepository}; and what it throws: {@link
 * io.groqwebhooks.claim.ClaimsUnavailableException} and {@link
 * io.groqwebhooks.claim.EventInProgressException}. Everything else may change in any version.
 */
@NullMarked
package io.groqwebhooks.claim;

import org.jspecify.annotations.NullMarked;
